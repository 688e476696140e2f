#include "ui/figures/figure_file.h"

#include "core/base/error.h"
#include "ui/figures/page_texts.h"

#include <QBuffer>
#include <QFileInfo>
#include <QFontDatabase>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSaveFile>
#include <QSvgRenderer>

#include <algorithm>
#include <array>
#include <cmath>

namespace counterpoint::figures {

namespace {

constexpr double mmPerInch = 25.4;

[[noreturn]] void fail(const QString& path, const QString& why) {
    throw base::Error(
        base::ErrorKind::Io,
        path.toStdString() + ": the figure could not be written; choose another folder or name",
        why.toStdString());
}

/// The typefaces of a page, in the order in which they are wished for: where they stand in the SVG,
/// and the first that is here.
struct Families {
    qsizetype from = 0;
    qsizetype length = 0;
    QString first;  ///< empty: none is named
};

Families familiesOf(const QByteArray& svg) {
    static const QRegularExpression list(QStringLiteral("<svg[^>]*?font-family=\"([^\"]*)\""));
    const QString start = QString::fromUtf8(svg.left(4000));
    const auto found = list.match(start);
    if (!found.hasMatch()) return {};
    QStringList names = found.captured(1).split(u',');
    for (QString& name : names) name = name.trimmed().remove(u'\'');
    const auto here = std::ranges::find_if(
        names, [](const QString& name) { return QFontDatabase::hasFamily(name); });
    return {start.left(found.capturedStart(1)).toUtf8().size(), found.captured(1).toUtf8().size(),
            here == names.end() ? names.front() : *here};
}

/// The renderer takes a list of typefaces for the name of one.
QByteArray withOneFamily(const QByteArray& svg) {
    const Families families = familiesOf(svg);
    QByteArray one = svg;
    if (!families.first.isEmpty())
        one.replace(families.from, families.length, families.first.toUtf8());
    return one;
}

QByteArray pdfOf(const QByteArray& svg, const FigureInfo& info) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter pdf(&buffer);
        pdf.setTitle(info.title);
        pdf.setCreator(QStringLiteral("Counterpoint " COUNTERPOINT_VERSION));
        pdf.setResolution(600);
        pdf.setPageSize(
            QPageSize(sizeInMm(svg), QPageSize::Millimeter, QString(), QPageSize::ExactMatch));
        pdf.setPageMargins(QMarginsF());
        if (!info.provenance.isEmpty())
            pdf.addFileAttachment(QStringLiteral("provenance.json"), info.provenance.toUtf8(),
                                  QStringLiteral("application/json"));
        QPainter painter(&pdf);
        const QRectF whole(0, 0, pdf.width(), pdf.height());
        QSvgRenderer renderer(withoutTexts(svg));
        renderer.render(&painter, whole);
        const QRectF units = renderer.viewBoxF();
        painter.resetTransform();
        painter.scale(whole.width() / units.width(), whole.height() / units.height());
        drawTexts(painter, svg, familiesOf(svg).first);
    }
    return bytes;
}

QByteArray imageOf(const QByteArray& svg, int dpi, const FigureInfo& info, const char* format) {
    QImage picture = pictureOf(svg, dpi);
    picture.setText(QStringLiteral("Title"), info.title);
    picture.setText(QStringLiteral("Description"), info.caption);
    picture.setText(QStringLiteral("Software"),
                    QStringLiteral("Counterpoint " COUNTERPOINT_VERSION));
    if (!info.provenance.isEmpty()) picture.setText(QStringLiteral("Provenance"), info.provenance);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, format);
    if (QByteArray(format) == "tiff") writer.setCompression(1);  // LZW
    return writer.write(picture) ? bytes : QByteArray();
}

/// sRGB to linear light and back (IEC 61966-2-1).
double linear(double value) {
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

int encoded(double value) {
    const double x = std::clamp(value, 0.0, 1.0);
    return static_cast<int>(
        std::lround(255.0 * (x <= 0.0031308 ? 12.92 * x : 1.055 * std::pow(x, 1.0 / 2.4) - 0.055)));
}

using Mixing = std::array<double, 9>;

const Mixing& mixingOf(Vision vision) {
    static const Mixing deuteranopia{0.367322, 0.860646,  -0.227968, 0.280085, 0.672501,
                                     0.047413, -0.011820, 0.042940,  0.968881};
    static const Mixing protanopia{0.152286, 1.052583,  -0.204868, 0.114503, 0.786281,
                                   0.099216, -0.003882, -0.048116, 1.051998};
    static const Mixing tritanopia{1.255528, -0.076749, -0.178779, -0.078411, 0.930809,
                                   0.147602, 0.004733,  0.691367,  0.303900};
    static const Mixing grey{0.2126, 0.7152, 0.0722, 0.2126, 0.7152,
                             0.0722, 0.2126, 0.7152, 0.0722};
    switch (vision) {
        case Vision::Deuteranopia:
            return deuteranopia;
        case Vision::Protanopia:
            return protanopia;
        case Vision::Tritanopia:
            return tritanopia;
        default:
            return grey;
    }
}

}  // namespace

