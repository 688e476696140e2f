#pragma once

#include "ui/support/theme.h"

#include <QColor>

#include <string>
#include <vector>

namespace counterpoint::support {

/// Contrast of two colours, 1 to 21 (WCAG 2.1, relative luminance).
double contrast(const QColor& a, const QColor& b);
/// Black or white, whichever reads better on `background`.
QColor figureOn(const QColor& background);
/// `share` of `over` (0–1) mixed into `under`, opaque.
QColor mixed(const QColor& under, const QColor& over, double share);

/// Category colours ("#rrggbb", see core/data/palette.h) as this theme paints them: black is
/// near-white in the dark, and the grey of missing values is the theme's.
std::vector<QColor> themed(const std::vector<std::string>& colors, const Theme& theme);

/// Continuous maps; positions outside 0–1 are clamped.
QColor viridis(double position);  ///< genes and per-cell scores (van der Walt and Smith, CC0)
QColor prGn(double position);     ///< ovals of the runs table (ColorBrewer PRGn, 11 classes)
QColor ylGnBu(double position);   ///< bars of the runs table (ColorBrewer YlGnBu, 9 classes)

}  // namespace counterpoint::support
