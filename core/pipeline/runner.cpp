#include "core/pipeline/runner.h"

#include <chrono>
#include <new>

namespace counterpoint::pipeline {

Runner::Runner(const plugin::Registry& registry, int threads, RunnerListener listener)
    : m_registry(registry),
      m_threads(threads),
      m_listener(std::move(listener)),
      m_thread([this](const std::stop_token& quit) { loop(quit); }) {}

Runner::~Runner() {
    stop();
    m_thread.request_stop();
    m_thread.join();
}

std::uint64_t Runner::request(Request request) {
    std::uint64_t ticket = 0;
    {
        const std::lock_guard lock(m_mutex);
        ticket = ++m_lastTicket;
        m_waiting = Waiting{ticket, std::move(request)};
        yieldToWaiting();
    }
    m_wake.notify_one();
    return ticket;
}

void Runner::stop() {
    const std::lock_guard lock(m_mutex);
    m_waiting.reset();
    m_running.request_stop();
}

void Runner::yieldToWaiting() {
    // Only another live request waits for a live answer; a settled one is wanted now.
    if (m_waiting && !(m_protected && m_waiting->request.live)) m_running.request_stop();
}

void Runner::loop(const std::stop_token& quit) {
    while (true) {
        Waiting next;
        std::stop_token stop;
        {
            std::unique_lock lock(m_mutex);
            if (!m_wake.wait(lock, quit, [this] { return m_waiting.has_value(); })) return;
            next = std::move(*m_waiting);
            m_waiting.reset();
            m_running = std::stop_source();
            stop = m_running.get_token();
            m_protected = next.request.live;
        }
        answer(next, stop);
    }
}

void Runner::answer(const Waiting& waiting, const std::stop_token& stop) {
    const auto& [ticket, request] = waiting;
    const auto begin = std::chrono::steady_clock::now();
    if (m_listener.started) m_listener.started(ticket, request.live);
    try {
        if (m_dataset != request.dataset) {
            m_datasetKey = data::fingerprint(*request.dataset, base::Job(stop, m_threads, 0));
            m_dataset = request.dataset;
            m_lastLayout.reset();
        }
        ChainSink sink;
        sink.update = [&, ticketId = ticket, &wanted = request.settings](const Results& results) {
            if (results.layout) {
                m_lastLayout = results.layout;
                m_shown = wanted;
            }
            if (m_listener.updated) m_listener.updated(ticketId, results);
            if (!results.layout) return;
            const std::lock_guard lock(m_mutex);
            m_protected = false;
            yieldToWaiting();
        };
        sink.progress = [&, ticketId = ticket](Stage stage, double fraction) {
            if (m_listener.progress) m_listener.progress(ticketId, stage, fraction);
        };
        ChainInput input;
        input.dataset = request.dataset;
        input.datasetKey = m_datasetKey;
        input.settings = request.settings;
        input.live = request.live;
        input.anew = request.anew;
        input.frame = request.frame;
        input.asTrained = request.asTrained;
        input.watched = true;
        input.lastLayout = m_lastLayout;
        input.followed = m_lastLayout != nullptr && m_shown == request.settings;
        const base::Job job(stop, m_threads, request.settings.seed);
        const Results results = runChain(input, m_registry, m_cache, sink, job);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
        if (m_listener.finished) m_listener.finished(ticket, results, took.count());
    } catch (const base::Cancelled&) {
        if (m_listener.stopped) m_listener.stopped(ticket);
    } catch (const base::Error& error) {
        if (m_listener.failed) m_listener.failed(ticket, error);
    } catch (const std::bad_alloc&) {
        const base::Error error(
            base::ErrorKind::OutOfMemory,
            "there is not enough memory for this; close other programs or use fewer cells");
        if (m_listener.failed) m_listener.failed(ticket, error);
    } catch (const std::exception& error) {
        if (m_listener.failed)
            m_listener.failed(
                ticket, base::Error(base::ErrorKind::Internal,
                                    "something went wrong inside Counterpoint", error.what()));
    }
}

}  // namespace counterpoint::pipeline
