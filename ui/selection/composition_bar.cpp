#include "ui/selection/composition_bar.h"

#include "ui/support/fonts.h"
#include "ui/support/numbers.h"
#include "ui/support/theme.h"

#include <QPainter>

#include <algorithm>

namespace counterpoint::selection {

namespace {
constexpr int barHeight = 10;
constexpr int gap = 3;
constexpr std::size_t mostNamed = 3;
}  // namespace

CompositionBar::CompositionBar(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void CompositionBar::setSlices(const QString& title, std::vector<datapanel::Slice> slices) {
    m_title = title;
    m_slices = std::move(slices);
    std::vector<datapanel::Slice> largest = m_slices;
    std::ranges::stable_sort(largest, std::greater<>{}, &datapanel::Slice::share);
    QStringList lines;
    for (const datapanel::Slice& slice : largest)
        lines.append(QStringLiteral("%1 %2").arg(support::percent(slice.share), slice.name));
    setToolTip(lines.join(u'\n'));
    setAccessibleName(title);
    setAccessibleDescription(words());
    update();
}

QString CompositionBar::words() const {
    std::vector<datapanel::Slice> largest = m_slices;
    std::ranges::stable_sort(largest, std::greater<>{}, &datapanel::Slice::share);
    QStringList parts;
    double rest = 1.0;
    for (std::size_t i = 0; i < std::min(mostNamed, largest.size()); ++i) {
        parts.append(
            QStringLiteral("%1 %2").arg(support::percent(largest[i].share), largest[i].name));
        rest -= largest[i].share;
    }
    if (largest.size() > mostNamed)
        parts.append(tr("%1 in %2 more")
                         .arg(support::percent(rest))
                         .arg(static_cast<qint64>(largest.size() - mostNamed)));
    return parts.join(QStringLiteral(", "));
}

QSize CompositionBar::sizeHint() const {
    return {240, 2 * support::lineHeight(support::Type::Help) + barHeight + 2 * gap};
}
QSize CompositionBar::minimumSizeHint() const {
    return {120, sizeHint().height()};
}

void CompositionBar::paintEvent(QPaintEvent*) {
    const support::Theme& theme = support::Theme::current();
    QPainter painter(this);
    const int line = support::lineHeight(support::Type::Help);
    painter.setFont(support::fontOf(support::Type::Help));
    painter.setPen(theme.second);
    painter.drawText(QRect(0, 0, width(), line), Qt::AlignLeft | Qt::AlignVCenter, m_title);
    const QRectF bar(0.0, line + gap, width(), barHeight);
    painter.fillRect(bar, theme.track);
    double left = bar.left();
    for (const datapanel::Slice& slice : m_slices) {
        const double wide = slice.share * bar.width();
        painter.fillRect(QRectF(left, bar.top(), wide, bar.height()), slice.color);
        if (left > bar.left())
            painter.fillRect(QRectF(left - 0.5, bar.top(), 1.0, bar.height()), theme.panel);
        left += wide;
    }
    painter.setPen(theme.text);
    const QRect below(0, line + 2 * gap + barHeight, width(), line);
    painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(words(), Qt::ElideRight, below.width()));
}

}  // namespace counterpoint::selection
