#include "core/metrics/query_sample.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace counterpoint::metrics {

namespace {

/// Which combination of batch and label each cell belongs to.
struct Strata {
    std::vector<std::uint32_t> ofCell;
    std::vector<std::size_t> sizes;

    Strata(const data::Categories& batch, const data::Categories* label)
        : ofCell(batch.size()),
          sizes(batch.levelCount() * (label == nullptr ? 1 : label->levelCount() + 1), 0) {
        for (std::size_t cell = 0; cell < ofCell.size(); ++cell) {
            const auto row =
                label == nullptr ? 0 : static_cast<std::size_t>(label->codes[cell] + 1);
            const auto column = static_cast<std::size_t>(batch.codes[cell]);
            ofCell[cell] = static_cast<std::uint32_t>(row * batch.levelCount() + column);
            ++sizes[ofCell[cell]];
        }
    }
};

}  // namespace

std::vector<std::uint32_t> querySample(const data::Categories& batch, const data::Categories* label,
                                       std::size_t wanted, std::uint64_t seed) {
    const std::size_t cells = batch.size();
    std::vector<std::uint32_t> chosen;
    if (wanted >= cells) {
        chosen.resize(cells);
        std::iota(chosen.begin(), chosen.end(), 0U);
        return chosen;
    }
    constexpr std::size_t fewest = 10;
    const Strata strata(batch, label);
    const auto occupied = static_cast<std::size_t>(
        std::ranges::count_if(strata.sizes, [](std::size_t size) { return size > 0; }));
    // The few of every stratum must not use up more than half of the sample.
    const std::size_t few = std::clamp<std::size_t>(wanted / (2 * occupied), 1, fewest);
    std::vector<std::size_t> left;
    for (const std::size_t size : strata.sizes)
        left.push_back(std::min(size, std::max(few, (size * wanted + cells / 2) / cells)));
    for (const std::uint32_t cell : base::permutation(cells, base::Random(seed, 0x5A3B))) {
        std::size_t& more = left[strata.ofCell[cell]];
        if (more == 0) continue;
        --more;
        chosen.push_back(cell);
    }
    std::ranges::sort(chosen);
    return chosen;
}

Asked::Asked(const data::Categories& batch, const data::Categories* label,
             std::span<const std::uint32_t> queries)
    : m_cells(batch.size()), m_queries(queries) {
    if (queries.empty()) {
        m_weights.assign(batch.size(), 1.0);
        return;
    }
    const Strata strata(batch, label);
    std::vector<double> asked(strata.sizes.size(), 0.0);
    for (const std::uint32_t cell : queries) asked[strata.ofCell[cell]] += 1.0;
    for (const std::uint32_t cell : queries) {
        const std::uint32_t stratum = strata.ofCell[cell];
        m_weights.push_back(static_cast<double>(strata.sizes[stratum]) / asked[stratum]);
    }
}

std::vector<std::int32_t> Asked::codesOf(const data::Categories& categories) const {
    if (all()) return categories.codes;
    std::vector<std::int32_t> codes;
    codes.reserve(size());
    for (const std::uint32_t cell : m_queries) codes.push_back(categories.codes[cell]);
    return codes;
}

double Asked::influence(std::size_t row, double total, double overlap) const {
    return std::sqrt(m_weights[row] * (m_weights[row] + overlap - 1.0)) / total;
}

double Asked::effectiveCells(std::span<const float> values, double overlap) const {
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (std::isnan(values[row])) continue;
        sum += m_weights[row];
        squares += m_weights[row] * (m_weights[row] + overlap - 1.0);
    }
    return squares > 0.0 ? sum * sum / squares : 0.0;
}

double Asked::total(std::span<const float> values) const {
    double sum = 0.0;
    for (std::size_t row = 0; row < values.size(); ++row)
        if (!std::isnan(values[row])) sum += m_weights[row];
    return sum;
}

std::vector<Weighted> sortedValues(std::span<const float> values, const Asked& asked) {
    std::vector<Weighted> sorted;
    for (std::size_t row = 0; row < values.size(); ++row)
        if (!std::isnan(values[row])) sorted.push_back({values[row], asked.weight(row)});
    std::ranges::sort(sorted, {}, &Weighted::value);
    return sorted;
}

double meanOf(std::span<const float> values, const Asked& asked) {
    double sum = 0.0;
    for (std::size_t row = 0; row < values.size(); ++row)
        if (!std::isnan(values[row])) sum += asked.weight(row) * static_cast<double>(values[row]);
    const double total = asked.total(values);
    return total > 0.0 ? sum / total : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace counterpoint::metrics
