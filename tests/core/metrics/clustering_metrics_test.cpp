#include "core/cluster/agreement.h"
#include "core/metrics/aggregate.h"
#include "core/metrics/cilisi.h"
#include "core/metrics/graph_connectivity.h"
#include "core/metrics/isolated_labels.h"
#include "core/metrics/lisi.h"
#include "core/metrics/metrics.h"
#include "core/metrics/resolution_scan.h"
#include "core/metrics/shuffled_baseline.h"
#include "core/metrics/silhouette.h"
#include "core/metrics/strong_components.h"
#include "tests/core/metrics/test_data.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <cmath>
#include <map>
#include <memory>

using namespace counterpoint;

namespace {

/// Three clouds far apart, labels right, batches mixed; label 2 occurs in batch 0 only.
struct Clouds {
    data::Embedding x = tests::cloud(450, 4, 21);
    data::Categories batch;
    data::Categories label;
    data::NeighborGraph neighbors;

    Clouds() {
        std::vector<std::int32_t> batches(450);
        std::vector<std::int32_t> labels(450);
        for (std::size_t i = 0; i < 450; ++i) {
            labels[i] = static_cast<std::int32_t>(i / 150);
            batches[i] = labels[i] == 2 ? 0 : static_cast<std::int32_t>(i % 2);
            x(i, 0) += 30.0F * static_cast<float>(labels[i]);
        }
        batch = tests::categories(batches);
        label = tests::categories(labels);
        neighbors = tests::bruteForceNeighbors(x, 90);
    }
    plugin::MetricInput input() const { return {x, neighbors, batch, &label, &x}; }
};

}  // namespace

class ClusteringMetricsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void separateTypesAreFoundByBothClusterings() {
        const Clouds clouds;
        for (const auto make : {metrics::makeNmi, metrics::makeAri, metrics::makeNmiKmeans,
                                metrics::makeAriKmeans, metrics::makeIsolatedLabelsF1}) {
            const auto metric = make();
            const auto score = metric->compute(clouds.input(), {});
            QVERIFY2(score.scaled > 0.999, metric->info().id.c_str());
        }
    }

    void leidenScoresAreThoseOfTheBestResolution() {
        COUNTERPOINT_NEED_SHARED(file, "data/kang_ifnb.h5ad");
        const auto x = tests::readEmbedding(file, "obsm/X_pca_ref");
        const auto batch = tests::readCategories(file, "batch");
        const auto label = tests::readCategories(file, "cell_type");
        const auto neighbors = tests::bruteForceNeighbors(x, 90);
        const base::Job job({}, 2, 0);
        const plugin::MetricInput input{x, neighbors, batch, &label, &x};
        const auto nmi = metrics::makeNmi()->compute(input, job);
        const auto ari = metrics::makeAri()->compute(input, job);
        const auto partitions = metrics::resolutionScan(neighbors, job);
        QCOMPARE(partitions->size(), std::size_t{10});
        double best = -1.0;
        double ofBest = 0.0;
        for (const auto& partition : *partitions) {
            const double found =
                cluster::normalisedMutualInformation(label.codes, partition.codes).value;
            if (found <= best) continue;
            best = found;
            ofBest = cluster::adjustedRandIndex(label.codes, partition.codes).value;
        }
        QCOMPARE(nmi.value, best);
        QCOMPARE(ari.value, ofBest);
    }

    void isolatedLabelsAreThoseInTheFewestBatches() {
        const Clouds clouds;
        QCOMPARE(metrics::isolatedLabels(clouds.batch, clouds.label), std::vector<std::size_t>{2});
        const auto score = metrics::makeIsolatedLabels()->compute(clouds.input(), {});
        const auto widths = metrics::silhouette(clouds.x, clouds.label.codes, 3, {});
        double sum = 0.0;
        for (std::size_t i = 300; i < 450; ++i) sum += (double{widths[i]} + 1.0) / 2.0;
        QVERIFY(std::abs(score.value - sum / 150.0) < 1e-6);
        QCOMPARE(score.cells, std::size_t{150});
        // All labels in all batches: all of them count, as in scib-metrics.
        const auto everywhere = tests::categories({0, 1, 0, 1});
        QCOMPARE(metrics::isolatedLabels(everywhere, tests::categories({0, 0, 1, 1})).size(),
                 std::size_t{2});
    }

    void strongPartsFollowTheDirection() {
        // 0 → 1 → 2 → 0 is a ring; 3 → 0 is not reached back; 4 and 5 reach each other only.
        const data::NeighborGraph graph{
            .cells = 6, .k = 1, .indices = {1, 2, 0, 0, 5, 4}, .distances = {}};
        const std::vector<std::int32_t> codes(6, 0);
        const auto parts = metrics::strongComponents(graph, codes, 1);
        QVERIFY(parts[0] == parts[1] && parts[1] == parts[2] && parts[4] == parts[5]);
        QVERIFY(parts[3] != parts[0] && parts[4] != parts[0] && parts[3] != parts[4]);
        const auto inside = metrics::inLargestStrongPart(graph, tests::categories(codes), 2);
        QCOMPARE(inside, (std::vector<float>{1, 1, 1, 0, 0, 0}));
        // An edge to another label does not count.
        QCOMPARE(
            metrics::strongComponents(graph, std::vector<std::int32_t>{0, 1, 0, 0, -1, 0}, 1)[4],
            -1);
    }

    void cilisiReachesOneWhereBatchesMixInTheirShares() {
        // Every cell of label 0 sees what its shares 3 : 1 allow: 1.6; label 1 has one batch.
        const auto batch = tests::categories({0, 0, 0, 1, 1, 1});
        const auto label = tests::categories({0, 0, 0, 0, 1, 1});
        const std::vector<float> lisi{1.6F, 1.6F, 1.6F, 1.6F, 1.0F, 1.0F};
        const auto found = metrics::cilisiPerLabel(lisi, metrics::Asked(6), batch, label);
        QVERIFY(std::abs(found[0].scaled - 1.0) < 1e-6);
        QVERIFY(std::isnan(found[1].scaled));
        const auto half =
            metrics::cilisiPerLabel(std::vector<float>(6, 1.3F), metrics::Asked(6), batch, label);
        QVERIFY(std::abs(half[0].scaled - 0.5) < 1e-6);
        QVERIFY(std::abs(metrics::attainableLisi(batch) - 2.0) < 1e-12);
    }

    void shufflingKeepsThePopulationsComposition() {
        const Clouds clouds;
        const auto shuffled = metrics::shuffledBatches(clouds.batch, &clouds.label, 3);
        QCOMPARE(shuffled.counts(), clouds.batch.counts());
        QVERIFY(shuffled.codes != clouds.batch.codes);
        for (std::size_t i = 300; i < 450; ++i) QCOMPARE(shuffled.codes[i], 0);
        QCOMPARE(metrics::shuffledBatches(clouds.batch, nullptr, 3).counts(),
                 clouds.batch.counts());
    }

    void shuffledBatchesMixWhereTheTrueOnesDoNot() {
        Clouds clouds;
        for (std::size_t i = 0; i < 450; ++i)
            clouds.x(i, 1) += 8.0F * static_cast<float>(clouds.batch.codes[i]);
        clouds.neighbors = tests::bruteForceNeighbors(clouds.x, 90);
        const auto metric = metrics::makeCilisi();
        QVERIFY(metric->compute(clouds.input(), {}).scaled < 0.1);
        QVERIFY(metrics::shuffledBaseline(*metric, clouds.input(), {}).scaled > 0.8);
        const auto none =
            metrics::shuffledBaseline(*metrics::makePcrComparison(), clouds.input(), {});
        QVERIFY(std::isnan(none.scaled) && !none.undefined.empty());
    }

    void theAggregateIsSummedByHand() {
        std::map<std::string, std::shared_ptr<const plugin::Score>> scores;
        const auto set = [&](const char* id, double scaled) {
            plugin::Score score;
            score.scaled = scaled;
            scores[id] = std::make_shared<const plugin::Score>(score);
        };
        set("bras", 0.8);
        set("ilisi", 0.4);
        set("kbet", std::nan(""));
        set("clisi", 1.0);
        set("asw_label", 0.5);
        set("nmi", 0.0);  // not of the aggregate
        const auto found = metrics::scibAggregate(scores);
        QVERIFY(std::abs(found.batch - 0.6) < 1e-12 && std::abs(found.bio - 0.75) < 1e-12);
        QVERIFY(std::abs(found.total - (0.6 * 0.75 + 0.4 * 0.6)) < 1e-12);
        QCOMPARE(found.missing.size(), std::size_t{6});
        scores.erase("clisi");
        scores.erase("asw_label");
        QVERIFY(std::isnan(metrics::scibAggregate(scores).total));
        QVERIFY(!std::isnan(metrics::scibAggregate(scores).batch));
    }
};

QTEST_APPLESS_MAIN(ClusteringMetricsTest)
#include "clustering_metrics_test.moc"
