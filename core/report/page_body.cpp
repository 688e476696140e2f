#include "core/report/page_body.h"

#include "core/report/svg.h"

namespace counterpoint::report {

using svg::escaped;
using svg::number;

void PageBody::text(double x, double y, const std::string& content, const char* more,
                    const char* color) {
    m_out << "<text x=\"" << number(x) << "\" y=\"" << number(y) << "\" font-size=\""
          << number(m_font) << "\" fill=\"" << color << "\" " << more << ">" << escaped(content)
          << "</text>\n";
}

void PageBody::letter(std::size_t place, double x, double y) {
    m_out << "<text x=\"" << number(x) << "\" y=\"" << number(y) << "\" font-size=\""
          << number(m_font + 1.0) << "\" font-weight=\"bold\" fill=\"" << pageInk << "\">"
          << static_cast<char>('a' + place) << "</text>\n";
}

void PageBody::line(double x1, double y1, double x2, double y2, const char* color, double width) {
    m_out << "<path fill=\"none\" stroke=\"" << color << "\" stroke-width=\"" << number(width)
          << "\" d=\"M" << number(x1) << ' ' << number(y1) << 'L' << number(x2) << ' ' << number(y2)
          << "\"/>\n";
}

void PageBody::disc(double x, double y, double radius, const std::string& fill) {
    m_out << "<circle cx=\"" << number(x) << "\" cy=\"" << number(y) << "\" r=\"" << number(radius)
          << "\" fill=\"" << fill << "\"/>\n";
}

void PageBody::mark(double x, double y, bool full) {
    m_out << "<circle cx=\"" << number(x) << "\" cy=\"" << number(y) << "\" r=\""
          << number(m_font * 0.3) << "\" stroke=\"" << pageInk << "\" stroke-width=\"0.8\" fill=\""
          << (full ? pageInk : "#FFFFFF") << "\"/>\n";
}

}  // namespace counterpoint::report
