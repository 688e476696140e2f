#pragma once

#include "ui/embedding/colouring.h"
#include "ui/embedding/view_style.h"

#include <QWidget>

#include <vector>

namespace counterpoint::embedding {

/// What the colours mean: discs and names in columns, largest category first; or the viridis bar
/// with its two ends. Names are elided, and "+3" stands for what does not fit; the full names are
/// in tooltips.
class Legend : public QWidget {
    Q_OBJECT

  public:
    explicit Legend(QWidget* parent = nullptr);

    void setViewStyle(const ViewStyle& style);
    void setColouring(const Colouring& colouring);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

  private:
    /// One painted name, or "+n".
    struct Item {
        QRectF box;
        QString text;
        QString tip;
        QColor color;  ///< invalid for "+n"
    };

    std::vector<Item> layoutItems() const;
    void paintRange(QPainter& painter) const;

    ViewStyle m_style;
    std::vector<LegendEntry> m_entries;
    std::optional<ColourRange> m_range;
};

}  // namespace counterpoint::embedding
