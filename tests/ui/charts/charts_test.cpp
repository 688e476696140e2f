#include "tests/ui/charts/examples.h"
#include "ui/support/palette.h"
#include "ui/support/theme.h"

#include <QApplication>
#include <QBuffer>
#include <QHelpEvent>
#include <QImage>
#include <QPainter>
#include <QSignalSpy>
#include <QSvgGenerator>
#include <QTest>
#include <QToolTip>

#include <cstdlib>
#include <limits>
#include <memory>

using namespace counterpoint;
using namespace counterpoint::charts;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// Opens what a test needs to know of where things are.
class OpenTradeOff : public TradeOffChart {
  public:
    using TradeOffChart::area;
    using TradeOffChart::focusedDot;
    using TradeOffChart::hoveredDot;
    using TradeOffChart::place;
};
class OpenSweep : public SweepChart {
  public:
    using SweepChart::area;
    using SweepChart::place;
};
class OpenConvergence : public ConvergencePlot {
  public:
    using ConvergencePlot::area;
    using ConvergencePlot::place;
};

template <typename Chart>
std::unique_ptr<Chart> shown(QSize size = {392, 180}) {
    auto chart = std::make_unique<Chart>();
    chart->resize(size);
    chart->show();
    QCoreApplication::processEvents();
    return chart;
}

std::unique_ptr<OpenTradeOff> tradeOff() {
    auto chart = shown<OpenTradeOff>();
    chart->setRuns(test::sevenRuns());
    chart->setCurrentRun(107);
    return chart;
}

QColor colorAt(QWidget& chart, const QPointF& at) {
    return chart.grab().toImage().pixelColor(at.toPoint());
}

/// Pixels of that colour, or nearly so: text has soft edges.
int pixels(QWidget& chart, const QColor& color, int tolerance = 0) {
    const auto isNear = [&](const QColor& found) {
        return std::abs(found.red() - color.red()) <= tolerance &&
               std::abs(found.green() - color.green()) <= tolerance &&
               std::abs(found.blue() - color.blue()) <= tolerance;
    };
    const QImage image = chart.grab().toImage();
    int found = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) found += isNear(image.pixelColor(x, y));
    return found;
}

QPointF scores(const TradeOffRun& run) {
    return {run.batch, run.biology};
}

}  // namespace

class ChartsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void init() { support::applyTheme(*qApp, support::ThemeChoice::Light); }

    void theCurrentRunIsFilledOthersAreHollow() {
        const auto chart = tradeOff();
        const auto runs = test::sevenRuns();
        const auto& theme = support::Theme::day();
        QCOMPARE(colorAt(*chart, chart->place(scores(runs[6]))), theme.accent);
        QCOMPARE(colorAt(*chart, chart->place(scores(runs[1]))), theme.panel);
        QCOMPARE(colorAt(*chart, chart->place(scores(runs[0]))), theme.panel);
        chart->setCurrentRun(102);
        QCOMPARE(colorAt(*chart, chart->place(scores(runs[1]))), theme.accent);
    }

    void everyRunIsInsideTheAxes() {
        const auto chart = tradeOff();
        for (const TradeOffRun& run : test::sevenRuns())
            QVERIFY(chart->area().adjusted(6, 6, -6, -6).contains(chart->place(scores(run))));
        QVERIFY(chart->rect().contains(chart->area().toRect()));
    }

    void aClickOnADotAsksForItsRun() {
        const auto chart = tradeOff();
        QSignalSpy restored(chart.get(), &TradeOffChart::restoreRequested);
        const auto runs = test::sevenRuns();
        QTest::mouseClick(chart.get(), Qt::LeftButton, {},
                          (chart->place(scores(runs[1])) + QPointF(4, 3)).toPoint());
        QTest::mouseClick(chart.get(), Qt::LeftButton, {}, chart->place(scores(runs[0])).toPoint());
        QTest::mouseClick(chart.get(), Qt::LeftButton, {}, chart->area().center().toPoint());
        QCOMPARE(restored.count(), 2);
        QCOMPARE(restored[0][0].toInt(), 102);
        QCOMPARE(restored[1][0].toInt(), 101);
    }

    void theKeyboardWalksFromDotToDot() {
        const auto chart = tradeOff();
        QSignalSpy restored(chart.get(), &TradeOffChart::restoreRequested);
        chart->activateWindow();
        QTRY_VERIFY(chart->hasFocus());
        QCOMPARE(chart->focusedDot(), -1);
        chart->clearFocus();
        chart->setFocus(Qt::TabFocusReason);
        QCOMPARE(chart->focusedDot(), 0);
        QTest::keyClick(chart.get(), Qt::Key_Right);
        QCOMPARE(chart->focusedDot(), 1);
        QVERIFY(chart->accessibleDescription().startsWith(QStringLiteral("Run 2, Harmony θ 0")));
        QTest::keyClick(chart.get(), Qt::Key_End);
        QCOMPARE(chart->focusedDot(), 3);
        QTest::keyClick(chart.get(), Qt::Key_Right);
        QCOMPARE(chart->focusedDot(), 3);
        QTest::keyClick(chart.get(), Qt::Key_Up);
        QCOMPARE(chart->focusedDot(), 4);
        QTest::keyClick(chart.get(), Qt::Key_Return);
        QTest::keyClick(chart.get(), Qt::Key_Home);
        QTest::keyClick(chart.get(), Qt::Key_Space);
        QCOMPARE(restored.count(), 2);
        QCOMPARE(restored[0][0].toInt(), 105);
        QCOMPARE(restored[1][0].toInt(), 101);
    }

    void pointingAtADotNamesIt() {
        const auto chart = tradeOff();
        const QPoint at = chart->place(scores(test::sevenRuns()[1])).toPoint();
        const QImage before = chart->grab().toImage();
        QTest::mouseMove(chart.get(), at);
        QCOMPARE(chart->hoveredDot(), 1);
        QVERIFY(chart->grab().toImage() != before);
        QHelpEvent help(QEvent::ToolTip, at, chart->mapToGlobal(at));
        QCoreApplication::sendEvent(chart.get(), &help);
        QVERIFY(QToolTip::text().contains(QStringLiteral("Batch removed 0.42, biology kept 0.82")));
        QTest::mouseMove(chart.get(), chart->area().bottomLeft().toPoint());
        QCOMPARE(chart->hoveredDot(), -1);
    }

    void theRecommendedRangeIsABandWithItsWords() {
        const auto chart = tradeOff();
        const auto& theme = support::Theme::day();
        QCOMPARE(pixels(*chart, theme.balancedSoft), 0);
        chart->setSweep(test::thetaSweep());
        const double width = chart->place({0.592, 0.8}).x() - chart->place({0.575, 0.8}).x();
        QVERIFY(pixels(*chart, theme.balancedSoft) > 0.5 * width * chart->area().height());
        QVERIFY(pixels(*chart, theme.balanced, 40) > 30);
        chart->setSweep(std::nullopt);
        QCOMPARE(pixels(*chart, theme.balancedSoft), 0);
    }

    void runsWithoutScoresAreLeftOut() {
        const auto chart = tradeOff();
        auto runs = test::sevenRuns();
        runs[1].biology = none;
        chart->setRuns(runs);
        QSignalSpy restored(chart.get(), &TradeOffChart::restoreRequested);
        QTest::mouseClick(chart.get(), Qt::LeftButton, {}, chart->place(scores(runs[2])).toPoint());
        QCOMPARE(restored[0][0].toInt(), 103);
        for (TradeOffRun& run : runs) run.batch = none;
        chart->setRuns(runs);
        QVERIFY(!chart->grab().isNull());
        QTest::keyClick(chart.get(), Qt::Key_Right);
        QTest::keyClick(chart.get(), Qt::Key_Return);
        QCOMPARE(restored.count(), 1);
    }

    void theAnswerOnScreenWidensTheAxesOnlyWhenItMust() {
        const auto chart = tradeOff();
        const QPointF before = chart->place({0.5, 0.8});
        chart->setNow(test::nowAt(0.59, 0.80));
        QCOMPARE(chart->place({0.5, 0.8}), before);
        const QPointF now = chart->place({0.59, 0.80});
        QCOMPARE(colorAt(*chart, now), support::Theme::day().accent);
        QCOMPARE(colorAt(*chart, now + QPointF(3.5, 0)), support::Theme::day().panel);
        chart->setNow(test::nowAt(0.9, 0.5));
        QVERIFY(chart->area().contains(chart->place({0.9, 0.5})));
        QVERIFY(chart->accessibleDescription().contains(
            QStringLiteral("now, not kept: batch removed 0.90")));
        chart->setNow(test::nowAt(none, 0.5));
        QCOMPARE(chart->place({0.5, 0.8}), before);
        QVERIFY(!chart->now());
    }

    void anAnswerOfOlderSettingsSaysSo() {
        const auto chart = tradeOff();
        chart->setNow(test::nowAt(0.5, 0.80, true));
        QCOMPARE(colorAt(*chart, chart->place({0.5, 0.80})), support::Theme::day().quiet);
        QVERIFY(chart->accessibleDescription().contains(QStringLiteral("not kept, stale")));
        QSignalSpy restored(chart.get(), &TradeOffChart::restoreRequested);
        QSignalSpy asked(chart.get(), &TradeOffChart::valueRequested);
        QTest::mouseClick(chart.get(), Qt::LeftButton, {}, chart->place({0.5, 0.80}).toPoint());
        QCOMPARE(restored.count() + asked.count(), 0);
    }

    void aClickOnTheSweepAsksForItsValueUnlessARunIsThere() {
        const auto chart = tradeOff();
        TradeOffSweep sweep = test::thetaSweep();
        sweep.settings[5].batch = 0.5;  // θ 4, away from the runs
        sweep.settings[5].biology = 0.80;
        sweep.settings[6].batch = 0.4225;  // where run 2 is
        sweep.settings[6].biology = 0.820;
        chart->setSweep(sweep);
        QSignalSpy restored(chart.get(), &TradeOffChart::restoreRequested);
        QSignalSpy asked(chart.get(), &TradeOffChart::valueRequested);
        const auto clickAt = [&](double batch, double biology) {
            QTest::mouseClick(chart.get(), Qt::LeftButton, {},
                              chart->place({batch, biology}).toPoint());
        };
        clickAt(0.5, 0.80);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0][0].toDouble(), 4.0);
        clickAt(0.4225, 0.820);
        QCOMPARE(restored.count(), 1);
        QCOMPARE(restored[0][0].toInt(), 102);

        sweep.stale = QStringLiteral("sweep of other settings");
        chart->setSweep(sweep);
        clickAt(0.5, 0.80);
        QCOMPARE(asked.count(), 1);
    }

    void aSweepTellsItsWayInWords() {
        const auto chart = tradeOff();
        TradeOffSweep sweep = test::thetaSweep();
        chart->setSweep(sweep);
        QVERIFY(chart->accessibleDescription().contains(QStringLiteral(
            "sweep from θ 0 to θ 8, recommended θ 1 to 2, the weakest of them θ 1")));
        sweep.stale = QStringLiteral("sweep of other settings");
        chart->setSweep(sweep);
        QVERIFY(chart->accessibleDescription().contains(sweep.stale));
        QVERIFY(!chart->accessibleDescription().contains(QStringLiteral("recommended")));
        QCOMPARE(pixels(*chart, support::Theme::day().balancedSoft), 0);
        for (TradeOffSetting& setting : sweep.settings) setting.biology = none;
        chart->setSweep(sweep);
        QVERIFY(!chart->sweep());
    }

    void aThemeChangeRepaintsEverything() {
        const auto chart = tradeOff();
        chart->setSweep(test::thetaSweep());
        support::applyTheme(*qApp, support::ThemeChoice::Dark);
        QCoreApplication::processEvents();
        const auto& night = support::Theme::night();
        QCOMPARE(colorAt(*chart, chart->place(scores(test::sevenRuns()[6]))), night.accent);
        QVERIFY(pixels(*chart, night.separator) > 100);
        QVERIFY(pixels(*chart, night.balancedSoft) > 100);
        QCOMPARE(pixels(*chart, support::Theme::day().separator), 0);
    }

    void aVectorPictureKeepsTextAsText() {
        const auto chart = tradeOff();
        QBuffer svg;
        QSvgGenerator generator;
        generator.setOutputDevice(&svg);
        generator.setSize(chart->size());
        QPainter painter(&generator);
        chart->render(&painter);
        painter.end();
        const QString text = QString::fromUtf8(svg.data());
        for (const char* part : {"7 · θ 2", "0.82", "Batch removed"})
            QVERIFY2(text.contains(QString::fromUtf8(part)), part);
        QVERIFY(!text.contains(QStringLiteral("<image")));
    }

    void textsCanBeRead() {
        for (const auto* theme : {&support::Theme::day(), &support::Theme::night()}) {
            QVERIFY(support::contrast(theme->balanced, theme->balancedSoft) >= 4.5);
            for (const QColor& color : {theme->text, theme->second, theme->quiet, theme->under,
                                        theme->over, theme->balanced})
                QVERIFY(support::contrast(color, theme->panel) >= 4.5);
        }
    }

    void convergenceShowsEveryTermWithItsName() {
        const auto chart = shown<OpenConvergence>({320, 150});
        QVERIFY(pixels(*chart, support::Theme::day().text) == 0);
        chart->setRounds(test::harmonyRounds());
        const double right = chart->area().right();
        // The longest name fits beside the chart.
        QVERIFY(chart->width() - right > 70.0);
        QVERIFY(pixels(*chart, support::Theme::day().text) > 100);
        const auto rounds = test::harmonyRounds();
        QCOMPARE(colorAt(*chart, chart->place({4.0, rounds[3].total})), support::Theme::day().text);
        for (const ObjectiveRound& round : rounds)
            for (const auto& [name, value] : round.terms)
                QVERIFY(chart->area().contains(chart->place({double(round.round), value})));
        const QPoint at = chart->place({1.0, rounds[0].total}).toPoint();
        QHelpEvent help(QEvent::ToolTip, at, chart->mapToGlobal(at));
        QCoreApplication::sendEvent(chart.get(), &help);
        QVERIFY(QToolTip::text().startsWith(QStringLiteral("Round 1\ntotal ")));
        QVERIFY(QToolTip::text().contains(QStringLiteral("diversity 188")));
    }

    void convergenceTakesRoundsWithoutTermsAndNone() {
        const auto chart = shown<OpenConvergence>({320, 150});
        chart->setRounds({{1, 5.0, {}}, {2, 4.0, {}}});
        QVERIFY(!chart->grab().isNull());
        chart->setRounds({{0, none, {}}});
        QVERIFY(!chart->grab().isNull());
        chart->setRounds({});
        QVERIFY(!chart->grab().isNull());
    }

    void aSweepAsksForTheValueOfADot() {
        const auto chart = shown<OpenSweep>({392, 200});
        QSignalSpy asked(chart.get(), &SweepChart::valueRequested);
        chart->setParameter(QStringLiteral("Theta"), false);
        chart->setCurves(test::underAndOver());
        QTest::mouseClick(chart.get(), Qt::LeftButton, {}, chart->place({0.5, 0.31}).toPoint());
        QTest::mouseClick(chart.get(), Qt::LeftButton, {}, chart->place({8.0, 0.47}).toPoint());
        QCOMPARE(asked.count(), 2);
        QCOMPARE(asked[0][0].toDouble(), 0.5);
        QCOMPARE(asked[1][0].toDouble(), 8.0);
    }

    void aLogarithmicSweepIsEvenInRatios() {
        const auto chart = shown<OpenSweep>({392, 200});
        SweepCurve curve{.name = QStringLiteral("U")};
        for (const double value : {0.01, 0.1, 1.0}) curve.points.push_back({value, 0.5, 0.4, 0.6});
        chart->setParameter(QStringLiteral("Sigma"), true);
        chart->setCurves({curve});
        QSignalSpy asked(chart.get(), &SweepChart::valueRequested);
        const QPointF left = chart->place({-2.0, 0.5});
        const QPointF right = chart->place({0.0, 0.5});
        QTest::mouseClick(chart.get(), Qt::LeftButton, {}, ((left + right) / 2.0).toPoint());
        QCOMPARE(asked[0][0].toDouble(), 0.1);
    }

    void aSweepMarksRangeAndCurrentValue() {
        const auto chart = shown<OpenSweep>({392, 200});
        chart->setParameter(QStringLiteral("Theta"), false);
        chart->setCurves(test::underAndOver());
        const auto& theme = support::Theme::day();
        QCOMPARE(pixels(*chart, theme.balancedSoft), 0);
        chart->setRecommended(SweepRange{1.0, 2.0, QStringLiteral("recommended 1 to 2")});
        QVERIFY(pixels(*chart, theme.balancedSoft) > 500);
        const int dark = pixels(*chart, theme.text);
        chart->setCurrent(2.0);
        QVERIFY(pixels(*chart, theme.text) > dark + 20);
        chart->setCurrent(99.0);
        QCOMPARE(pixels(*chart, theme.text), dark);
    }

    void aSweepTakesMissingValues() {
        const auto chart = shown<OpenSweep>({392, 200});
        auto curves = test::underAndOver();
        curves[0].points[2].value = none;
        curves[0].points[4].low = none;
        curves[1].points.clear();
        chart->setCurves(curves);
        QVERIFY(!chart->grab().isNull());
        QTest::mouseClick(chart.get(), Qt::LeftButton, {}, chart->place({1.0, 0.13}).toPoint());
    }
};

QTEST_MAIN(ChartsTest)
#include "charts_test.moc"
