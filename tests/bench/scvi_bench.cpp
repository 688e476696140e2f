// Cells a second of scVI's training on made counts, 2000 genes, beside what the machine can do:
//     scvi_bench [--epochs N] [--write FOLDER] [CELLS…]      (default 10000 100000)
// --write leaves the counts as FOLDER/<cells>_{indptr,indices,data,batch}.npy and our seconds in
// FOLDER/counterpoint.txt for peers/scvi_peers.py. Claims are ratios of rows of one run; machines
// are noisy, so seconds of the processor are told beside those of the clock.

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/scvi/trainer.h"
#include "tests/bench/npy.h"
#include "tests/bench/peak.h"
#include "tests/bench/timing.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace counterpoint;

namespace {

constexpr std::size_t Genes = 2000;
constexpr std::size_t Batches = 4;

struct Made {
    data::CsrMatrix counts;
    data::Categories batch;
};

/// Twenty cell types that each use their own genes more, totals that spread, a tenth non-zero: as
/// variable genes of droplet data are.
Made makeCells(std::size_t count, const base::Job& job) {
    constexpr std::size_t types = 20;
    std::vector<std::vector<double>> shares(types * Batches, std::vector<double>(Genes));
    for (std::size_t t = 0; t < types; ++t)
        for (std::size_t b = 0; b < Batches; ++b) {
            double sum = 0.0;
            std::vector<double>& of = shares[t * Batches + b];
            for (std::size_t g = 0; g < Genes; ++g) {
                const double common = 1.5 * base::Random(21, g).normal();
                const double typed = base::Random(22, t * Genes + g).normal();
                const double shift = 0.3 * base::Random(23, b * Genes + g).normal();
                of[g] = std::exp(common + typed + shift);
                sum += of[g];
            }
            for (double& share : of) share /= sum;
        }
    std::vector<std::vector<std::pair<std::uint32_t, float>>> rows(count);
    Made made;
    made.batch.codes.resize(count);
    for (std::size_t b = 0; b < Batches; ++b)
        made.batch.levels.push_back(std::string("b").append(std::to_string(b)));
    base::parallelBlocks(job, count, 256, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) {
            base::Random random(24, i);
            const std::size_t type = random.below(types);
            const std::size_t batch = random.below(Batches);
            const double total = std::exp(6.2 + 0.4 * random.normal());
            made.batch.codes[i] = static_cast<std::int32_t>(batch);
            for (std::size_t g = 0; g < Genes; ++g) {
                const double mean = total * shares[type * Batches + batch][g];
                const std::uint32_t x = random.poisson(mean * random.gamma(2.0) / 2.0);
                if (x > 0)
                    rows[i].emplace_back(static_cast<std::uint32_t>(g), static_cast<float>(x));
            }
        }
    });
    made.counts.rows = count;
    made.counts.cols = Genes;
    for (const auto& row : rows) {
        for (const auto& [gene, x] : row) {
            made.counts.columns.push_back(gene);
            made.counts.values.push_back(x);
        }
        made.counts.rowPointers.push_back(static_cast<std::int64_t>(made.counts.columns.size()));
    }
    return made;
}

void benchTraining(const Made& made, const std::string& likelihood, int epochs,
                   const base::Job& job, double peak, std::ofstream& timings) {
    const scvi::Cells cells = scvi::cellsOf(made.counts, {&made.batch}, job);
    scvi::ScviOptions options;
    options.likelihood = likelihood;
    scvi::Trainer trainer(
        std::make_shared<scvi::Model>(options, std::vector<std::string>(Genes),
                                      std::vector<std::vector<std::string>>{made.batch.levels}, 1),
        cells, options, 1, nullptr);
    double seconds = 1e30;
    double processor = 1e30;
    for (int i = 0; i < epochs; ++i) {
        const bench::Stopwatch watch;
        trainer.epoch(job);
        seconds = std::min(seconds, watch.seconds());
        processor = std::min(processor, watch.processor());
    }
    const auto n = static_cast<double>(cells.size());
    // Of each cell three products for each layer: genes × 128 of scale and dropout, twice the
    // non-zeros × 128 of the encoder, and little else. Held-out cells are only asked.
    const double heads = likelihood == "zinb" ? 2.0 : 1.0;
    const double filled = static_cast<double>(made.counts.nonZeros()) / n;
    const double work =
        n * 128.0 * (0.9 * (3.0 * heads * Genes + 2.0 * filled) + 0.1 * (heads * Genes + filled));
    std::printf(
        "  %-5s %7.0f cells/s, %7.0f a processor-second; %4.1f %% of its multiply-adds; "
        "negative ELBO %.1f\n",
        likelihood.c_str(), n / seconds, n / processor, 100.0 * work / processor / 1e9 / peak,
        trainer.epochs().back().train.total());
    const bench::Stopwatch watch;
    static_cast<void>(trainer.model().latent(cells, job));
    std::printf("        posterior means of all cells: %.3f processor-seconds\n",
                watch.processor());
    timings << cells.size() << ' ' << likelihood << ' ' << n / seconds << ' ' << n / processor
            << '\n';
}

}  // namespace

int main(int argc, char** argv) {
    std::filesystem::path folder;
    std::vector<std::size_t> sizes;
    int epochs = 3;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--write" && i + 1 < argc)
            folder = argv[++i];
        else if (word == "--epochs" && i + 1 < argc)
            epochs = std::atoi(argv[++i]);
        else
            sizes.push_back(std::strtoull(argv[i], nullptr, 10));
    }
    if (sizes.empty()) sizes = {10'000, 100'000};
    const base::Job job({}, base::availableThreads(), 1);
    const double peak = bench::peakMultiplyAdds(job).processorSecond;
    std::printf("%d threads; at best %.1f 10^9 multiply-adds a processor-second\n", job.threads(),
                peak);
    std::ofstream timings;
    if (!folder.empty()) timings.open(folder / "counterpoint.txt");
    for (const std::size_t size : sizes) {
        const Made made = makeCells(size, job);
        std::printf(
            "%zu cells x %zu, %.1f %% non-zero, best of %d epochs\n", size, Genes,
            100.0 * static_cast<double>(made.counts.nonZeros()) / static_cast<double>(size * Genes),
            epochs);
        if (!folder.empty()) {
            const std::string name = (folder / std::to_string(size)).string();
            bench::writeNpy(name + "_indptr.npy", "<i8", made.counts.rowPointers.size(), 0,
                            made.counts.rowPointers.data());
            bench::writeNpy(name + "_indices.npy", "<u4", made.counts.columns.size(), 0,
                            made.counts.columns.data());
            bench::writeNpy(name + "_data.npy", "<f4", made.counts.values.size(), 0,
                            made.counts.values.data());
            bench::writeNpy(name + "_batch.npy", "<i4", made.batch.codes.size(), 0,
                            made.batch.codes.data());
        }
        for (const char* likelihood : {"zinb", "nb"})
            benchTraining(made, likelihood, epochs, job, peak, timings);
    }
    return 0;
}
