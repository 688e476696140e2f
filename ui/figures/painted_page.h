#pragma once

#include "core/report/page.h"

#include <QByteArray>
#include <QSizeF>

#include <functional>

class QPainter;

namespace counterpoint::figures {

/// What a figure is painted in: units of the painter, `textSize` of which are the size of the text
/// on the page.
struct PaintedFigure {
    double textSize = 10.0;
    double heightPerWidth = 0.6;  ///< where the height is free
    QSizeF least;                 ///< in units of the painter
    /// Paints shapes and texts, in any typeface; pictures and clipping have no meaning.
    std::function<void(QPainter& painter, const QSizeF& size)> paint;
};

/// A page (core/report/page.h) of what is painted: its shapes stay vectors, its text stays text, in
/// the typeface and of the size that the options say. Throws base::Error(BadSettings) when there is
/// less room than it needs.
QByteArray paintedPage(const PaintedFigure& figure, const report::PageOptions& options);

}  // namespace counterpoint::figures
