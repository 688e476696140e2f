#include "ui/charts/plot.h"

#include <QAccessible>
#include <QCategoryAxis>
#include <QChart>
#include <QCursor>
#include <QGraphicsLayout>
#include <QGraphicsScene>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace counterpoint::charts {

using support::scaled;
using support::Theme;
using support::Type;

namespace {

constexpr double pickRadius = 10.0;
constexpr double topMargin = 8.0;
constexpr double tickGap = 8.0;

/// Writes our ticks on an axis of Qt Charts: its own ones can neither be placed nor worded. Each is
/// moved to the next whole pixel of `length`, or its line would be a blur.
void setTicks(QCategoryAxis& axis, const PlotAxis& wanted, double length) {
    const double perPixel = (wanted.high - wanted.low) / length;
    for (const QString& label : axis.categoriesLabels()) axis.remove(label);
    axis.setRange(wanted.low, wanted.high);
    axis.setGridLineVisible(wanted.hasGrid);
    axis.setStartValue(wanted.low - 1.0);
    for (const PlotAxis::Tick& tick : wanted.ticks) {
        const double pixel = std::round((tick.at - wanted.low) / perPixel);
        axis.append(tick.text, wanted.low + pixel * perPixel);
    }
}

}  // namespace

/// What belongs to Qt Charts: a chart in a scene that no view shows, painted by the widget.
struct Plot::Chart {
    Chart() : chart(new QChart), x(new QCategoryAxis), y(new QCategoryAxis) {
        chart->legend()->hide();
        chart->setBackgroundVisible(false);
        chart->setMargins({});
        chart->addAxis(x, Qt::AlignBottom);
        chart->addAxis(y, Qt::AlignLeft);
        for (QCategoryAxis* axis : {x, y}) {
            axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
            axis->setTruncateLabels(false);
        }
        scene.addItem(chart);
    }

    QGraphicsScene scene;
    QChart* chart;     // owned by the scene
    QCategoryAxis* x;  // owned by the chart
    QCategoryAxis* y;
    PlotAxis xAxis;
    PlotAxis yAxis;
    std::vector<PlotLine> lines;
    std::vector<QLineSeries*> series;  // one a line, owned by the chart
};

Plot::Plot(QWidget* parent) : QWidget(parent), m_chart(std::make_unique<Chart>()) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    adoptTheme();
}

Plot::~Plot() = default;

QSize Plot::sizeHint() const {
    return {scaled(368), scaled(150)};
}

QSize Plot::minimumSizeHint() const {
    return {scaled(220), scaled(110)};
}

void Plot::setAxes(const PlotAxis& x, const PlotAxis& y) {
    m_chart->xAxis = x;
    m_chart->yAxis = y;
    layOut();
}

void Plot::setLines(const std::vector<PlotLine>& lines) {
    m_chart->lines = lines;
    while (m_chart->series.size() > lines.size()) {
        m_chart->chart->removeSeries(m_chart->series.back());
        delete m_chart->series.back();
        m_chart->series.pop_back();
    }
    while (m_chart->series.size() < lines.size()) {
        auto* series = new QLineSeries;
        m_chart->chart->addSeries(series);
        series->attachAxis(m_chart->x);
        series->attachAxis(m_chart->y);
        m_chart->series.push_back(series);
    }
    for (std::size_t i = 0; i < lines.size(); ++i)
        m_chart->series[i]->replace(QList<QPointF>(lines[i].points.begin(), lines[i].points.end()));
    adoptTheme();
}

void Plot::setDots(std::vector<Dot> dots) {
    m_dots = std::move(dots);
    m_hovered = underMouse() ? dotAt(mapFromGlobal(QCursor::pos())) : -1;
    m_pressed = -1;
    if (m_focused >= static_cast<int>(m_dots.size())) m_focused = -1;
    update();
}

void Plot::setRightMargin(double margin) {
    m_rightMargin = margin;
    layOut();
}

void Plot::setEmptyText(const QString& text) {
    m_emptyText = text;
}

