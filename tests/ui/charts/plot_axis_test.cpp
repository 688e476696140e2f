#include "ui/charts/plot_axis.h"

#include <QStringList>
#include <QTest>

#include <limits>

using namespace counterpoint::charts;

namespace {

QStringList texts(const PlotAxis& axis) {
    QStringList list;
    for (const PlotAxis::Tick& tick : axis.ticks) list << tick.text;
    return list;
}

}  // namespace

class PlotAxisTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theRangeHoldsTheDataAndPadding() {
        const PlotAxis axis = fitAxis({0.2, 0.6}, {.padding = 0.1});
        QVERIFY(qFuzzyCompare(axis.low, 0.16));
        QVERIFY(qFuzzyCompare(axis.high, 0.64));
        QCOMPARE(texts(axis),
                 QStringList({QStringLiteral("0.2"), QStringLiteral("0.3"), QStringLiteral("0.4"),
                              QStringLiteral("0.5"), QStringLiteral("0.6")}));
    }

    void ticksAreFewInsideAndRound() {
        for (const double span : {1e-6, 0.003, 0.07, 0.9, 1.0, 13.0, 480.0, 2.5e6})
            for (const double low : {-3.0 * span, -0.4 * span, 0.0, 7.3 * span}) {
                const PlotAxis axis = fitAxis({low, low + span}, {.mostTicks = 5});
                QVERIFY(axis.ticks.size() >= 2 && axis.ticks.size() <= 5);
                for (const PlotAxis::Tick& tick : axis.ticks)
                    QVERIFY(tick.at >= axis.low - 1e-9 * span &&
                            tick.at <= axis.high + 1e-9 * span);
                QStringList list = texts(axis);
                QCOMPARE(list.removeDuplicates(), 0);
            }
    }

    void closeDataAreNotBlownUp() {
        const PlotAxis one = fitAxis({0.82}, {.leastSpan = 0.1, .padding = 0.0});
        QVERIFY(qFuzzyCompare(one.low, 0.77));
        QVERIFY(qFuzzyCompare(one.high, 0.87));
        const PlotAxis same = fitAxis({5.0, 5.0}, {});
        QVERIFY(same.low < 5.0 && same.high > 5.0);
    }

    void oddValuesAreIgnored() {
        const PlotAxis none = fitAxis({std::numeric_limits<double>::quiet_NaN()}, {.padding = 0.0});
        QCOMPARE(none.low, 0.0);
        QCOMPARE(none.high, 1.0);
        const PlotAxis some =
            fitAxis({std::numeric_limits<double>::infinity(), 2.0, 3.0}, {.padding = 0.0});
        QCOMPARE(some.low, 2.0);
        QCOMPARE(some.high, 3.0);
    }

    void aValueCanBeForcedIn() {
        const PlotAxis axis = fitAxis({0.3, 0.4}, {.padding = 0.0, .include = 0.0});
        QCOMPARE(axis.low, 0.0);
        QCOMPARE(axis.ticks.front().text, QStringLiteral("0.0"));
    }

    void numbersAreWrittenAsEverywhere() {
        QCOMPARE(texts(fitAxis({-1000.0, 2000.0}, {.padding = 0.0, .mostTicks = 4})),
                 QStringList({QStringLiteral("\u22121\u2009000"), QStringLiteral("0"),
                              QStringLiteral("1\u2009000"), QStringLiteral("2\u2009000")}));
    }

    void logarithmicTicksSayTheValues() {
        const PlotAxis axis = fitLogAxis({0.02, 0.5, -1.0, 0.0});
        QCOMPARE(texts(axis),
                 QStringList({QStringLiteral("0.02"), QStringLiteral("0.05"), QStringLiteral("0.1"),
                              QStringLiteral("0.2"), QStringLiteral("0.5")}));
        QVERIFY(qFuzzyCompare(axis.ticks[2].at, -1.0));
        QCOMPARE(texts(fitLogAxis({0.001, 10.0})).front(), QStringLiteral("0.001"));
        QCOMPARE(fitLogAxis({0.001, 10.0}).ticks.size(), std::size_t(5));
    }
};

QTEST_APPLESS_MAIN(PlotAxisTest)
#include "plot_axis_test.moc"
