#include "core/base/error.h"
#include "core/integrate/methods.h"
#include "tests/core/integrate/shifted_cells.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace counterpoint;
using tests::categories;

namespace {

data::Embedding embedding(std::size_t cols, std::vector<float> values) {
    data::Embedding result(values.size() / cols, cols);
    result.values = std::move(values);
    return result;
}

/// Twelve cells × 4 dimensions, normal random numbers with a shift a batch, rounded.
data::Embedding table() {
    return embedding(
        4, {-2.41F, -2.65F, -0.25F, 0.42F,  3.41F,  0.22F,  -0.55F, -0.78F, 2.25F,  3.27F,
            0.27F,  -1.23F, -2.87F, 3.2F,   0.2F,   -1.73F, -0.25F, -2.33F, -0.63F, -0.49F,
            -0.14F, 0.11F,  0.44F,  -0.59F, 3.23F,  0.66F,  -1.14F, -0.26F, -0.94F, -1.35F,
            -0.79F, 0.02F,  1.89F,  -1.61F, -0.55F, -0.4F,  -4.27F, -1.71F, 0.22F,  -0.41F,
            2.51F,  2.43F,  -2.0F,  0.97F,  -4.31F, 1.07F,  0.04F,  -1.29F});
}
data::Categories batches() {
    return categories({0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2}, 3);
}
data::Categories others() {
    return categories({0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 1}, 2);
}

data::Embedding corrected(const plugin::IntegrationMethod& method, const data::Embedding& pca,
                          std::vector<const data::Categories*> columns,
                          const plugin::Values& values = {},
                          const std::vector<std::string>& reference = {}, int threads = 1) {
    const base::Job job({}, threads, 1);
    const plugin::IntegrationInput input{pca, std::move(columns), nullptr, false, reference};
    const auto run = method.start(input, values, job);
    while (run->step(job)) {
    }
    return run->result().embedding;
}

double largestDifference(const data::Embedding& a, const data::Embedding& b) {
    double largest = 0.0;
    for (std::size_t i = 0; i < a.values.size(); ++i)
        largest = std::max(largest, std::abs(static_cast<double>(a.values[i]) - b.values[i]));
    return largest;
}

}  // namespace

