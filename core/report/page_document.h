#pragma once

#include <string>

namespace counterpoint::report {

struct PageOptions;

inline constexpr double pointsPerMm = 72.0 / 25.4;
/// Kept free on every side of a page, in pt: 2.5 mm.
inline constexpr double pageMargin = 2.5 * pointsPerMm;

/// The width of a page, in pt.
double pageWidth(const PageOptions& options);

/// The SVG of a page of that height in pt, in which 1 unit is 1 pt: head, ground and what is drawn
/// on it.
std::string pageDocument(const PageOptions& options, double height, const std::string& body);

/// A number for a sentence: "7.5", "174".
std::string shortNumber(double value);

}  // namespace counterpoint::report
