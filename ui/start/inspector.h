#pragma once

#include "ui/start/proposal.h"

#include <QObject>

#include <thread>

namespace counterpoint::start {

/// Looks at files in the background, so that a slow disk never blocks the window. A new look stops
/// the one before. Lives on the window's thread.
class Inspector : public QObject {
    Q_OBJECT

  public:
    using QObject::QObject;

    void look(const QStringList& paths);
    bool isLooking() const { return m_looking; }

  Q_SIGNALS:
    void found(const counterpoint::start::Proposal& proposal);
    void failed(const QString& sentence, const QString& detail);

  private:
    quint64 m_number = 0;  ///< of the newest look: news of older ones are dropped
    bool m_looking = false;
    std::jthread m_thread;
};

}  // namespace counterpoint::start
