#pragma once

#include <QHeaderView>

namespace counterpoint::runs {

class RunsModel;

/// Two lines of heads: 20 px of groups ("Batch removed", "Biology kept", "Aggregate"), each with a
/// line over its columns, and 22 px of column heads, the sorted one marked by a triangle.
class RunsHeader : public QHeaderView {
    Q_OBJECT

  public:
    RunsHeader(const RunsModel& model, QWidget* parent);

    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void paintSection(QPainter* painter, const QRect& rect, int section) const override;

  private:
    void paintGroup(QPainter& painter, const QString& text, int first, int last) const;

    const RunsModel& m_model;
};

}  // namespace counterpoint::runs
