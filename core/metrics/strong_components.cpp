#include "core/metrics/strong_components.h"

#include <algorithm>

namespace counterpoint::metrics {

std::vector<std::int32_t> strongComponents(const data::NeighborGraph& neighbors,
                                           std::span<const std::int32_t> codes,
                                           std::size_t others) {
    constexpr std::int32_t unseen = -1;
    others = std::min(others, neighbors.k);
    std::vector<std::int32_t> parts(neighbors.cells, -1);
    std::vector<std::int32_t> order(neighbors.cells, unseen);
    std::vector<std::int32_t> lowest(neighbors.cells, 0);  // reachable among the open cells
    std::vector<std::uint32_t> open;                       // seen, part not known yet
    struct Visit {
        std::uint32_t cell;
        std::size_t next;  ///< neighbour to look at next
    };
    std::vector<Visit> path;
    std::int32_t seen = 0;
    std::int32_t count = 0;
    const auto enter = [&](std::uint32_t cell) {
        order[cell] = lowest[cell] = seen++;
        open.push_back(cell);
        path.push_back({cell, 0});
    };
    for (std::uint32_t start = 0; start < neighbors.cells; ++start) {
        if (codes[start] < 0 || order[start] != unseen) continue;
        enter(start);
        while (!path.empty()) {
            const std::uint32_t cell = path.back().cell;
            if (path.back().next < others) {
                const std::uint32_t near = neighbors.neighbors(cell)[path.back().next++];
                if (codes[near] != codes[cell]) continue;
                if (order[near] == unseen)
                    enter(near);
                else if (parts[near] < 0)
                    lowest[cell] = std::min(lowest[cell], order[near]);
                continue;
            }
            path.pop_back();
            if (!path.empty())
                lowest[path.back().cell] = std::min(lowest[path.back().cell], lowest[cell]);
            if (lowest[cell] != order[cell]) continue;
            std::uint32_t member;
            do {
                member = open.back();
                open.pop_back();
                parts[member] = count;
            } while (member != cell);
            ++count;
        }
    }
    return parts;
}

}  // namespace counterpoint::metrics
