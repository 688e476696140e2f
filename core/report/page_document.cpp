#include "core/report/page_document.h"

#include "core/report/page.h"
#include "core/report/svg.h"

#include <array>
#include <cstdio>
#include <sstream>

namespace counterpoint::report {

using svg::escaped;
using svg::number;

double pageWidth(const PageOptions& options) {
    return options.widthMm * pointsPerMm;
}

std::string pageDocument(const PageOptions& options, double height, const std::string& body) {
    const double width = pageWidth(options);
    std::ostringstream out;
    out << R"(<?xml version="1.0" encoding="UTF-8"?>)"
        << "\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
           "xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\""
        << number(options.widthMm) << "mm\" height=\"" << number(height / pointsPerMm)
        << "mm\" viewBox=\"0 0 " << number(width) << ' ' << number(height) << "\" font-family=\""
        << escaped(fontFamilies(options.font)) << "\">\n<title>" << escaped(options.title)
        << "</title>\n<desc>Counterpoint " COUNTERPOINT_VERSION "</desc>\n";
    if (!options.provenance.empty())
        out << "<metadata>" << escaped(options.provenance) << "</metadata>\n";
    if (!options.transparent)
        out << "<rect width=\"" << number(width) << "\" height=\"" << number(height)
            << "\" fill=\"#FFFFFF\"/>\n";
    out << body << "</svg>\n";
    return out.str();
}

std::string shortNumber(double value) {
    std::array<char, 24> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%.4g", value);
    return buffer.data();
}

}  // namespace counterpoint::report
