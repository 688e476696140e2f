#include "ui/diagnosis/verdict_gauge.h"

#include "ui/support/fonts.h"
#include "ui/support/theme.h"

#include <QAccessible>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>

namespace counterpoint::diagnosis {

using support::fontOf;
using support::scaled;
using support::Theme;
using support::Type;

namespace {

constexpr double bandHeight = 10.0;
constexpr double bandGap = 2.0;
constexpr double headRoom = 8.0;  ///< between the words and the bands, for the heads of marks
constexpr int widthForWords = 352;
constexpr double reach = 1.0;     ///< of a mark below the band
constexpr double halfHead = 5.0;  ///< of the mark's triangle
constexpr double bracketY = 5.0;  ///< of the interval below the band
constexpr double halfCap = 3.0;

struct Band {
    VerdictWord word;
    const char* text;
    const char* brief;
    support::ThemeColor full;
    support::ThemeColor soft;
};

constexpr std::array<Band, 3> bands{{
    {VerdictWord::Under, QT_TRANSLATE_NOOP("VerdictGauge", "UNDER-CORRECTED"),
     QT_TRANSLATE_NOOP("VerdictGauge", "UNDER"), &Theme::under, &Theme::underSoft},
    {VerdictWord::Balanced, QT_TRANSLATE_NOOP("VerdictGauge", "BALANCED"),
     QT_TRANSLATE_NOOP("VerdictGauge", "BALANCED"), &Theme::balanced, &Theme::balancedSoft},
    {VerdictWord::Over, QT_TRANSLATE_NOOP("VerdictGauge", "OVER-CORRECTED"),
     QT_TRANSLATE_NOOP("VerdictGauge", "OVER"), &Theme::over, &Theme::overSoft},
}};

bool lights(VerdictWord verdict, VerdictWord band) {
    if (verdict == VerdictWord::Mixed)
        return band == VerdictWord::Under || band == VerdictWord::Over;
    return verdict == band;
}

/// The upper edge of the bands.
double bandTop() {
    return support::lineHeight(Type::Title) + headRoom;
}

QPainterPath headAt(double x, double tip) {
    QPainterPath head;
    head.moveTo(x, tip);
    head.lineTo(x - halfHead, tip - 8.0);
    head.lineTo(x + halfHead, tip - 8.0);
    head.closeSubpath();
    return head;
}

}  // namespace

VerdictGauge::VerdictGauge(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setState({});
}

void VerdictGauge::setState(const GaugeState& state) {
    m_state = state;
    QStringList words;
    for (const VerdictWord word : state.several) words << textOf(word);
    if (state.word != VerdictWord::None) words = QStringList{textOf(state.word)};
    QString spoken = words.isEmpty() ? tr("No verdict yet")
                                     : tr("Verdict: %1").arg(words.join(QStringLiteral(", ")));
    if (state.stale) spoken += tr(", of older settings");
    setAccessibleName(spoken);
    updateGeometry();
    update();
}

QSize VerdictGauge::sizeHint() const {
    return {scaled(368), static_cast<int>(bandTop()) + 22 + labelRoom()};
}
QSize VerdictGauge::minimumSizeHint() const {
    return {scaled(320), static_cast<int>(bandTop()) + 22 + labelRoom()};
}

/// Height of the letters below the marks, where there are any.
int VerdictGauge::labelRoom() const {
    const bool any = std::ranges::any_of(
        m_state.marks, [](const GaugeMark& mark) { return !mark.label.isEmpty(); });
    return any ? support::lineHeight(Type::Tag) : 0;
}

double VerdictGauge::xOf(double position) const {
    const double room = width() - 2.0 * bandGap;
    const double at = std::clamp(position, 0.0, 1.0);
    const double band = std::min(2.0, std::floor(at * 3.0));
    return std::clamp(at * room + band * bandGap, halfHead, width() - halfHead);
}

void VerdictGauge::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintBands(painter);
    paintMarks(painter);
}

