#pragma once

#include "ui/figures/figure_file.h"

#include <QColor>

#include <optional>
#include <vector>

namespace counterpoint::figures {

/// A category and its colour.
struct NamedColour {
    QString name;
    QColor colour;
};

/// Two categories whose colours are nearest to each other for some readers.
struct NearestColours {
    QString first;
    QString second;
    double distance = 0.0;  ///< CIE 1976 ΔE*ab, D65
};

/// Colours nearer than this are hard to tell apart in small dots. Twice what two neighbouring
/// patches need; the eight of Okabe and Ito are at least 17 apart for readers without green or red.
inline constexpr double hardToTell = 10.0;

/// Distance in CIE Lab (1976), of sRGB colours under D65.
double labDistance(const QColor& first, const QColor& second);

/// The two that are nearest as these readers see them; nothing of less than two.
std::optional<NearestColours> nearestFor(Vision vision, const std::vector<NamedColour>& colours);

}  // namespace counterpoint::figures
