#pragma once

#include "core/base/error.h"
#include "core/pipeline/chain.h"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace counterpoint::pipeline {

/// What the Runner was asked for.
struct Request {
    std::shared_ptr<const data::Dataset> dataset;
    Settings settings;
    bool live = false;       ///< a hand is on the slider: see ChainInput::live
    bool anew = false;       ///< see ChainInput::anew
    bool asTrained = false;  ///< see ChainInput::asTrained
    std::shared_ptr<const data::Embedding> frame = nullptr;  ///< see ChainInput::frame
};

/// Who watches a Runner. Every call comes from the compute thread, in order; `ticket` is what
/// `Runner::request` returned. Each started ticket ends in exactly one of finished, stopped or
/// failed.
struct RunnerListener {
    std::function<void(std::uint64_t ticket, bool live)> started;
    std::function<void(std::uint64_t ticket, Stage stage, double fraction)> progress;
    std::function<void(std::uint64_t ticket, const Results& results)> updated;
    std::function<void(std::uint64_t ticket, const Results& results, double seconds)> finished;
    std::function<void(std::uint64_t ticket)> stopped;
    std::function<void(std::uint64_t ticket, const base::Error& error)> failed;
};

/// One long-lived compute thread that answers the newest request. A newer request stops the running
/// one, except that a live answer is let through to its first map: a hand that never rests still
/// sees the cells move. Requests that were never started are dropped without a word. Thread-safe.
class Runner {
  public:
    Runner(const plugin::Registry& registry, int threads, RunnerListener listener);
    /// Stops the work and waits for the thread.
    ~Runner();
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    std::uint64_t request(Request request);
    /// Stops the running work and forgets the waiting one. Results already published stay.
    void stop();

  private:
    struct Waiting {
        std::uint64_t ticket = 0;
        Request request;
    };

    void loop(const std::stop_token& quit);
    void answer(const Waiting& waiting, const std::stop_token& stop);
    /// Stops the running request if a waiting one may replace it. Called with the mutex held.
    void yieldToWaiting();

    const plugin::Registry& m_registry;
    const int m_threads;
    const RunnerListener m_listener;

    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::optional<Waiting> m_waiting;
    std::stop_source m_running;
    bool m_protected = false;  ///< a live answer that has not shown its map yet
    std::uint64_t m_lastTicket = 0;

    // Only the compute thread touches these.
    Cache m_cache;
    std::shared_ptr<const data::Dataset> m_dataset;
    std::uint64_t m_datasetKey = 0;
    std::shared_ptr<const data::Embedding> m_lastLayout;
    Settings m_shown;  ///< what m_lastLayout answers

    std::jthread m_thread;  ///< last member: starts when everything else is there
};

}  // namespace counterpoint::pipeline
