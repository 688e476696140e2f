#include "ui/embedding/legend.h"

#include "ui/embedding/numbers.h"
#include "ui/support/fonts.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace counterpoint::embedding {

namespace {

constexpr double disc = 9.0;
constexpr double textOffset = 16.0;  // from the left edge of the disc
constexpr double columnGap = 16.0;
constexpr double handleReach = 8.0;  // logical pixels around a handle that take hold of it

double leastColumn() {
    return support::scaled(64);
}

/// From line to line; grows with the text.
double leading() {
    return support::scaled(18);
}

QString tooltip(const LegendEntry& entry) {
    return QStringLiteral("%1, %2 cells").arg(entry.name, grouped(entry.cells));
}

}  // namespace

Legend::Legend(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(QStringLiteral("Legend"));
    setMouseTracking(true);
}

void Legend::setViewStyle(const ViewStyle& style) {
    m_style = style;
    update();
}

void Legend::setColouring(const Colouring& colouring) {
    m_entries.clear();
    QStringList names;
    for (std::size_t i = 0; i < colouring.legend.size(); ++i)
        if (colouring.legend[i].cells > 0)
            m_entries.push_back({colouring.legend[i], static_cast<int>(i)});
    std::stable_sort(m_entries.begin(), m_entries.end(),
                     [](const Entry& a, const Entry& b) { return a.shown.cells > b.shown.cells; });
    for (const Entry& entry : m_entries) names.append(tooltip(entry.shown));
    m_range = colouring.range;
    m_blend = colouring.blend;
    setFocusPolicy(m_range ? Qt::TabFocus : Qt::NoFocus);
    setAccessibleDescription(names.join(QStringLiteral("; ")));
    describeRange();
    update();
}

void Legend::describeRange() {
    if (m_range)
        setAccessibleDescription(QStringLiteral("colours from %1 to %2; arrow keys move the upper "
                                                "end, with Shift the lower one")
                                     .arg(m_range->low)
                                     .arg(m_range->high));
}

void Legend::setCompact(bool compact) {
    m_compact = compact;
    updateGeometry();
}

QSize Legend::sizeHint() const {
    return {320, support::scaled(m_compact ? 26 : 66)};
}
QSize Legend::minimumSizeHint() const {
    return {120, static_cast<int>(leading()) + 12};
}

/// One after the other like words, each as wide as its name; nothing where that takes more lines.
std::vector<Legend::Item> Legend::itemsInLines(std::size_t most) const {
    const QFontMetricsF metrics(m_style.sentence);
    const double right = width() - inset;
    std::vector<Item> items;
    double left = inset;
    std::size_t line = 0;
    for (const Entry& entry : m_entries) {
        const double taken = textOffset + std::ceil(metrics.horizontalAdvance(entry.shown.name));
        if (left > inset && left + taken > right) {
            left = inset;
            ++line;
        }
        if (line >= most || left + taken > right) return {};
        items.push_back({QRectF(left, leading() * static_cast<double>(line), taken, leading()),
                         entry.shown.name, tooltip(entry.shown), entry.shown.color,
                         entry.category});
        left += taken + columnGap;
    }
    const double top = std::max(2.0, (height() - leading() * static_cast<double>(line + 1)) / 2.0);
    for (Item& item : items) item.box.translate(0.0, top);
    return items;
}

