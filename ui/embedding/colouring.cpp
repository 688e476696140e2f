#include "ui/embedding/colouring.h"

#include "core/base/random.h"
#include "ui/support/palette.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace counterpoint::embedding {

namespace {

constexpr std::uint64_t drawOrderSeed = 20;

std::vector<std::uint32_t> randomOrder(std::size_t cells) {
    return base::permutation(cells, base::Random(drawOrderSeed));
}

/// The value at `fraction` of the sorted order (nearest rank); reorders `values`.
float percentile(std::vector<float>& values, double fraction) {
    const auto rank =
        static_cast<std::ptrdiff_t>(std::lround(fraction * static_cast<double>(values.size() - 1)));
    std::nth_element(values.begin(), values.begin() + rank, values.end());
    return values[static_cast<std::size_t>(rank)];
}

}  // namespace

Colouring colourByCategory(QString title, const data::Categories& categories,
                           std::span<const QColor> palette, QColor missing) {
    Colouring colouring;
    colouring.title = std::move(title);
    colouring.codes = categories.codes;
    colouring.order = randomOrder(categories.size());

    const std::vector<std::size_t> counts = categories.counts();
    std::size_t known = 0;
    for (std::size_t level = 0; level < categories.levelCount(); ++level) {
        const QColor color = palette.empty() ? missing : palette[level % palette.size()];
        colouring.legend.push_back({QString::fromStdString(categories.levels[level]), color,
                                    counts[level], color != missing});
        known += counts[level];
    }
    if (known < categories.size())
        colouring.legend.push_back(
            {QStringLiteral("missing"), missing, categories.size() - known, false});

    colouring.perCell.reserve(categories.size());
    for (const std::int32_t code : categories.codes)
        colouring.perCell.push_back(
            code < 0 ? missing.rgba()
                     : colouring.legend[static_cast<std::size_t>(code)].color.rgba());
    return colouring;
}

Colouring colourByValue(QString title, std::span<const float> values, QColor none) {
    Colouring colouring;
    colouring.title = std::move(title);

    const bool zeroMeansNone =
        std::none_of(values.begin(), values.end(), [](float value) { return value < 0.0F; });
    const auto shown = [zeroMeansNone](float value) {
        return std::isfinite(value) && !(zeroMeansNone && value == 0.0F);
    };
    std::vector<float> sorted;
    std::copy_if(values.begin(), values.end(), std::back_inserter(sorted), shown);
    ColourRange range{0.0, 0.0};
    if (!sorted.empty()) range = {percentile(sorted, 0.01), percentile(sorted, 0.99)};
    colouring.range = range;

    const double width = range.high > range.low ? range.high - range.low : 1.0;
    std::array<QRgb, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i)
        table[i] = support::viridis(static_cast<double>(i) / 255.0).rgba();
    colouring.perCell.reserve(values.size());
    for (const float value : values) {
        const double fraction = std::clamp((double{value} - range.low) / width, 0.0, 1.0);
        colouring.perCell.push_back(
            shown(value) ? table[static_cast<std::size_t>(std::lround(fraction * 255.0))]
                         : none.rgba());
    }

    // Random among equals, so that ties do not bring the file's order back.
    colouring.order = randomOrder(values.size());
    const auto height = [&](std::uint32_t cell) {
        return shown(values[cell]) ? values[cell] : -std::numeric_limits<float>::infinity();
    };
    std::stable_sort(colouring.order.begin(), colouring.order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return height(a) < height(b); });
    return colouring;
}

Colouring onlyInColour(Colouring colouring, std::span<const std::uint32_t> cells, QColor outside) {
    std::vector<bool> chosen(colouring.cells(), false);
    for (const std::uint32_t cell : cells)
        if (cell < chosen.size()) chosen[cell] = true;
    for (std::size_t cell = 0; cell < chosen.size(); ++cell)
        if (!chosen[cell]) colouring.perCell[cell] = outside.rgba();
    std::stable_partition(colouring.order.begin(), colouring.order.end(),
                          [&](std::uint32_t cell) { return !chosen[cell]; });
    return colouring;
}

}  // namespace counterpoint::embedding
