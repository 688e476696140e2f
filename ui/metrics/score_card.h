#pragma once

#include "ui/metrics/card_state.h"

#include <QWidget>

namespace counterpoint::scores {

/// One score at a glance, 178 × 44 (least 152): name, change from unintegrated, value; below them a
/// bar with a solid mark for unintegrated, a dashed one for shuffled batches, and a 95 % bracket.
/// Keeps its size in every state.
class ScoreCard : public QWidget {
    Q_OBJECT

  public:
    explicit ScoreCard(const plugin::MetricInfo& info, QWidget* parent = nullptr);

    const plugin::MetricInfo& info() const { return m_info; }
    const CardState& state() const { return m_state; }
    void setState(const CardState& state);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    /// Clicked, or Enter or Space pressed: colour the views by it, or try again after a failure.
    void clicked();

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    bool isLive() const;
    QRectF barRect() const;
    void paintFrame(QPainter& painter) const;
    void paintTexts(QPainter& painter) const;
    void paintBar(QPainter& painter) const;
    void paintMarks(QPainter& painter) const;

    plugin::MetricInfo m_info;
    CardState m_state;
};

}  // namespace counterpoint::scores
