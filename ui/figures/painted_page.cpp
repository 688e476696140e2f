#include "ui/figures/painted_page.h"

#include "core/base/error.h"
#include "core/report/page_document.h"
#include "core/report/svg.h"

#include <QPaintDevice>
#include <QPaintEngine>
#include <QPainter>
#include <QPainterPath>

#include <cmath>
#include <sstream>

namespace counterpoint::figures {

using report::svg::number;

namespace {

/// Writes what is painted in the few words of a page: paths, discs and texts in its units.
class PageEngine : public QPaintEngine {
  public:
    PageEngine() : QPaintEngine(AllFeatures) {}

    std::string str() const { return m_out.str(); }

    bool begin(QPaintDevice* /*device*/) override { return true; }
    bool end() override { return true; }
    Type type() const override { return User; }
    void updateState(const QPaintEngineState& changed) override {
        const DirtyFlags dirty = changed.state();
        if (dirty & DirtyPen) m_pen = changed.pen();
        if (dirty & DirtyBrush) m_brush = changed.brush();
        if (dirty & DirtyTransform) m_transform = changed.transform();
    }

    void drawPath(const QPainterPath& path) override { write(path, m_brush); }
    void drawPolygon(const QPointF* points, int count, PolygonDrawMode mode) override {
        QPainterPath path(points[0]);
        for (int i = 1; i < count; ++i) path.lineTo(points[i]);
        if (mode != PolylineMode) path.closeSubpath();
        write(path, mode == PolylineMode ? QBrush(Qt::NoBrush) : m_brush);
    }
    void drawEllipse(const QRectF& box) override {
        if (box.width() != box.height()) return QPaintEngine::drawEllipse(box);
        const QPointF middle = m_transform.map(box.center());
        m_out << "<circle cx=\"" << number(middle.x()) << "\" cy=\"" << number(middle.y())
              << "\" r=\"" << number(box.width() / 2.0 * scale()) << "\" ";
        writeInk(m_brush);
        m_out << "/>\n";
    }
    void drawTextItem(const QPointF& at, const QTextItem& item) override {
        const QString words = item.text().trimmed();
        if (words.isEmpty()) return;
        const QFont font = item.font();
        const qsizetype indent = item.text().indexOf(words);
        const QPointF start = m_transform.map(
            at + QPointF(QFontMetricsF(font).horizontalAdvance(item.text().left(indent)), 0.0));
        const bool isTurned = std::abs(m_transform.m12()) > std::abs(m_transform.m11());
        if (isTurned)
            m_out << "<g transform=\"translate(" << number(start.x()) << ' ' << number(start.y())
                  << ") rotate(-90)\">";
        m_out << "<text x=\"" << number(isTurned ? 0.0 : start.x()) << "\" y=\""
              << number(isTurned ? 0.0 : start.y()) << "\" font-size=\""
              << number(font.pixelSize() * scale()) << "\" fill=\"" << nameOf(m_pen.color())
              << (font.bold() ? "\" font-weight=\"bold\">" : "\">")
              << report::svg::escaped(words.toStdString()) << "</text>"
              << (isTurned ? "</g>\n" : "\n");
    }
    void drawPixmap(const QRectF& /*to*/, const QPixmap& /*pixmap*/,
                    const QRectF& /*from*/) override {}

  private:
    double scale() const { return std::sqrt(std::abs(m_transform.determinant())); }

    static std::string nameOf(const QColor& color) { return color.name().toUpper().toStdString(); }

    void writeColor(const char* what, const QColor& color) {
        m_out << what << "=\"" << nameOf(color) << "\" ";
        if (color.alpha() < 255) m_out << what << "-opacity=\"" << number(color.alphaF()) << "\" ";
    }

    void writeInk(const QBrush& brush) {
        if (brush.style() == Qt::NoBrush)
            m_out << "fill=\"none\" ";
        else
            writeColor("fill", brush.color());
        if (m_pen.style() == Qt::NoPen) return;
        const double width = std::max(m_pen.widthF(), 0.5) * scale();
        writeColor("stroke", m_pen.color());
        m_out << "stroke-width=\"" << number(width) << "\" ";
        if (m_pen.capStyle() == Qt::RoundCap) m_out << "stroke-linecap=\"round\" ";
        if (m_pen.joinStyle() == Qt::RoundJoin) m_out << "stroke-linejoin=\"round\" ";
        if (m_pen.style() == Qt::SolidLine) return;
        m_out << "stroke-dasharray=\"";
        for (const qreal dash : m_pen.dashPattern()) m_out << number(dash * width) << ' ';
        m_out << "\" ";
    }

