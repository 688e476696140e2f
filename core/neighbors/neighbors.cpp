#include "core/neighbors/neighbors.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/neighbors/search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace counterpoint::neighbors {

namespace {

/// From here on it pays to divide the cells into regions.
constexpr std::size_t DividedCells = 8'000;
/// From here on an exact answer is no longer made unless asked for: a nearly exact one takes half
/// the time.
constexpr std::size_t ApproximateCells = 50'000;
/// Tried on the sample in turn, until the recall is reached.
constexpr std::array Slacks{0.25, 0.30, 0.35, 0.40, 0.45, 0.50, 0.60, 0.70, 0.85};
constexpr std::size_t SettledSample = 1'000;
constexpr std::size_t LiveSample = 250;

std::size_t regionsFor(std::size_t cells) {
    return cells < DividedCells
               ? 1
               : static_cast<std::size_t>(2.0 * std::sqrt(static_cast<double>(cells)));
}

std::size_t checkedK(const NeighborOptions& options, std::size_t cells) {
    if (options.k < 1)
        throw base::Error(base::ErrorKind::BadSettings, "k must be at least 1 neighbour");
    return std::min(static_cast<std::size_t>(options.k), cells - 1);
}

/// The share of the neighbours in `truth` that `found`, of the same queries, holds too.
double recall(const data::NeighborGraph& found, const data::NeighborGraph& truth) {
    std::size_t hits = 0;
    for (std::size_t q = 0; q < truth.cells; ++q) {
        // By distance, so that one of several equally near cells is as good as another.
        const float furthest = truth.distancesOf(q).back();
        hits += static_cast<std::size_t>(
            std::ranges::count_if(found.distancesOf(q), [&](float d) { return d <= furthest; }));
    }
    return static_cast<double>(hits) / static_cast<double>(truth.indices.size());
}

/// The search of all cells with as little slack as finds `wanted` of the neighbours of a sample:
/// what a cell finds does not depend on who else is asked, so the sample tells beforehand.
data::NeighborGraph approximate(const data::Embedding& embedding, std::size_t k, double wanted,
                                std::size_t sample, const base::Job& job) {
    constexpr std::uint64_t stream = 0x72656361ULL;
    const Search search(embedding, regionsFor(embedding.rows), job);
    auto queries = base::permutation(embedding.rows, base::Random(job.seed(), stream));
    queries.resize(std::min(queries.size(), sample));
    const base::Job quiet(job.stopToken(), job.threads(), job.seed());
    const data::NeighborGraph truth = search.of(queries, k, 1.0, quiet);
    for (const double slack : Slacks) {
        const double found = recall(search.of(queries, k, slack, quiet), truth);
        if (found < wanted) continue;
        data::NeighborGraph graph = search.all(k, slack, job);
        graph.recall = found;
        return graph;
    }
    return search.all(k, 1.0, job);
}

}  // namespace

const plugin::Fields<NeighborOptions>& NeighborOptions::fields() {
    static const plugin::Fields<NeighborOptions> all({
        {{.key = "k",
          .title = "Neighbours",
          .help = "How many nearest cells each cell is compared with in scores and maps.",
          .kind = plugin::ParameterKind::Integer,
          .minimum = 2,
          .maximum = 300,
          .step = 1,
          .ticks = {2, 90, 300},
          .citation = "90 = 3 × perplexity 30 of LISI (Korsunsky et al. 2019)",
          .advanced = true},
         &NeighborOptions::k},
        {{.key = "search",
          .title = "Search",
          .help =
              "Whether all nearest cells are found or nearly all of them, sooner; auto is exact "
              "below 50 000 cells.",
          .kind = plugin::ParameterKind::Choice,
          .choices = {"auto", "exact", "approximate"},
          .advanced = true},
         &NeighborOptions::search},
    });
    return all;
}

data::NeighborGraph findNeighbors(const data::Embedding& embedding, const NeighborOptions& options,
                                  const base::Job& job) {
    const std::size_t cells = embedding.rows;
    if (cells == 0) return {};
    const std::size_t k = checkedK(options, cells);
    const std::size_t exactBelow = options.search == "auto" ? ApproximateCells : DividedCells;
    if (options.search == "exact" || cells < exactBelow)
        return Search(embedding, regionsFor(cells), job).all(k, 1.0, job);
    return approximate(embedding, k, SettledRecall, SettledSample, job);
}

data::NeighborGraph previewNeighbors(const data::Embedding& embedding,
                                     const NeighborOptions& options, const base::Job& job) {
    if (embedding.rows < DividedCells || options.search == "exact")
        return findNeighbors(embedding, options, job);
    return approximate(embedding, checkedK(options, embedding.rows), LiveRecall, LiveSample, job);
}

data::NeighborGraph findNeighborsOf(const data::Embedding& embedding,
                                    std::span<const std::uint32_t> queries,
                                    const NeighborOptions& options, const base::Job& job) {
    if (embedding.rows == 0 || queries.empty()) return {};
    return Search(embedding, 1, job).of(queries, checkedK(options, embedding.rows), 1.0, job);
}

}  // namespace counterpoint::neighbors
