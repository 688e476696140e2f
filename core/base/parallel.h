#pragma once

#include "core/base/job.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#ifdef __SANITIZE_THREAD__
#include <thread>
#include <vector>
#endif

namespace counterpoint::base {

/// Runs `body(begin, end, block)` for the fixed blocks [0, size), [size, 2 size), … of `count`
/// items on the job's threads. The partition depends on `count` and `blockSize` only, never on the
/// thread count: a body that writes per-block partial results, summed afterwards in block order,
/// gives the same numbers on any number of threads. Polls the stop request before each block and
/// reports the first exception after all threads have left (none crosses the OpenMP region). Throws
/// `Cancelled` when stopped. Blocks should take well under 50 ms.
template <class Body>
void parallelBlocks(const Job& job, std::size_t count, std::size_t blockSize, Body&& body) {
    const std::size_t blocks = (count + blockSize - 1) / blockSize;
    std::exception_ptr failure;
    std::atomic<bool> leave{false};
    const auto runBlock = [&](std::size_t block) {
        if (leave.load(std::memory_order_relaxed)) return;
        try {
            job.checkStop();
            const std::size_t begin = block * blockSize;
            body(begin, std::min(count, begin + blockSize), block);
        } catch (...) {
            if (!leave.exchange(true)) failure = std::current_exception();
        }
    };
#ifdef __SANITIZE_THREAD__
    // The sanitizer does not see how libgomp's threads wait for each other.
    std::atomic<std::size_t> next{0};
    std::vector<std::jthread> helpers;
    const auto work = [&] {
        for (std::size_t block = next++; block < blocks; block = next++) runBlock(block);
    };
    for (int t = 1; t < job.threads() && blocks > 1; ++t) helpers.emplace_back(work);
    work();
    helpers.clear();
#else
#pragma omp parallel for schedule(dynamic, 1) num_threads(job.threads()) if (blocks > 1)
    for (std::size_t block = 0; block < blocks; ++block) runBlock(block);
#endif
    if (failure) std::rethrow_exception(failure);
}

/// Number of blocks `parallelBlocks` makes, for sizing per-block partial results.
inline std::size_t blockCount(std::size_t count, std::size_t blockSize) {
    return (count + blockSize - 1) / blockSize;
}

}  // namespace counterpoint::base
