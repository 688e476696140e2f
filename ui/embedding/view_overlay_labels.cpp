// The names on the cells of a view.

#include "ui/embedding/view_overlay.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace counterpoint::embedding {

namespace {

constexpr double halo = 4.0;
constexpr double noteInset = 8.0;

/// Where text of `font` centred in `box` starts.
QPointF baseline(const QRectF& box, const QFontMetricsF& metrics, const QString& text) {
    return {box.center().x() - metrics.horizontalAdvance(text) / 2.0,
            box.center().y() + (metrics.ascent() - metrics.descent()) / 2.0};
}

/// A line that ends in a dot among the first cells it means, not across them. Its rim is clear
/// enough to be seen through: on dark cells a line with a full rim looks like a slit.
void paintPointer(QPainter& painter, const QLineF& pointer, const ViewStyle& style) {
    constexpr double rimAlpha = 0.55;
    constexpr double knob = 2.5;
    QColor rim = style.canvas;
    rim.setAlphaF(rimAlpha);
    painter.setPen(QPen(rim, 3.0, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(pointer);
    painter.setPen(QPen(style.text, 1.0, Qt::SolidLine, Qt::FlatCap));
    painter.drawLine(pointer);
    painter.setPen(QPen(style.canvas, 1.0));
    painter.setBrush(style.text);
    painter.drawEllipse(pointer.p2(), knob, knob);
}

bool sameNames(const std::vector<LegendEntry>& a, const std::vector<LegendEntry>& b) {
    return std::ranges::equal(a, b, {}, &LegendEntry::name, &LegendEntry::name);
}

}  // namespace

void ViewOverlay::setLabels(std::vector<LegendEntry> legend, LabelField field, Transition motion) {
    std::map<std::size_t, QPointF> before;
    for (const LabelField::Anchor& anchor : m_field.anchors())
        before[anchor.category] = anchorNow(anchor);
    m_anchorsBefore = std::move(before);
    m_field = std::move(field);
    m_motion = motion;
    setLegend(std::move(legend));
}

void ViewOverlay::setLegend(std::vector<LegendEntry> legend) {
    if (!sameNames(legend, m_legend)) m_labelLayout.forget();
    m_legend = std::move(legend);
    update();
}

QPointF ViewOverlay::anchorNow(const LabelField::Anchor& anchor) const {
    const auto before = m_anchorsBefore.find(anchor.category);
    if (before == m_anchorsBefore.end()) return anchor.at;
    return before->second + m_motion.at(now()) * (anchor.at - before->second);
}

void ViewOverlay::placeLabels() {
    m_labels.clear();
    m_hiddenLabels = 0;
    if (!m_labelsShown) return;
    const QFontMetricsF metrics(m_style.label);
    const std::vector<LabelWish> wishes = labelWishes(
        m_legend, m_field,
        [this](const LabelField::Anchor& anchor) {
            return m_camera->toScreen(anchorNow(anchor), size());
        },
        m_camera->unitsPerPixel(),
        [&](const QString& name) {
            return QSizeF(metrics.horizontalAdvance(name) + halo, metrics.height());
        });
    if (wishes.empty()) return;
    const QRectF area = QRectF(rect()).adjusted(4.0, 4.0, -4.0, -4.0);
    const auto crowding = [this](QRectF box) {
        return m_field.crowding(QRectF(m_camera->toLayout(box.bottomLeft(), size()),
                                       m_camera->toLayout(box.topRight(), size())));
    };
    std::vector<QRectF> taken = badgeBoxes();
    taken.push_back(axisBox());
    auto places = m_labelLayout.place(wishes, area, taken, crowding);
    const auto countHidden = [&] {
        m_hiddenLabels = 0;
        for (std::size_t i = 0; i < wishes.size(); ++i)
            if (!places[i] && area.contains(wishes[i].anchor)) ++m_hiddenLabels;
    };
    countHidden();
    if (m_hiddenLabels > 0) {  // the note that says so needs room of its own
        taken.push_back(hiddenNoteBox());
        places = m_labelLayout.place(wishes, area, std::move(taken), crowding);
        countHidden();
    }
    for (std::size_t i = 0; i < wishes.size(); ++i)
        if (places[i])
            m_labels.push_back({m_legend[wishes[i].category].name, *places[i], wishes[i].anchor,
                                pointerOf(*places[i], wishes[i].category)});
}

std::optional<QLineF> ViewOverlay::pointerOf(const LabelPlace& place, std::size_t category) const {
    const auto anchor =
        std::ranges::find(m_field.anchors(), category, &LabelField::Anchor::category);
    if (!place.leader || anchor == m_field.anchors().end()) return std::nullopt;
    const QPointF moved = anchorNow(*anchor) - anchor->at;  // of cells on their way
    const QPointF start = m_camera->toLayout(place.leader->p1(), size()) - moved;
    return QLineF(place.leader->p1(),
                  m_camera->toScreen(m_field.edge(*anchor, start) + moved, size()));
}

QString ViewOverlay::hiddenNote() const {
    return m_hiddenLabels == 1 ? tr("1 name hidden") : tr("%1 names hidden").arg(m_hiddenLabels);
}

QRectF ViewOverlay::hiddenNoteBox() const {
    const QFontMetricsF metrics(m_style.axis);
    const QSizeF size(metrics.horizontalAdvance(hiddenNote()) + halo, metrics.height());
    return {QPointF(width() - noteInset - size.width(), height() - noteInset - size.height()),
            size};
}

void ViewOverlay::paintLabels(QPainter& painter) const {
    for (const ShownLabel& label : m_labels)
        if (label.pointer) paintPointer(painter, *label.pointer, m_style);
    const auto paint = [&](const QPainterPath& text, const QColor& color) {
        painter.strokePath(text,
                           QPen(m_style.canvas, halo, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.fillPath(text, color);
    };
    const auto add = [](QPainterPath& path, const QRectF& box, const QFont& font,
                        const QString& text) {
        path.addText(baseline(box, QFontMetricsF(font), text), font, text);
    };
    QPainterPath names;
    for (const ShownLabel& label : m_labels) add(names, label.place.box, m_style.label, label.name);
    paint(names, m_style.text);
    if (m_hiddenLabels == 0) return;
    QPainterPath note;
    add(note, hiddenNoteBox(), m_style.axis, hiddenNote());
    paint(note, m_style.quiet);
}

}  // namespace counterpoint::embedding
