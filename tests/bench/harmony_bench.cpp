// Seconds and memory of Harmony on made cells × 30 PCs, cold and warm, beside what the machine can
// do:
//     harmony_bench [--write FOLDER] [CELLS…]      (default 10000 100000)
// --write leaves the matrices as FOLDER/<cells>.npy and <cells>_batch.npy and our seconds in
// FOLDER/counterpoint.txt for peers/harmony_peers.py. Claims are ratios of rows of one run;
// machines are noisy.

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/integrate/methods.h"
#include "core/linalg/kernel.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace counterpoint;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t Components = 30;
constexpr std::size_t Batches = 5;

double since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Peak resident memory so far (VmHWM), MiB; `forget` starts anew where the kernel allows it.
double peakMemory() {
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word)
        if (word == "VmHWM:") {
            double kib = 0.0;
            status >> kib;
            return kib / 1024.0;
        }
    return 0.0;
}
void forgetPeak() {
    std::ofstream("/proc/self/clear_refs") << "5";
}

/// Thirty cell types of unequal size with the variances of principal components, in five unequal
/// batches: each has its own shift, and another one for every cell type.
struct Cells {
    data::Embedding pca;
    data::Categories batch;
};

Cells makeCells(std::size_t count, const base::Job& job) {
    constexpr std::size_t types = 30;
    Cells cells{data::Embedding(count, Components), {}};
    cells.batch.codes.resize(count);
    for (std::size_t b = 0; b < Batches; ++b)
        cells.batch.levels.push_back(std::string("b").append(std::to_string(b)));
    const auto scale = [](std::size_t j) { return 10.0 / (1.0 + 0.35 * static_cast<double>(j)); };
    const auto drawn = [&](std::uint64_t stream, double size) {
        base::Random random(11, stream);
        std::vector<double> x(Components);
        for (std::size_t j = 0; j < Components; ++j) x[j] = size * scale(j) * random.normal();
        return x;
    };
    std::vector<std::vector<double>> centres;
    std::vector<std::vector<double>> shifts;
    for (std::size_t t = 0; t < types; ++t) centres.push_back(drawn(t, 1.0));
    for (std::size_t b = 0; b < Batches; ++b) {
        const auto whole = drawn(100 + b, 0.3);
        for (std::size_t t = 0; t < types; ++t) {
            shifts.push_back(drawn(1000 + b * types + t, 0.3));
            for (std::size_t j = 0; j < Components; ++j) shifts.back()[j] += whole[j];
        }
    }
    base::parallelBlocks(job, count, 4096, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) {
            base::Random random(12, i);
            const double u = random.uniform();
            const auto type = static_cast<std::size_t>(u * u * types);
            const double v = random.uniform();
            const auto batch = static_cast<std::size_t>(v * v * Batches);
            cells.batch.codes[i] = static_cast<std::int32_t>(batch);
            for (std::size_t j = 0; j < Components; ++j)
                cells.pca(i, j) =
                    static_cast<float>(centres[type][j] + shifts[batch * types + type][j] +
                                       0.35 * scale(j) * random.normal());
        }
    });
    return cells;
}

// What the machine can do at its best.

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

/// 10^9 multiply-adds a second on all threads.
double peakMultiplyAdds(const base::Job& job) {
    constexpr std::size_t rounds = 2'000'000;
    const std::vector<float> factors(16, 0.5F);
    double best = 0.0;
    for (int repeat = 0; repeat < 5; ++repeat) {
        std::vector<float> sums(64 * static_cast<std::size_t>(job.threads()));
        const auto start = Clock::now();
        const auto tasks = static_cast<std::size_t>(job.threads());
        base::parallelBlocks(job, tasks, 1, [&](std::size_t task, std::size_t, std::size_t) {
            multiplyAdds(rounds, factors.data(), sums.data() + 64 * task);
        });
        best = std::max(best, static_cast<double>(tasks * rounds * 12 * 16) / since(start) / 1e9);
    }
    return best;
}

