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

/// Which values have a colour: not NaN, and zeros only where there are values below.
class Shown {
  public:
    explicit Shown(std::span<const float> values)
        : m_zeroMeansNone(std::none_of(values.begin(), values.end(),
                                       [](float value) { return value < 0.0F; })) {}
    bool operator()(float value) const {
        return std::isfinite(value) && !(m_zeroMeansNone && value == 0.0F);
    }

  private:
    bool m_zeroMeansNone;
};

/// The lowest first; random among equals, so that ties do not bring the file's order back.
template <class Height>
std::vector<std::uint32_t> orderByHeight(std::size_t cells, Height height) {
    struct Keyed {
        float height;
        std::uint32_t cell;
    };
    std::vector<Keyed> keyed;
    keyed.reserve(cells);
    for (const std::uint32_t cell : randomOrder(cells)) keyed.push_back({height(cell), cell});
    std::stable_sort(keyed.begin(), keyed.end(),
                     [](const Keyed& a, const Keyed& b) { return a.height < b.height; });
    std::vector<std::uint32_t> order;
    order.reserve(cells);
    for (const Keyed& each : keyed) order.push_back(each.cell);
    return order;
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
    colouring.values.assign(values.begin(), values.end());

    const Shown shown(values);
    std::vector<float> sorted;
    std::copy_if(values.begin(), values.end(), std::back_inserter(sorted), shown);
    ColourRange range{0.0, 0.0, 0.0, 0.0};
    if (!sorted.empty()) {
        range = {percentile(sorted, 0.01), percentile(sorted, 0.99), 0.0, 0.0};
        const auto [least, most] = std::minmax_element(sorted.begin(), sorted.end());
        range.least = double{*least};
        range.most = double{*most};
        // Nearly all alike: the few others are what there is to see, of a loss or gain (mostly 0)
        // on either side of the middle, so that no loss is not painted as the largest.
        const double rounding = 1e-5 * (range.most - range.least);
        if (range.high - range.low <= rounding) {
            const double way = std::max(-range.least, range.most);
            const bool signs = std::abs(range.low) <= rounding && range.least < 0.0;
            const double low = signs ? -way : range.least;
            const double high = signs ? way : range.most;
            range = {low, high, low, high};
        }
    }
    colouring.range = range;
    colouring.perCell.resize(values.size());
    clip(colouring, range.low, range.high, none);
    colouring.order = orderByHeight(values.size(), [&](std::uint32_t cell) {
        return shown(values[cell]) ? values[cell] : -std::numeric_limits<float>::infinity();
    });
    return colouring;
}

void clip(Colouring& colouring, double low, double high, QColor none) {
    colouring.range->low = low;
    colouring.range->high = high;
    const double width = high > low ? high - low : 1.0;
    std::array<QRgb, 256> table{};
    for (std::size_t i = 0; i < table.size(); ++i)
        table[i] = support::viridis(static_cast<double>(i) / 255.0).rgba();
    const QRgb without = none.rgba();
    const Shown shown(colouring.values);
    for (std::size_t cell = 0; cell < colouring.values.size(); ++cell) {
        const float value = colouring.values[cell];
        const double at = std::clamp((double{value} - low) / width, 0.0, 1.0);
        colouring.perCell[cell] =
            shown(value) ? table[static_cast<std::size_t>(std::lround(at * 255.0))] : without;
    }
}

QColor blendColor(double first, double second, QColor none, bool dark) {
    const QColor blue(0x0072B2);
    const QColor orange(0xE69F00);
    const QColor both = dark ? QColor(Qt::white) : QColor(Qt::black);
    return support::mixed(support::mixed(none, blue, first), support::mixed(orange, both, first),
                          second);
}

Colouring colourByTwo(QString first, std::span<const float> firstValues, QString second,
                      std::span<const float> secondValues, QColor none, bool dark) {
    const auto highOf = [](std::span<const float> values) {
        std::vector<float> sorted;
        std::copy_if(values.begin(), values.end(), std::back_inserter(sorted),
                     [](float value) { return value > 0.0F; });
        return sorted.empty() ? 1.0 : double{percentile(sorted, 0.99)};
    };
    Colouring colouring;
    colouring.title = QStringLiteral("%1 + %2").arg(first, second);
    colouring.blend = {std::move(first), std::move(second), highOf(firstValues),
                       highOf(secondValues)};

    constexpr std::size_t steps = 32;
    std::array<QRgb, steps * steps> table{};
    for (std::size_t i = 0; i < steps; ++i)
        for (std::size_t j = 0; j < steps; ++j)
            table[i * steps + j] = blendColor(static_cast<double>(i) / (steps - 1),
                                              static_cast<double>(j) / (steps - 1), none, dark)
                                       .rgba();
    const auto stepOf = [](float value, double high) {
        const double share = std::clamp(double{value} / high, 0.0, 1.0);
        return static_cast<std::size_t>(std::lround(share * (steps - 1)));
    };
    for (std::size_t cell = 0; cell < firstValues.size(); ++cell)
        colouring.perCell.push_back(
            table[stepOf(firstValues[cell], colouring.blend->firstHigh) * steps +
                  stepOf(secondValues[cell], colouring.blend->secondHigh)]);
    colouring.order = orderByHeight(firstValues.size(), [&](std::uint32_t cell) {
        return static_cast<float>(double{firstValues[cell]} / colouring.blend->firstHigh +
                                  double{secondValues[cell]} / colouring.blend->secondHigh);
    });
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
