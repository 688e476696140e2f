#pragma once

#include <QPointF>
#include <QWidget>

#include <vector>

namespace counterpoint::start {

/// A small picture of what a demo shows: its cells by batch and by cell type, drawn from some
/// hundred points of a finished run (resources/maps).
class DemoMap : public QWidget {
    Q_OBJECT

  public:
    /// `name` of the file in resources/maps, without suffix.
    explicit DemoMap(const QString& name, QWidget* parent = nullptr);

    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    struct Cell {
        QPointF at;  ///< 0–1
        int batch;
        int type;
    };
    std::vector<Cell> m_cells;
};

}  // namespace counterpoint::start
