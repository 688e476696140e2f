#pragma once

#include <QStringList>
#include <QWidget>

#include <vector>

class QButtonGroup;

namespace counterpoint::support {

/// Choices side by side in one frame, one of them taken: "Side by side | Swipe | Moves". Arrow keys
/// move along.
class Segments : public QWidget {
    Q_OBJECT

  public:
    Segments(const QString& name, const QStringList& choices, QWidget* parent = nullptr);

    int current() const;
    /// Takes a choice without a signal.
    void setCurrent(int choice);

  Q_SIGNALS:
    void chosen(int choice);

  private:
    QButtonGroup* m_group;
};

}  // namespace counterpoint::support
