#include "ui/support/palette.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace counterpoint::support {

namespace {

// Okabe and Ito 2008, in the order of look.md; black is swapped for near-white in the dark.
constexpr std::array<QRgb, 8> okabeIto{0x56B4E9, 0x0072B2, 0x009E73, 0xD55E00,
                                       0xCC79A7, 0xE69F00, 0x000000, 0xF0E442};
constexpr QRgb nearWhite = 0xF2F2F2;

// Vega's category20 without greys, adjusted for colour blindness: scanpy's list for up to 20.
constexpr std::array<QRgb, 20> vega20{0x1F77B4, 0xFF7F0E, 0x279E68, 0xD62728, 0xAA40FC,
                                      0x8C564B, 0xE377C2, 0xB5BD61, 0x17BECF, 0xAEC7E8,
                                      0xFFBB78, 0x98DF8A, 0xFF9896, 0xC5B0D5, 0xC49C94,
                                      0xF7B6D2, 0xDBDB8D, 0x9EDAE5, 0xAD494A, 0x8C6D31};

// Zeileis, Hornik and Murrell 2009 and four more: scanpy's list for up to 28.
constexpr std::array<QRgb, 28> zeileis28{0x023FA5, 0x7D87B9, 0xBEC1D4, 0xD6BCC0, 0xBB7784, 0x8E063B,
                                         0x4A6FE3, 0x8595E1, 0xB5BBE3, 0xE6AFB9, 0xE07B91, 0xD33F6A,
                                         0x11C638, 0x8DD593, 0xC6DEC7, 0xEAD3C6, 0xF0B98D, 0xEF9708,
                                         0x0FCFC0, 0x9CDED6, 0xD5EAE7, 0xF3E1EB, 0xF6C4E1, 0xF79CD4,
                                         0x7F7F7F, 0xC7C7C7, 0x1CE6FF, 0x336600};

// Tatarize's list of far-apart colours without black (godsnotwheregodsnot 2012): scanpy's longest.
constexpr std::array<QRgb, 102> godsnot102{
    0xFFFF00, 0x1CE6FF, 0xFF34FF, 0xFF4A46, 0x008941, 0x006FA6, 0xA30059, 0xFFDBE5, 0x7A4900,
    0x0000A6, 0x63FFAC, 0xB79762, 0x004D43, 0x8FB0FF, 0x997D87, 0x5A0007, 0x809693, 0x6A3A4C,
    0x1B4400, 0x4FC601, 0x3B5DFF, 0x4A3B53, 0xFF2F80, 0x61615A, 0xBA0900, 0x6B7900, 0x00C2A0,
    0xFFAA92, 0xFF90C9, 0xB903AA, 0xD16100, 0xDDEFFF, 0x000035, 0x7B4F4B, 0xA1C299, 0x300018,
    0x0AA6D8, 0x013349, 0x00846F, 0x372101, 0xFFB500, 0xC2FFED, 0xA079BF, 0xCC0744, 0xC0B9B2,
    0xC2FF99, 0x001E09, 0x00489C, 0x6F0062, 0x0CBD66, 0xEEC3FF, 0x456D75, 0xB77B68, 0x7A87A1,
    0x788D66, 0x885578, 0xFAD09F, 0xFF8A9A, 0xD157A0, 0xBEC459, 0x456648, 0x0086ED, 0x886F4C,
    0x34362D, 0xB4A8BD, 0x00A6AA, 0x452C2C, 0x636375, 0xA3C8C9, 0xFF913F, 0x938A81, 0x575329,
    0x00FECF, 0xB05B6F, 0x8CD0FF, 0x3B9700, 0x04F757, 0xC8A1A1, 0x1E6E00, 0x7900D7, 0xA77500,
    0x6367A9, 0xA05837, 0x6B002C, 0x772600, 0xD790FF, 0x9B9700, 0x549E79, 0xFFF69F, 0x201625,
    0x72418F, 0xBC23FF, 0x99ADC0, 0x3A2465, 0x922329, 0x5B4534, 0xFDE8DC, 0x404E55, 0x0089A3,
    0xCB7E98, 0xA4E804, 0x324E72};

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

std::vector<QColor> categoryColors(int count, const Theme& theme) {
    const auto first = [count](std::span<const QRgb> list) {
        std::vector<QColor> colors;
        for (int i = 0; i < count; ++i)
            colors.emplace_back(list[static_cast<std::size_t>(i) % list.size()]);
        return colors;
    };
    if (count > 28) return first(godsnot102);
    if (count > 20) return first(zeileis28);
    if (count > 8) return first(vega20);
    std::vector<QColor> colors = first(okabeIto);
    if (theme.dark) std::ranges::replace(colors, QColor(Qt::black), QColor(nearWhite));
    return colors;
}

bool meansMissing(const QString& level) {
    static const QStringList names{QStringLiteral("unassigned"),
                                   QStringLiteral("unknown"),
                                   QStringLiteral("missing"),
                                   QStringLiteral("nan"),
                                   QStringLiteral("na"),
                                   QStringLiteral("none"),
                                   QStringLiteral("")};
    return names.contains(level.trimmed().toLower());
}

std::vector<QColor> categoryColors(const QStringList& levels, const QStringList& fileColors,
                                   const Theme& theme) {
    std::vector<QColor> colors;
    if (!levels.isEmpty() && fileColors.size() == levels.size()) {
        for (const QString& name : fileColors) colors.emplace_back(name);
        if (std::ranges::all_of(colors, &QColor::isValid)) return colors;
        colors.clear();
    }
    const auto known =
        static_cast<int>(levels.size() - std::ranges::count_if(levels, meansMissing));
    const std::vector<QColor> palette = categoryColors(known, theme);
    std::size_t next = 0;
    for (const QString& level : levels)
        colors.push_back(meansMissing(level) ? theme.missing : palette[next++]);
    return colors;
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