void VerdictGauge::paintBands(QPainter& painter) const {
    const Theme& theme = Theme::current();
    const double top = bandTop();
    const double width = (this->width() - 2.0 * bandGap) / 3.0;
    for (std::size_t i = 0; i < bands.size(); ++i) {
        const Band& band = bands[i];
        const bool lit = lights(m_state.word, band.word) ||
                         std::ranges::any_of(m_state.several, [&](VerdictWord word) {
                             return lights(word, band.word);
                         });
        const QRectF area(static_cast<double>(i) * (width + bandGap), top, width, bandHeight);
        painter.fillRect(area, theme.*(lit && !m_state.stale ? band.full : band.soft));
        painter.setFont(fontOf(lit ? Type::Title : Type::Help));
        painter.setPen(lit && !m_state.stale ? theme.*band.full : theme.quiet);
        const QString text = tr(this->width() < scaled(widthForWords) ? band.brief : band.text);
        const QRectF above(area.left(), 0.0, width, top - headRoom);
        painter.drawText(above, Qt::AlignCenter, text);
    }
}

void VerdictGauge::paintMarks(QPainter& painter) const {
    const Theme& theme = Theme::current();
    const double top = bandTop();
    const QColor ink = m_state.stale ? theme.quiet : theme.text;
    if (!std::isnan(m_state.lastExact)) {
        const double x = xOf(m_state.lastExact);
        painter.setPen(QPen(theme.second, 1.2));
        painter.setBrush(theme.panel);
        painter.drawPath(headAt(x, top + 1.0));
        painter.setPen(QPen(theme.second, 2.0, Qt::CustomDashLine));
        for (double y = top; y < top + bandHeight + reach; y += 3.5)
            painter.fillRect(QRectF(x - 1.0, y, 2.0, 2.0), theme.second);
    }
    for (const GaugeMark& mark : m_state.marks) {
        const double x = std::round(xOf(mark.at));
        // A line in the colour behind it keeps the mark visible on a full band of any colour.
        painter.fillRect(QRectF(x - 2.0, top, 4.0, bandHeight), theme.panel);
        painter.fillRect(QRectF(x - 1.0, top, 2.0, bandHeight + reach), ink);
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink);
        painter.drawPath(headAt(x, top + 1.0));
        if (std::isnan(mark.low) || std::isnan(mark.high) || m_state.stale) continue;
        const double y = top + bandHeight + bracketY + 0.5;
        const double low = xOf(mark.low);
        const double high = xOf(mark.high);
        painter.setPen(QPen(theme.second, 1.0));
        painter.drawLine(QPointF(low, y), QPointF(high, y));
        painter.drawLine(QPointF(low, y - halfCap), QPointF(low, y + halfCap));
        painter.drawLine(QPointF(high, y - halfCap), QPointF(high, y + halfCap));
    }
    paintLabels(painter);
}

/// The letters below the marks, side by side where marks are close.
void VerdictGauge::paintLabels(QPainter& painter) const {
    painter.setFont(fontOf(Type::Title));
    painter.setPen(m_state.stale ? Theme::current().quiet : Theme::current().text);
    const double apart = painter.fontMetrics().averageCharWidth() + 8.0;
    std::vector<std::pair<double, QString>> letters;
    for (const GaugeMark& mark : m_state.marks)
        if (!mark.label.isEmpty()) letters.emplace_back(xOf(mark.at), mark.label);
    std::ranges::stable_sort(letters, {}, &std::pair<double, QString>::first);
    for (std::size_t i = 1; i < letters.size(); ++i) {
        const double more = apart - (letters[i].first - letters[i - 1].first);
        if (more <= 0.0) continue;
        letters[i - 1].first -= more / 2.0;
        letters[i].first += more / 2.0;
    }
    for (const auto& [x, letter] : letters)
        painter.drawText(QRectF(x - 12.0, height() - labelRoom(), 24.0, labelRoom()),
                         Qt::AlignCenter, letter);
}

QString textOf(VerdictWord word) {
    switch (word) {
        case VerdictWord::None:
            return {};
        case VerdictWord::Under:
            return VerdictGauge::tr("Under-corrected");
        case VerdictWord::Balanced:
            return VerdictGauge::tr("Balanced");
        case VerdictWord::Over:
            return VerdictGauge::tr("Over-corrected");
        case VerdictWord::Mixed:
            return VerdictGauge::tr("Under- and over-corrected");
        case VerdictWord::CannotTell:
            return VerdictGauge::tr("Cannot tell");
    }
    return {};
}

}  // namespace counterpoint::diagnosis
