#include "ui/support/palette.h"

#include "core/data/palette.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace counterpoint::support {

namespace {

constexpr QRgb nearWhite = 0xF2F2F2;

// Every 5th of viridis' 256 colours; straight lines between them stay within 2/255 of the table.
constexpr std::array<QRgb, 52> viridisStops{
    0x440154, 0x46085C, 0x471063, 0x481769, 0x481D6F, 0x482475, 0x472A7A, 0x46307E, 0x453781,
    0x433D84, 0x414287, 0x3F4889, 0x3D4E8A, 0x3A538B, 0x38598C, 0x355E8D, 0x33638D, 0x31688E,
    0x2E6D8E, 0x2C718E, 0x2A768E, 0x297B8E, 0x27808E, 0x25848E, 0x23898E, 0x218E8D, 0x20928C,
    0x1F978B, 0x1E9C89, 0x1FA188, 0x21A585, 0x24AA83, 0x28AE80, 0x2EB37C, 0x35B779, 0x3DBC74,
    0x46C06F, 0x50C46A, 0x5AC864, 0x65CB5E, 0x70CF57, 0x7CD250, 0x89D548, 0x95D840, 0xA2DA37,
    0xB0DD2F, 0xBDDF26, 0xCAE11F, 0xD8E219, 0xE5E419, 0xF1E51D, 0xFDE725};

constexpr std::array<QRgb, 11> prGnStops{0x40004B, 0x762A83, 0x9970AB, 0xC2A5CF, 0xE7D4E8, 0xF7F7F7,
                                         0xD9F0D3, 0xA6DBA0, 0x5AAE61, 0x1B7837, 0x00441B};

constexpr std::array<QRgb, 9> ylGnBuStops{0xFFFFD9, 0xEDF8B1, 0xC7E9B4, 0x7FCDBB, 0x41B6C4,
                                          0x1D91C0, 0x225EA8, 0x253494, 0x081D58};

QColor onMap(std::span<const QRgb> stops, double position) {
    const double last = static_cast<double>(stops.size() - 1);
    const double at = std::isnan(position) ? 0.0 : std::clamp(position, 0.0, 1.0) * last;
    const auto below = std::min(static_cast<std::size_t>(at), stops.size() - 2);
    return mixed(QColor(stops[below]), QColor(stops[below + 1]), at - static_cast<double>(below));
}

double luminance(const QColor& color) {
    const auto linear = [](double channel) {
        return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

}  // namespace

double contrast(const QColor& a, const QColor& b) {
    const double first = luminance(a) + 0.05;
    const double second = luminance(b) + 0.05;
    return std::max(first, second) / std::min(first, second);
}

QColor figureOn(const QColor& background) {
    return contrast(background, Qt::white) > contrast(background, Qt::black) ? Qt::white
                                                                             : Qt::black;
}

QColor mixed(const QColor& under, const QColor& over, double share) {
    const auto mix = [share](int a, int b) {
        return static_cast<int>(std::lround(a + share * (b - a)));
    };
    return {mix(under.red(), over.red()), mix(under.green(), over.green()),
            mix(under.blue(), over.blue())};
}

std::vector<QColor> themed(const std::vector<std::string>& colors, const Theme& theme) {
    std::vector<QColor> result;
    for (const std::string& name : colors) {
        const QColor color(QString::fromStdString(name));
        if (name == data::missingColor())
            result.push_back(theme.missing);
        else
            result.push_back(theme.dark && color == QColor(Qt::black) ? QColor(nearWhite) : color);
    }
    return result;
}

QColor viridis(double position) {
    return onMap(viridisStops, position);
}
QColor prGn(double position) {
    return onMap(prGnStops, position);
}
QColor ylGnBu(double position) {
    return onMap(ylGnBuStops, position);
}

}  // namespace counterpoint::support