void Plot::setEmpty(bool isEmpty) {
    m_isEmpty = isEmpty;
    update();
}

QRectF Plot::area() const {
    return m_chart->chart->plotArea();
}

QPointF Plot::place(const QPointF& value) const {
    const QRectF room = area();
    const auto share = [](double at, const PlotAxis& axis) {
        return (at - axis.low) / (axis.high - axis.low);
    };
    return {room.left() + room.width() * share(value.x(), m_chart->xAxis),
            room.bottom() - room.height() * share(value.y(), m_chart->yAxis)};
}

int Plot::hoveredDot() const {
    if (m_paper) return -1;
    return m_hovered >= 0 ? m_hovered : focusedDot();
}

int Plot::focusedDot() const {
    return !m_paper && hasFocus() && m_showsFocus ? m_focused : -1;
}

void Plot::adoptTheme() {
    const Theme& theme = this->theme();
    for (QCategoryAxis* axis : {m_chart->x, m_chart->y}) {
        axis->setLabelsFont(fontFor(Type::Axis));
        axis->setLabelsBrush(theme.quiet);
        axis->setGridLinePen(QPen(theme.separator, 1.0));
        axis->setLinePen(QPen(theme.separator, 1.0));
    }
    for (std::size_t i = 0; i < m_chart->series.size(); ++i) {
        const PlotLine& line = m_chart->lines[i];
        QPen pen(theme.*line.color, line.width, line.style, Qt::RoundCap, Qt::RoundJoin);
        if (line.style == Qt::DotLine) pen.setDashPattern({1.0, 3.0});
        m_chart->series[i]->setPen(pen);
    }
    layOut();
}

void Plot::layOut() {
    const QFontMetricsF metrics(fontFor(Type::Axis));
    const QSizeF size = drawnSize();
    double widest = 0.0;
    for (const PlotAxis::Tick& tick : m_chart->yAxis.ticks)
        widest = std::max(widest, metrics.horizontalAdvance(tick.text));
    const double line = lineHeight(Type::Axis);
    const double left = std::ceil(widest) + tickGap + line + 4.0;
    const double bottom = 2.0 * line + tickGap;
    m_chart->chart->setGeometry(QRectF({}, size));
    // Edges in the middle of a pixel, for sharp lines.
    const QRectF room(left + 0.5, topMargin + 0.5,
                      std::max(1.0, std::floor(size.width() - left - m_rightMargin)),
                      std::max(1.0, size.height() - topMargin - bottom));
    m_chart->chart->setPlotArea(room);
    setTicks(*m_chart->x, m_chart->xAxis, room.width());
    setTicks(*m_chart->y, m_chart->yAxis, room.height());
    // The axes take over a plot area only with the next layout, which nothing else asks for.
    m_chart->chart->layout()->setGeometry(QRectF({}, size));
    m_chart->scene.setSceneRect(QRectF({}, size));
    update();
}

void Plot::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    layOut();
}

void Plot::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        adoptTheme();
}

void Plot::adoptFonts() {}
void Plot::paintBelow(QPainter& /*painter*/) {}
void Plot::paintAbove(QPainter& /*painter*/) {}
void Plot::activateDot(int /*dot*/) {}

void Plot::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintAll(painter);
}

void Plot::paintAll(QPainter& painter) {
    const Theme& theme = this->theme();
    const QRectF whole({}, drawnSize());
    if (m_isEmpty) {
        painter.setFont(fontFor(Type::Body));
        painter.setPen(theme.quiet);
        painter.drawText(whole.adjusted(12, 0, -12, 0), int(Qt::AlignCenter | Qt::TextWordWrap),
                         m_emptyText);
        return;
    }
    painter.save();
    paintBelow(painter);
    painter.restore();
    m_chart->scene.render(&painter, whole, whole);

    painter.save();
    painter.setFont(fontFor(Type::Axis));
    painter.setPen(theme.second);
    const double line = lineHeight(Type::Axis);
    const QRectF room = area();
    painter.drawText(QRectF(room.left(), whole.height() - line - 1.0, room.width(), line),
                     Qt::AlignCenter, m_chart->xAxis.title);
    painter.rotate(-90.0);
    painter.drawText(QRectF(-room.bottom(), 1.0, room.height(), line), Qt::AlignCenter,
                     m_chart->yAxis.title);
    painter.restore();
    paintAbove(painter);
}

