#include "core/diagnose/sample.h"

#include "core/base/random.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace counterpoint::diagnose {

namespace {

/// The largest number every set can be asked to give without passing `size` in all.
std::size_t equalShare(std::vector<std::size_t> sizes, std::size_t size) {
    std::ranges::sort(sizes);
    std::size_t left = size;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const std::size_t share = left / (sizes.size() - i);
        if (sizes[i] > share) return std::max<std::size_t>(share, 1);
        left -= sizes[i];
    }
    return sizes.empty() ? 1 : sizes.back();
}

}  // namespace

Sample everyCell(std::size_t cells) {
    Sample sample{std::vector<std::uint32_t>(cells), std::vector<double>(cells, 1.0)};
    std::iota(sample.cells.begin(), sample.cells.end(), 0U);
    return sample;
}

Sample stratifiedSample(const Partition& sets, std::size_t size, std::uint64_t seed) {
    const std::size_t share = equalShare(sets.sizes(), size);
    std::vector<std::pair<std::uint32_t, double>> chosen;
    const auto members = sets.members();
    for (std::size_t set = 0; set < members.size(); ++set) {
        std::vector<std::uint32_t> cells = members[set];
        base::Random random(seed, set);
        base::shuffle(cells, random);
        const std::size_t taken = std::min(share, cells.size());
        for (std::size_t i = 0; i < taken; ++i)
            chosen.emplace_back(cells[i],
                                static_cast<double>(cells.size()) / static_cast<double>(taken));
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
