// Where things stand on a page: whatever is chosen, nothing lies over other text or outside, or the
// page is refused with a sentence that helps.

#include "tests/ui/figures/pages.h"
#include "ui/figures/figure_file.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace counterpoint;
using report::LegendPlace;
using test::DrawnPage;

class FigurePageTest : public QObject {
    Q_OBJECT

    test::PageMaker m_maker;

    static report::PageOptions chosen(double width, std::optional<double> height, double size,
                                      LegendPlace legend, const char* font) {
        report::PageOptions options = test::pageOptions(width, height, size, font);
        options.legend = legend;
        return options;
    }

    /// What is wrong with a page, in words; empty: nothing.
    static QString faultOf(const DrawnPage& drawn) {
        constexpr double margin = 2.0 * 72.0 / 25.4;  // 2 mm
        const QRectF page = drawn.page.adjusted(margin, margin, -margin, -margin);
        for (const auto& text : drawn.texts)
            if (!page.contains(text.box)) return text.words + QStringLiteral(" is in the margin");
        for (const QRectF& shape : drawn.shapes)
            if (!page.contains(shape)) return QStringLiteral("a shape is in the margin");
        for (std::size_t i = 0; i < drawn.texts.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (drawn.texts[i].box.intersects(drawn.texts[j].box))
                    return drawn.texts[i].words + QStringLiteral(" lies over ") +
                           drawn.texts[j].words;
        return {};
    }

    QString refusalOf(const std::vector<report::PagePanel>& panels,
                      const report::PageOptions& options, bool withScores) {
        try {
            m_maker.draw(panels, options, withScores);
        } catch (const base::Error& error) {
            return QString::fromUtf8(error.what());
        }
        return {};
    }

  private Q_SLOTS:
    void nothingOverlapsOrIsOutside_data() {
        QTest::addColumn<QString>("font");
        QTest::addColumn<double>("size");
        for (const QString& font :
             {QStringLiteral("Roboto"), QStringLiteral("Arial"), QStringLiteral("DejaVu Sans")})
            for (const double size : {5.0, 7.0, 12.0})
                QTest::newRow(qPrintable(QStringLiteral("%1 %2 pt").arg(font).arg(size)))
                    << font << size;
    }
    void nothingOverlapsOrIsOutside() {
        QFETCH(QString, font);
        QFETCH(double, size);
        const std::vector<std::vector<report::PagePanel>> all{{m_maker.batches(), m_maker.types()},
                                                              {m_maker.types()},
                                                              {m_maker.gene(), m_maker.types()},
                                                              {}};
        int drawn = 0;
        int refused = 0;
        for (const auto& panels : all)
            for (const bool scores : {true, false})
                for (const double width : {85.0, 114.0, 174.0})
                    for (const auto legend : {LegendPlace::Below, LegendPlace::Right,
                                              LegendPlace::OnData, LegendPlace::None})
                        for (const std::optional<double> height :
                             {std::optional<double>(), std::optional(40.0), std::optional(75.0),
                              std::optional(122.0), std::optional(230.0)}) {
                            if (panels.empty() && !scores) continue;
                            auto options = chosen(width, height, size, legend, "");
                            options.font = font.toStdString();
                            options.textWidth = figures::widthIn(font);
                            const QString what =
                                QStringLiteral("%1 maps%2, %3 × %4 mm, legend %5: ")
                                    .arg(panels.size())
                                    .arg(scores ? QStringLiteral(" and scores") : QString())
                                    .arg(width)
                                    .arg(height.value_or(0.0))
                                    .arg(static_cast<int>(legend));
                            QByteArray svg;
                            try {
                                svg = m_maker.draw(panels, options, scores);
                            } catch (const base::Error&) {
                                ++refused;
                                continue;
                            }
                            ++drawn;
                            const DrawnPage page = test::readPage(svg, font);
                            QVERIFY2(faultOf(page).isEmpty(), qPrintable(what + faultOf(page)));
                            if (height) QVERIFY(std::abs(page.heightMm - *height) < 0.01);
                        }
        QVERIFY2(drawn > 2 * refused, qPrintable(QStringLiteral("%1, %2").arg(drawn).arg(refused)));
    }

    void axesOfCellsInSpaceStayOnThePage() {
        for (const double size : {5.0, 7.0, 12.0})
            for (const double angle : {0.6, 2.2, 3.6, 5.3}) {
                const auto options = chosen(85.0, {}, size, LegendPlace::Below, "Roboto");
                const DrawnPage page = test::readPage(
                    m_maker.draw({m_maker.space(angle)}, options, false), QStringLiteral("Roboto"));
                for (const char* axis : {"Harmony 10", "Harmony 11", "Harmony 12"})
                    QVERIFY(page.find(QLatin1String(axis)) != nullptr);
                QVERIFY2(
                    faultOf(page).isEmpty(),
                    qPrintable(QStringLiteral("%1 pt, %2: ").arg(size).arg(angle) + faultOf(page)));
            }
    }

    void aRefusedHeightNamesOneThatIsEnough() {
        const std::vector<report::PagePanel> panels{m_maker.batches(), m_maker.types()};
        for (const double width : {85.0, 174.0})
            for (const auto legend :
                 {LegendPlace::Below, LegendPlace::Right, LegendPlace::OnData}) {
                auto options = chosen(width, 20.0, 7.0, legend, "Roboto");
                const QString sentence = refusalOf(panels, options, true);
                static const QRegularExpression needs(QStringLiteral("it needs ([0-9]+) mm"));
                const auto found = needs.match(sentence);
                QVERIFY2(found.hasMatch(), qPrintable(sentence));
                const double least = found.captured(1).toDouble();
                options.heightMm = least - 1.0;
                QVERIFY(!refusalOf(panels, options, true).isEmpty());
                options.heightMm = least;
                QCOMPARE(refusalOf(panels, options, true), QString());
            }
        // Where no height would do, width and text are what can change.
        auto narrow = chosen(85.0, {}, 60.0, LegendPlace::Below, "Roboto");
        QVERIFY(refusalOf(panels, narrow, true).contains(QStringLiteral("leaves no room")));
    }

    void theLegendStandsWhereItIsPut() {
        const auto pageWith = [&](LegendPlace place) {
            return test::readPage(
                m_maker.draw({m_maker.types()}, chosen(174.0, 100.0, 7.0, place, "Roboto"), false),
                QStringLiteral("Roboto"));
        };
        const DrawnPage below = pageWith(LegendPlace::Below);
        QCOMPARE(below.legendDiscs, 6);
        QVERIFY(below.find(QStringLiteral("NK"))->box.top() >
                below.find(QStringLiteral("UMAP1"))->box.top());
        const DrawnPage right = pageWith(LegendPlace::Right);
        QCOMPARE(right.legendDiscs, 6);
        QVERIFY(right.find(QStringLiteral("NK"))->box.bottom() <
                right.find(QStringLiteral("UMAP1"))->box.top());
        QVERIFY(right.find(QStringLiteral("NK"))->box.left() >
                right.find(QStringLiteral("UMAP1"))->box.right());
        const DrawnPage onData = pageWith(LegendPlace::OnData);
        QCOMPARE(onData.legendDiscs, 0);
        QVERIFY(onData.find(QStringLiteral("T")) != nullptr);
        QVERIFY(onData.find(QStringLiteral("5 names hidden")) != nullptr);
        QVERIFY(onData.find(QStringLiteral("NK")) == nullptr);
        QCOMPARE(pageWith(LegendPlace::None).legendDiscs, 0);
        // Batches have no places of their own: their list stays.
        const DrawnPage batches = test::readPage(
            m_maker.draw({m_maker.batches()}, chosen(174.0, {}, 7.0, LegendPlace::OnData, "Roboto"),
                         false),
            QStringLiteral("Roboto"));
        QCOMPARE(batches.legendDiscs, 5);
    }

    void mapsStandAboveEachOtherWhereThatMakesThemLarger() {
        const std::vector<report::PagePanel> panels{m_maker.batches(), m_maker.types()};
        const auto lettersOf = [&](double width, std::optional<double> height) {
            const DrawnPage page = test::readPage(
                m_maker.draw(panels, chosen(width, height, 7.0, LegendPlace::Below, "Roboto"),
                             false),
                QStringLiteral("Roboto"));
            return std::pair(page.find(QStringLiteral("a"))->box,
                             page.find(QStringLiteral("b"))->box);
        };
        const auto [a, b] = lettersOf(174.0, {});
        QCOMPARE(a.top(), b.top());
        QVERIFY(a.left() < b.left());
        const auto [upper, lower] = lettersOf(85.0, 200.0);
        QCOMPARE(upper.left(), lower.left());
        QVERIFY(upper.bottom() < lower.top());
    }

    void theSvgAsksForTheTypefaceAndThenForItsLike() {
        const auto familiesOf = [&](const char* font) {
            const QByteArray svg =
                m_maker.draw({}, chosen(174.0, {}, 7.0, LegendPlace::Below, font), true);
            const qsizetype from = svg.indexOf("font-family=\"") + 13;
            return svg.mid(from, svg.indexOf('"', from) - from);
        };
        QCOMPARE(familiesOf("Arial"),
                 QByteArray("Arial, Helvetica, 'Liberation Sans', sans-serif"));
        QCOMPARE(familiesOf("Helvetica"),
                 QByteArray("Helvetica, Arial, 'Liberation Sans', sans-serif"));
        QCOMPARE(familiesOf("Roboto"), QByteArray("Roboto, 'Noto Sans', Arial, sans-serif"));
        QCOMPARE(familiesOf("Times New Roman"), QByteArray("'Times New Roman', serif"));
        QCOMPARE(familiesOf("DejaVu Sans Mono"), QByteArray("'DejaVu Sans Mono', monospace"));
    }

    void picturesAndPdfAreDrawnInTheTypeface() {
        QTemporaryDir folder;
        QStringList here;
        for (const char* font : {"Roboto", "DejaVu Sans"})
            if (figures::standInFor(QString::fromLatin1(font)).isEmpty())
                here << QString::fromLatin1(font);
        if (here.size() < 2) QSKIP("needs Roboto and DejaVu Sans");
        QList<QImage> pictures;
        for (const QString& font : here) {
            const QByteArray svg = m_maker.draw(
                {}, chosen(85.0, 60.0, 9.0, LegendPlace::Below, qPrintable(font)), true);
            const QString path = folder.filePath(QStringLiteral("a.pdf"));
            figures::writeFigure(path, svg, 300, {});
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray pdf = file.readAll();
            for (QString other : here) {  // text is text, in that typeface and no other
                const bool isThis = other == font;
                QCOMPARE(pdf.contains("/BaseFont /" + other.remove(u' ').toLatin1()), isThis);
            }
            pictures << figures::pictureOf(svg, 150);
        }
        QVERIFY(pictures[0] != pictures[1]);
    }
};

QTEST_MAIN(FigurePageTest)
#include "figure_page_test.moc"
