// Charts and tables on a page: text is text, of the size and in the typeface that were chosen,
// everything inside the margins, the same whatever the window looks like.

#include "ui/figures/painted_page.h"

#include "core/report/page_arrangement.h"
#include "core/report/page_table.h"
#include "tests/ui/charts/examples.h"
#include "tests/ui/figures/pages.h"
#include "ui/figures/figure_file.h"
#include "ui/support/theme.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QPainter>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace counterpoint;
using report::PageTable;
using test::DrawnPage;

class PaintedPageTest : public QObject {
    Q_OBJECT

    static report::PageOptions chosen(double width, std::optional<double> height, double size,
                                      const char* font = "DejaVu Sans") {
        return test::pageOptions(width, height, size, font);
    }

    static QByteArray pageOf(charts::Plot& chart, const report::PageOptions& options) {
        return figures::paintedPage(
            {.textSize = charts::Plot::paperText,
             .least = charts::Plot::leastOnPaper,
             .paint =
                 [&](QPainter& painter, const QSizeF& size) {
                     chart.paintOnPaper(painter, size, QString::fromStdString(options.font));
                 }},
            options);
    }

    static std::unique_ptr<charts::TradeOffChart> tradeOff() {
        auto chart = std::make_unique<charts::TradeOffChart>();
        chart->setRuns(test::sevenRuns());
        chart->setCurrentRun(107);
        chart->setSweep(test::thetaSweep());
        return chart;
    }
    static std::unique_ptr<charts::SweepChart> sweep() {
        auto chart = std::make_unique<charts::SweepChart>();
        chart->setParameter(QStringLiteral("theta"), false);
        chart->setCurves(test::underAndOver());
        chart->setRecommended(charts::SweepRange{1.0, 2.0, QStringLiteral("recommended 1 to 2")});
        chart->setCurrent(2.0);
        return chart;
    }
    static std::unique_ptr<charts::ConvergencePlot> convergence() {
        auto chart = std::make_unique<charts::ConvergencePlot>();
        chart->setRounds(test::harmonyRounds());
        return chart;
    }
    static std::vector<std::pair<const char*, std::unique_ptr<charts::Plot>>> allCharts() {
        std::vector<std::pair<const char*, std::unique_ptr<charts::Plot>>> all;
        all.emplace_back("tradeoff", tradeOff());
        all.emplace_back("sweep", sweep());
        all.emplace_back("convergence", convergence());
        return all;
    }

    /// As many runs as fill a page, with eight scores each.
    static PageTable runs(std::size_t count) {
        PageTable table;
        table.columns = {{"", "", PageTable::Look::Text, false},
                         {"Run", "", PageTable::Look::Text, false}};
        for (const char* head : {"iLISI", "kBET", "ASW b", "PCR"})
            table.columns.push_back({head, "Batch removed", PageTable::Look::Oval, false});
        for (const char* head : {"cLISI", "ASW ct", "Iso", "NMI"})
            table.columns.push_back({head, "Biology kept", PageTable::Look::Oval, false});
        for (const char* head : {"Batch", "Biology", "Total"})
            table.columns.push_back({head, "", PageTable::Look::Bar, std::string(head) != "Total"});
        table.columns.push_back({"Verdict", "", PageTable::Look::Text, false});
        for (std::size_t i = 0; i < count; ++i) {
            std::vector<PageTable::Cell> row(table.columns.size());
            row[0].text = std::to_string(i + 1);
            row[1].text = i == 2 ? "Harmony with a name that somebody thought of" : "Harmony";
            row[1].more = "\xCE\xB8 4, \xCE\xBB auto, \xCF\x83 0.1";
            row[1].isStrong = i == 0;
            for (std::size_t column = 2; column + 1 < row.size(); ++column) {
                const double value = 0.07 * static_cast<double>((i + 3 * column) % 14);
                row[column] = {report::figureText(value), "", value, 0x762A83, 0xFFFFFF, false};
            }
            row.back().text = "Over-corrected";
            table.rows.push_back(std::move(row));
        }
        return table;
    }

    static void keep(const QByteArray& svg, const QString& name) {
        const QString folder = qEnvironmentVariable("COUNTERPOINT_SCREENSHOTS");
        if (folder.isEmpty()) return;
        figures::writeFigure(QDir(folder).filePath(name + QStringLiteral(".svg")), svg, 300, {});
        figures::writeFigure(QDir(folder).filePath(name + QStringLiteral(".pdf")), svg, 300, {});
        figures::writeFigure(QDir(folder).filePath(name + QStringLiteral(".png")), svg, 200, {});
    }

