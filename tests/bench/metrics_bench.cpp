// Seconds of every score on made-up cells in 30 dimensions (15 cell types of unequal size, 4
// batches slightly apart), from a ready neighbour graph:
//     metrics_bench [--only NAME,…] [--write FILE.h5ad] [CELLS…]        (default 10000 100000)
// --write keeps the largest set as obsm/X, obs/batch and obs/cell_type, for peers/metrics_peers.py.
// Claims are ratios of rows of one run; machines are noisy.

#include "core/base/random.h"
#include "core/io/h5ad_writer.h"
#include "core/neighbors/neighbors.h"
#include "core/pipeline/builtins.h"
#include "tests/bench/timing.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

using namespace counterpoint;
using bench::Clock;
using bench::since;

namespace {

struct Cells {
    data::Embedding embedding;
    data::Embedding unintegrated;
    data::Categories batch;
    data::Categories label;
};

/// Types lie apart by a few of their own widths, the two largest dimensions also hold a course
/// within each type, and batches are shifted: slightly in `embedding`, much in `unintegrated`.
Cells makeCells(std::size_t count) {
    constexpr std::size_t types = 15;
    constexpr std::size_t batches = 4;
    constexpr std::size_t dims = 30;
    Cells cells{data::Embedding(count, dims), data::Embedding(count, dims), {}, {}};
    for (std::size_t b = 0; b < batches; ++b)
        cells.batch.levels.push_back("batch_" + std::to_string(b));
    std::vector<double> shares;
    for (std::size_t t = 0; t < types; ++t) {
        cells.label.levels.push_back("type_" + std::to_string(t));
        shares.push_back((shares.empty() ? 0.0 : shares.back()) + 2.0 / static_cast<double>(2 + t));
    }
    for (std::size_t i = 0; i < count; ++i) {
        base::Random random(5, i);
        const auto type = static_cast<std::size_t>(
            std::ranges::upper_bound(shares, random.uniform() * shares.back()) - shares.begin());
        const std::uint64_t batch = random.below(batches);
        cells.label.codes.push_back(static_cast<std::int32_t>(type));
        cells.batch.codes.push_back(static_cast<std::int32_t>(batch));
        base::Random centre(77, type);
        base::Random shift(78, batch);
        const double course = random.normal();
        for (std::size_t d = 0; d < dims; ++d) {
            const double spread = 6.0 / std::sqrt(1.0 + static_cast<double>(d));
            const double own = centre.normal() * spread * 1.2 + random.normal() * spread * 0.45 +
                               (d < 2 ? 2.0 * course : 0.0);
            const double apart = shift.normal() * spread;
            cells.embedding(i, d) = static_cast<float>(own + 0.12 * apart);
            cells.unintegrated(i, d) = static_cast<float>(own + 0.5 * apart);
        }
    }
    return cells;
}

void write(const Cells& cells, const std::string& path) {
    data::Table obs;
    for (std::size_t i = 0; i < cells.batch.size(); ++i) obs.index.push_back(std::to_string(i));
    obs.set({"batch", cells.batch});
    obs.set({"cell_type", cells.label});
    const data::Table noGenes;
    io::H5adContents contents;
    contents.obs = &obs;
    contents.var = &noGenes;
    contents.obsm["X"] = &cells.embedding;
    contents.obsm["X_before"] = &cells.unintegrated;
    io::writeH5ad(path, contents, base::Job());
}

void benchScores(const Cells& cells, const plugin::Registry& registry,
                 const std::vector<std::string>& only) {
    const int threads = base::availableThreads();
    const base::Job job({}, threads, 0);
    const auto searching = Clock::now();
    const auto graph = neighbors::findNeighbors(cells.embedding, {}, job);
    std::printf("%zu cells, %d threads; neighbours %.2f s\n", cells.batch.size(), threads,
                since(searching));
    std::printf("  %-28s %8s %8s %10s %8s %17s %s\n", "score", "seconds", "cpu", "value", "0-1",
                "95 % interval", "cells");
    const plugin::MetricInput input{cells.embedding, graph, cells.batch, &cells.label,
                                    &cells.unintegrated};
    double byDefault = 0.0;
    for (const auto& metric : registry.metrics()) {
        const plugin::MetricInfo& info = metric->info();
        if (!only.empty() && std::ranges::find(only, info.id) == only.end()) continue;
        const bench::Stopwatch watch;
        const plugin::Score score = metric->compute(input, job);
        const double seconds = watch.seconds();
        if (!info.onRequest) byDefault += seconds;
        std::printf("  %-28s %8.3f %8.3f %10.4f %8.4f %8.4f %8.4f %7zu%s%s\n", info.id.c_str(),
                    seconds, watch.processor(), score.value, score.scaled, score.low, score.high,
                    score.cells, score.exact ? "" : " sampled",
                    info.onRequest ? " on request" : "");
    }
    std::printf("  %-28s %8.3f\n", "all default scores", byDefault);
}

}  // namespace

int main(int argc, char** argv) {
    plugin::Registry registry;
    pipeline::registerBuiltins(registry);
    std::vector<std::size_t> sizes;
    std::vector<std::string> only;
    std::string path;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument == "--write" && i + 1 < argc) {
            path = argv[++i];
        } else if (argument == "--only" && i + 1 < argc) {
            std::istringstream names(argv[++i]);
            for (std::string name; std::getline(names, name, ',');) only.push_back(name);
        } else {
            sizes.push_back(std::stoul(argument));
        }
    }
    if (sizes.empty()) sizes = {10000, 100000};
    for (const std::size_t size : sizes) {
        const Cells cells = makeCells(size);
        if (!path.empty() && size == *std::ranges::max_element(sizes)) write(cells, path);
        benchScores(cells, registry, only);
    }
    return 0;
}
