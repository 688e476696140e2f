#include "ui/figures/colour_check.h"

#include <array>
#include <cmath>

namespace counterpoint::figures {

namespace {

using Lab = std::array<double, 3>;

double linear(double value) {
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

/// CIE 15:2004 with the exact fractions; sRGB primaries and D65 (IEC 61966-2-1).
Lab labOf(const QColor& color) {
    const double r = linear(color.redF());
    const double g = linear(color.greenF());
    const double b = linear(color.blueF());
    const auto f = [](double t) {
        return t > 216.0 / 24389.0 ? std::cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0;
    };
    const double x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
    const double y = f(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
    const double z = f((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
    return {116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)};
}

double distance(const Lab& a, const Lab& b) {
    return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

}  // namespace

double labDistance(const QColor& first, const QColor& second) {
    return distance(labOf(first), labOf(second));
}

std::optional<NearestColours> nearestFor(Vision vision, const std::vector<NamedColour>& colours) {
    std::vector<Lab> seen;
    for (const NamedColour& one : colours) {
        QImage pixel(1, 1, QImage::Format_ARGB32);
        pixel.setPixelColor(0, 0, one.colour);
        seen.push_back(labOf(seenBy(pixel, vision).pixelColor(0, 0)));
    }
    std::optional<NearestColours> nearest;
    for (std::size_t i = 0; i < colours.size(); ++i)
        for (std::size_t j = i + 1; j < colours.size(); ++j) {
            const double apart = distance(seen[i], seen[j]);
            if (!nearest || apart < nearest->distance)
                nearest = NearestColours{colours[i].name, colours[j].name, apart};
        }
    return nearest;
}

}  // namespace counterpoint::figures