    static QString outsideOf(const DrawnPage& drawn) {
        constexpr double margin = 2.0 * 72.0 / 25.4;
        const QRectF page = drawn.page.adjusted(margin, margin, -margin, -margin);
        for (const auto& text : drawn.texts)
            if (!page.contains(text.box)) return text.words;
        for (const QRectF& shape : drawn.shapes)
            if (!page.contains(shape)) return QStringLiteral("a shape");
        return {};
    }
    static QString overlapOf(const DrawnPage& drawn) {
        for (std::size_t i = 0; i < drawn.texts.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (drawn.texts[i].box.intersects(drawn.texts[j].box))
                    return drawn.texts[i].words + QStringLiteral(" over ") + drawn.texts[j].words;
        return {};
    }

    /// The lines of the runs and of the sweep, and from labels to their dots: of all but the grid.
    static std::vector<QLineF> linesOf(const QByteArray& svg) {
        static const QRegularExpression path(QStringLiteral(
            "<path fill=\"none\" stroke=\"([^\"]*)\"[^>]* d=\"M([-0-9.]+ [-0-9.]+[^\"C]*)\""));
        std::vector<QLineF> lines;
        auto found = path.globalMatch(QString::fromUtf8(svg));
        while (found.hasNext()) {
            const auto one = found.next();
            if (QColor(one.captured(1)) == support::Theme::day().separator) continue;
            QPolygonF points;
            for (const QString& point : one.captured(2).split(u'L'))
                points << QPointF(point.section(u' ', 0, 0).toDouble(),
                                  point.section(u' ', 1, 1).toDouble());
            for (qsizetype i = 1; i < points.size(); ++i)
                lines.emplace_back(points[i - 1], points[i]);
        }
        return lines;
    }
    static bool crosses(const QLineF& line, const QRectF& box) {
        const QLineF diagonals[] = {{box.topLeft(), box.bottomRight()},
                                    {box.topRight(), box.bottomLeft()}};
        return box.contains(line.p1()) || box.contains(line.p2()) ||
               std::ranges::any_of(diagonals, [&](const QLineF& diagonal) {
                   return line.intersects(diagonal, nullptr) == QLineF::BoundedIntersection;
               });
    }

    static int timesIn(const QByteArray& svg, const QString& attribute, const QString& value) {
        return static_cast<int>(
            QString::fromUtf8(svg).count(QStringLiteral("%1=\"%2\"").arg(attribute, value)));
    }

    /// The largest of a channel; soft edges may turn out a little different.
    static int differenceOf(const QImage& a, const QImage& b) {
        int most = a.size() == b.size() ? 0 : 255;
        for (int y = 0; most < 255 && y < a.height(); ++y)
            for (int x = 0; x < a.width(); ++x) {
                const QColor first = a.pixelColor(x, y);
                const QColor second = b.pixelColor(x, y);
                most = std::max({most, std::abs(first.red() - second.red()),
                                 std::abs(first.green() - second.green()),
                                 std::abs(first.blue() - second.blue())});
            }
        return most;
    }

    template <class Draw>
    static QString refusalOf(const Draw& draw) {
        try {
            draw();
        } catch (const base::Error& error) {
            return QString::fromUtf8(error.what());
        }
        return {};
    }

  private Q_SLOTS:
    void initTestCase() { support::applyTheme(*qApp, support::ThemeChoice::Light, 1.0); }

    void textOfChartsIsTextOfTheChosenSize() {
        for (const auto& [name, chart] : allCharts())
            for (const double size : {5.0, 7.0, 9.0}) {
                const QByteArray svg = pageOf(*chart, chosen(114.0, 80.0, size));
                keep(svg, QStringLiteral("chart-%1-%2").arg(QLatin1String(name)).arg(size));
                QVERIFY(QSvgRenderer(svg).isValid());
                const DrawnPage page = test::readPage(svg, QStringLiteral("DejaVu Sans"));
                QVERIFY2(page.texts.size() >= 12, name);
                QCOMPARE(timesIn(svg, QStringLiteral("font-size"), QString::number(size, 'f', 2)),
                         static_cast<int>(page.texts.size()));
                QCOMPARE(page.heightMm, 80.0);
                QVERIFY2(svg.contains("font-family=\"'DejaVu Sans', sans-serif\""), name);
                QCOMPARE(outsideOf(page), QString());
            }
        const DrawnPage page = test::readPage(pageOf(*convergence(), chosen(85.0, {}, 7.0)),
                                              QStringLiteral("DejaVu Sans"));
        for (const char* words : {"Objective", "Round", "k-means error", "entropy", "total"})
            QVERIFY2(page.find(QLatin1String(words)) != nullptr, words);
    }

    void labelsOfTheTradeOffLieOnNoDotAndNoLine() {
        // Axis numbers and titles stand outside the square of the data.
        const QStringList labels{QStringLiteral("1 unintegrated"),
                                 QStringLiteral("4 · θ 4, λ 1"),
                                 QStringLiteral("7 · θ 2"),
                                 QStringLiteral("θ 0"),
                                 QStringLiteral("θ 1"),
                                 QStringLiteral("θ 8"),
                                 QStringLiteral("recommended θ 1 to 2")};
        for (const double width : {85.0, 114.0, 174.0})
            for (const double height : {50.0, 80.0}) {
                const QByteArray svg = pageOf(*tradeOff(), chosen(width, height, 7.0));
                keep(svg, QStringLiteral("tradeoff-%1x%2").arg(width).arg(height));
                const DrawnPage page = test::readPage(svg, QStringLiteral("DejaVu Sans"));
                const std::vector<QLineF> lines = linesOf(svg);
                QVERIFY(lines.size() >= 12);
                int found = 0;
                for (const QString& words : labels) {
                    const DrawnPage::Text* label = page.find(words);
                    if (label == nullptr) continue;
                    ++found;
                    for (const QRectF& dot : page.shapes)
                        QVERIFY2(!dot.intersects(label->box), qPrintable(words));
                    for (const QLineF& line : lines)
                        QVERIFY2(!crosses(line, label->box), qPrintable(words));
                }
                QVERIFY2(found >= 6, qPrintable(QString::number(found)));
            }
    }

    void thePdfOfAChartHasItsTextInTheTypeface() {
        QTemporaryDir folder;
        for (const auto& [name, chart] : allCharts()) {
            const QString path = folder.filePath(QStringLiteral("a.pdf"));
            figures::writeFigure(path, pageOf(*chart, chosen(85.0, {}, 7.0)), 300, {});
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(file.readAll().contains("/BaseFont /DejaVuSans"), name);
        }
    }

    void theWindowsLookChangesNothing() {
        for (const auto& [name, chart] : allCharts()) {
            chart->resize(300, 150);
            const QImage shown = chart->grab().toImage();
            const QByteArray day = pageOf(*chart, chosen(114.0, 80.0, 7.0));
            QVERIFY2(differenceOf(chart->grab().toImage(), shown) < 32,
                     "nor does the page change the window");
            support::applyTheme(*qApp, support::ThemeChoice::Dark, 1.5);
            chart->resize(500, 350);
            QVERIFY2(pageOf(*chart, chosen(114.0, 80.0, 7.0)) == day, name);
            support::applyTheme(*qApp, support::ThemeChoice::Light, 1.0);
        }
    }

    void aChartWithoutRoomIsRefusedWithWhatWouldDo() {
        const auto chart = tradeOff();
        const QString low = refusalOf([&] { pageOf(*chart, chosen(114.0, 20.0, 7.0)); });
        static const QRegularExpression needs(QStringLiteral("it needs ([0-9]+) mm"));
        QVERIFY2(needs.match(low).hasMatch(), qPrintable(low));
        const double least = needs.match(low).captured(1).toDouble();
        QCOMPARE(refusalOf([&] { pageOf(*chart, chosen(114.0, least, 7.0)); }), QString());
        QVERIFY(refusalOf([&] {
                    pageOf(*chart, chosen(85.0, {}, 14.0));
                }).contains(QStringLiteral("no room for the chart")));
    }

    void theTableOfRunsIsTextInsideItsPage() {
        int stacked = 0;
        for (const double width : {85.0, 114.0, 174.0})
            for (const double size : {5.0, 7.0}) {
                const QByteArray svg =
                    QByteArray::fromStdString(report::tableSvg(runs(6), chosen(width, {}, size)));
                keep(svg, QStringLiteral("table-%1-%2").arg(width).arg(size));
                const DrawnPage page = test::readPage(svg, QStringLiteral("DejaVu Sans"));
                QCOMPARE(outsideOf(page), QString());
                QCOMPARE(overlapOf(page), QString());
                QCOMPARE(timesIn(svg, QStringLiteral("font-size"), QString::number(size, 'f', 2)),
                         static_cast<int>(page.texts.size()));
                for (const char* words : {"iLISI", "cLISI", "Total", "Over-corrected", "Harmony"})
                    QVERIFY2(page.find(QLatin1String(words)) != nullptr, words);
                // Where the width is short of it, text stands above its figures.
                if (page.find(QStringLiteral("Run")) == nullptr) ++stacked;
            }
        QVERIFY(stacked >= 1 && stacked <= 3);
    }

    void aTableTakesTheHeightItIsGivenOrSaysWhichItNeeds() {
        const auto at = [](double height) {
            return report::tableSvg(runs(10), chosen(174.0, height, 7.0));
        };
        const auto page =
            test::readPage(QByteArray::fromStdString(at(75.0)), QStringLiteral("DejaVu Sans"));
        QCOMPARE(page.heightMm, 75.0);
        const QString low = refusalOf([&] { at(30.0); });
        static const QRegularExpression needs(QStringLiteral("it needs ([0-9]+) mm"));
        QVERIFY2(needs.match(low).hasMatch(), qPrintable(low));
        const double least = needs.match(low).captured(1).toDouble();
        QCOMPARE(refusalOf([&] { at(least); }), QString());
        QVERIFY(!refusalOf([&] { at(least - 1.0); }).isEmpty());
        QVERIFY(refusalOf([&] {
                    report::tableSvg(runs(3), chosen(85.0, {}, 14.0));
                }).contains(QStringLiteral("no room for the table")));
    }
};

QTEST_MAIN(PaintedPageTest)
#include "painted_page_test.moc"
