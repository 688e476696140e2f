#include "ui/workbench/page_names.h"

#include "ui/embedding/label_field.h"
#include "ui/embedding/label_layout.h"

#include <QFont>
#include <QFontMetricsF>

#include <algorithm>

namespace counterpoint::workbench {

report::PageNames namesOnPage(const embedding::Colouring& colouring, const data::Embedding& layout,
                              const report::MapFrame& frame, const report::Square& square,
                              const report::PageOptions& options) {
    report::PageNames names;
    if (layout.cols != 2 || colouring.codes.size() != layout.rows) return names;
    const embedding::LabelField field(layout.values, colouring.codes, colouring.legend.size());

    // Measured large: fonts of a few points have whole pixels for widths.
    constexpr int measured = 100;
    QFont font(QString::fromStdString(options.font));
    font.setPixelSize(measured);
    font.setBold(true);
    const QFontMetricsF metrics(font);
    const double scale = options.fontPt / measured;
    const auto onPage = [&](const QPointF& at) {
        return QPointF(frame.x(at.x()), frame.y(at.y()));
    };
    const auto wishes = embedding::labelWishes(
        colouring.legend, field,
        [&](const embedding::LabelField::Anchor& anchor) { return onPage(anchor.at); },
        1.0 / frame.scale,
        [&](const QString& name) {
            return QSizeF(scale * metrics.horizontalAdvance(name) + 2.0, scale * metrics.height());
        });

    const QRectF area(square.left, square.top, square.side, square.side);
    constexpr double axes = 0.3;  // of the side, kept free for the arrows and their names
    const std::vector<QRectF> taken{
        QRectF(area.left(), area.bottom() - axes * area.height(), 14.0, axes * area.height()),
        QRectF(area.left(), area.bottom() - 10.0, axes * area.width(), 10.0)};
    const auto crowding = [&](QRectF box) {
        return field.crowding(QRectF(frame.left + (box.left() - frame.originX) / frame.scale,
                                     frame.top - (box.bottom() - frame.originY) / frame.scale,
                                     box.width() / frame.scale, box.height() / frame.scale));
    };
    const auto places = embedding::LabelLayout().place(wishes, area, taken, crowding);
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        if (!places[i]) {
            ++names.hidden;
            continue;
        }
        const QRectF& box = places[i]->box;
        names.shown.push_back({colouring.legend[wishes[i].category].name.toStdString(),
                               box.center().x(),
                               box.center().y(),
                               box.width(),
                               box.height(),
                               {}});
        const auto anchor = std::ranges::find(field.anchors(), wishes[i].category,
                                              &embedding::LabelField::Anchor::category);
        if (const auto& leader = places[i]->leader) {
            const QPointF end = onPage(
                field.edge(*anchor, {frame.left + (leader->x1() - frame.originX) / frame.scale,
                                     frame.top - (leader->y1() - frame.originY) / frame.scale}));
            names.shown.back().leader = {leader->x1(), leader->y1(), end.x(), end.y()};
        }
    }
    return names;
}

}  // namespace counterpoint::workbench
