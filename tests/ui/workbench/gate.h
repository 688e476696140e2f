#pragma once

#include "core/plugin/metric.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

namespace counterpoint::test {

/// Where an answer can be held while one looks at the window: a score that is not finished before
/// the gate is open, or the work is stopped.
class Gate final : public plugin::Metric {
  public:
    struct State {
        std::atomic<bool> closed = false;
        std::atomic<int> times = 0;  ///< it was closed: what was scored before is no answer now
    };
    explicit Gate(std::shared_ptr<State> state) : m_state(std::move(state)) {}

    static void close(State& state) {
        ++state.times;
        state.closed = true;
    }

    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{.id = "gate",
                                             .title = "Gate",
                                             .help = "Holds the work.",
                                             .family = plugin::MetricFamily::BiologyKept,
                                             .sampled = true};
        return info;
    }
    int version() const override { return m_state->times; }
    plugin::Score compute(const plugin::MetricInput& /*input*/,
                          const base::Job& job) const override {
        while (m_state->closed) {
            job.checkStop();
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        plugin::Score score;
        score.undefined = "it is a gate";
        return score;
    }

  private:
    std::shared_ptr<State> m_state;
};

}  // namespace counterpoint::test
