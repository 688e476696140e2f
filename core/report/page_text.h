#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace counterpoint::report {

/// How wide a text is at size 1 in the typeface of a page.
using TextWidth = std::function<double(const std::string& text, bool bold)>;

/// What must be known of a typeface to place text without drawing it. Sizes in units of the page.
class PageText {
  public:
    /// `width`: of the typeface as it is drawn here; not set: that of Arial. Arial and Helvetica
    /// take no less room than they have of themselves, whatever stands in for them here.
    PageText(const std::string& family, double size, TextWidth width);

    double size() const { return m_size; }
    double width(const std::string& text, bool bold = false) const;
    /// The width of the longest word: no line can be narrower.
    double widestWord(const std::string& text) const;
    /// The text in lines no wider than `width`, broken at spaces, and within words where one word
    /// is wider.
    std::vector<std::string> lines(const std::string& text, double width) const;
    /// The text, or what fits of it and an ellipsis.
    std::string elided(const std::string& text, double width) const;

  private:
    /// How many bytes of a word fit, one letter at least.
    std::size_t lettersIn(const std::string& word, double width) const;

    bool m_likeArial;
    double m_size;
    TextWidth m_width;
};

/// The value of `font-family` for an SVG: the typeface, those of the same widths, then a kind that
/// every reader has.
std::string fontFamilies(const std::string& family);

}  // namespace counterpoint::report
