#include "core/cluster/partition.h"

#include <algorithm>
#include <numeric>

namespace counterpoint::cluster {

Partition renumbered(std::span<const std::int32_t> codes) {
    const std::size_t levels =
        codes.empty() ? 0 : static_cast<std::size_t>(*std::ranges::max_element(codes)) + 1;
    std::vector<std::size_t> sizes(levels, 0);
    std::vector<std::size_t> firsts(levels, codes.size());
    for (std::size_t i = codes.size(); i-- > 0;) {
        ++sizes[codes[i]];
        firsts[codes[i]] = i;
    }
    std::vector<std::size_t> order(levels);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        return sizes[a] != sizes[b] ? sizes[a] > sizes[b] : firsts[a] < firsts[b];
    });
    std::vector<std::int32_t> names(levels);
    Partition result;
    for (std::size_t rank = 0; rank < levels; ++rank) {
        names[order[rank]] = static_cast<std::int32_t>(rank);
        if (sizes[order[rank]] > 0) result.clusters = rank + 1;
    }
    result.codes.reserve(codes.size());
    for (const std::int32_t code : codes) result.codes.push_back(names[code]);
    return result;
}

double modularity(const data::CsrMatrix& graph, std::span<const std::int32_t> codes,
                  double resolution) {
    std::vector<double> strengths;
    double total = 0.0;
    double inside = 0.0;
    for (std::size_t i = 0; i < graph.rows; ++i) {
        const auto ends = graph.rowColumns(i);
        const auto weights = graph.rowValues(i);
        const auto own = static_cast<std::size_t>(codes[i]);
        if (own >= strengths.size()) strengths.resize(own + 1, 0.0);
        for (std::size_t e = 0; e < ends.size(); ++e) {
            const double weight = weights[e];
            strengths[own] += weight;
            total += weight;
            if (codes[ends[e]] == codes[i]) inside += weight;
        }
    }
    if (total <= 0.0) return 0.0;
    double expected = 0.0;
    for (const double strength : strengths) expected += strength * strength;
    return (inside - resolution * expected / total) / total;
}

}  // namespace counterpoint::cluster
