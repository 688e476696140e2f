#pragma once

#include "core/base/random.h"
#include "core/data/matrix.h"
#include "core/data/table.h"

#include <cstddef>
#include <cstdint>
#include <string>

/// Made-up cells for the tests of the diagnosis: populations apart, batches shifted.
namespace counterpoint::tests {

struct Made {
    data::Categories batch;
    data::Categories population;
    data::Embedding uncorrected;
    data::Embedding ideal;   ///< the same cells without the batch shifts
    data::Embedding merged;  ///< ideal, but the first two populations lie on each other
};

/// `cells` cells of three populations (6 standard deviations apart) in `batches` batches, each
/// shifted by 3 along a dimension of its own.
inline Made makeBatches(std::size_t cells, std::size_t batches, std::uint64_t seed) {
    constexpr std::size_t populations = 3;
    const std::size_t dims = populations + batches + 2;
    Made made;
    made.uncorrected = made.ideal = made.merged = data::Embedding(cells, dims);
    for (std::size_t b = 0; b < batches; ++b)
        made.batch.levels.push_back("batch " + std::to_string(b));
    for (std::size_t p = 0; p < populations; ++p)
        made.population.levels.push_back("type " + std::to_string(p));
    for (std::size_t i = 0; i < cells; ++i) {
        base::Random random(seed, i);
        const std::size_t b = random.below(batches);
        const std::size_t p = random.below(populations);
        made.batch.codes.push_back(static_cast<std::int32_t>(b));
        made.population.codes.push_back(static_cast<std::int32_t>(p));
        for (std::size_t j = 0; j < dims; ++j) {
            const double noise = random.normal();
            made.ideal(i, j) = static_cast<float>(noise + (j == p ? 6.0 : 0.0));
            made.merged(i, j) = static_cast<float>(noise + (j == (p == 1 ? 0 : p) ? 6.0 : 0.0));
            made.uncorrected(i, j) = made.ideal(i, j) + (j == populations + b ? 3.0F : 0.0F);
        }
    }
    return made;
}

}  // namespace counterpoint::tests
