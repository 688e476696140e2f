#pragma once

#include "ui/start/proposal.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;

namespace counterpoint::start {

/// The red box that says that a batch and what must not mix cannot be told apart: the cross-table,
/// and the way out where there is one. Hidden while the design is sound.
class ConfoundingBox : public QWidget {
    Q_OBJECT

  public:
    explicit ConfoundingBox(QWidget* parent = nullptr);

    void setConfounding(const std::optional<Confounding>& found);
    /// What the box says; empty while the design is sound.
    QString sentence() const;

  Q_SIGNALS:
    void wayOutTaken();

  private:
    QLabel* m_sentence;
    QLabel* m_tables;
    QPushButton* m_wayOut;
};

}  // namespace counterpoint::start
