#include "ui/embedding/view_overlay.h"

#include <QFontMetricsF>
#include <QPainter>

#include <array>

namespace counterpoint::embedding {

namespace {

constexpr double badgeHeight = 24.0;
constexpr double badgeInset = 12.0;
constexpr double badgeTop = 8.0;
constexpr double badgeGap = 4.0;

void paintClock(QPainter& painter, QPointF centre, const QColor& color) {
    painter.setPen(QPen(color, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(centre, 6.0, 6.0);
    const std::array<QPointF, 3> hands{centre + QPointF(0.0, -3.4), centre,
                                       centre + QPointF(2.6, 1.4)};
    painter.drawPolyline(hands.data(), static_cast<int>(hands.size()));
}

}  // namespace

ViewOverlay::ViewOverlay(std::shared_ptr<const ViewCamera> camera, QWidget* parent)
    : QWidget(parent) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAttribute(Qt::WA_NoSystemBackground);
    setFocusPolicy(Qt::NoFocus);
    setCamera(std::move(camera));
}

void ViewOverlay::setCamera(std::shared_ptr<const ViewCamera> camera) {
    if (m_camera) disconnect(m_camera.get(), nullptr, this, nullptr);
    m_camera = std::move(camera);
    connect(m_camera.get(), &ViewCamera::changed, this, qOverload<>(&QWidget::update));
    update();
}

void ViewOverlay::setViewStyle(const ViewStyle& style) {
    m_style = style;
    update();
}

void ViewOverlay::setAxisNames(const QStringList& names) {
    if (names == m_axes) return;
    m_axes = names;
    update();
}

void ViewOverlay::setArrows(std::vector<QLineF> arrows) {
    m_arrows = std::move(arrows);
    update();
}

void ViewOverlay::setLabelsShown(bool shown) {
    m_labelsShown = shown;
    update();
}

void ViewOverlay::setBadges(const QStringList& badges) {
    if (badges == m_badges) return;
    m_badges = badges;
    update();
}

void ViewOverlay::setMessage(const QString& headline, const QString& sentence) {
    if (headline == m_headline && sentence == m_sentence) return;
    m_headline = headline;
    m_sentence = sentence;
    update();
}

void ViewOverlay::setRegion(const QPolygonF& region) {
    m_region = region;
    update();
}

void ViewOverlay::setMark(std::optional<QPointF> place, double diameter) {
    if (!m_mark && !place) return;
    m_mark = place;
    m_markedDiameter = diameter;
    update();
}

void ViewOverlay::setFocusRing(bool shown) {
    m_focusRing = shown;
    update();
}

void ViewOverlay::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_headline.isEmpty() && m_sentence.isEmpty()) {
        paintArrows(painter);
        if (m_axes.size() > 2)
            paintTriad(painter);
        else
            paintAxes(painter);
        placeLabels();
        paintLabels(painter);
        paintMark(painter);
        paintRegion(painter);
        paintBadges(painter);
    } else {
        paintMessage(painter);
    }
    if (m_focusRing) {
        painter.setPen(QPen(m_style.accent, 2.0));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(1.0, 1.0, -1.0, -1.0));
    }
}

std::vector<QRectF> ViewOverlay::badgeBoxes() const {
    const QFontMetricsF metrics(m_style.emphasis);
    std::vector<QRectF> boxes;
    double top = badgeTop;
    for (const QString& badge : m_badges) {
        boxes.emplace_back(badgeInset + 0.5, top + 0.5, metrics.horizontalAdvance(badge) + 38.0,
                           badgeHeight);
        top += badgeHeight + badgeGap;
    }
    return boxes;
}

void ViewOverlay::paintBadges(QPainter& painter) const {
    const std::vector<QRectF> boxes = badgeBoxes();
    const QFontMetricsF metrics(m_style.emphasis);
    painter.setFont(m_style.emphasis);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        const QRectF& box = boxes[i];
        painter.setPen(QPen(m_style.caution, 1.0));
        painter.setBrush(m_style.cautionSoft);
        painter.drawRoundedRect(box, 4.0, 4.0);
        paintClock(painter, {box.left() + 16.0, box.center().y()}, m_style.caution);
        painter.setPen(m_style.caution);
        painter.drawText(QPointF(box.left() + 28.0,
                                 box.center().y() + (metrics.ascent() - metrics.descent()) / 2.0),
                         m_badges[static_cast<int>(i)]);
    }
}

void ViewOverlay::paintRegion(QPainter& painter) const {
    if (m_region.isEmpty()) return;
    // A light line under a dark one shows on every colour of cells.
    painter.setBrush(Qt::NoBrush);
    for (const QPen& pen : {QPen(m_style.canvas, 3.0), QPen(m_style.accent, 1.4)}) {
        painter.setPen(pen);
        painter.drawPolygon(m_region);
    }
}

void ViewOverlay::paintMark(QPainter& painter) const {
    if (!m_mark || !qIsFinite(m_mark->x()) || !qIsFinite(m_mark->y())) return;
    const QPointF centre = m_camera->toScreen(*m_mark, size());
    const double radius = m_markedDiameter / 2.0 + 3.0;
    painter.setBrush(Qt::NoBrush);
    for (const QPen& pen : {QPen(m_style.canvas, 4.0), QPen(m_style.text, 1.6)}) {
        painter.setPen(pen);
        painter.drawEllipse(centre, radius, radius);
    }
}

void ViewOverlay::paintMessage(QPainter& painter) const {
    painter.fillRect(rect(), m_style.canvas);
    const QRectF area = QRectF(rect()).adjusted(24.0, 24.0, -24.0, -24.0);
    constexpr int wrapped = Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap;
    const QRectF headline = QFontMetricsF(m_style.headline).boundingRect(area, wrapped, m_headline);
    const QRectF sentence = QFontMetricsF(m_style.sentence).boundingRect(area, wrapped, m_sentence);
    constexpr double gap = 8.0;
    double top = area.center().y() - (headline.height() + gap + sentence.height()) / 2.0;
    painter.setFont(m_style.headline);
    painter.setPen(m_style.text);
    painter.drawText(QRectF(area.left(), top, area.width(), headline.height() + 1.0), wrapped,
                     m_headline);
    top += headline.height() + gap;
    painter.setFont(m_style.sentence);
    painter.setPen(m_style.quiet);
    painter.drawText(QRectF(area.left(), top, area.width(), sentence.height() + 1.0), wrapped,
                     m_sentence);
}

}  // namespace counterpoint::embedding
