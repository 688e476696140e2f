#include "ui/start/inspector.h"

#include "core/base/error.h"

#include <memory>

namespace counterpoint::start {

void Inspector::look(const QStringList& paths) {
    const quint64 number = ++m_number;
    m_looking = true;
    m_thread = std::jthread([this, number, paths](const std::stop_token& stop) {
        const auto report = [this, number](auto action) {
            QMetaObject::invokeMethod(
                this,
                [this, number, action] {
                    if (number != m_number) return;
                    m_looking = false;
                    action();
                },
                Qt::QueuedConnection);
        };
        try {
            auto proposal = std::make_shared<const Proposal>(propose(paths, base::Job(stop, 1, 0)));
            report([this, proposal] { Q_EMIT found(*proposal); });
        } catch (const base::Cancelled&) {
        } catch (const base::Error& error) {
            report([this, sentence = QString::fromUtf8(error.what()),
                    detail = QString::fromStdString(error.detail())] {
                Q_EMIT failed(sentence, detail);
            });
        } catch (const std::exception& error) {
            report([this, detail = QString::fromUtf8(error.what())] {
                Q_EMIT failed(tr("The file could not be read"), detail);
            });
        }
    });
}

}  // namespace counterpoint::start
