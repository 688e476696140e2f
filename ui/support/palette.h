#pragma once

#include "ui/support/theme.h"

#include <QColor>
#include <QStringList>

#include <vector>

namespace counterpoint::support {

/// Contrast of two colours, 1 to 21 (WCAG 2.1, relative luminance).
double contrast(const QColor& a, const QColor& b);
/// Black or white, whichever reads better on `background`.
QColor figureOn(const QColor& background);
/// `share` of `over` (0–1) mixed into `under`, opaque.
QColor mixed(const QColor& under, const QColor& over, double share);

/// `count` colours for categories: Okabe and Ito's to 8 (black is near-white in the dark), then the
/// lists scanpy uses: 20, 28 and 102; past that the last list starts again, because no palette
/// can tell more categories apart.
std::vector<QColor> categoryColors(int count, const Theme& theme);

/// One colour a level. `fileColors` ("#rrggbb", uns['<key>_colors']) win when there is one a level;
/// levels that say a value is missing ("Unassigned", "nan", …) are grey and take no palette colour.
std::vector<QColor> categoryColors(const QStringList& levels, const QStringList& fileColors,
                                   const Theme& theme);
/// Whether a level's name says that there is no value.
bool meansMissing(const QString& level);

/// Continuous maps; positions outside 0–1 are clamped.
QColor viridis(double position);  ///< genes and per-cell scores (van der Walt and Smith, CC0)
QColor prGn(double position);     ///< ovals of the runs table (ColorBrewer PRGn, 11 classes)
QColor ylGnBu(double position);   ///< bars of the runs table (ColorBrewer YlGnBu, 9 classes)

}  // namespace counterpoint::support
