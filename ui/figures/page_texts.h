#pragma once

#include <QByteArray>
#include <QString>

class QPainter;

namespace counterpoint::figures {

/// A page (core/report/page.h) without its texts.
QByteArray withoutTexts(const QByteArray& page);
/// Draws the texts of a page, in units of it, as text in that typeface. The SVG renderer makes
/// outlines of them, which nobody can search or edit.
void drawTexts(QPainter& painter, const QByteArray& page, const QString& family);

}  // namespace counterpoint::figures