    void write(const QPainterPath& path, const QBrush& brush) {
        if (path.isEmpty()) return;
        const QPainterPath placed = m_transform.map(path);
        m_out << "<path ";
        writeInk(brush);
        m_out << "d=\"";
        for (int i = 0; i < placed.elementCount(); ++i) {
            const QPainterPath::Element at = placed.elementAt(i);
            if (at.type == QPainterPath::MoveToElement) m_out << 'M';
            if (at.type == QPainterPath::LineToElement) m_out << 'L';
            if (at.type == QPainterPath::CurveToElement) m_out << 'C';
            if (at.type == QPainterPath::CurveToDataElement) m_out << ' ';
            m_out << number(at.x) << ' ' << number(at.y);
        }
        m_out << "\"/>\n";
    }

    QPen m_pen;
    QBrush m_brush;
    QTransform m_transform;
    std::ostringstream m_out;
};

class PageDevice : public QPaintDevice {
  public:
    explicit PageDevice(const QSizeF& size) : m_size(size) {}

    QPaintEngine* paintEngine() const override { return &m_engine; }
    std::string str() const { return m_engine.str(); }

  protected:
    int metric(PaintDeviceMetric metric) const override {
        constexpr int ptPerInch = 72;
        constexpr double mmPerPt = 1.0 / report::pointsPerMm;
        switch (metric) {
            case PdmWidth:
                return static_cast<int>(std::ceil(m_size.width()));
            case PdmHeight:
                return static_cast<int>(std::ceil(m_size.height()));
            case PdmWidthMM:
                return static_cast<int>(std::lround(m_size.width() * mmPerPt));
            case PdmHeightMM:
                return static_cast<int>(std::lround(m_size.height() * mmPerPt));
            case PdmDevicePixelRatio:
                return 1;
            case PdmDevicePixelRatioScaled:
                return static_cast<int>(devicePixelRatioFScale());
            case PdmDepth:
                return 24;
            case PdmNumColors:
                return 1 << 24;
            default:  // the four resolutions
                return ptPerInch;
        }
    }

  private:
    QSizeF m_size;
    mutable PageEngine m_engine;
};

}  // namespace

QByteArray paintedPage(const PaintedFigure& figure, const report::PageOptions& options) {
    using report::pageMargin;
    using report::pointsPerMm;
    using report::shortNumber;
    const double scale = options.fontPt / figure.textSize;
    const double width = report::pageWidth(options) - 2.0 * pageMargin;
    const double leastWidth = figure.least.width() * scale;
    const double leastHeight = figure.least.height() * scale;
    if (width < leastWidth)
        throw base::Error(base::ErrorKind::BadSettings,
                          "text of " + shortNumber(options.fontPt) +
                              " pt leaves no room for the chart at a width of " +
                              shortNumber(options.widthMm) +
                              " mm; make it smaller or the page wider");
    const double height = options.heightMm ? *options.heightMm * pointsPerMm - 2.0 * pageMargin
                                           : std::max(width * figure.heightPerWidth, leastHeight);
    if (height < leastHeight)
        throw base::Error(
            base::ErrorKind::BadSettings,
            "a height of " + shortNumber(*options.heightMm) +
                " mm is too little for this figure; it needs " +
                shortNumber(std::ceil((leastHeight + 2.0 * pageMargin) / pointsPerMm)) +
                " mm, or smaller text");
    const double whole = height + 2.0 * pageMargin;
    PageDevice device({report::pageWidth(options), whole});
    {
        QPainter painter(&device);
        painter.translate(pageMargin, pageMargin);
        painter.scale(scale, scale);
        figure.paint(painter, QSizeF(width, height) / scale);
    }
    return QByteArray::fromStdString(report::pageDocument(options, whole, device.str()));
}

}  // namespace counterpoint::figures