/// ComBat, regression and centring. Tables: the formulas of Johnson et al. 2007 and of limma's
/// removeBatchEffect written down in numpy 2.4 (numpy.linalg.lstsq for the latter).
class LinearMethodsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void combatAgreesWithNumpy() {
        const auto batch = batches();
        const data::Embedding expected = embedding(
            4, {-2.28369F, -2.2341F,  -0.32593F, 0.36509F,  2.99673F,  0.1268F,   -0.62996F,
                -0.68564F, 1.94428F,  2.63577F,  0.20105F,  -1.07967F, -2.70104F, 2.57818F,
                0.13011F,  -1.51747F, -0.32395F, -1.97087F, -0.71103F, -0.43172F, -1.07365F,
                0.61735F,  0.67598F,  -0.86417F, 3.61664F,  1.46193F,  -1.27129F, -0.3133F,
                -2.18708F, -1.62464F, -0.83993F, 0.1541F,   1.75166F,  -2.02389F, -0.54414F,
                -0.547F,   -2.36616F, -1.08088F, 0.05478F,  -0.43721F, 1.97273F,  1.67382F,
                -1.3441F,  0.44303F,  -2.39176F, 0.7689F,   -0.05864F, -0.99852F});
        QVERIFY(largestDifference(corrected(*integrate::makeCombat(), table(), {&batch}),
                                  expected) < 2e-4);
    }

    void combatOfMeansAgreesWithNumpy() {
        const auto batch = batches();
        const data::Embedding expected = embedding(
            4, {-2.47521F, -2.70929F, -0.28089F, 0.43137F,  3.34479F,  0.16071F,  -0.58089F,
                -0.76863F, 2.18479F,  3.21071F,  0.23911F,  -1.21863F, -2.93521F, 3.14071F,
                0.16911F,  -1.71863F, -0.31521F, -2.38929F, -0.66089F, -0.47863F, -0.40328F,
                0.09803F,  0.42291F,  -0.64385F, 2.96672F,  0.64803F,  -1.15709F, -0.31385F,
                -1.20328F, -1.36197F, -0.80709F, -0.03385F, 1.62672F,  -1.62197F, -0.56709F,
                -0.45385F, -3.666F,   -1.64367F, 0.31534F,  -0.40157F, 3.114F,    2.49633F,
                -1.90466F, 0.97843F,  -3.706F,   1.13633F,  0.13534F,  -1.28157F});
        QVERIFY(largestDifference(
                    corrected(*integrate::makeCombat(), table(), {&batch}, {{"mean_only", true}}),
                    expected) < 1e-5);
    }

    void combatLeavesTheReferenceAlone() {
        const auto batch = batches();
        const data::Embedding input = table();
        const auto result =
            corrected(*integrate::makeCombat(), input, {&batch}, {}, {std::string("b0")});
        for (std::size_t i = 0; i < 20; ++i) QCOMPARE(result.values[i], input.values[i]);
        QVERIFY(largestDifference(result, input) > 0.1);
    }

    void combatTakesSingleCellsAndConstantColumns() {
        auto lone = categories({0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2}, 3);
        data::Embedding input = table();
        for (std::size_t i = 0; i < input.rows; ++i) input(i, 2) = 5.0F;
        const auto result = corrected(*integrate::makeCombat(), input, {&lone});
        for (std::size_t i = 0; i < input.rows; ++i) {
            QCOMPARE(result(i, 2), 5.0F);
            QVERIFY(std::isfinite(result(i, 0)));
        }
    }

    void regressionOfTwoColumnsAgreesWithNumpy() {
        const auto batch = batches();
        const auto other = others();
        const data::Embedding expected = embedding(
            4,
            {-3.26264F, -2.68928F, -0.41364F, 0.50397F,  3.87434F,  -0.27545F, -0.90341F, -0.05963F,
             1.39736F,  3.23072F,  0.10636F,  -1.14603F, -2.40566F, 2.70455F,  -0.15341F, -1.00963F,
             -1.10264F, -2.36928F, -0.79364F, -0.40603F, -2.10833F, 1.00583F,  0.61333F,  -1.02417F,
             2.57864F,  1.09967F,  -1.15643F, -0.05777F, -1.59136F, -0.91033F, -0.80643F, 0.22223F,
             -0.07833F, -0.71417F, -0.37667F, -0.83417F, -2.10752F, -2.33847F, 0.30519F,  -0.378F,
             3.3555F,   2.25769F,  -1.72504F, 0.3656F,   -2.14752F, 0.44153F,  0.12519F,  -1.258F});
        QVERIFY(largestDifference(corrected(*integrate::makeRegress(), table(), {&batch, &other}),
                                  expected) < 2e-5);
    }

    // What a later column says that an earlier one has said already is dropped, as in limma.
    void regressionDropsRepeatedColumns() {
        const auto batch = batches();
        const auto once = corrected(*integrate::makeRegress(), table(), {&batch});
        const auto twice = corrected(*integrate::makeRegress(), table(), {&batch, &batch});
        QVERIFY(largestDifference(once, twice) < 1e-5);
    }

    // Two cells a batch: means 1 and 4 of batches, 2.5 of all.
    void centringByHand() {
        const data::Embedding input = embedding(1, {0.0F, 2.0F, 3.0F, 5.0F});
        const auto batch = categories({0, 0, 1, 1}, 2);
        const auto centre = integrate::makeCentre();
        QCOMPARE(corrected(*centre, input, {&batch}).values,
                 (std::vector<float>{1.5F, 3.5F, 1.5F, 3.5F}));
        QCOMPARE(corrected(*centre, input, {&batch}, {}, {std::string("b1")}).values,
                 (std::vector<float>{3.0F, 5.0F, 3.0F, 5.0F}));
    }

    void threadsDoNotChangeTheResult() {
        const tests::Cells cells = tests::shiftedCells(20000, 3);
        for (const auto& method :
             {integrate::makeCombat(), integrate::makeRegress(), integrate::makeCentre()})
            QVERIFY(corrected(*method, cells.pca, {&cells.batch}, {}, {}, 1) ==
                    corrected(*method, cells.pca, {&cells.batch}, {}, {}, 3));
    }

    void unusableSettingsAreRefused() {
        const auto batch = batches();
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(corrected(*integrate::makeRegress(), table(),
                                                             {&batch}, {}, {std::string("b0")})),
                                 base::Error);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(corrected(*integrate::makeCentre(), table(),
                                                             {&batch}, {{"theta", 1.0}})),
                                 base::Error);
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(corrected(*integrate::makeCombat(), table(), {})), base::Error);
    }
};

QTEST_APPLESS_MAIN(LinearMethodsTest)
#include "linear_methods_test.moc"
