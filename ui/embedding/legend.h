#pragma once

#include "ui/embedding/colouring.h"
#include "ui/embedding/view_style.h"

#include <QWidget>

#include <vector>

namespace counterpoint::embedding {

/// What the colours mean: discs and names, largest category first, in columns or, where these would
/// cut names, in lines; the viridis bar with a handle at each end of the clipped range; or the
/// square of a blend. Names are elided, and "+3" stands for what does not fit; the full names are
/// in tooltips.
class Legend : public QWidget {
    Q_OBJECT

  public:
    explicit Legend(QWidget* parent = nullptr);

    void setViewStyle(const ViewStyle& style);
    void setColouring(const Colouring& colouring);
    /// Three lines high, or one where there is little room.
    void setCompact(bool compact);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    /// The pointer is on another category (index into the colouring's legend); −1: on none.
    void categoryPointed(int category);
    /// The user wants another colour for a category, or to see it alone.
    void recolorRequested(int category);
    void isolateRequested(int category);
    /// A hand takes hold of a handle of the bar.
    void gripped();
    /// The user moved a handle of the bar.
    void clipChanged(double low, double high);

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    /// One painted name, or "+n".
    struct Item {
        QRectF box;
        QString text;
        QString tip;
        QColor color;  ///< invalid for "+n"
        int category = -1;
    };
    struct Entry {
        LegendEntry shown;
        int category = 0;
    };
    enum class Handle { None, Low, High };
    static constexpr double inset = 12.0;  ///< of all that is in it

    std::vector<Item> layoutItems() const;
    std::vector<Item> itemsInLines(std::size_t most) const;
    const Item* itemAt(const std::vector<Item>& items, QPointF at) const;
    QRectF barBox() const;
    double valueAt(double x) const;
    double xOf(double value) const;
    void moveHandle(Handle handle, double value);
    void point(int category);
    void paintRange(QPainter& painter) const;
    void paintBlend(QPainter& painter) const;
    void describeRange();

    ViewStyle m_style;
    std::vector<Entry> m_entries;
    std::optional<ColourRange> m_range;
    std::optional<ColourBlend> m_blend;
    Handle m_held = Handle::None;
    Handle m_lastHeld = Handle::High;  ///< the one the arrow keys move
    int m_pointed = -1;
    bool m_compact = false;
};

}  // namespace counterpoint::embedding
