#pragma once

#include "core/base/error.h"
#include "core/pipeline/builtins.h"
#include "core/report/page.h"
#include "ui/figures/figure_settings.h"

#include <QByteArray>
#include <QFont>
#include <QFontMetricsF>
#include <QRectF>
#include <QRegularExpression>
#include <QString>
#include <QXmlStreamReader>

#include <cmath>
#include <memory>
#include <numeric>
#include <optional>
#include <vector>

/// Small pages of maps and scores, and where things stand on a page that was drawn.
namespace counterpoint::test {

/// A page of that size, its texts measured in the typeface they are drawn in.
inline report::PageOptions pageOptions(double widthMm, std::optional<double> heightMm,
                                       double fontPt, const char* font) {
    report::PageOptions options;
    options.widthMm = widthMm;
    options.heightMm = heightMm;
    options.fontPt = fontPt;
    options.font = font;
    options.textWidth = figures::widthIn(QString::fromLatin1(font));
    return options;
}

/// Forty cells on a circle in the colours of their batch or cell type.
class PageMaker {
  public:
    PageMaker() {
        pipeline::registerBuiltins(registry);
        constexpr std::size_t cells = 40;
        m_layout = {cells, 2, {}};
        for (std::size_t cell = 0; cell < cells; ++cell) {
            const double angle = static_cast<double>(cell) * 0.37;
            m_layout.values.push_back(static_cast<float>(std::cos(angle)));
            m_layout.values.push_back(static_cast<float>(std::sin(angle)));
        }
        m_colors.assign(cells, 0x0072B2);
        m_order.resize(cells);
        std::iota(m_order.begin(), m_order.end(), 0U);
        double value = 0.1;
        for (const char* id : {"ilisi", "kbet", "asw_batch", "pcr_comparison", "clisi", "asw_label",
                               "isolated_labels", "nmi_kmeans"}) {
            plugin::Score score;
            score.scaled = value += 0.1;
            m_results.scores[id] = std::make_shared<const plugin::Score>(score);
            score.scaled = 0.9 - value;
            m_results.baseline[id] = std::make_shared<const plugin::Score>(score);
        }
    }

    report::PagePanel batches() const {
        return panel("batch", {"Zheng FACS-sorted", "Frozen donor A", "MUDAN reference",
                               "Kang control", "3' v2 1k PBMC"});
    }
    /// With names that fill a line and more, and a place on the map for each of them.
    report::PagePanel types() const {
        report::PagePanel made =
            panel("cell_type", {"T", "B", "CD14-positive, CD16-negative classical monocyte",
                                "Megakaryocyte", "plasmacytoid dendritic cell", "NK"});
        made.names = [names = made.legend](const report::MapFrame&, const report::Square& square,
                                           const report::PageOptions& options) {
            report::PageNames places;
            const double height = 1.4 * options.fontPt;
            places.shown.push_back({names[0].name,
                                    square.left + square.side / 2.0,
                                    square.top + 2.0 * height,
                                    2.0 * options.fontPt,
                                    height,
                                    {}});
            places.hidden = names.size() - 1;
            return places;
        };
        return made;
    }
    report::PagePanel gene() const {
        report::PagePanel made = panel("a gene with a long name, log-normalised", {});
        made.range = {0.0, 4.37};
        return made;
    }
    /// Cells in space, turned by an angle about the axis that points up.
    report::PagePanel space(double angle) const {
        report::PagePanel made = panel("cells in space", {"T", "B"});
        made.space = {{"Harmony 10", std::cos(angle), 0.0, std::sin(angle)},
                      {"Harmony 11", 0.0, -1.0, 0.0},
                      {"Harmony 12", std::sin(angle), 0.0, -std::cos(angle)}};
        return made;
    }
    const pipeline::Results& results() const { return m_results; }

    QByteArray draw(const std::vector<report::PagePanel>& panels,
                    const report::PageOptions& options, bool withScores) const {
        return QByteArray::fromStdString(
            report::pageSvg(panels, options, withScores ? &m_results : nullptr, registry));
    }

