#pragma once

#include <chrono>
#include <fstream>
#include <string>
#include <sys/resource.h>

/// What every benchmark measures with.
namespace counterpoint::bench {

using Clock = std::chrono::steady_clock;

inline double since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Processor seconds of all threads of this process: what the machine would need if nobody else
/// used it is at least their share per thread.
inline double processorSeconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Peak resident memory so far (VmHWM), MiB; `forgetPeak` starts anew where the kernel allows it.
inline double peakMemory() {
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
inline void forgetPeak() {
    std::ofstream("/proc/self/clear_refs") << "5";
}

/// Wall and processor time since a moment, which `restart` moves to now.
class Stopwatch {
  public:
    double seconds() const { return since(m_start); }
    double processor() const { return processorSeconds() - m_processor; }
    void restart() { *this = {}; }

  private:
    Clock::time_point m_start = Clock::now();
    double m_processor = processorSeconds();
};

}  // namespace counterpoint::bench
