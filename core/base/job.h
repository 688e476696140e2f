#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string_view>

namespace counterpoint::base {

/// What a step may know about the run it belongs to: when to stop, whom to tell, how many threads
/// to use, and the seed. Passed by reference to every step; cheap to copy. A default-made Job never
/// stops, tells nobody, uses one thread and seed 0.
class Job {
  public:
    /// Called from the computing thread with the finished fraction (0–1) of the current step.
    using ProgressSink = std::function<void(double fraction)>;

    Job() = default;
    Job(std::stop_token stop, int threads, std::uint64_t seed, ProgressSink progress = {})
        : m_stop(std::move(stop)),
          m_progress(std::move(progress)),
          m_seed(seed),
          m_threads(threads < 1 ? 1 : threads) {}

    bool stopRequested() const noexcept { return m_stop.stop_requested(); }
    /// Throws `Cancelled` when a stop was requested. Call at least every 50 ms.
    void checkStop() const;
    void progress(double fraction) const {
        if (m_progress) m_progress(fraction);
    }

    /// Threads this job may use; no kernel asks OpenMP itself.
    int threads() const noexcept { return m_threads; }
    std::uint64_t seed() const noexcept { return m_seed; }
    const std::stop_token& stopToken() const noexcept { return m_stop; }

  private:
    std::stop_token m_stop;
    ProgressSink m_progress;
    std::uint64_t m_seed = 0;
    int m_threads = 1;
};

/// Cores this machine offers to the process (at least 1).
int availableThreads() noexcept;

}  // namespace counterpoint::base
