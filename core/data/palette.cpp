#include "core/data/palette.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <functional>
#include <numeric>
#include <span>

namespace counterpoint::data {

namespace {

// Okabe and Ito 2008, in the order of look.md.
constexpr std::array<std::uint32_t, 8> okabeIto{0x56B4E9, 0x0072B2, 0x009E73, 0xD55E00,
                                                0xCC79A7, 0xE69F00, 0x000000, 0xF0E442};

// Vega's category20 without greys, adjusted for colour blindness: scanpy's list for up to 20.
constexpr std::array<std::uint32_t, 20> vega20{0x1F77B4, 0xFF7F0E, 0x279E68, 0xD62728, 0xAA40FC,
                                               0x8C564B, 0xE377C2, 0xB5BD61, 0x17BECF, 0xAEC7E8,
                                               0xFFBB78, 0x98DF8A, 0xFF9896, 0xC5B0D5, 0xC49C94,
                                               0xF7B6D2, 0xDBDB8D, 0x9EDAE5, 0xAD494A, 0x8C6D31};

// Zeileis, Hornik and Murrell 2009 and four more: scanpy's list for up to 28.
constexpr std::array<std::uint32_t, 28> zeileis28{
    0x023FA5, 0x7D87B9, 0xBEC1D4, 0xD6BCC0, 0xBB7784, 0x8E063B, 0x4A6FE3,
    0x8595E1, 0xB5BBE3, 0xE6AFB9, 0xE07B91, 0xD33F6A, 0x11C638, 0x8DD593,
    0xC6DEC7, 0xEAD3C6, 0xF0B98D, 0xEF9708, 0x0FCFC0, 0x9CDED6, 0xD5EAE7,
    0xF3E1EB, 0xF6C4E1, 0xF79CD4, 0x7F7F7F, 0xC7C7C7, 0x1CE6FF, 0x336600};

// Tatarize's list of far-apart colours without black (godsnotwheregodsnot 2012): scanpy's longest.
constexpr std::array<std::uint32_t, 102> godsnot102{
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

std::string hex(std::uint32_t color) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text = "#000000";
    for (std::size_t i = 6; i > 0; --i, color >>= 4U) text[i] = digits[color & 15U];
    return text;
}

/// "#rrggbb" from "#rrggbb" or "#rrggbbaa" (matplotlib writes both); empty for anything else.
std::string opaque(const std::string& color) {
    if (color.size() != 7 && color.size() != 9) return {};
    if (color.front() != '#') return {};
    const bool digits = std::all_of(color.begin() + 1, color.end(),
                                    [](unsigned char c) { return std::isxdigit(c) != 0; });
    return digits ? color.substr(0, 7) : std::string();
}

std::vector<std::string> colorsInFile(const Dataset& dataset, const std::string& column,
                                      std::size_t levels) {
    const auto stored = dataset.colors.find(column);
    if (stored == dataset.colors.end() || stored->second.size() != levels) return {};
    std::vector<std::string> colors;
    for (const std::string& color : stored->second) {
        colors.push_back(opaque(color));
        if (colors.back().empty()) return {};
    }
    return colors;
}

}  // namespace

std::vector<std::string> categoryPalette(std::size_t count) {
    std::span<const std::uint32_t> list = okabeIto;
    if (count > 8) list = vega20;
    if (count > 20) list = zeileis28;
    if (count > 28) list = godsnot102;
    std::vector<std::string> colors;
    for (std::size_t i = 0; i < count; ++i) colors.push_back(hex(list[i % list.size()]));
    return colors;
}

const std::string& missingColor() {
    static const std::string grey = "#9A9A9A";
    return grey;
}

bool meansMissing(std::string_view level) {
    static constexpr std::array<std::string_view, 7> names{
        "unassigned", "unknown", "missing", "nan", "na", "none", ""};
    std::string word;
    for (const char c : level)
        if (std::isspace(static_cast<unsigned char>(c)) == 0)
            word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return std::ranges::find(names, word) != names.end();
}

std::vector<std::string> columnColors(const Dataset& dataset, const std::string& column) {
    const Column* found = dataset.obs.find(column);
    if (found == nullptr) return {};
    const Categories categories = asCategories(*found);
    const std::size_t levels = categories.levelCount();
    if (auto colors = colorsInFile(dataset, column, levels); !colors.empty()) return colors;

    const std::vector<std::size_t> counts = categories.counts();
    std::vector<std::size_t> bySize(levels);
    std::iota(bySize.begin(), bySize.end(), std::size_t{0});
    std::ranges::stable_sort(bySize, std::greater<>{}, [&](std::size_t i) { return counts[i]; });
    const auto known =
        levels - static_cast<std::size_t>(std::ranges::count_if(categories.levels, meansMissing));
    const std::vector<std::string> palette = categoryPalette(known);
    std::vector<std::string> colors(levels, missingColor());
    std::size_t next = 0;
    for (const std::size_t level : bySize)
        if (!meansMissing(categories.levels[level])) colors[level] = palette[next++];
    return colors;
}

}  // namespace counterpoint::data
