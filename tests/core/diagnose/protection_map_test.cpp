#include "core/diagnose/protection_map.h"

#include "core/base/error.h"
#include "core/diagnose/alignment.h"
#include "core/diagnose/batch_match.h"
#include "core/diagnose/cluster_means.h"
#include "core/diagnose/diagnosis.h"
#include "core/diagnose/over_statistic.h"
#include "core/diagnose/under_statistic.h"
#include "tests/core/diagnose/made.h"
#include "tests/core/diagnose/reference.h"
#include "tests/support/shared_data.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <numeric>

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

/// The share of other levels among the 30 nearest cells.
double strangers(const data::Embedding& embedding, const data::Categories& levels) {
    const auto graph = neighbors::findNeighbors(embedding, {.k = 31}, {});
    double found = 0.0;
    double of = 0.0;
    for (std::size_t i = 0; i < graph.cells; ++i)
        for (const std::uint32_t near : graph.neighbors(i)) {
            found += levels.codes[near] != levels.codes[i] ? 1.0 : 0.0;
            of += near != i ? 1.0 : 0.0;
        }
    return found / of;
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
        const auto confusion = diagnose::confusion(own, clusters, batch);
        const auto pairs =
            diagnose::matchBatches(pcs, batch, means, confusion, diagnose::Starts::Means, {});
        const auto alignment = diagnose::align(pcs, batch, clusters, means, pairs, confusion, own);
        const auto stored = tests::readEmbedding(set.stored(), "aligned_space");
        if (dataset != QStringLiteral("cell_lines_pca")) {
            QVERIFY(tests::largestDifference(alignment.aligned.values, stored.values) < 1e-4);
            return;
        }
        // Two of its three batches share no cell line. The prototype laid one line on the other;
        // the way through the third batch contradicts that, and we follow it.
        const auto lines = tests::readCategories(set.file(), "cell_type");
        const double ours = strangers(alignment.aligned, lines);
        const double before = strangers(stored, lines);
        QVERIFY2(ours < 0.5 * before, qPrintable(QStringLiteral("%1 %2").arg(ours).arg(before)));
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
        const auto weights = diagnose::withLinksDecided(
            diagnose::pairWeights(diagnose::confusion(ownNeighbors(pcs, batch), groups, batch),
                                  diagnose::groupCorrelations(profiles, groups.count), present),
            links);
        const auto weight = tests::readPairs(set.stored(), "pair_weight");
        const auto ambiguous = tests::readPairs(set.stored(), "pair_ambiguous");
        QVERIFY(largestDifference(weights.weight.values, weight.values) < 1e-6);
        QCOMPARE(weights.ambiguous.values, ambiguous.values);
        const auto testing = tests::readPartition(set.stored(), "testing_group");
        QCOMPARE(diagnose::joined(groups, links).codes, testing.codes);
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
        // The prototype's links are in its testing groups; here the groups are given as such.
        map.groups = map.testing;
        // It counts pairs of groups that never meet in a batch too; ours does not, see below.
        map.groupPresent = diagnose::PairTable(map.groups.count, 1, 1.0);
        if (map.groups.count != map.weights.weight.rows) QSKIP("groups are joined by links");
        map = diagnose::withLinks(map, map.links);
        // The prototype compares float32 distances; on cell_lines_pca that swaps one neighbour of
        // one cluster (2.1e-4, and none when it is run in float64).
        const double rounding = dataset == QStringLiteral("cell_lines_pca") ? 2.2e-4 : 1e-6;
        QVERIFY(largestDifference(map.foreignBaseline, stored) < rounding);
    }

    /// Two batches with one population each and one in common, a cell's nearest 30 half of its own
    /// group and half of the other batch's. Alignment lays what lives in one batch only on what is
    /// nearest: that excuses no merge. What lives together in a batch and touches does.
    void excusesNoMergeOfPopulationsThatNeverMeet() {
        diagnose::ProtectionMap map;
        map.batch.levels = {"first", "second"};
        const std::vector<std::vector<std::int32_t>> groupsOfBatch{{0, 2}, {1, 2}};
        for (std::int32_t b = 0; b < 2; ++b)
            for (const std::int32_t g : groupsOfBatch[b])
                for (int cell = 0; cell < 20; ++cell) {
                    map.batch.codes.push_back(b);
                    map.groups.codes.push_back(g);
                    map.clusters.codes.push_back(2 * b + (g == 2 ? 1 : 0));
                }
        map.groups.count = 3;
        map.clusters.count = 4;
        map.groupPresent = diagnose::countByBatch(map.groups, map.batch);
        map.correlation = diagnose::PairTable(3, 3);
        map.unlinked = {diagnose::PairTable(3, 3, 1.0), diagnose::PairTable(3, 3)};
        map.uncorrectedNeighbors = map.alignedNeighbors = diagnose::NeighborTable(80, 2);
        for (std::uint32_t i = 0; i < 80; ++i) {
            map.uncorrectedNeighbors.append(i, i);
            map.alignedNeighbors.append(i, i);
            map.alignedNeighbors.append(i, i < 20 ? 40 : i < 40 ? 60 : i < 60 ? 20 : 0);
        }
        // Clusters: 0 on group 1 of the other batch, 1 on its own group, 2 on group 2 and 3, which
        // is of group 2, on group 0, both of which live together in the first batch.
        const auto found = diagnose::withLinks(map, {});
        QCOMPARE(found.foreignBaseline, (std::vector<double>{0.0, 0.0, 0.5, 0.5}));
        map.groupPresent = diagnose::PairTable(3, 1, 1.0);
        QCOMPARE(diagnose::withLinks(map, {}).foreignBaseline,
                 (std::vector<double>{0.5, 0.0, 0.5, 0.5}));
    }

    /// Values and verdicts of reference/diagnosis.json. Leiden partitions differ between programs,
    /// so U and L agree within 0.03 only. On cell_lines_pca the prototype's L is the false alarm of
    /// 20 cells; ours has none, and its L is lower. There one of its groups holds both cell lines,
    /// ours hold one each: U is compared with that of the true lines. In kang_ifnb we link control
    /// and stimulated monocytes, which the prototype did not (see below): there U without links
    /// agrees, and the verdict counts neighbours missing between them.
    void agreesWithThePrototypeOnItsOwnPartition_data() { addDatasets(); }
    void agreesWithThePrototypeOnItsOwnPartition() {
        QFETCH(QString, dataset);
        COUNTERPOINT_NEED_SHARED(json, "reference/diagnosis.json");
        const tests::DiagnosedSet set{dataset.toStdString(), json.parent_path().parent_path()};
        const auto reference = nlohmann::json::parse(std::ifstream(json))[set.name]["embeddings"];
        const auto pcs = set.uncorrected();
        const tests::GeneValues genes = set.genes();
        const base::Job job({}, 2, 0);
        const auto map = diagnose::protect(
            {pcs, tests::readCategories(set.file(), "batch"), genes.expression()}, job);
        const bool mixedLines = dataset == QStringLiteral("cell_lines_pca");
        const data::Categories levels = tests::readCategories(set.file(), "cell_type");
        const diagnose::Partition lines{levels.codes, levels.levelCount()};
        const bool linkedAnew = dataset == QStringLiteral("kang_ifnb");
        for (const std::string& name : tests::diagnosedEmbeddings()) {
            const auto corrected = set.read(name);
            const auto graph = neighbors::findNeighbors(corrected, {.k = 90}, job);
            const auto found = diagnose::judge(map, corrected, graph, {}, job);
            const double ours = linkedAnew ? found.underWithoutLinks.value : found.under.value;
            double u = reference[name]["U"];
            if (mixedLines)
                u = diagnose::underStatistic(corrected, map.batch, lines,
                                             diagnose::everyCell(pcs.rows), &graph, job)
                        .total.value;
            const double l = reference[name]["L_max"];
            const auto worst = std::ranges::find_if(found.losses, [](const auto& loss) {
                return loss.cells >= diagnose::leastClusterSize;
            });
            const double ourL = worst->loss.value;
            const std::string verdict = reference[name]["verdict_with_tier"];
            const QByteArray what = QByteArray::fromStdString(
                name + ": U " + std::to_string(ours) + " " + std::to_string(u) + ", L " +
                std::to_string(ourL) + " " + std::to_string(l));
            QVERIFY2(std::abs(ours - u) < (mixedLines ? 0.045 : 0.03), what);
            const bool farBelow = ourL < 0.10 && l < 0.10;
            QVERIFY2(farBelow || ourL - l < 0.03, what);
            QVERIFY2(farBelow || mixedLines || ourL - l > -0.03, what);
            if (!linkedAnew) QCOMPARE(diagnose::idOf(found.verdict), verdict);
        }
    }

    /// Known failure (a): the prototype calls a loss of 20 jurkat cells in cell_lines_pca, which
    /// only its severity tier hides. They went to the wrong group when clusters were paired; a cut
    /// that mixes better once aligned has no such pair, whatever the seed.
    void pairsNoSmallClusterWrongly() {
        COUNTERPOINT_NEED_SHARED(any, "reference/cell_lines_pca_diagnosis.h5");
        const tests::DiagnosedSet set{"cell_lines_pca", any.parent_path().parent_path()};
        const auto pcs = set.uncorrected();
        const auto batch = tests::readCategories(set.file(), "batch");
        const auto corrected = set.read("R_harmony_2.0.4/theta2");
        const auto graph = neighbors::findNeighbors(corrected, {.k = 90}, {});
        const auto all = diagnose::everyCell(pcs.rows);
        const auto before = diagnose::overStatistic(set.map(), corrected, all, &graph, {});
        const auto lostCells = [](const diagnose::OverStatistic& over) {
            std::size_t cells = 0;
            for (const diagnose::LossStatistic& cluster : over.clusters)
                if (cluster.cells >= diagnose::leastClusterSize &&
                    cluster.loss.value > diagnose::clusterLimit)
                    cells += cluster.cells;
            return cells;
        };
        QCOMPARE(lostCells(before), std::size_t{20});
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            const auto map = diagnose::protect({pcs, batch}, base::Job({}, 2, seed));
            const auto after = diagnose::overStatistic(map, corrected, all, &graph, {});
            QCOMPARE(lostCells(after), std::size_t{0});
            QCOMPARE(after.flagged, 0.0);
        }
    }

    /// Known failure (c) on real data: CD14+ monocytes kept in one chemistry only and CD16+ ones in
    /// another only stayed an ambiguous pair (correlation 0.78, likeness 0.84), so that bringing
    /// them together was no loss. They differ in genes that the chemistries leave alone.
    void tellsSisterPopulationsApartThatNeverMeet() {
        COUNTERPOINT_NEED_SHARED(any, "data/pbmc_3chem.h5ad");
        const tests::DiagnosedSet set{"pbmc_3chem", any.parent_path().parent_path()};
        const auto dataset = io::open(set.file(), {});
        const auto labels = data::asCategories(*dataset->obs.find("cell_type"));
        const auto batch = data::asCategories(*dataset->obs.find("batch"));
        std::vector<std::uint32_t> cells;
        for (std::uint32_t i = 0; i < labels.size(); ++i) {
            const std::string label = labels.codes[i] < 0 ? "" : labels.levels[labels.codes[i]];
            const std::string home = label == "Mono_CD14"   ? "10x 3' v2"
                                     : label == "Mono_CD16" ? "10x 3' v1"
                                                            : "";
            if (home.empty() || batch.levels[batch.codes[i]] == home) cells.push_back(i);
        }
        tests::GeneValues genes = set.genes();
        std::vector<std::uint32_t> everyGene(genes.logNormalised.cols);
        std::iota(everyGene.begin(), everyGene.end(), 0U);
        genes.logNormalised = data::take(genes.logNormalised, cells, everyGene);
        const auto map = diagnose::protect({data::takeRows(set.uncorrected(), cells),
                                            data::takeRows(batch, cells), genes.expression()},
                                           base::Job({}, 2, 0));
        const auto groupOf = [&](const char* label) {
            std::vector<int> counts(map.groups.count, 0);
            for (std::size_t i = 0; i < cells.size(); ++i)
                if (labels.codes[cells[i]] >= 0 && labels.levels[labels.codes[cells[i]]] == label)
                    ++counts[map.groups.codes[i]];
            return static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin());
        };
        const std::size_t classical = groupOf("Mono_CD14");
        const std::size_t nonClassical = groupOf("Mono_CD16");
        QVERIFY(classical != nonClassical);
        QVERIFY(map.links.empty());
        QCOMPARE(map.weights.weight(classical, nonClassical), 1.0);
        QCOMPARE(map.weights.ambiguous(classical, nonClassical), 0.0);
    }

    /// Monocytes of Kang, stimulated or not: likeness 0.76, less than the sisters above, but they
    /// differ mostly in genes that the stimulation moves in all populations. (The file calls 289
    /// stimulated monocytes FCGR3A+; 236 of them express CCL2 and 15 % of these VMO1, as CD14+ ones
    /// do, against 64 % of the other 53.) Without the link the correction at theta 2 seemed
    /// balanced, though it leaves them apart.
    void linksTwoStatesOfOnePopulation() {
        COUNTERPOINT_NEED_SHARED(any, "reference/kang_ifnb_diagnosis.h5");
        const tests::DiagnosedSet set{"kang_ifnb", any.parent_path().parent_path()};
        const tests::GeneValues genes = set.genes();
        const auto map = diagnose::protect(
            {set.uncorrected(), tests::readCategories(set.file(), "batch"), genes.expression()},
            base::Job({}, 2, 0));
        QCOMPARE(map.links.size(), std::size_t{1});
        QVERIFY(map.links[0].correlation > 0.6);
        const auto corrected = set.read("R_harmony_2.0.4/theta2");
        const auto found = diagnose::judge(
            map, corrected, neighbors::findNeighbors(corrected, {.k = 90}, {}), {}, {});
        QVERIFY(found.under.value > 0.25 && found.underWithoutLinks.value < 0.15);
        QCOMPARE(found.verdict, diagnose::Verdict::Under);
    }

    void doesNotDependOnTheThreadCount() {
        const tests::Made made = tests::makeBatches(400, 3, 1);
        const auto one = diagnose::protect({made.uncorrected, made.batch}, base::Job({}, 1, 5));
        for (const int threads : {2, 3}) {
            const auto many =
                diagnose::protect({made.uncorrected, made.batch}, base::Job({}, threads, 5));
            QVERIFY(many.clusters == one.clusters);
            QVERIFY(many.groups == one.groups);
            QCOMPARE(many.weights.weight.values, one.weights.weight.values);
            QCOMPARE(many.foreignBaseline, one.foreignBaseline);
            QCOMPARE(many.ownForeignBefore, one.ownForeignBefore);
            QCOMPARE(many.residualShift, one.residualShift);
        }
    }

    void findsPopulationsAcrossBatches() {
        const tests::Made made = tests::makeBatches(600, 3, 2);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        // Every group holds cells of one population only, every population is in a shared group.
        for (std::size_t i = 0; i < map.cells(); ++i)
            for (std::size_t j = i + 1; j < map.cells(); j += 7)
                if (map.groups.codes[i] == map.groups.codes[j])
                    QCOMPARE(made.population.codes[i], made.population.codes[j]);
        QCOMPARE(diagnose::testableCells(map.groups, made.batch).sizes().size(), map.groups.count);
    }

    void refusesWhatCannotBeJudged() {
        tests::Made made = tests::makeBatches(200, 2, 3);
        data::Categories one = made.batch;
        std::ranges::fill(one.codes, 0);
        QVERIFY_EXCEPTION_THROWN(diagnose::protect({made.uncorrected, one}, {}), base::Error);
        data::Categories missing = made.batch;
        missing.codes[3] = -1;
        QVERIFY_EXCEPTION_THROWN(diagnose::protect({made.uncorrected, missing}, {}), base::Error);
        data::Categories shorter = made.batch;
        shorter.codes.pop_back();
        QVERIFY_EXCEPTION_THROWN(diagnose::protect({made.uncorrected, shorter}, {}), base::Error);
        made.uncorrected(7, 1) = NAN;
        QVERIFY_EXCEPTION_THROWN(diagnose::protect({made.uncorrected, made.batch}, {}),
                                 base::Error);
    }

    void livesWithTinyBatches() {
        tests::Made made = tests::makeBatches(120, 2, 4);
        made.batch.levels.insert(made.batch.levels.end(), {"one", "two", "three", "empty"});
        made.batch.codes[0] = 2;
        made.batch.codes[1] = made.batch.codes[2] = 3;
        made.batch.codes[3] = made.batch.codes[4] = made.batch.codes[5] = 4;
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        QCOMPARE(map.cells(), made.uncorrected.rows);
        for (const std::int32_t code : map.clusters.codes) QVERIFY(code >= 0);
        for (const double baseline : map.foreignBaseline) QVERIFY(std::isfinite(baseline));
    }

    void stops() {
        const tests::Made made = tests::makeBatches(200, 2, 5);
        std::stop_source source;
        source.request_stop();
        QVERIFY_EXCEPTION_THROWN(
            diagnose::protect({made.uncorrected, made.batch}, base::Job(source.get_token(), 2, 0)),
            base::Cancelled);
    }
};

QTEST_APPLESS_MAIN(ProtectionMapTest)
#include "protection_map_test.moc"
