#include "core/base/random.h"
#include "core/diagnose/confusion.h"
#include "core/diagnose/neighborhood_weights.h"
#include "core/diagnose/over_statistic.h"
#include "core/diagnose/restricted_neighbors.h"
#include "core/diagnose/under_statistic.h"

#include <QTest>

#include <cmath>
#include <vector>

using namespace counterpoint;

namespace {

constexpr std::size_t cells = 400;
constexpr std::size_t dims = 10;

/// One draw of two batches of three populations; corrected, the batches are `gap` standard
/// deviations apart and one cluster has moved `merged` of the way onto another.
struct Draw {
    diagnose::ProtectionMap map;
    data::Embedding corrected{cells, dims};

    Draw(double gap, double merged, std::uint64_t seed) {
        data::Embedding before(cells, dims);
        map.batch.levels = {"a", "b"};
        map.groups.count = 3;
        map.clusters.count = 6;
        base::Random random(77, seed);
        for (std::size_t i = 0; i < cells; ++i) {
            const std::size_t b = random.below(2);
            const std::size_t p = random.below(3);
            map.batch.codes.push_back(static_cast<std::int32_t>(b));
            map.groups.codes.push_back(static_cast<std::int32_t>(p));
            map.clusters.codes.push_back(static_cast<std::int32_t>(3 * b + p));
            for (std::size_t j = 0; j < dims; ++j) {
                const double noise = random.normal();
                const double home = j == p ? 6.0 : 0.0;
                const double elsewhere = b != 0 || p != 1 ? home
                                         : j == 0         ? 6.0 * merged
                                         : j == 1         ? 6.0 * (1.0 - merged)
                                                          : 0.0;
                const double batchShift = j == 9 ? static_cast<double>(b) : 0.0;
                before(i, j) = static_cast<float>(home + noise + 3.0 * batchShift);
                corrected(i, j) = static_cast<float>(elsewhere + noise + gap * batchShift);
            }
        }
        map.testing = map.groups;
        const diagnose::Sample all = diagnose::everyCell(cells);
        const auto own = diagnose::nearestWithin(before, {map.batch.codes, 2}, {all.cells},
                                                 std::vector<std::size_t>{60, 60}, {});
        map.clusterWeight =
            diagnose::separability(diagnose::confusion(own, map.clusters, map.batch));
        map.ownForeignBefore =
            diagnose::otherClusterShares(map.clusters, map.clusterWeight, map.batch, own);
        map.weights = {diagnose::PairTable(3, 3, 1.0), diagnose::PairTable(3, 3, 0.0)};
        map.uncorrectedNeighbors = diagnose::nearestOfAll(before, {all.cells}, 30, {});
        map.foreignBaseline.assign(6, 0.0);
        map.foreignBaselineOfPopulation.assign(3, 0.0);
    }
};

/// How often the intervals of many draws hold the mean over draws.
double coverage(const std::vector<diagnose::Estimate>& estimates) {
    double mean = 0.0;
    for (const diagnose::Estimate& estimate : estimates) mean += estimate.value;
    mean /= static_cast<double>(estimates.size());
    double held = 0.0;
    for (const diagnose::Estimate& estimate : estimates)
        held += estimate.low <= mean && mean <= estimate.high ? 1.0 : 0.0;
    return held / static_cast<double>(estimates.size());
}

}  // namespace

class EstimateTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// 95 % intervals must not promise more than they hold; they may be wider than needed, for
    /// neighbours repeat each other more in some embeddings than in others.
    void intervalsCoverWhatOtherDrawsGive_data() {
        QTest::addColumn<double>("gap");
        QTest::addColumn<double>("merged");
        QTest::newRow("batches a little apart") << 1.0 << 0.0;
        QTest::newRow("batches apart") << 2.0 << 0.0;
        QTest::newRow("a cluster half merged") << 0.0 << 0.6;
        QTest::newRow("a cluster merged") << 0.3 << 0.8;
    }
    void intervalsCoverWhatOtherDrawsGive() {
        QFETCH(double, gap);
        QFETCH(double, merged);
        std::vector<diagnose::Estimate> under;
        std::vector<diagnose::Estimate> over;
        const diagnose::Sample all = diagnose::everyCell(cells);
        for (std::uint64_t draw = 0; draw < 40; ++draw) {
            const Draw drawn(gap, merged, draw);
            under.push_back(diagnose::underStatistic(drawn.corrected, drawn.map.batch,
                                                     drawn.map.testing, all, nullptr, {})
                                .total);
            over.push_back(diagnose::overStatistic(drawn.map, drawn.corrected, all, nullptr, {})
                               .clusters[1]
                               .loss);
        }
        qInfo("held: U %.3f, L %.3f", coverage(under), coverage(over));
        QVERIFY(coverage(under) >= 0.88);
        if (merged > 0.0) QVERIFY(coverage(over) >= 0.88);
    }

    void isUndefinedUntilMeasured() {
        QVERIFY(!diagnose::Estimate{}.defined());
        const auto estimate = diagnose::estimateOf(0.5, 0.01, 2.0);
        QVERIFY(std::abs(estimate.low - (0.5 - 1.959963984540054 * 0.2)) < 1e-12);
        QVERIFY(std::abs(estimate.high - (0.5 + 1.959963984540054 * 0.2)) < 1e-12);
    }
};

QTEST_APPLESS_MAIN(EstimateTest)
#include "estimate_test.moc"
