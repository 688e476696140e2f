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
/// From here on an exact answer is no longer made unless asked for.
constexpr std::size_t ApproximateCells = 200'000;
/// Tried in turn until the recall is reached; each about doubles the work.
constexpr std::array Slacks{0.30, 0.42, 0.60, 1.0};
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

/// The share of the true neighbours of a sample of cells that `graph` holds.
double measuredRecall(const Search& search, const data::NeighborGraph& graph, std::size_t sample,
                      const base::Job& job) {
    constexpr std::uint64_t stream = 0x72656361ULL;
    auto queries = base::permutation(graph.cells, base::Random(job.seed(), stream));
    queries.resize(std::min(queries.size(), sample));
    const data::NeighborGraph truth =
        search.of(queries, graph.k, base::Job(job.stopToken(), job.threads(), job.seed()));
    std::size_t found = 0;
    for (std::size_t q = 0; q < queries.size(); ++q) {
        // By distance, so that one of several equally near cells is as good as another.
        const float furthest = truth.distancesOf(q).back();
        found += static_cast<std::size_t>(std::ranges::count_if(
            graph.distancesOf(queries[q]), [&](float d) { return d <= furthest; }));
    }
    return static_cast<double>(found) / static_cast<double>(queries.size() * graph.k);
}

bool wantsExact(const NeighborOptions& options, std::size_t cells, std::size_t approximateFrom) {
    if (options.search == "auto") return cells < approximateFrom;
    return options.search == "exact";
}

data::NeighborGraph approximate(const data::Embedding& embedding, std::size_t k, double wanted,
                                std::size_t sample, std::size_t firstSlack,
                                const data::NeighborGraph* previous, const base::Job& job) {
    const Search search(embedding, regionsFor(embedding.rows), job);
    for (std::size_t slack = firstSlack;; ++slack) {
        data::NeighborGraph graph = search.all(k, Slacks[slack], previous, job);
        if (Slacks[slack] >= 1.0) return graph;
        graph.exact = false;
        graph.recall = measuredRecall(search, graph, sample, job);
        if (graph.recall >= wanted) return graph;
    }
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
              "below 200 000 cells.",
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
    if (wantsExact(options, cells, ApproximateCells))
        return Search(embedding, regionsFor(cells), job).all(k, 1.0, nullptr, job);
    return approximate(embedding, k, SettledRecall, SettledSample, 1, nullptr, job);
}

data::NeighborGraph refineNeighbors(const data::NeighborGraph& previous,
                                    const data::Embedding& embedding,
                                    const NeighborOptions& options, const base::Job& job) {
    const std::size_t cells = embedding.rows;
    if (cells == 0) return {};
    const std::size_t k = checkedK(options, cells);
    if (wantsExact(options, cells, DividedCells)) return findNeighbors(embedding, options, job);
    const bool usable = previous.cells == cells && previous.k == k;
    return approximate(embedding, k, LiveRecall, LiveSample, 0, usable ? &previous : nullptr, job);
}

data::NeighborGraph findNeighborsOf(const data::Embedding& embedding,
                                    std::span<const std::uint32_t> queries,
                                    const NeighborOptions& options, const base::Job& job) {
    if (embedding.rows == 0 || queries.empty()) return {};
    return Search(embedding, 1, job).of(queries, checkedK(options, embedding.rows), job);
}

}  // namespace counterpoint::neighbors
