#include "core/cluster/agreement.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>
#include <vector>

namespace counterpoint::cluster {

namespace {

/// The occupied cells of the contingency table of two partitions, and its margins.
struct Table {
    struct Entry {
        std::size_t row;
        std::size_t column;
        double count;
    };
    std::vector<Entry> entries;
    std::vector<double> rows;
    std::vector<double> columns;
    double total = 0.0;

    Table(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
        std::map<std::pair<std::int32_t, std::int32_t>, double> counts;
        for (std::size_t i = 0; i < a.size(); ++i)
            if (a[i] >= 0 && b[i] >= 0) counts[{a[i], b[i]}] += 1.0;
        for (const auto& [pair, count] : counts) {
            const auto row = static_cast<std::size_t>(pair.first);
            const auto column = static_cast<std::size_t>(pair.second);
            entries.push_back({row, column, count});
            rows.resize(std::max(rows.size(), row + 1), 0.0);
            columns.resize(std::max(columns.size(), column + 1), 0.0);
            rows[row] += count;
            columns[column] += count;
            total += count;
        }
    }
};

/// Sum of f over the numbers that are not 0.
template <class F>
double sumOf(const std::vector<double>& counts, F f) {
    double sum = 0.0;
    for (const double count : counts)
        if (count > 0.0) sum += f(count);
    return sum;
}

/// The ratio of two functions of the table, with the standard error that follows from their
/// derivatives in the count of each table cell. Neither changes when all counts are scaled, so the
/// derivatives average to zero.
template <class Derivatives>
Agreement ratio(const Table& table, double above, double below, Derivatives derivatives) {
    Agreement result{above / below, 0.0};
    double variance = 0.0;
    for (const Table::Entry& entry : table.entries) {
        const auto [ofAbove, ofBelow] = derivatives(entry);
        const double influence = (ofAbove - result.value * ofBelow) / below;
        variance += entry.count * influence * influence;
    }
    result.standardError = std::sqrt(variance);
    return result;
}

}  // namespace

Agreement normalisedMutualInformation(std::span<const std::int32_t> a,
                                      std::span<const std::int32_t> b) {
    const Table table(a, b);
    const auto xlogx = [](double x) { return x * std::log(x); };
    const double ofRows = sumOf(table.rows, xlogx);
    const double ofColumns = sumOf(table.columns, xlogx);
    const double ofAll = table.total > 0.0 ? xlogx(table.total) : 0.0;
    double joint = 0.0;
    for (const Table::Entry& entry : table.entries) joint += xlogx(entry.count);
    const double entropies = 2.0 * ofAll - ofRows - ofColumns;
    if (entropies <= 1e-12 * std::max(1.0, ofAll)) return {};
    const double information = 2.0 * (joint - ofRows - ofColumns + ofAll);
    Agreement result = ratio(table, information, entropies, [&](const Table::Entry& entry) {
        const double row = std::log(table.rows[entry.row]);
        const double column = std::log(table.columns[entry.column]);
        const double all = std::log(table.total);
        return std::pair{2.0 * (std::log(entry.count) - row - column + all),
                         2.0 * all - row - column};
    });
    result.value = std::clamp(result.value, 0.0, 1.0);
    return result;
}

Agreement adjustedRandIndex(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
    const Table table(a, b);
    const auto pairs = [](double x) { return 0.5 * x * (x - 1.0); };
    const auto slope = [](double x) { return x - 0.5; };
    const double inRows = sumOf(table.rows, pairs);
    const double inColumns = sumOf(table.columns, pairs);
    const double inAll = pairs(table.total);
    double together = 0.0;
    for (const Table::Entry& entry : table.entries) together += pairs(entry.count);
    if (inAll <= 0.0) return {};
    const double chance = inRows * inColumns / inAll;
    const double below = 0.5 * (inRows + inColumns) - chance;
    if (std::abs(below) <= 1e-12 * inAll) return {};
    return ratio(table, together - chance, below, [&](const Table::Entry& entry) {
        const double row = slope(table.rows[entry.row]);
        const double column = slope(table.columns[entry.column]);
        const double ofChance =
            (row * inColumns + column * inRows) / inAll - chance * slope(table.total) / inAll;
        return std::pair{slope(entry.count) - ofChance, 0.5 * (row + column) - ofChance};
    });
}

}  // namespace counterpoint::cluster
