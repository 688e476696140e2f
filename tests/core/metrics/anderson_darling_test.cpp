// The Anderson-Darling statistic of several samples and its law, behind cms.

#include "core/metrics/anderson_darling.h"

#include "tests/core/metrics/formula_sample.h"

#include <QTest>

#include <cmath>
#include <map>
#include <vector>

using namespace counterpoint;
using tests::formulaSample;

class AndersonDarlingTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// scipy 1.17.1 anderson_ksamp, variants "right" and "midrank", of the float32 distances: means
    /// over the 600 cells of the formula sample, and cell 0.
    void equalsScipy() {
        const auto sample = formulaSample();
        double right = 0.0;
        double mid = 0.0;
        for (std::size_t i = 0; i < 600; ++i) {
            std::vector<std::vector<double>> samples(3);
            for (std::size_t j = 0; j < 90; ++j)
                samples[sample.batch.codes[sample.neighbors.neighbors(i)[j]]].push_back(
                    sample.neighbors.distancesOf(i)[j]);
            std::erase_if(samples, [](const auto& s) { return s.size() <= 10; });
            const auto statistic = metrics::andersonDarling(samples);
            if (i == 0) {
                QVERIFY(std::abs(statistic.rightContinuous - 0.36813635) < 1e-6);
                QVERIFY(std::abs(statistic.midrank - 0.37712771) < 1e-6);
            }
            right += statistic.rightContinuous / 600.0;
            mid += statistic.midrank / 600.0;
        }
        QVERIFY2(std::abs(right + 0.0212599708124) < 1e-6,
                 qPrintable(QString::number(right, 'g', 12)));
        QVERIFY2(std::abs(mid + 0.0205898990432) < 1e-6, qPrintable(QString::number(mid, 'g', 12)));
    }

    /// kSamples' manual (three samples of four): T 0.72238 and 0.70807, p 0.18525 and 0.18819.
    void equalsKSamples() {
        const auto statistic = metrics::andersonDarling({{0.824, 0.216, 0.538, 0.685},
                                                         {0.448, 0.348, 0.443, 0.722},
                                                         {0.403, 0.268, 0.440, 0.087}});
        QVERIFY(std::abs(statistic.rightContinuous - 0.72238) < 1e-5);
        QVERIFY(std::abs(statistic.midrank - 0.70807) < 1e-5);
        const metrics::AndersonDarlingLaw law(2);
        QVERIFY2(std::abs(law.tail(0.72238) - 0.18525) < 2e-3,
                 qPrintable(QString::number(law.tail(0.72238))));
        QVERIFY(std::abs(law.tail(0.70807) - 0.18819) < 2e-3);
    }

    void itsLawHasThePublishedQuantiles() {
        // One degree: A² itself, Marsaglia & Marsaglia 2004 (10, 5, 2.5 and 1 %).
        const metrics::AndersonDarlingLaw one(1);
        const double deviation = std::sqrt(2.0 * (M_PI * M_PI / 3.0 - 3.0));
        for (const auto& [statistic, p] :
             {std::pair{1.9330, 0.1}, {2.4924, 0.05}, {3.0775, 0.025}, {3.8781, 0.01}})
            QVERIFY2(std::abs(one.tail((statistic - 1.0) / deviation) - p) < 2e-5,
                     qPrintable(QString::number(one.tail((statistic - 1.0) / deviation), 'g', 9)));
        // Scholz & Stephens 1987, table 1: 25, 10, 5 and 1 % of the standardised statistic.
        const std::map<int, std::vector<double>> table{{2, {0.449, 1.309, 1.945, 3.414}},
                                                       {3, {0.498, 1.324, 1.915, 3.246}},
                                                       {6, {0.557, 1.332, 1.859, 3.005}}};
        for (const auto& [degrees, quantiles] : table) {
            const metrics::AndersonDarlingLaw law(degrees);
            const double levels[] = {0.25, 0.1, 0.05, 0.01};
            for (std::size_t q = 0; q < 4; ++q)
                QVERIFY2(std::abs(law.tail(quantiles[q]) - levels[q]) < 0.012 * levels[q] + 5e-4,
                         qPrintable(QString::number(law.tail(quantiles[q]))));
        }
    }
};

QTEST_APPLESS_MAIN(AndersonDarlingTest)
#include "anderson_darling_test.moc"
