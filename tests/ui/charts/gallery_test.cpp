#include "tests/support/gallery.h"

#include "tests/ui/charts/examples.h"

#include <QTest>
#include <QVBoxLayout>

using namespace counterpoint;
using namespace counterpoint::charts;

namespace {

/// A chart on a panel of that size.
std::unique_ptr<QWidget> framed(QWidget* chart, QSize size) {
    auto page = std::make_unique<QWidget>();
    auto* layout = new QVBoxLayout(page.get());
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(chart);
    page->resize(size);
    return page;
}

std::unique_ptr<QWidget> tradeOff(QSize size, bool withNow, bool isStale = false) {
    auto* chart = new TradeOffChart;
    chart->setRuns(test::sevenRuns());
    chart->setCurrentRun(107);
    TradeOffSweep sweep = test::thetaSweep();
    if (isStale) sweep.stale = QStringLiteral("sweep of other settings");
    chart->setSweep(sweep);
    if (withNow) chart->setNow(test::nowAt(0.605, 0.796, isStale));
    return framed(chart, size);
}

/// The end of a random walk: many runs close together, all pinned.
std::unique_ptr<QWidget> crowd(QSize size) {
    auto* chart = new TradeOffChart;
    std::vector<TradeOffRun> runs;
    for (int i = 0; i < 24; ++i)
        runs.push_back({.id = i,
                        .label = QStringLiteral("%1 · θ %2").arg(i + 1).arg(i % 5),
                        .batch = 0.55 + 0.03 * ((i * 7) % 11) / 11.0,
                        .biology = 0.80 + 0.03 * ((i * 5) % 13) / 13.0,
                        .pinned = i % 3 == 0});
    chart->setRuns(runs);
    chart->setCurrentRun(12);
    return framed(chart, size);
}

std::unique_ptr<QWidget> convergence(QSize size, int rounds) {
    auto* chart = new ConvergencePlot;
    auto all = test::harmonyRounds();
    all.resize(std::size_t(rounds));
    chart->setRounds(all);
    return framed(chart, size);
}

std::unique_ptr<QWidget> sweep(QSize size, bool logarithmic, std::size_t curves) {
    auto* chart = new SweepChart;
    auto all = test::underAndOver();
    all.resize(curves);
    if (logarithmic)
        for (SweepCurve& curve : all) {
            const double values[] = {0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5};
            for (std::size_t i = 0; i < curve.points.size(); ++i) curve.points[i].at = values[i];
        }
    chart->setParameter(logarithmic ? QStringLiteral("Sigma") : QStringLiteral("Theta"),
                        logarithmic);
    chart->setCurves(all);
    if (logarithmic)
        chart->setRecommended(SweepRange{0.05, 0.12, QStringLiteral("recommended 0.05 to 0.12")});
    else
        chart->setRecommended(SweepRange{1.0, 2.0, QStringLiteral("recommended 1 to 2")});
    chart->setCurrent(logarithmic ? 0.1 : 2.0);
    return framed(chart, size);
}

void draw(const char* name, const std::function<std::unique_ptr<QWidget>()>& make) {
    QCOMPARE(test::renderInBothThemes(QString::fromUtf8(name), make), 2);
}

}  // namespace

class ChartsGallery : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void tradeOffsAreDrawn() {
        draw("trade-off-392", [] { return tradeOff({392, 180}, false); });
        draw("trade-off-344", [] { return tradeOff({344, 160}, false); });
        draw("trade-off-240", [] { return tradeOff({240, 130}, false); });
        draw("trade-off-now", [] { return tradeOff({392, 180}, true); });
        draw("trade-off-stale", [] { return tradeOff({392, 180}, true, true); });
        draw("trade-off-crowd", [] { return crowd({392, 220}); });
        draw("trade-off-large", [] { return tradeOff({700, 420}, false); });
        draw("trade-off-empty", [] { return framed(new TradeOffChart, {392, 160}); });
        draw("trade-off-single", [] {
            auto* chart = new TradeOffChart;
            chart->setRuns({test::sevenRuns().back()});
            chart->setCurrentRun(107);
            return framed(chart, {392, 160});
        });
    }
    void convergencesAreDrawn() {
        draw("convergence-320", [] { return convergence({320, 150}, 7); });
        draw("convergence-240", [] { return convergence({240, 126}, 7); });
        draw("convergence-first", [] { return convergence({320, 150}, 1); });
        draw("convergence-empty", [] { return framed(new ConvergencePlot, {320, 150}); });
    }
    void sweepsAreDrawn() {
        draw("sweep-392", [] { return sweep({392, 200}, false, 2); });
        draw("sweep-344", [] { return sweep({344, 160}, false, 2); });
        draw("sweep-log", [] { return sweep({392, 200}, true, 2); });
        draw("sweep-one", [] { return sweep({392, 200}, false, 1); });
        draw("sweep-empty", [] { return framed(new SweepChart, {344, 160}); });
    }
};

QTEST_MAIN(ChartsGallery)
#include "gallery_test.moc"
