#include "core/diagnose/sample.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace counterpoint::diagnose {

Sample everyCell(std::size_t cells) {
    Sample sample{std::vector<std::uint32_t>(cells), std::vector<double>(cells, 1.0)};
    std::iota(sample.cells.begin(), sample.cells.end(), 0U);
    return sample;
}

Sample stratifiedSample(const Partition& sets, std::size_t size, std::uint64_t seed) {
    const auto members = sets.members();
    const double half = static_cast<double>(size) / 2.0;
    std::vector<std::pair<std::uint32_t, double>> chosen;
    for (std::size_t set = 0; set < members.size(); ++set) {
        std::vector<std::uint32_t> cells = members[set];
        base::Random random(seed, set);
        base::shuffle(cells, random);
        const auto all = static_cast<double>(cells.size());
        const double share = half * all / static_cast<double>(sets.codes.size()) +
                             half / static_cast<double>(members.size());
        const std::size_t taken =
            std::min(cells.size(), static_cast<std::size_t>(std::ceil(share)));
        for (std::size_t i = 0; i < taken; ++i)
            chosen.emplace_back(cells[i], all / static_cast<double>(taken));
    }
    std::ranges::sort(chosen);
    Sample sample;
    for (const auto& [cell, weight] : chosen) {
        sample.cells.push_back(cell);
        sample.weights.push_back(weight);
    }
    return sample;
}

}  // namespace counterpoint::diagnose
