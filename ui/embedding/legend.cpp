#include "ui/embedding/legend.h"

#include "ui/embedding/numbers.h"
#include "ui/support/palette.h"

#include <QFontMetricsF>
#include <QHelpEvent>
#include <QLinearGradient>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace counterpoint::embedding {

namespace {

constexpr int defaultHeight = 66;
constexpr double inset = 12.0;
constexpr double leading = 18.0;
constexpr double disc = 9.0;
constexpr double textOffset = 16.0;  // from the left edge of the disc
constexpr double columnGap = 16.0;
constexpr double leastColumn = 64.0;
constexpr double barWidth = 160.0;
constexpr double barHeight = 8.0;

QString tooltip(const LegendEntry& entry) {
    return QStringLiteral("%1, %2 cells").arg(entry.name, grouped(entry.cells));
}

}  // namespace

Legend::Legend(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setAccessibleName(QStringLiteral("Legend"));
}

void Legend::setViewStyle(const ViewStyle& style) {
    m_style = style;
    update();
}

void Legend::setColouring(const Colouring& colouring) {
    m_entries = colouring.legend;
    std::erase_if(m_entries, [](const LegendEntry& entry) { return entry.cells == 0; });
    std::stable_sort(m_entries.begin(), m_entries.end(),
                     [](const LegendEntry& a, const LegendEntry& b) { return a.cells > b.cells; });
    m_range = colouring.range;
    QStringList names;
    for (const LegendEntry& entry : m_entries) names.append(tooltip(entry));
    setAccessibleDescription(names.join(QStringLiteral("; ")));
    update();
}

QSize Legend::sizeHint() const {
    return {320, defaultHeight};
}
QSize Legend::minimumSizeHint() const {
    return {120, static_cast<int>(leading) + 12};
}

/// Rows are filled first across, then down, like lines of text, with as few columns as the height
/// allows. When they do not fit in width, columns shrink to `leastColumn`, then the tail goes.
std::vector<Legend::Item> Legend::layoutItems() const {
    std::vector<Item> items;
    if (m_entries.empty()) return items;
    const QFontMetricsF metrics(m_style.sentence);
    const double width = this->width() - 2.0 * inset + columnGap;
    const auto rows =
        static_cast<std::size_t>(std::max(1.0, std::floor((height() - 6.0) / leading)));
    const auto most = static_cast<std::size_t>(std::max(1.0, std::floor(width / leastColumn)));
    const std::size_t columns = std::min((m_entries.size() + rows - 1) / rows, most);
    const bool overflow = m_entries.size() > columns * rows;
    const std::size_t named = overflow ? columns * rows - 1 : m_entries.size();

    std::vector<double> widths(columns, leastColumn);
    for (std::size_t i = 0; i < named; ++i)
        widths[i % columns] =
            std::max(widths[i % columns], std::ceil(metrics.horizontalAdvance(m_entries[i].name)) +
                                              textOffset + columnGap);
    // The widest columns give way first.
    const auto total = [&widths] { return std::accumulate(widths.begin(), widths.end(), 0.0); };
    while (total() > width) {
        const auto widest = std::max_element(widths.begin(), widths.end());
        if (*widest <= leastColumn) break;
        *widest = std::max(leastColumn, *widest - std::max(1.0, (total() - width) / 8.0));
    }

    const std::size_t usedRows = (named + (overflow ? 1 : 0) + columns - 1) / columns;
    const double top = std::max(2.0, (height() - leading * static_cast<double>(usedRows)) / 2.0);
    double left = inset;
    std::vector<double> lefts;
    for (const double column : widths) {
        lefts.push_back(left);
        left += column;
    }
    const auto boxOf = [&](std::size_t i) {
        return QRectF(lefts[i % columns], top + leading * static_cast<double>(i / columns),
                      widths[i % columns] - columnGap, leading);
    };
    for (std::size_t i = 0; i < named; ++i) {
        const QRectF box = boxOf(i);
        items.push_back(
            {box,
             metrics.elidedText(m_entries[i].name, Qt::ElideRight, box.width() - textOffset + 1.0),
             tooltip(m_entries[i]), m_entries[i].color});
    }
    if (overflow) {
        QStringList rest;
        for (std::size_t i = named; i < m_entries.size(); ++i) rest.append(tooltip(m_entries[i]));
        items.push_back({boxOf(named), QStringLiteral("+%1").arg(rest.size()),
                         rest.join(QLatin1Char('\n')), QColor()});
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
    for (const Item& item : layoutItems()) {
        QRectF text = item.box;
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

void Legend::paintRange(QPainter& painter) const {
    const QFontMetricsF metrics(m_style.sentence);
    const QString low = QString::number(m_range->low, 'g', 3);
    const QString high = QString::number(m_range->high, 'g', 3);
    const double middle = height() / 2.0;
    const double barLeft = inset + std::ceil(metrics.horizontalAdvance(low)) + 8.0;
    const QRectF bar(barLeft, middle - barHeight / 2.0, std::min(barWidth, width() / 2.0),
                     barHeight);

    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    constexpr int stops = 20;
    for (int i = 0; i <= stops; ++i)
        gradient.setColorAt(static_cast<double>(i) / stops,
                            support::viridis(static_cast<double>(i) / stops));
    painter.setPen(Qt::NoPen);
    painter.setBrush(gradient);
    painter.drawRoundedRect(bar, 2.0, 2.0);

    painter.setPen(m_style.text);
    const double base = middle + (metrics.ascent() - metrics.descent()) / 2.0;
    painter.drawText(QPointF(inset, base), low);
    painter.drawText(QPointF(bar.right() + 8.0, base), high);
}

bool Legend::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (const Item& item : layoutItems())
        if (item.box.contains(help->pos())) {
            QToolTip::showText(help->globalPos(), item.tip, this, item.box.toRect());
            return true;
        }
    QToolTip::hideText();
    return true;
}

}  // namespace counterpoint::embedding