/// Rows are filled first across, then down, like lines of text, with as few columns as the height
/// allows. Where names would be cut, they stand in lines; where these do not fit either, columns
/// shrink to `leastColumn`, then the tail goes.
std::vector<Legend::Item> Legend::layoutItems() const {
    std::vector<Item> items;
    if (m_entries.empty()) return items;
    const QFontMetricsF metrics(m_style.sentence);
    const double width = this->width() - 2.0 * inset + columnGap;
    const auto rows =
        static_cast<std::size_t>(std::max(1.0, std::floor((height() - 6.0) / leading())));
    const auto most = static_cast<std::size_t>(std::max(1.0, std::floor(width / leastColumn())));
    const std::size_t columns = std::min((m_entries.size() + rows - 1) / rows, most);
    const bool overflow = m_entries.size() > columns * rows;
    const std::size_t named = overflow ? columns * rows - 1 : m_entries.size();

    std::vector<double> widths(columns, leastColumn());
    for (std::size_t i = 0; i < named; ++i)
        widths[i % columns] = std::max(
            widths[i % columns],
            std::ceil(metrics.horizontalAdvance(m_entries[i].shown.name)) + textOffset + columnGap);
    const auto total = [&widths] { return std::accumulate(widths.begin(), widths.end(), 0.0); };
    if (total() > width || overflow)
        if (std::vector<Item> lines = itemsInLines(rows); !lines.empty()) return lines;
    // The widest columns give way first.
    while (total() > width) {
        const auto widest = std::max_element(widths.begin(), widths.end());
        if (*widest <= leastColumn()) break;
        *widest = std::max(leastColumn(), *widest - std::max(1.0, (total() - width) / 8.0));
    }

    const std::size_t usedRows = (named + (overflow ? 1 : 0) + columns - 1) / columns;
    const double top = std::max(2.0, (height() - leading() * static_cast<double>(usedRows)) / 2.0);
    double left = inset;
    std::vector<double> lefts;
    for (const double column : widths) {
        lefts.push_back(left);
        left += column;
    }
    const auto boxOf = [&](std::size_t i) {
        return QRectF(lefts[i % columns], top + leading() * static_cast<double>(i / columns),
                      widths[i % columns] - columnGap, leading());
    };
    for (std::size_t i = 0; i < named; ++i) {
        const QRectF box = boxOf(i);
        items.push_back({box,
                         metrics.elidedText(m_entries[i].shown.name, Qt::ElideRight,
                                            box.width() - textOffset + 1.0),
                         tooltip(m_entries[i].shown), m_entries[i].shown.color,
                         m_entries[i].category});
    }
    if (overflow) {
        QStringList rest;
        for (std::size_t i = named; i < m_entries.size(); ++i)
            rest.append(tooltip(m_entries[i].shown));
        items.push_back({boxOf(named), QStringLiteral("+%1").arg(rest.size()),
                         rest.join(QLatin1Char('\n')), QColor(), -1});
    }
    return items;
}

void Legend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), m_style.panel);
    painter.setFont(m_style.sentence);
    if (m_range) {
        paintRange(painter);
        return;
    }
    if (m_blend) {
        paintBlend(painter);
        return;
    }
    for (const Item& item : layoutItems()) {
        QRectF text = item.box;
        if (item.category >= 0 && item.category == m_pointed) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(m_style.hover);
            painter.drawRoundedRect(item.box.adjusted(-4.0, 0.0, 4.0, 0.0), 4.0, 4.0);
        }
        if (item.color.isValid()) {
            const QRectF circle(item.box.left(), item.box.center().y() - disc / 2.0, disc, disc);
            painter.setPen(QPen(m_style.swatchRing, 1.0));
            painter.setBrush(item.color);
            painter.drawEllipse(circle.adjusted(0.5, 0.5, -0.5, -0.5));
            text.setLeft(text.left() + textOffset);
            painter.setPen(m_style.text);
        } else {
            painter.setPen(m_style.quiet);
        }
        painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, item.text);
    }
}

