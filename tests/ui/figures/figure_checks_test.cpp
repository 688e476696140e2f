// What is said of a figure before it is written. Lab values: computed in Python from IEC 61966-2-1
// and CIE 15:2004; colours of Okabe and Ito with the matrices of Machado et al. 2009.

#include "ui/figures/figure_checks.h"

#include "ui/figures/svg_facts.h"

#include <QBuffer>
#include <QTest>

#include <cmath>

using namespace counterpoint::figures;

class FigureChecksTest : public QObject {
    Q_OBJECT

    static QByteArray svg(const QByteArray& body) {
        return "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
               "xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"85mm\" height=\"40mm\" "
               "viewBox=\"0 0 170 80\">" +
               body + "</svg>";
    }
    static QByteArray image(int pixels, double width) {
        QByteArray png;
        QBuffer buffer(&png);
        buffer.open(QIODevice::WriteOnly);
        QImage picture(pixels, 4, QImage::Format_RGB32);
        picture.fill(Qt::red);
        picture.save(&buffer, "PNG");
        return "<image width=\"" + QByteArray::number(width) +
               "\" height=\"4\" xlink:href=\"data:image/png;base64," + png.toBase64() + "\"/>";
    }
    static NamedColour named(const char* name, const char* colour) {
        return {QString::fromLatin1(name), QColor(QLatin1String(colour))};
    }
    static std::vector<NamedColour> okabeIto() {
        return {named("sky", "#56B4E9"),    named("blue", "#0072B2"),
                named("green", "#009E73"),  named("vermilion", "#D55E00"),
                named("purple", "#CC79A7"), named("orange", "#E69F00"),
                named("black", "#000000"),  named("yellow", "#F0E442")};
    }
    static QString textOf(const std::vector<FigureCheck>& checks) {
        QStringList all;
        for (const FigureCheck& check : checks)
            all << (check.good ? QStringLiteral("+") : QStringLiteral("!")) + check.text;
        return all.join(u'|');
    }

  private Q_SLOTS:
    void textIsMeasuredOnPaper() {
        // 170 units on 85 mm: one is half a millimetre, 10 are 5 mm or 14.17 pt.
        const auto plain = factsOf(svg("<text font-size=\"10\">a</text>"));
        QVERIFY(std::abs(plain.leastTextPt - 14.173) < 0.001);
        const auto turned = factsOf(
            svg("<g font-size=\"10\" transform=\"matrix(0,0.5,-0.5,0,3,4)\"><text>a</text></g>"
                "<text font-size=\"10\">b</text>"));
        QVERIFY(std::abs(turned.leastTextPt - 7.087) < 0.001);
        QVERIFY(std::isnan(factsOf(svg("<rect/>")).leastTextPt));
    }

    void pixelsAreMeasuredOnPaper() {
        // 100 units are 50 mm or 1.9685 inches.
        const auto facts = factsOf(svg(image(600, 100.0) + image(1200, 100.0)));
        QVERIFY(std::abs(facts.leastImageDpi - 304.8) < 0.1);
        QVERIFY(std::isnan(factsOf(svg("<text>a</text>")).leastImageDpi));
    }

    void distancesAreThoseOfLab() {
        QVERIFY(std::abs(labDistance(Qt::white, Qt::black) - 100.0) < 0.01);
        QVERIFY(std::abs(labDistance(Qt::red, Qt::black) - 117.33) < 0.01);
        QCOMPARE(labDistance(Qt::red, Qt::red), 0.0);
    }

    void theNearestColoursAreFoundForEveryReader() {
        auto colours = okabeIto();
        const auto apart = nearestFor(Vision::Deuteranopia, colours);
        QVERIFY(std::abs(apart->distance - 17.0) < 0.6);
        QCOMPARE(apart->first, QStringLiteral("orange"));
        QCOMPARE(apart->second, QStringLiteral("yellow"));
        QVERIFY(std::abs(nearestFor(Vision::Normal, colours)->distance - 26.4) < 0.1);
        colours.push_back(named("Unassigned", "#9A9A9A"));
        const auto near = nearestFor(Vision::Deuteranopia, colours);
        QVERIFY(std::abs(near->distance - 7.1) < 0.6);
        QCOMPARE(near->first, QStringLiteral("purple"));
        QVERIFY(!nearestFor(Vision::Normal, {colours.front()}));
    }

    void aGoodFigureIsSaidToBe() {
        const std::vector<FigurePanel> panels{{QStringLiteral("cell_type"), 3000, 2990, okabeIto()},
                                              {QStringLiteral("a gene"), 3000, 2990, {}}};
        QCOMPARE(
            textOf(checksOf(svg("<text font-size=\"4.94\">a</text>"), {}, panels, {})),
            QStringLiteral("+Smallest text 7.0 pt|+5\u2009980 points as vectors|+Colours differ "
                           "for colour-blind readers"));
    }

    void whatAJournalWouldRefuseIsSaid() {
        std::vector<NamedColour> twins{named("T", "#8c564b"), named("NK", "#ad494a")};
        const std::vector<FigurePanel> panels{{QStringLiteral("cell_type"), 90, 90, twins}};
        const auto checks =
            checksOf(svg("<text font-size=\"3\">a</text>" + image(200, 100.0)),
                     {.pointsAreVectors = false}, panels, {QStringLiteral("A preview")});
        QCOMPARE(textOf(checks),
                 QStringLiteral("!Smallest text 4.3 pt, journals ask for 5|!Pixels in it have 102 "
                                "dpi, journals ask for 300|+90 points as pixels|!T and NK are hard "
                                "to tell with protanopia|!A preview"));
        QVERIFY(checks[3].help.contains(QStringLiteral("0.6 apart")) ||
                checks[3].help.contains(QStringLiteral("0.7 apart")));
        const auto whole = checksOf(svg({}), {.isVector = false, .dpi = 600}, {}, {});
        QCOMPARE(textOf(whole), QStringLiteral("+All of it pixels, 600 dpi"));
    }
};

QTEST_GUILESS_MAIN(FigureChecksTest)
#include "figure_checks_test.moc"
