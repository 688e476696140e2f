#include "ui/workbench/sweep_runner.h"

#include "core/base/error.h"

namespace counterpoint::workbench {

SweepRunner::SweepRunner(const plugin::Registry& registry, QObject* parent)
    : QObject(parent), m_registry(registry) {}

SweepRunner::~SweepRunner() = default;

void SweepRunner::start(pipeline::ChainInput base, pipeline::SweepAxis axis, int threads) {
    m_thread.request_stop();
    const quint64 number = ++m_number;
    m_running = true;
    Q_EMIT started();
    // Assigning waits for the stopped sweep, which looks at its stop token every few milliseconds.
    m_thread = std::jthread([this, number, threads, base = std::move(base),
                             axis = std::move(axis)](const std::stop_token& stop) {
        const auto report = [this, number](auto action) {
            QMetaObject::invokeMethod(
                this,
                [this, number, action] {
                    if (number == m_number) action();
                },
                Qt::QueuedConnection);
        };
        const auto end = [&](const QString& sentence) {
            report([this, sentence] {
                m_running = false;
                Q_EMIT failed(sentence);
            });
        };
        try {
            pipeline::Cache cache;
            const auto tell = [&](std::size_t done, std::size_t all) {
                report([this, done, all] {
                    Q_EMIT progressed(static_cast<int>(done), static_cast<int>(all));
                });
            };
            auto sweep = std::make_shared<const pipeline::Sweep>(
                pipeline::sweep(base, {axis}, 1, m_registry, cache, tell,
                                base::Job(stop, threads, base.settings.seed)));
            report([this, sweep] {
                m_running = false;
                Q_EMIT finished(sweep);
            });
        } catch (const base::Cancelled&) {
            end({});
        } catch (const base::Error& error) {
            end(QString::fromUtf8(error.what()));
        } catch (const std::exception&) {
            end(tr("The sweep failed: there is not enough memory"));
        }
    });
}

void SweepRunner::stop() {
    m_thread.request_stop();
}

}  // namespace counterpoint::workbench
