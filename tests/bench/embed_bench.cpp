// Seconds and faithfulness of the map, on made cells or of a file of float32:
//     embed_bench [--write FOLDER [--seeds N]] [CELLS|FILE:COLUMNS…]    (default 10000 100000)
//     embed_bench --judge FOLDER
// --write leaves what peers need (see peers/map_peers.py): the cells, their exact or approximate
// neighbours, our start and our map, so that all work on the same graph from the same place.
// --judge says how faithful every map in the folder is, ours and the peers', over their seeds.
// Claims are ratios of rows of one run; machines are noisy.

#include "core/base/random.h"
#include "core/embed/faithfulness.h"
#include "core/embed/umap.h"
#include "core/neighbors/fuzzy_graph.h"
#include "core/neighbors/neighbors.h"
#include "tests/bench/timing.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace counterpoint;
using bench::Clock;
using bench::since;

namespace {

namespace fs = std::filesystem;

/// Fifteen cell types of unequal size in 30 dimensions; the two largest also hold a course.
data::Embedding madeCells(std::size_t count) {
    constexpr std::size_t types = 15;
    constexpr std::size_t dims = 30;
    data::Embedding cells(count, dims);
    for (std::size_t i = 0; i < count; ++i) {
        base::Random random(5, i);
        const double u = random.uniform();
        base::Random centre(77, static_cast<std::uint64_t>(u * u * types));
        const double course = random.normal();
        for (std::size_t d = 0; d < dims; ++d) {
            const double spread = 6.0 / std::sqrt(1.0 + static_cast<double>(d));
            cells(i, d) =
                static_cast<float>(spread * (1.2 * centre.normal() + 0.45 * random.normal()) +
                                   (d < 2 ? 2.0 * course : 0.0));
        }
    }
    return cells;
}

struct Case {
    std::string name;
    data::Embedding cells;
};

data::Embedding readMatrix(const fs::path& path, std::size_t rows) {
    data::Embedding matrix;
    matrix.rows = rows;
    matrix.cols = fs::file_size(path) / sizeof(float) / std::max<std::size_t>(1, rows);
    matrix.values.resize(rows * matrix.cols);
    std::ifstream(path, std::ios::binary)
        .read(reinterpret_cast<char*>(matrix.values.data()),
              static_cast<std::streamsize>(matrix.values.size() * sizeof(float)));
    return matrix;
}

/// "10000", or "FILE:30" for a file of rows of 30 numbers.
Case caseOf(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) return {text, madeCells(std::stoul(text))};
    const fs::path file = text.substr(0, colon);
    const std::size_t cols = std::stoul(text.substr(colon + 1));
    return {file.stem().string(), readMatrix(file, fs::file_size(file) / sizeof(float) / cols)};
}

template <class T>
void write(const fs::path& path, const std::vector<T>& values) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(values.data()),
               static_cast<std::streamsize>(values.size() * sizeof(T)));
}

data::Embedding mapOf(const data::CsrMatrix& graph, const data::Embedding& start,
                      const base::Job& job) {
    embed::UmapRun run(graph, {}, start, embed::Motion::Cold, job);
    while (run.step(1000, job)) {
    }
    return run.layout();
}

/// What is common to the names of maps that differ by their seed only.
std::string withoutSeed(const std::string& stem) {
    return stem.substr(0, stem.rfind("-seed"));
}

void benchCold(const Case& made, const fs::path& folder, int seeds) {
    const embed::UmapOptions options;
    const std::size_t n = made.cells.rows;
    for (const int threads : {1, 2}) {
        if (threads > base::availableThreads()) break;
        const base::Job job({}, threads, 1);
        auto at = Clock::now();
        const auto near = neighbors::findNeighbors(made.cells, {.k = options.neighbors - 1}, job);
        const double searching = since(at);
        at = Clock::now();
        const auto graph = neighbors::fuzzyGraph(near, options.neighbors, job);
        const double weighing = since(at);
        const auto start = embed::pcaStart(made.cells);
        at = Clock::now();
        embed::UmapRun run(graph, options, start, embed::Motion::Cold, job);
        const double preparing = since(at);
        const std::clock_t processor = std::clock();
        at = Clock::now();
        while (run.step(1000, job)) {
        }
        const double optimising = since(at);
        const double used = static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC;
        std::printf(
            "%s: %zu cells, %zu edges, %d threads: neighbours %.2f s, graph %.3f s, "
            "preparing %.3f s, epochs %.3f s (cpu %.2f s)\n",
            made.name.c_str(), n, graph.nonZeros() / 2, threads, searching, weighing, preparing,
            optimising, used);
        std::fflush(stdout);
        if (folder.empty()) continue;
        const std::string stem = (folder / made.name).string();
        write(stem + ".cells", made.cells.values);
        write(stem + ".indices", near.indices);
        write(stem + ".distances", near.distances);
        write(stem + ".start", start.values);
        for (int seed = 1; seed <= seeds; ++seed)
            write(stem + ".counterpoint-seed" + std::to_string(seed) + ".map",
                  mapOf(graph, start, base::Job({}, threads, static_cast<std::uint64_t>(seed)))
                      .values);
        std::ofstream(stem + ".txt") << n << ' ' << preparing + optimising << ' '
                                     << preparing + used << ' ' << seeds << '\n';
    }
}