QSizeF sizeInMm(const QByteArray& svg) {
    static const QRegularExpression size(
        QStringLiteral("<svg[^>]*?width=\"([0-9.]+)mm\"\\s+height=\"([0-9.]+)mm\""));
    const auto match = size.match(QString::fromUtf8(svg.left(2000)));
    return {match.captured(1).toDouble(), match.captured(2).toDouble()};
}

QImage pictureOf(const QByteArray& svg, double dpi) {
    const QSizeF size = sizeInMm(svg) / mmPerInch * dpi;
    QImage picture(std::max(1, static_cast<int>(std::lround(size.width()))),
                   std::max(1, static_cast<int>(std::lround(size.height()))),
                   QImage::Format_ARGB32_Premultiplied);
    picture.fill(Qt::transparent);
    const int dotsPerMeter = static_cast<int>(std::lround(dpi / mmPerInch * 1000.0));
    QPainter painter(&picture);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing |
                           QPainter::SmoothPixmapTransform);
    QSvgRenderer(withOneFamily(svg)).render(&painter, QRectF(picture.rect()));
    painter.end();
    picture = picture.convertToFormat(QImage::Format_ARGB32);
    picture.setDotsPerMeterX(dotsPerMeter);
    picture.setDotsPerMeterY(dotsPerMeter);
    return picture;
}

QStringList formats(const QList<QByteArray>& writers) {
    QStringList all{QStringLiteral("pdf"), QStringLiteral("svg"), QStringLiteral("png")};
    if (writers.contains("tiff")) all << QStringLiteral("tiff");
    return all;
}

QString missingFormats(const QStringList& formats) {
    if (formats.contains(QStringLiteral("tiff"))) return {};
    return QObject::tr(
        "No TIFF: Qt's plugin for it is not installed here (package qt6-image-formats-plugins); "
        "PNG holds the same pixels");
}

void writeFigure(const QString& path, const QByteArray& svg, int dpi, const FigureInfo& info) {
    const QString format = QFileInfo(path).suffix().toLower();
    QByteArray bytes;
    if (format == QLatin1String("svg"))
        bytes = svg;
    else if (format == QLatin1String("pdf"))
        bytes = pdfOf(svg, info);
    else if (format == QLatin1String("png"))
        bytes = imageOf(svg, dpi, info, "png");
    else if (format == QLatin1String("tif") || format == QLatin1String("tiff"))
        bytes = imageOf(svg, dpi, info, "tiff");
    if (bytes.isEmpty())
        throw base::Error(base::ErrorKind::Io,
                          path.toStdString() + ": a figure cannot be written as \"" +
                              format.toStdString() + "\" here; choose one of " +
                              formats().join(QStringLiteral(", ")).toStdString());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        fail(path, file.errorString());
}

QImage seenBy(QImage picture, Vision vision) {
    if (vision == Vision::Normal) return picture;
    picture = picture.convertToFormat(QImage::Format_ARGB32);
    std::array<double, 256> light{};
    for (std::size_t i = 0; i < light.size(); ++i)
        light[i] = linear(static_cast<double>(i) / 255.0);
    const Mixing& mix = mixingOf(vision);
    for (int y = 0; y < picture.height(); ++y) {
        auto* row = reinterpret_cast<QRgb*>(picture.scanLine(y));
        QRgb from = 0;
        QRgb to = 0;
        for (int x = 0; x < picture.width(); ++x) {
            if (x == 0 || row[x] != from) {  // neighbours are mostly alike
                from = row[x];
                const double r = light[static_cast<std::size_t>(qRed(from))];
                const double g = light[static_cast<std::size_t>(qGreen(from))];
                const double b = light[static_cast<std::size_t>(qBlue(from))];
                to = qRgba(encoded(mix[0] * r + mix[1] * g + mix[2] * b),
                           encoded(mix[3] * r + mix[4] * g + mix[5] * b),
                           encoded(mix[6] * r + mix[7] * g + mix[8] * b), qAlpha(from));
            }
            row[x] = to;
        }
    }
    return picture;
}

}  // namespace counterpoint::figures