    plugin::Registry registry;

  private:
    report::PagePanel panel(const std::string& title, const std::vector<std::string>& names) const {
        report::PagePanel made;
        made.title = title;
        made.points = {&m_layout, m_colors, m_order};
        for (const std::string& name : names) made.legend.push_back({name, 0xD55E00});
        return made;
    }

    data::Embedding m_layout;
    std::vector<std::uint32_t> m_colors;
    std::vector<std::uint32_t> m_order;
    pipeline::Results m_results;
};

/// What stands on a page, in units of it.
struct DrawnPage {
    struct Text {
        QString words;
        QRectF box;  ///< of its letters
    };
    QRectF page;
    double heightMm = 0.0;
    std::vector<Text> texts;
    std::vector<QRectF> shapes;  ///< discs, boxes and pictures
    int legendDiscs = 0;

    const Text* find(const QString& words) const {
        for (const Text& text : texts)
            if (text.words == words) return &text;
        return nullptr;
    }
};

inline DrawnPage readPage(const QByteArray& svg, const QString& family) {
    static const QRegularExpression turned(
        QStringLiteral("translate\\(([-0-9.]+) ([-0-9.]+)\\) rotate\\(-90\\)"));
    constexpr int measured = 100;
    DrawnPage drawn;
    QXmlStreamReader xml(svg);
    bool inGradient = false;
    QString transform;  ///< of the group
    while (!xml.atEnd()) {
        const auto token = xml.readNext();
        if (token == QXmlStreamReader::EndElement && xml.name() == u"defs") inGradient = false;
        if (token == QXmlStreamReader::EndElement && xml.name() == u"g") transform.clear();
        if (token != QXmlStreamReader::StartElement) continue;
        if (xml.name() == u"defs") inGradient = true;
        if (inGradient) continue;
        const QXmlStreamAttributes of = xml.attributes();
        const auto value = [&](const char* name) {
            return of.value(QLatin1String(name)).toDouble();
        };
        if (xml.name() == u"g") transform = of.value(QStringLiteral("transform")).toString();
        if (xml.name() == u"svg") {
            const auto box = of.value(QStringLiteral("viewBox")).toString().split(u' ');
            drawn.page = {0.0, 0.0, box[2].toDouble(), box[3].toDouble()};
            drawn.heightMm = of.value(QStringLiteral("height")).toString().chopped(2).toDouble();
        } else if (xml.name() == u"circle") {
            const double r = value("r");
            drawn.shapes.emplace_back(value("cx") - r, value("cy") - r, 2.0 * r, 2.0 * r);
            if (of.value(QStringLiteral("fill")) == u"#D55E00") ++drawn.legendDiscs;
        } else if (xml.name() == u"rect" || xml.name() == u"image") {
            if (value("width") == drawn.page.width()) continue;  // the ground
            drawn.shapes.emplace_back(value("x"), value("y"), value("width"), value("height"));
        } else if (xml.name() == u"text") {
            QFont font(family);
            font.setPixelSize(measured);
            font.setBold(of.value(QStringLiteral("font-weight")) == u"bold");
            const double size = value("font-size");
            const auto anchor = of.value(QStringLiteral("text-anchor")).toString();
            const auto turn = turned.match(transform);
            double x = value("x");
            double y = value("y");
            const QString words = xml.readElementText();
            const double width = QFontMetricsF(font).horizontalAdvance(words) * size / measured;
            const double above = 0.73 * size;
            const double below = 0.21 * size;
            if (turn.hasMatch()) {
                x = turn.captured(1).toDouble();
                y = turn.captured(2).toDouble();
                drawn.texts.push_back({words, {x - above, y - width, above + below, width}});
                continue;
            }
            if (anchor == u"middle") x -= width / 2.0;
            if (anchor == u"end") x -= width;
            drawn.texts.push_back({words, {x, y - above, width, above + below}});
        }
    }
    return drawn;
}

}  // namespace counterpoint::test
