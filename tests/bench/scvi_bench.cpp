// Cells a second of scVI's training on made counts, 2000 genes, beside what the machine can do:
//     scvi_bench [--epochs N] [--write FOLDER] [CELLS…]      (default 10000 100000)
// --write leaves the counts as FOLDER/<cells>_{indptr,indices,data,batch}.npy and our seconds in
// FOLDER/counterpoint.txt for peers/scvi_peers.py. Claims are ratios of rows of one run; machines
// are noisy, so seconds of the processor are told beside those of the clock.

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/linalg/kernel.h"
#include "core/scvi/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace counterpoint;

namespace {

using Clock = std::chrono::steady_clock;

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

/// 12 rows of 16 products of float32, all in registers.
COUNTERPOINT_KERNEL
void multiplyAdds(std::size_t rounds, const float* factors, float* sums) {
    constexpr std::size_t lanes = 16;
    constexpr std::size_t chains = 12;
    float s[chains][lanes] = {};
    const float a = factors[0];
    float b[lanes];
    for (std::size_t p = 0; p < lanes; ++p) b[p] = factors[p];
    for (std::size_t r = 0; r < rounds; ++r)
        for (std::size_t c = 0; c < chains; ++c)
#pragma omp simd
            for (std::size_t p = 0; p < lanes; ++p) s[c][p] = s[c][p] * a + b[p];
    for (std::size_t c = 0; c < chains; ++c)
        for (std::size_t p = 0; p < lanes; ++p) sums[p] += s[c][p];
}

/// 10^9 multiply-adds in a second of one processor.
double peakMultiplyAdds() {
    constexpr std::size_t rounds = 2'000'000;
    const std::vector<float> factors(16, 0.5F);
    std::vector<float> sums(16);
    double best = 0.0;
    for (int repeat = 0; repeat < 5; ++repeat) {
        const std::clock_t start = std::clock();
        multiplyAdds(rounds, factors.data(), sums.data());
        const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        best = std::max(best, static_cast<double>(rounds * 12 * 16) / seconds / 1e9);
    }
    return best;
}

template <class T>
void writeNpy(const std::string& path, const char* type, const std::vector<T>& values) {
    std::string header = std::string("{'descr': '") + type +
                         "', 'fortran_order': False, 'shape': (" + std::to_string(values.size()) +
                         ",), }";
    header.resize((10 + header.size() + 64) / 64 * 64 - 10 - 1, ' ');
    header += '\n';
    std::ofstream file(path, std::ios::binary);
    const auto size = static_cast<std::uint16_t>(header.size());
    file.write("\x93NUMPY\x01\x00", 8);
    file.write(reinterpret_cast<const char*>(&size), 2);
    file << header;
    file.write(reinterpret_cast<const char*>(values.data()),
               static_cast<std::streamsize>(values.size() * sizeof(T)));
}

void bench(const Made& made, const std::string& likelihood, int epochs, const base::Job& job,
           double peak, std::ofstream& timings) {
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
        const auto start = Clock::now();
        const std::clock_t clock = std::clock();
        trainer.epoch(job);
        seconds = std::min(seconds, std::chrono::duration<double>(Clock::now() - start).count());
        processor = std::min(processor, static_cast<double>(std::clock() - clock) / CLOCKS_PER_SEC);
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
    const std::clock_t clock = std::clock();
    static_cast<void>(trainer.model().latent(cells, job));
    std::printf("        posterior means of all cells: %.3f processor-seconds\n",
                static_cast<double>(std::clock() - clock) / CLOCKS_PER_SEC);
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
    const double peak = peakMultiplyAdds();
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
            writeNpy(name + "_indptr.npy", "<i8", made.counts.rowPointers);
            writeNpy(name + "_indices.npy", "<u4", made.counts.columns);
            writeNpy(name + "_data.npy", "<f4", made.counts.values);
            writeNpy(name + "_batch.npy", "<i4", made.batch.codes);
        }
        for (const char* likelihood : {"zinb", "nb"})
            bench(made, likelihood, epochs, job, peak, timings);
    }
    return 0;
}
