#pragma once

#include <QByteArray>
#include <QImage>
#include <QImageWriter>
#include <QList>
#include <QString>
#include <QStringList>

namespace counterpoint::figures {

/// What a file says about itself.
struct FigureInfo {
    QString title;
    QString caption;
    QString provenance;  ///< JSON
};

/// An SVG drawn at `dpi`, in the first of its typefaces that is here; with a clear ground where the
/// figure has none.
QImage pictureOf(const QByteArray& svg, double dpi);
/// The width and height in mm that an SVG states.
QSizeF sizeInMm(const QByteArray& svg);

/// File name endings that can be written here: "svg", "pdf", "png", and "tiff" where one of Qt's
/// `writers` is for it; its writer is a plugin that not every computer has.
QStringList formats(const QList<QByteArray>& writers = QImageWriter::supportedImageFormats());
/// Why there is no TIFF and what would change that; empty where there is.
QString missingFormats(const QStringList& formats);

/// Writes a figure in the format of the path's ending: SVG as it is, PDF with text as text and
/// points as the SVG has them, PNG and TIFF at `dpi`. Title, caption and provenance go into the
/// metadata. Written to a temporary name and renamed. Throws base::Error(Io).
void writeFigure(const QString& path, const QByteArray& svg, int dpi, const FigureInfo& info);

/// How a picture looks to readers who see colours differently (Machado, Oliveira and Fernandes
/// 2009, full severity), or printed in grey.
enum class Vision { Normal, Deuteranopia, Protanopia, Tritanopia, Grey };
QImage seenBy(QImage picture, Vision vision);

}  // namespace counterpoint::figures
