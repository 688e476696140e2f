#pragma once

#include "ui/charts/plot_axis.h"
#include "ui/support/fonts.h"
#include "ui/support/theme.h"

#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace counterpoint::charts {

/// A line of a chart, in data units.
struct PlotLine {
    std::vector<QPointF> points;
    support::ThemeColor color = &support::Theme::second;
    double width = 1.0;
    Qt::PenStyle style = Qt::SolidLine;
};

/// Axes, grid and lines, drawn by Qt Charts; what else a chart shows, its subclass paints below or
/// above them. Dots can be hovered, clicked and walked through with the keyboard. Drawn with plain
/// painter calls, so that on paper it stays vectors and text. Follows the theme.
class Plot : public QWidget {
    Q_OBJECT

  public:
    explicit Plot(QWidget* parent);
    ~Plot() override;

    /// Whether there is nothing to show.
    bool isEmpty() const { return m_isEmpty; }

    /// Sizes on paper: of its text, and the least in which a chart can be read, in units of the
    /// painter.
    static constexpr double paperText = 10.0;
    static constexpr QSizeF leastOnPaper{200.0, 110.0};
    /// Paints the chart in that size for a figure, whatever the window shows: by day, all text of
    /// `paperText` in that typeface, nothing pointed at.
    void paintOnPaper(QPainter& painter, const QSizeF& size, const QString& family);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    /// Something that can be pointed at.
    struct Dot {
        QPointF at;        ///< data units
        QString tip;       ///< what it is and its values
        bool live = true;  ///< can be activated
    };

    void setAxes(const PlotAxis& x, const PlotAxis& y);
    void setLines(const std::vector<PlotLine>& lines);
    /// Dots the pointer and the keyboard find; the keyboard starts at the first. After `setAxes`.
    void setDots(std::vector<Dot> dots);
    /// Room kept free at the right of the axes, in px.
    void setRightMargin(double margin);
    /// What is said when there is nothing to show.
    void setEmptyText(const QString& text);
    void setEmpty(bool isEmpty);

    /// Where the data are drawn, and where a value is in it.
    QRectF area() const;
    QPointF place(const QPointF& value) const;
    /// The dot under the pointer or, with the keyboard's focus, the one it is on; −1 for none.
    int hoveredDot() const;
    int focusedDot() const;

    /// What the chart is drawn in: of the window, or of the paper while it is painted on that.
    const support::Theme& theme() const;
    QFont fontFor(support::Type type) const;
    double lineHeight(support::Type type) const;
    QSizeF drawnSize() const;
    /// Text in the painter's font, in the window with a rim of the panel's colour, to be read over
    /// lines. On paper it is text and nothing else.
    void paintHaloed(QPainter& painter, const QRectF& box, const QString& text,
                     const QColor& color) const;

    /// The typeface changed.
    virtual void adoptFonts();
    virtual void paintBelow(QPainter& painter);
    virtual void paintAbove(QPainter& painter);
    /// A dot was clicked, or Enter or Space pressed on it.
    virtual void activateDot(int dot);

    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

  private:
    struct Chart;

    struct Paper {
        QSizeF size;
        QString family;
    };

    void adoptTheme();
    void layOut();
    void paintAll(QPainter& painter);
    int dotAt(const QPointF& position) const;
    void focusDot(int dot);
    /// The next dot from the focused one along x (or y), by `step` places.
    int neighbour(int step, bool alongY) const;

    std::unique_ptr<Chart> m_chart;
    std::optional<Paper> m_paper;  ///< while it is painted on
    std::vector<Dot> m_dots;
    QString m_emptyText;
    double m_rightMargin = 12.0;
    int m_hovered = -1;
    int m_focused = -1;
    int m_pressed = -1;
    bool m_showsFocus = false;  ///< the keyboard brought the focus or moved it
    bool m_isEmpty = true;
};

}  // namespace counterpoint::charts