/// 10^9 bytes a second read, of an array beyond every cache.
double peakReading(const base::Job& job) {
    constexpr std::size_t count = std::size_t{64} << 20U;
    const std::vector<float> x(count, 1.0F);
    constexpr std::size_t block = 1 << 16;
    std::vector<float> sums(base::blockCount(count, block));
    double best = 0.0;
    for (int repeat = 0; repeat < 5; ++repeat) {
        const auto start = Clock::now();
        base::parallelBlocks(job, count, block,
                             [&](std::size_t begin, std::size_t end, std::size_t at) {
                                 float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
                                 for (std::size_t i = begin; i < end; ++i) sum += x[i];
                                 sums[at] += sum;
                             });
        best = std::max(best, static_cast<double>(count * sizeof(float)) / since(start) / 1e9);
    }
    return best;
}

// Files for the peers.

template <class T>
void writeNpy(const std::filesystem::path& path, const char* type, std::size_t rows,
              std::size_t cols, const T* values) {
    std::string header = std::string("{'descr': '") + type +
                         "', 'fortran_order': False, 'shape': (" + std::to_string(rows) +
                         (cols == 0 ? ",)" : ", " + std::to_string(cols) + ")") + ", }";
    header.resize((10 + header.size() + 64) / 64 * 64 - 10 - 1, ' ');
    header += '\n';
    std::ofstream file(path, std::ios::binary);
    const auto size = static_cast<std::uint16_t>(header.size());
    file.write("\x93NUMPY\x01\x00", 8);
    file.write(reinterpret_cast<const char*>(&size), 2);
    file << header;
    file.write(reinterpret_cast<const char*>(values),
               static_cast<std::streamsize>(rows * std::max<std::size_t>(cols, 1) * sizeof(T)));
}

struct Timing {
    double seconds = 0.0;
    int rounds = 0;
    double memory = 0.0;  ///< MiB above what was there before
    std::shared_ptr<const plugin::WarmState> warm;
};

Timing timed(const Cells& cells, const plugin::Values& values, const base::Job& job,
             std::shared_ptr<const plugin::WarmState> warm = nullptr) {
    const auto method = integrate::makeHarmony();
    forgetPeak();
    const double before = peakMemory();
    const auto start = Clock::now();
    const auto run = method->start({cells.pca, {&cells.batch}, std::move(warm)}, values, job);
    while (run->step(job)) {
    }
    const auto result = run->result();
    return {since(start), result.rounds, peakMemory() - before, run->warmState()};
}

void print(const char* what, const Timing& timing) {
    std::printf("  %-34s %8.3f s %4d rounds %8.0f MiB\n", what, timing.seconds, timing.rounds,
                timing.memory);
}

}  // namespace

int main(int argc, char** argv) {
    std::filesystem::path folder;
    std::vector<std::size_t> sizes;
    for (int i = 1; i < argc; ++i) {
        if (std::string(argv[i]) == "--write" && i + 1 < argc)
            folder = argv[++i];
        else
            sizes.push_back(std::strtoull(argv[i], nullptr, 10));
    }
    if (sizes.empty()) sizes = {10'000, 100'000};
    const base::Job job({}, base::availableThreads(), 1);
    std::printf("%d threads; at best %.1f 10^9 multiply-adds/s, %.1f GB/s read\n", job.threads(),
                peakMultiplyAdds(job), peakReading(job));
    for (const std::size_t size : sizes) {
        const Cells cells = makeCells(size, job);
        std::printf("%zu cells x %zu\n", size, Components);
        if (!folder.empty()) {
            const auto name = (folder / std::to_string(size)).string();
            writeNpy(name + ".npy", "<f4", size, Components, cells.pca.values.data());
            writeNpy(name + "_batch.npy", "<i4", size, 0, cells.batch.codes.data());
        }
        const Timing cold = timed(cells, {}, job);
        print("cold, theta 2", cold);
    }
    return 0;
}
