// Marker genes against scanpy 1.11.5 (rank_genes_groups, method "wilcoxon", tie_correct=True) and
// scipy 1.17.1 (mannwhitneyu, asymptotic, without continuity correction).

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/io/open.h"
#include "core/markers/gene_values.h"
#include "core/markers/rank_genes.h"
#include "core/preprocess/normalise.h"
#include "core/preprocess/quality.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>

using namespace counterpoint;
using markers::Marker;

namespace {

data::CsrMatrix sparse(std::size_t cells, std::size_t genes, auto valueOf) {
    data::CsrMatrix matrix;
    matrix.rows = cells;
    matrix.cols = genes;
    for (std::size_t i = 0; i < cells; ++i) {
        for (std::size_t g = 0; g < genes; ++g)
            if (const float value = valueOf(i, g); value != 0.0F) {
                matrix.columns.push_back(static_cast<std::uint32_t>(g));
                matrix.values.push_back(value);
            }
        matrix.rowPointers.push_back(static_cast<std::int64_t>(matrix.values.size()));
    }
    return matrix;
}

/// The 40 × 5 table the reference programs were given.
data::CsrMatrix smallTable() {
    return sparse(40, 5, [](std::size_t i, std::size_t g) {
        const auto value = static_cast<int>((7 * i + 5 * g * g + 3 * i * g) % 11) - 4;
        const int more = g == 1 && i % 3 == 0 ? 2 : 0;
        return std::log1p(static_cast<float>(std::max(value, 0) + more));
    });
}

std::vector<std::uint32_t> everyThird(std::size_t cells) {
    std::vector<std::uint32_t> group;
    for (std::uint32_t i = 0; i < cells; i += 3) group.push_back(i);
    return group;
}

bool near(double value, double reference, double relative) {
    return std::abs(value - reference) <= relative * std::max(1e-300, std::abs(reference));
}

/// The cells of one cell type among the kept ones.
std::vector<std::uint32_t> cellsOf(const data::Categories& types, const std::string& name) {
    std::vector<std::uint32_t> cells;
    for (std::size_t i = 0; i < types.size(); ++i)
        if (types.codes[i] >= 0 && types.levels[static_cast<std::size_t>(types.codes[i])] == name)
            cells.push_back(static_cast<std::uint32_t>(i));
    return cells;
}

}  // namespace

class MarkersTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aSmallTableGivesTheNumbersOfScanpyAndScipy() {
        const auto found = markers::rankGenes(smallTable(), everyThird(40), {}, {});
        struct Reference {
            std::uint32_t gene;
            double score, auc, fold, groupShare, othersShare, p, adjusted;
        };
        const std::array<Reference, 5> references{{
            {1, 3.059283494949341, 0.7884615384615384, 1.9342222213745117, 1.0, 0.46153846153846156,
             0.0022186709102243185, 0.01109335379470623},
            {0, 0.5366523265838623, 0.5494505494505495, 0.3232022225856781, 0.5714285714285714,
             0.5384615384615384, 0.5915077924728394, 0.9524518872283738},
            {2, 0.506838321685791, 0.5467032967032966, 0.29985296726226807, 0.5714285714285714,
             0.5384615384615384, 0.6122682690620422, 0.9524518872283738},
            {3, 0.05962803587317467, 0.5054945054945055, 0.03611825779080391, 0.5714285714285714,
             0.5384615384615384, 0.9524518847465515, 0.9524518872283738},
            {4, -0.14907009899616241, 0.48626373626373626, -0.09378615766763687, 0.5714285714285714,
             0.5384615384615384, 0.8814983367919922, 0.9524518872283738},
        }};
        QCOMPARE(found.size(), references.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            const Marker& marker = found[i];
            const Reference& reference = references[i];
            QCOMPARE(marker.gene, reference.gene);
            QVERIFY(near(marker.score, reference.score, 1e-5));
            QVERIFY(near(marker.auc, reference.auc, 1e-12));
            QVERIFY(near(marker.logFoldChange, reference.fold, 1e-4));
            QVERIFY(near(marker.groupShare, reference.groupShare, 1e-12));
            QVERIFY(near(marker.othersShare, reference.othersShare, 1e-12));
            QVERIFY(near(marker.p, reference.p, 1e-6));
            QVERIFY(near(marker.adjusted, reference.adjusted, 1e-6));
        }
    }

    void theMarkersOfBCellsAreThoseScanpyFinds() {
        COUNTERPOINT_NEED_SHARED(file, "data/kang_ifnb.h5ad");
        const auto dataset = io::open(file, {});
        std::vector<std::uint32_t> allCells(dataset->cells());
        for (std::uint32_t i = 0; i < allCells.size(); ++i) allCells[i] = i;
        preprocess::QualityOptions keepAll;
        keepAll.minGenes = 0;
        const auto quality = preprocess::qualityFilter(dataset->counts, dataset->var, keepAll, {});
        QCOMPARE(quality.keptGenes.size(), std::size_t{5887});  // min_cells 3, as for scanpy
        const auto values = preprocess::logNormalise(
            data::take(dataset->counts, allCells, quality.keptGenes), base::Job({}, 2, 0));
        const auto types = data::asCategories(*dataset->obs.find("cell_type"));
        const auto nameOf = [&](const Marker& marker) {
            return QString::fromStdString(dataset->var.index[quality.keptGenes[marker.gene]]);
        };

        const auto found = markers::rankGenes(values, cellsOf(types, "B"), {}, base::Job({}, 2, 0));
        QCOMPARE(nameOf(found[0]), QStringLiteral("CD79A"));
        QVERIFY(near(found[0].score, 31.08092498779297, 1e-5));
        QVERIFY(near(found[0].logFoldChange, 7.070035457611084, 1e-4));
        QVERIFY(near(std::log10(found[0].p), std::log10(4.36093591265732e-212), 1e-5));
        QVERIFY(near(std::log10(found[0].adjusted), std::log10(2.567282971781364e-208), 1e-5));
        QVERIFY(near(found[0].groupShare, 0.6711711711711712, 1e-9));
        QVERIFY(near(found[0].othersShare, 0.023958927552766685, 1e-9));
        QCOMPARE(nameOf(found[1]), QStringLiteral("MS4A1"));
        QCOMPARE(nameOf(found[2]), QStringLiteral("CD74"));
        // Nearly every cell has it: equal values that float32 rounds apart, or not, cost digits.
        QVERIFY(near(found[2].score, 20.345401763916016, 1e-3));
        QCOMPARE(nameOf(found.back()), QStringLiteral("ANXA1"));
        QVERIFY(near(found.back().score, -16.626741409301758, 1e-3));

        const auto againstNk = markers::rankGenes(values, cellsOf(types, "B"), cellsOf(types, "NK"),
                                                  base::Job({}, 2, 0));
        QCOMPARE(nameOf(againstNk[0]), QStringLiteral("HLA-DRA"));
        QVERIFY(near(againstNk[0].score, 15.31521224975586, 1e-3));
        QVERIFY(near(againstNk[1].logFoldChange, 6.236814498901367, 1e-3));
    }

    void negativeValuesRankBelowZeros() {
        // Ranks by hand: −1 (others) 1, 0 (group) and 0 (others) 2.5 each, 2 (group) 4.
        const auto table = sparse(4, 1, [](std::size_t i, std::size_t) {
            return std::array{0.0F, 2.0F, -1.0F, 0.0F}[i];
        });
        const auto found = markers::rankGenes(table, std::array{0U, 1U}, {}, {});
        QCOMPARE(found[0].auc, (2.5 + 4.0 - 3.0) / 4.0);
    }

    void swappingTheSidesMirrorsTheAnswer() {
        base::Random random(3);
        const auto table = sparse(300, 200, [&](std::size_t, std::size_t) {
            return random.uniform() < 0.8 ? 0.0F : static_cast<float>(random.below(4));
        });
        const std::vector<std::uint32_t> group = everyThird(300);
        std::vector<std::uint32_t> rest;
        for (std::uint32_t i = 0; i < 300; ++i)
            if (i % 3 != 0) rest.push_back(i);
        auto there = markers::rankGenes(table, group, rest, {});
        auto back = markers::rankGenes(table, rest, {}, base::Job({}, 3, 0));
        std::ranges::sort(there, {}, &Marker::gene);
        std::ranges::sort(back, {}, &Marker::gene);
        for (std::size_t i = 0; i < there.size(); ++i) {
            QVERIFY(std::abs(there[i].auc + back[i].auc - 1.0) < 1e-12);
            QVERIFY(std::abs(there[i].score + back[i].score) < 1e-9);
            QVERIFY(near(there[i].adjusted, back[i].adjusted, 1e-9));
        }
    }

    void aGeneNobodyHasIsNoMarker() {
        const auto found =
            markers::rankGenes(sparse(6, 1, [](std::size_t, std::size_t) { return 0.0F; }),
                               std::array{0U, 1U}, {}, {});
        QCOMPARE(found[0].score, 0.0);
        QCOMPARE(found[0].auc, 0.5);
        QCOMPARE(found[0].p, 1.0);
        QCOMPARE(found[0].logFoldChange, 0.0);
    }

    void oneSideAloneIsAnError() {
        const auto all = std::vector<std::uint32_t>{0, 1, 2};
        const auto table = sparse(3, 1, [](std::size_t, std::size_t) { return 1.0F; });
        QVERIFY_EXCEPTION_THROWN(markers::rankGenes(table, all, {}, {}), base::Error);
        QVERIFY_EXCEPTION_THROWN(markers::rankGenes(table, {}, {}, {}), base::Error);
    }

    void aStoppedJobLeaves() {
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(
            markers::rankGenes(smallTable(), everyThird(40), {}, base::Job(stop.get_token(), 2, 0)),
            base::Cancelled);
    }

    void geneValuesAreTheColumnsMean() {
        const auto table = smallTable();
        const auto both = markers::geneValues(table, std::array{1U, 4U}, base::Job({}, 2, 0));
        const auto first = markers::geneValues(table, std::array{1U}, {});
        const auto second = markers::geneValues(table, std::array{4U}, {});
        QCOMPARE(first[0], std::log1p(3.0F));  // 5 % 11 − 4 + 2
        for (std::size_t i = 0; i < both.size(); ++i)
            QCOMPARE(both[i], (first[i] + second[i]) / 2.0F);
    }
};

QTEST_APPLESS_MAIN(MarkersTest)

#include "markers_test.moc"
