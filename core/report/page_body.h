#pragma once

#include <sstream>
#include <string>

namespace counterpoint::report {

/// The ink of a page.
inline constexpr const char* pageInk = "#1B2027";
inline constexpr const char* pageQuiet = "#5C6673";
inline constexpr const char* pageLine = "#D7DBE1";
inline constexpr const char* pageTrack = "#E1E5EA";  ///< empty part of a bar

/// The inside of a page as it is drawn, 1 unit 1 pt.
class PageBody {
  public:
    explicit PageBody(double font) : m_font(font) {}

    /// At the left end of the line it stands on, unless `more` says otherwise.
    void text(double x, double y, const std::string& content, const char* more = "",
              const char* color = pageInk);
    /// The letter of a panel, bold and a little larger.
    void letter(std::size_t place, double x, double y);
    void line(double x1, double y1, double x2, double y2, const char* color, double width);
    void disc(double x, double y, double radius, const std::string& fill);
    /// Hollow or full, for a value before or after.
    void mark(double x, double y, bool full);
    /// For anything else.
    std::ostream& out() { return m_out; }

    std::string str() const { return m_out.str(); }

  private:
    double m_font;
    std::ostringstream m_out;
};

}  // namespace counterpoint::report
