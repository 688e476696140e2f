#include "tests/bench/peak.h"

#include "core/base/parallel.h"
#include "core/linalg/kernel.h"
#include "tests/bench/timing.h"

#include <algorithm>
#include <vector>

namespace counterpoint::bench {

namespace {

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

/// Σ x over a multiple of 64 numbers, in as many lanes.
COUNTERPOINT_KERNEL
float addedUp(const float* x, std::size_t count) {
    constexpr std::size_t lanes = 64;
    float s[lanes] = {};
    for (std::size_t i = 0; i < count; i += lanes)
#pragma omp simd
        for (std::size_t p = 0; p < lanes; ++p) s[p] += x[i + p];
    float sum = 0.0F;
    for (const float lane : s) sum += lane;
    return sum;
}

}  // namespace

MultiplyAdds peakMultiplyAdds(const base::Job& job) {
    constexpr std::size_t rounds = 2'000'000;
    constexpr std::size_t apart = 64;  // sums of two threads share no cache line
    const std::vector<float> factors(16, 0.5F);
    const auto tasks = static_cast<std::size_t>(job.threads());
    const auto work = static_cast<double>(tasks * rounds * 12 * 16) / 1e9;
    MultiplyAdds best;
    for (int repeat = 0; repeat < 5; ++repeat) {
        std::vector<float> sums(apart * tasks);
        const Stopwatch watch;
        base::parallelBlocks(job, tasks, 1, [&](std::size_t task, std::size_t, std::size_t) {
            multiplyAdds(rounds, factors.data(), sums.data() + apart * task);
        });
        best.second = std::max(best.second, work / watch.seconds());
        best.processorSecond = std::max(best.processorSecond, work / watch.processor());
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
                                 sums[at] += addedUp(x.data() + begin, end - begin);
                             });
        best = std::max(best, static_cast<double>(count * sizeof(float)) / since(start) / 1e9);
    }
    return best;
}

}  // namespace counterpoint::bench
