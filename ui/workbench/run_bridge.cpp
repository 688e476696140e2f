#include "ui/workbench/run_bridge.h"

#include <algorithm>

namespace counterpoint::workbench {

RunBridge::RunBridge(const plugin::Registry& registry, int threads, QObject* parent)
    : QObject(parent), m_runner(registry, threads, listener()) {}

RunBridge::~RunBridge() = default;

pipeline::RunnerListener RunBridge::listener() {
    return {
        .started =
            [this](std::uint64_t ticket, bool live) {
                post(Started{ticket, live});
            },
        .progress =
            [this](std::uint64_t, pipeline::Stage stage, double part) {
                post(Progressed{stage, part});
            },
        .updated = [this](std::uint64_t,
                          const pipeline::Results& results) { post(Updated{results}); },
        .finished =
            [this](std::uint64_t ticket, const pipeline::Results& results, double seconds) {
                post(Finished{ticket, results, seconds});
            },
        .stopped = [this](std::uint64_t ticket) { post(Stopped{ticket}); },
        .failed =
            [this](std::uint64_t, const base::Error& error) {
                post(Failed{QString::fromUtf8(error.what()),
                            QString::fromStdString(error.detail())});
            },
    };
}

void RunBridge::post(News news) {
    const std::lock_guard lock(m_mutex);
    if (std::holds_alternative<Updated>(news) || std::holds_alternative<Progressed>(news)) {
        // Only the newest of its kind since the last turning point (start, end) is worth showing.
        for (std::size_t i = m_news.size(); i-- > 0;) {
            News& waiting = m_news[i];
            if (waiting.index() == news.index()) {
                waiting = std::move(news);
                return;
            }
            if (!std::holds_alternative<Updated>(waiting) &&
                !std::holds_alternative<Progressed>(waiting))
                break;
        }
    }
    m_news.push_back(std::move(news));
    if (m_posted) return;
    m_posted = true;
    QMetaObject::invokeMethod(this, &RunBridge::deliver, Qt::QueuedConnection);
}

void RunBridge::deliver() {
    std::deque<News> news;
    {
        const std::lock_guard lock(m_mutex);
        news.swap(m_news);
        m_posted = false;
    }
    struct Emit {
        RunBridge* bridge;
        void operator()(const Started& n) const { Q_EMIT bridge->started(n.ticket, n.live); }
        void operator()(const Progressed& n) const {
            Q_EMIT bridge->progressed(n.stage, n.fraction);
        }
        void operator()(const Updated& n) const { Q_EMIT bridge->updated(n.results); }
        void operator()(const Finished& n) const {
            Q_EMIT bridge->finished(n.ticket, n.results, n.seconds);
        }
        void operator()(const Stopped& n) const { Q_EMIT bridge->stopped(n.ticket); }
        void operator()(const Failed& n) const { Q_EMIT bridge->failed(n.sentence, n.detail); }
    };
    for (const News& item : news) std::visit(Emit{this}, item);
}

}  // namespace counterpoint::workbench
