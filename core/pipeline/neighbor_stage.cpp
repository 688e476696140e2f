#include "core/base/random.h"
#include "core/neighbors/neighbors.h"
#include "core/pipeline/stages.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace counterpoint::pipeline {

namespace {

constexpr int neighborsVersion = 2;
constexpr int queriesVersion = 1;

/// A live run of more cells than this asks a sample of them, and looks for no more approximate
/// neighbours of all cells than the map needs.
constexpr std::size_t wholeCells = 20'000;
constexpr std::size_t queryCells = 2'000;

std::uint64_t neighborsKey(const Run& run, const Space& space) {
    if (space.key == Unremembered) return Unremembered;
    return withOptions(keyOf("neighbors", neighborsVersion, space.key).add(run.settings().seed),
                       run.settings().neighbors);
}

/// Every n-th cell of the cells in order of batch and cell type, otherwise by lot: the same share
/// of every batch and cell type, whatever is done with the answer.
std::vector<std::uint32_t> stratifiedSample(const Cells& cells, std::size_t wanted,
                                            std::uint64_t seed) {
    const std::size_t n = cells.batch.size();
    std::vector<std::uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::uint32_t i) {
        return std::tuple(cells.batch.codes[i], cells.label ? cells.label->codes[i] : 0,
                          base::mix(base::mix(seed) ^ i), i);
    });
    std::vector<std::uint32_t> sample(std::min(wanted, n));
    for (std::size_t s = 0; s < sample.size(); ++s)
        sample[s] = order[(2 * s + 1) * n / (2 * sample.size())];
    std::ranges::sort(sample);
    return sample;
}

}  // namespace

bool asksSample(const Run& run, const Space& space) {
    return (run.input.live || space.passing) && space.result->embedding.rows > wholeCells &&
           run.cache.find<data::NeighborGraph>(neighborsKey(run, space)) == nullptr;
}

Neighborhood neighborsOfAll(Run& run, const Space& space) {
    const data::Embedding& embedding = space.result->embedding;
    neighbors::NeighborOptions options = run.settings().neighbors;
    Neighborhood around;
    if (asksSample(run, space)) {
        options.k = run.settings().umap.neighbors;
        around.graph = run.remember(Stage::Neighbors, Unremembered, [&](const base::Job& job) {
            return neighbors::previewNeighbors(embedding, options, job);
        });
    } else {
        around.key = neighborsKey(run, space);
        around.graph = run.remember(Stage::Neighbors, around.key, [&](const base::Job& job) {
            return neighbors::findNeighbors(embedding, options, job);
        });
    }
    return around;
}

Neighborhood neighborsOfSample(Run& run, const Space& space) {
    const Settings& settings = run.settings();
    const std::uint64_t sampleKey =
        keyOf("queries", queriesVersion, run.cellsKey).add(settings.seed).value();
    Neighborhood around;
    around.queries = run.remember(Stage::Neighbors, sampleKey, [&](const base::Job&) {
        return stratifiedSample(*run.results.cells, queryCells, settings.seed);
    });
    if (space.key != Unremembered)
        around.key =
            withOptions(keyOf("query neighbors", neighborsVersion, space.key).add(sampleKey),
                        settings.neighbors);
    around.graph = run.remember(Stage::Neighbors, around.key, [&](const base::Job& job) {
        return neighbors::findNeighborsOf(space.result->embedding, *around.queries,
                                          settings.neighbors, job);
    });
    return around;
}

}  // namespace counterpoint::pipeline