void Legend::paintBlend(QPainter& painter) const {
    const QFontMetricsF metrics(m_style.sentence);
    const double side = std::min(44.0, height() - 8.0);
    const QRectF square(inset, (height() - side) / 2.0, side, side);
    constexpr int steps = 11;
    const double step = side / steps;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < steps; ++i)
        for (int j = 0; j < steps; ++j) {
            painter.setBrush(blendColor(static_cast<double>(i) / (steps - 1),
                                        static_cast<double>(j) / (steps - 1), m_style.zero,
                                        m_style.dark));
            painter.drawRect(QRectF(square.left() + i * step, square.bottom() - (j + 1) * step,
                                    step + 1.0, step + 1.0));
        }
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setPen(m_style.text);
    const double left = square.right() + 10.0;
    const auto line = [&](double middle, const QString& text) {
        painter.drawText(QPointF(left, middle + (metrics.ascent() - metrics.descent()) / 2.0),
                         metrics.elidedText(text, Qt::ElideRight, width() - left - inset));
    };
    const QString up =
        QStringLiteral("↑ %1 to %2").arg(m_blend->second, threeDigits(m_blend->secondHigh));
    const QString across =
        QStringLiteral("→ %1 to %2").arg(m_blend->first, threeDigits(m_blend->firstHigh));
    if (m_compact) {
        line(square.center().y(), up + QStringLiteral("   ") + across);
        return;
    }
    line(square.center().y() - leading() / 2.0, up);
    line(square.center().y() + leading() / 2.0, across);
}

const Legend::Item* Legend::itemAt(const std::vector<Item>& items, QPointF at) const {
    const auto found = std::find_if(items.begin(), items.end(),
                                    [at](const Item& item) { return item.box.contains(at); });
    return found == items.end() ? nullptr : &*found;
}

void Legend::point(int category) {
    if (category == m_pointed) return;
    m_pointed = category;
    update();
    Q_EMIT categoryPointed(category);
}

void Legend::moveHandle(Handle handle, double value) {
    if (handle == Handle::Low)
        m_range->low = std::clamp(value, m_range->least, m_range->high);
    else
        m_range->high = std::clamp(value, m_range->low, m_range->most);
    m_lastHeld = handle;
    describeRange();
    update();
    Q_EMIT clipChanged(m_range->low, m_range->high);
}

void Legend::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    const QPointF at = event->position();
    if (m_range) {
        const double low = std::abs(at.x() - xOf(m_range->low));
        const double high = std::abs(at.x() - xOf(m_range->high));
        if (std::min(low, high) > handleReach) return;
        m_held = low < high ? Handle::Low : Handle::High;
        Q_EMIT gripped();
        return;
    }
    const auto items = layoutItems();
    const Item* item = itemAt(items, at);
    if (item != nullptr && item->category >= 0 && at.x() < item->box.left() + textOffset)
        Q_EMIT recolorRequested(item->category);
}

void Legend::mouseMoveEvent(QMouseEvent* event) {
    if (m_held != Handle::None) {
        moveHandle(m_held, valueAt(event->position().x()));
        return;
    }
    const auto items = layoutItems();
    const Item* item = m_range || m_blend ? nullptr : itemAt(items, event->position());
    point(item == nullptr ? -1 : item->category);
}

void Legend::mouseReleaseEvent(QMouseEvent*) {
    m_held = Handle::None;
}

void Legend::mouseDoubleClickEvent(QMouseEvent* event) {
    if (m_range) return;
    const auto items = layoutItems();
    const Item* item = itemAt(items, event->position());
    if (item != nullptr && item->category >= 0 &&
        event->position().x() >= item->box.left() + textOffset)
        Q_EMIT isolateRequested(item->category);
}

void Legend::leaveEvent(QEvent*) {
    point(-1);
}

void Legend::keyPressEvent(QKeyEvent* event) {
    const int direction = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (!m_range || direction == 0) return QWidget::keyPressEvent(event);
    const Handle handle =
        event->modifiers().testFlag(Qt::ShiftModifier) ? Handle::Low : Handle::High;
    constexpr double steps = 50.0;
    const double now = handle == Handle::Low ? m_range->low : m_range->high;
    moveHandle(handle, now + direction * (m_range->most - m_range->least) / steps);
}

bool Legend::event(QEvent* event) {
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) update();
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto items = m_range || m_blend ? std::vector<Item>() : layoutItems();
    if (const Item* item = itemAt(items, help->pos()); item != nullptr)
        QToolTip::showText(help->globalPos(), item->tip, this, item->box.toRect());
    else
        QToolTip::hideText();
    return true;
}

}  // namespace counterpoint::embedding