/// What a hand on a slider waits for: every cell moves a little, and the map goes on from where it
/// was, first following, then coming to rest.
void benchWarm(const Case& made) {
    const embed::UmapOptions options;
    const base::Job job({}, base::availableThreads(), 1);
    const auto graphOf = [&](const data::Embedding& cells) {
        const auto near = neighbors::findNeighbors(cells, {.k = options.neighbors - 1}, job);
        return neighbors::fuzzyGraph(near, options.neighbors, job);
    };
    const auto before = graphOf(made.cells);
    embed::UmapRun cold(before, options, embed::pcaStart(made.cells), embed::Motion::Cold, job);
    while (cold.step(1000, job)) {
    }
    data::Embedding moved = made.cells;
    for (std::size_t i = 0; i < moved.rows; ++i) {
        base::Random random(9, i);
        for (float& x : moved.row(i)) x += static_cast<float>(0.1 * random.normal());
    }
    const auto after = graphOf(moved);
    const auto run = [&](embed::Motion motion, data::Embedding from) {
        const std::clock_t processor = std::clock();
        const auto at = Clock::now();
        embed::UmapRun warm(after, options, std::move(from), motion, job, &before);
        int frames = 0;
        data::Embedding shown;
        for (bool more = true; more; ++frames) {
            more = warm.step(5, job);
            shown = warm.layout();
        }
        std::printf("  %s: %.3f s (cpu %.3f s), %d frames\n",
                    motion == embed::Motion::Follow ? "follow" : "settle", since(at),
                    static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC, frames);
        return shown;
    };
    std::printf("  a small change keeps %.2f of the edges\n",
                embed::edgeOverlap(before, after, job));
    run(embed::Motion::Settle, run(embed::Motion::Follow, cold.layout()));
    const std::clock_t processor = std::clock();
    const auto at = Clock::now();
    static_cast<void>(embed::spectralStart(before, made.cells, 2, job));
    std::printf("  spectral start: %.3f s (cpu %.3f s)\n", since(at),
                static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC);
}

void judge(const fs::path& folder) {
    const base::Job job({}, base::availableThreads(), 0);
    std::vector<fs::path> maps;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".map") maps.push_back(entry.path());
    std::ranges::sort(maps);
    double trust = 0.0;
    double square = 0.0;
    double kept = 0.0;
    double seeds = 0.0;
    for (std::size_t i = 0; i < maps.size(); ++i) {
        const fs::path& path = maps[i];
        const std::string stem = path.stem().string();
        const std::string name = stem.substr(0, stem.find('.'));
        std::size_t rows = 0;
        std::ifstream(folder / (name + ".txt")) >> rows;
        const auto found = embed::faithfulness(readMatrix(folder / (name + ".cells"), rows),
                                               readMatrix(path, rows), 15, 4000, job);
        trust += found.trustworthiness;
        square += found.trustworthiness * found.trustworthiness;
        kept += found.keptNeighbors;
        seeds += 1.0;
        const std::string common = withoutSeed(stem);
        if (i + 1 < maps.size() && withoutSeed(maps[i + 1].stem().string()) == common) continue;
        const double mean = trust / seeds;
        std::printf("%-32s trustworthiness %.4f (sd %.4f), 15 neighbours kept %.4f, %.0f seeds\n",
                    common.c_str(), mean, std::sqrt(std::max(0.0, square / seeds - mean * mean)),
                    kept / seeds, seeds);
        std::fflush(stdout);
        trust = square = kept = seeds = 0.0;
    }
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::string> cases;
    fs::path folder;
    int seeds = 1;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument == "--judge" && i + 1 < argc) {
            judge(argv[++i]);
            return 0;
        }
        if (argument == "--write" && i + 1 < argc)
            folder = argv[++i];
        else if (argument == "--seeds" && i + 1 < argc)
            seeds = std::stoi(argv[++i]);
        else
            cases.push_back(argument);
    }
    if (cases.empty()) cases = {"10000", "100000"};
    for (const std::string& text : cases) {
        const Case made = caseOf(text);
        benchCold(made, folder, seeds);
        benchWarm(made);
    }
    return 0;
}
