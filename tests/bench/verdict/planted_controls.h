#pragma once

#include "tests/bench/verdict/real_sets.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace counterpoint::bench {

/// Controls planted by chance in every labelled file of the shared data, `count` of each: a
/// population left in one batch only, two populations each left in a batch of its own, a population
/// taken out of one batch, a population thinned to 25 cells, two of the batches, a batch split at
/// random. Which, where and of which nine tenths of the cells is drawn anew for every seed; what
/// `realSets` has is left out, since limits were chosen on it.
std::vector<RealSet> drawnControls(const std::filesystem::path& shared, std::size_t count,
                                   std::uint64_t seed, const base::Job& job);

}  // namespace counterpoint::bench
