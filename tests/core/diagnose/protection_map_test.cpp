#include "core/diagnose/protection_map.h"

#include "core/base/error.h"
#include "core/diagnose/alignment.h"
#include "core/diagnose/batch_match.h"
#include "core/diagnose/cluster_means.h"
#include "core/diagnose/over_statistic.h"
#include "core/diagnose/under_statistic.h"
#include "tests/core/diagnose/reference.h"
#include "tests/support/shared_data.h"

#include <QTest>

using namespace counterpoint;

namespace {

void addDatasets() {
    QTest::addColumn<QString>("dataset");
    for (const char* dataset : {"kang_ifnb", "pbmc_3chem", "cell_lines_pca"})
        QTest::newRow(dataset) << dataset;
}

/// The nearest cells of the own batch in the uncorrected space.
diagnose::NeighborTable ownNeighbors(const data::Embedding& pcs, const data::Categories& batch) {
    const diagnose::Sample all = diagnose::everyCell(pcs.rows);
    const diagnose::Partition batches{batch.codes, batch.levelCount()};
    return diagnose::nearestWithin(pcs, batches, {all.cells},
                                   std::vector<std::size_t>(batches.count, 60), {});
}

double largestDifference(const std::vector<double>& a, const std::vector<double>& b) {
    double largest = a.size() == b.size() ? 0.0 : 1e30;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        largest = std::max(largest, std::abs(a[i] - b[i]));
    return largest;
}

}  // namespace

class ProtectionMapTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void alignsAsThePrototypeOnItsClusters_data() { addDatasets(); }
    void alignsAsThePrototypeOnItsClusters() {
        QFETCH(QString, dataset);
        COUNTERPOINT_NEED_SHARED(any, "reference/kang_ifnb_diagnosis.h5");
        const tests::DiagnosedSet set{dataset.toStdString(), any.parent_path().parent_path()};
        const auto pcs = set.uncorrected();
        const auto batch = tests::readCategories(set.file(), "batch");
        const auto clusters = tests::readPartition(set.stored(), "own_batch_cluster");
        const auto own = ownNeighbors(pcs, batch);
        const auto means = diagnose::clusterMeans(pcs, clusters, batch);
        const auto alignment = diagnose::align(pcs, batch, clusters, means,
                                               diagnose::matchBatches(pcs, batch, means, {}),
                                               diagnose::confusion(own, clusters, batch), own);
        const auto stored = tests::readEmbedding(set.stored(), "aligned_space");
        QVERIFY(tests::largestDifference(alignment.aligned.values, stored.values) < 1e-4);
    }

    void weighsPairsAsThePrototypeOnItsGroups_data() { addDatasets(); }
    void weighsPairsAsThePrototypeOnItsGroups() {
        QFETCH(QString, dataset);
        COUNTERPOINT_NEED_SHARED(any, "reference/kang_ifnb_diagnosis.h5");
        const tests::DiagnosedSet set{dataset.toStdString(), any.parent_path().parent_path()};
        const auto pcs = set.uncorrected();
        const auto batch = tests::readCategories(set.file(), "batch");
        const auto groups = tests::readPartition(set.stored(), "aligned_group");
        const auto counts = diagnose::countByBatch(groups, batch);
        const auto present = diagnose::presentForWeights(counts, batch.counts());
        const tests::GeneValues genes = set.genes();
        diagnose::Profiles profiles;
        std::vector<diagnose::IdentityLink> links;
        if (genes.expression().known()) {
            profiles = diagnose::groupProfiles(genes.expression(), groups, batch, present, {});
            const auto forLinks = diagnose::presentForLinks(counts);
            links = diagnose::identityLinks(
                diagnose::groupProfiles(genes.expression(), groups, batch, forLinks, {}), forLinks);
        }
        const auto weights = diagnose::withoutLinked(
            diagnose::pairWeights(diagnose::confusion(ownNeighbors(pcs, batch), groups, batch),
                                  diagnose::groupCorrelations(profiles, groups.count), present),
            links);
        const auto weight = tests::readPairs(set.stored(), "pair_weight");
        const auto ambiguous = tests::readPairs(set.stored(), "pair_ambiguous");
        QVERIFY(largestDifference(weights.weight.values, weight.values) < 1e-6);
        QCOMPARE(weights.ambiguous.values, ambiguous.values);
        const auto testing = tests::readPartition(set.stored(), "testing_group");
        QCOMPARE(diagnose::joined(groups, links).codes, testing.codes);
        for (const auto& link : links)
            qInfo("link %d %d r %.3f", link.first, link.second, link.correlation);
    }

    void hasThePrototypesBaselineOnItsPartition_data() { addDatasets(); }
    void hasThePrototypesBaselineOnItsPartition() {
        QFETCH(QString, dataset);
        COUNTERPOINT_NEED_SHARED(any, "reference/kang_ifnb_diagnosis.h5");
        const tests::DiagnosedSet set{dataset.toStdString(), any.parent_path().parent_path()};
        diagnose::ProtectionMap map = set.map();
        const std::vector<double> stored = map.foreignBaseline;
        map.unlinked = map.weights;
        const diagnose::Sample all = diagnose::everyCell(map.cells());
        map.uncorrectedNeighbors = diagnose::nearestOfAll(set.uncorrected(), {all.cells}, 30, {});
        map.alignedNeighbors = diagnose::nearestOfAll(
            tests::readEmbedding(set.stored(), "aligned_space"), {all.cells}, 30, {});
        const diagnose::Partition testing = map.testing;
        map.groups.count = testing.count;
        map = diagnose::withLinks(std::move(map), {});
        QVERIFY(largestDifference(map.foreignBaseline, stored) < 1e-6);
    }

    void agreesWithThePrototypeOnItsOwnPartition_data() { addDatasets(); }
    void agreesWithThePrototypeOnItsOwnPartition() {
        QFETCH(QString, dataset);
        COUNTERPOINT_NEED_SHARED(any, "reference/kang_ifnb_diagnosis.h5");
        const tests::DiagnosedSet set{dataset.toStdString(), any.parent_path().parent_path()};
        const auto pcs = set.uncorrected();
        const auto batch = tests::readCategories(set.file(), "batch");
        const tests::GeneValues genes = set.genes();
        const base::Job job({}, 2, 0);
        const auto reference = set.map();
        for (std::uint64_t seed = 0; seed < 8; ++seed) {
            const auto map =
                diagnose::protect({pcs, batch, genes.expression()}, base::Job({}, 2, seed));
            QString line;
            const auto all = diagnose::everyCell(map.cells());
            for (const std::string name : {"R_harmony_2.0.4/theta0", "R_harmony_2.0.4/theta2",
                                            "R_harmony_1.2.4/theta1", "R_harmony_1.2.4/theta4"}) {
                const auto corrected = set.read(name);
                const auto u =
                    diagnose::underStatistic(corrected, batch, map.testing, all, nullptr, job);
                const auto l = diagnose::overStatistic(map, corrected, all, nullptr, job);
                line += QString::asprintf(" %.3f/%.3f", u.total.value,
                                          l.worst < 0 ? 0.0 : l.clusters[l.worst].loss.value);
            }
            qInfo("%d %zu %zu %zu %s", int(seed), map.clusters.count, map.groups.count,
                  map.links.size(), qPrintable(line));
        }
    }
};

QTEST_APPLESS_MAIN(ProtectionMapTest)
#include "protection_map_test.moc"