bool Plot::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int dot = dotAt(help->pos());
        if (dot >= 0)
            QToolTip::showText(help->globalPos(), m_dots[static_cast<std::size_t>(dot)].tip, this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

int Plot::dotAt(const QPointF& position) const {
    int nearest = -1;
    double least = pickRadius;  // of dots on one place the first
    for (std::size_t i = 0; i < m_dots.size(); ++i) {
        const double distance = QLineF(place(m_dots[i].at), position).length();
        if (distance >= least) continue;
        least = distance;
        nearest = static_cast<int>(i);
    }
    return nearest;
}

void Plot::mouseMoveEvent(QMouseEvent* event) {
    const int dot = dotAt(event->position());
    if (dot == m_hovered) return;
    m_hovered = dot;
    const bool isLive = dot >= 0 && m_dots[static_cast<std::size_t>(dot)].live;
    setCursor(isLive ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

void Plot::leaveEvent(QEvent* /*event*/) {
    m_hovered = -1;
    update();
}

void Plot::mousePressEvent(QMouseEvent* event) {
    m_pressed = event->button() == Qt::LeftButton ? dotAt(event->position()) : -1;
}

void Plot::mouseReleaseEvent(QMouseEvent* event) {
    const int dot = dotAt(event->position());
    const bool isClick = event->button() == Qt::LeftButton && dot >= 0 && dot == m_pressed;
    m_pressed = -1;
    if (isClick && m_dots[static_cast<std::size_t>(dot)].live) activateDot(dot);
}

int Plot::neighbour(int step, bool alongY) const {
    std::vector<int> order(m_dots.size());
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, {}, [&](int dot) {
        const QPointF& at = m_dots[static_cast<std::size_t>(dot)].at;
        return alongY ? at.y() : at.x();
    });
    const auto now = std::ranges::find(order, m_focused) - order.begin();
    const auto next = std::clamp<std::ptrdiff_t>(now + step, 0, std::ssize(order) - 1);
    return order[static_cast<std::size_t>(next)];
}

void Plot::focusDot(int dot) {
    m_focused = dot;
    m_showsFocus = true;
    setAccessibleDescription(m_dots[static_cast<std::size_t>(dot)].tip);
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
    update();
}

void Plot::keyPressEvent(QKeyEvent* event) {
    if (m_dots.empty()) return QWidget::keyPressEvent(event);
    if (m_focused < 0) m_focused = 0;
    constexpr int far = 1 << 20;
    switch (event->key()) {
        case Qt::Key_Right:
            return focusDot(neighbour(1, false));
        case Qt::Key_Left:
            return focusDot(neighbour(-1, false));
        case Qt::Key_Up:
            return focusDot(neighbour(1, true));
        case Qt::Key_Down:
            return focusDot(neighbour(-1, true));
        case Qt::Key_Home:
            return focusDot(neighbour(-far, false));
        case Qt::Key_End:
            return focusDot(neighbour(far, false));
        case Qt::Key_Return:
        case Qt::Key_Enter:
        case Qt::Key_Space:
            if (m_dots[static_cast<std::size_t>(m_focused)].live) activateDot(m_focused);
            return;
        default:
            QWidget::keyPressEvent(event);
    }
}

void Plot::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    const bool byKeyboard =
        event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    if (byKeyboard && !m_dots.empty()) focusDot(std::max(0, m_focused));
    update();
}

void Plot::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    if (event->reason() != Qt::ActiveWindowFocusReason) m_showsFocus = false;
    update();
}

}  // namespace counterpoint::charts
