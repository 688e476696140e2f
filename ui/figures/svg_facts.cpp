#include "ui/figures/svg_facts.h"

#include "ui/figures/figure_file.h"

#include <QRegularExpression>
#include <QStringView>
#include <QXmlStreamReader>

#include <algorithm>
#include <cmath>
#include <vector>

namespace counterpoint::figures {

namespace {

constexpr double mmPerInch = 25.4;
constexpr double ptPerInch = 72.0;

/// How much a transform enlarges.
double scaleOf(QStringView transform) {
    static const QRegularExpression matrix(QStringLiteral(
        R"(matrix\(\s*([-0-9.e]+)[ ,]+([-0-9.e]+)[ ,]+([-0-9.e]+)[ ,]+([-0-9.e]+))"));
    static const QRegularExpression scale(QStringLiteral(R"(scale\(\s*([-0-9.e]+))"));
    const QString text = transform.toString();
    if (const auto found = matrix.match(text); found.hasMatch())
        return std::sqrt(std::abs(found.captured(1).toDouble() * found.captured(4).toDouble() -
                                  found.captured(2).toDouble() * found.captured(3).toDouble()));
    if (const auto found = scale.match(text); found.hasMatch())
        return std::abs(found.captured(1).toDouble());
    return 1.0;
}

double numberOf(QStringView text) {
    qsizetype length = 0;
    while (length < text.size() && (text[length].isDigit() || text[length] == u'.')) ++length;
    return text.left(length).toDouble();
}

/// Pixels across, of a PNG as a data address; 0 for anything else.
double pixelsAcross(QStringView address) {
    constexpr QStringView start = u"data:image/png;base64,";
    if (!address.startsWith(start)) return 0.0;
    // The width is bytes 16 to 19 of the file.
    const QByteArray head = QByteArray::fromBase64(address.mid(start.size(), 32).toLatin1());
    if (head.size() < 20) return 0.0;
    double width = 0.0;
    for (int i = 16; i < 20; ++i) width = width * 256.0 + static_cast<unsigned char>(head[i]);
    return width;
}

}  // namespace

SvgFacts factsOf(const QByteArray& svg) {
    struct Level {
        double scale;
        double font;
    };
    SvgFacts facts;
    const double widthMm = sizeInMm(svg).width();
    std::vector<Level> levels{{1.0, 0.0}};
    QXmlStreamReader reader(svg);
    while (!reader.atEnd()) {
        const auto token = reader.readNext();
        if (token == QXmlStreamReader::EndElement) levels.pop_back();
        if (token != QXmlStreamReader::StartElement) continue;
        const auto attributes = reader.attributes();
        Level level = levels.back();
        if (reader.name() == u"svg") {
            const auto box = attributes.value(QStringLiteral("viewBox")).split(u' ');
            if (box.size() == 4) level.scale = widthMm / mmPerInch / box[2].toDouble();  // inches
        }
        level.scale *= scaleOf(attributes.value(QStringLiteral("transform")));
        if (const auto size = attributes.value(QStringLiteral("font-size")); !size.isEmpty())
            level.font = numberOf(size);
        if (reader.name() == u"text" && level.font > 0.0)
            facts.leastTextPt = std::fmin(facts.leastTextPt, level.font * level.scale * ptPerInch);
        if (reader.name() == u"image") {
            const double inches = numberOf(attributes.value(QStringLiteral("width"))) * level.scale;
            const double pixels = pixelsAcross(attributes.value(QStringLiteral("xlink:href")));
            if (inches > 0.0 && pixels > 0.0)
                facts.leastImageDpi = std::fmin(facts.leastImageDpi, pixels / inches);
        }
        levels.push_back(level);
    }
    return facts;
}

}  // namespace counterpoint::figures
