#include "core/preprocess/quality.h"

#include "core/base/error.h"
#include "core/data/gene_names.h"
#include "core/preprocess/quality_histograms.h"

#include <QTest>

#include <cmath>

using namespace counterpoint;
using preprocess::QualityOptions;

namespace {

/// Four cells × four genes, the last mitochondrial.
data::CsrMatrix counts() {
    return {4, 4, {0, 3, 5, 6, 6}, {0, 1, 3, 0, 1, 3}, {6, 3, 1, 5, 5, 2}};
}

data::Table genes(std::vector<std::string> names) {
    return {std::move(names), {}};
}

QualityOptions options(int minGenes, int minCells, double maxMito) {
    return {minGenes, minCells, maxMito};
}

QString refusal(const data::CsrMatrix& matrix, const QualityOptions& settings) {
    try {
        static_cast<void>(
            preprocess::qualityFilter(matrix, genes({"A", "B", "C", "MT-CO1"}), settings, {}));
    } catch (const base::Error& error) {
        if (error.kind() == base::ErrorKind::BadSettings) return QString::fromUtf8(error.what());
    }
    return {};
}

using Indices = std::vector<std::uint32_t>;

}  // namespace

class QualityTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void measuresAreThoseOfEachCell() {
        const auto quality = preprocess::qualityFilter(counts(), genes({"A", "B", "C", "mt-Co1"}),
                                                       options(0, 0, 100.0), {});
        QCOMPARE(quality.genesPerCell, (Indices{3, 2, 1, 0}));
        QCOMPARE(quality.countsPerCell, (std::vector<double>{10, 10, 2, 0}));
        QCOMPARE(quality.mitoPercent, (std::vector<float>{10, 0, 100, 0}));
        QCOMPARE(quality.keptCells, (Indices{0, 1, 2, 3}));
        QCOMPARE(quality.keptGenes, (Indices{0, 1, 2, 3}));
    }

    void cellsAreFilteredFirstThenGenesAmongThem() {
        const auto names = genes({"A", "B", "C", "MT-CO1"});
        auto quality = preprocess::qualityFilter(counts(), names, options(2, 2, 100.0), {});
        QCOMPARE(quality.keptCells, (Indices{0, 1}));
        QCOMPARE(quality.keptGenes, (Indices{0, 1}));  // the MT gene is in two cells of the file
        quality = preprocess::qualityFilter(counts(), names, options(1, 1, 5.0), {});
        QCOMPARE(quality.keptCells, (Indices{1}));
        QCOMPARE(quality.keptGenes, (Indices{0, 1}));
    }

    void automaticMinimumFollowsTheGenesInTheFile() {
        // 300 genes: 1 % of them is 3.
        data::CsrMatrix matrix{2, 300, {0, 3, 5}, {0, 1, 2, 0, 1}, {1, 1, 1, 1, 1}};
        QualityOptions automatic;
        automatic.minCells = 0;
        const auto names = genes(std::vector<std::string>(300, "g"));
        QCOMPARE(preprocess::qualityFilter(matrix, names, automatic, {}).keptCells, (Indices{0}));
    }

    void mitochondrialGenesAreFoundBehindEnsemblIds() {
        data::Table var = genes({"ENSG1", "ENSG2", "ENSG3"});
        QCOMPARE(data::mitochondrialGenes(var).flags, (std::vector<bool>{false, false, false}));
        var.set({"feature_name", data::Categories{{1, 0, -1}, {"MT-ND1", "ACTB"}, false}});
        QCOMPARE(data::mitochondrialGenes(var).flags, (std::vector<bool>{false, true, false}));
        var.set({"gene_name", std::vector<std::string>{"Mt-nd1", "MTOR", "MT-"}});
        QCOMPARE(data::mitochondrialGenes(var).flags, (std::vector<bool>{true, false, false}));
    }

    void anEmptyAnswerNamesTheThresholdAndTheLargestValue() {
        QCOMPARE(refusal(counts(), options(4, 0, 100.0)),
                 QStringLiteral("no cell has 4 expressed genes (the most is 3); lower "
                                "qc.min_genes"));
        QCOMPARE(refusal(counts(), options(3, 0, 5.0)),
                 QStringLiteral("no cell has a mitochondrial share of 5 % or less (the least is "
                                "10 %); raise qc.max_mito"));
        QCOMPARE(refusal(counts(), options(1, 4, 100.0)),
                 QStringLiteral("no gene is expressed in 4 of the kept cells (the most is 2); "
                                "lower qc.min_cells"));
        QCOMPARE(refusal({0, 4, {0}, {}, {}}, options(1, 1, 100.0)),
                 QStringLiteral("there are no cells to filter; open a file with cells"));
        QCOMPARE(refusal({2, 0, {0, 0, 0}, {}, {}}, options(0, 0, 100.0)),
                 QStringLiteral("there are no genes to filter; this file holds no expression"));
    }

    void settingsHaveTheirKeys() {
        const auto values = QualityOptions::fields().values({});
        QCOMPARE(values.size(), std::size_t{3});
        QVERIFY(std::holds_alternative<plugin::Automatic>(values.at("min_genes")));
        QCOMPARE(plugin::textOf(values.at("min_cells")), std::string("3"));
        QCOMPARE(plugin::textOf(values.at("max_mito")), std::string("100"));
    }

    void aStopLeavesAtOnce() {
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(preprocess::qualityFilter(counts(), genes({"A", "B", "C", "D"}), {},
                                                        base::Job(stop.get_token(), 1, 0))),
            base::Cancelled);
    }

    void histogramsHoldEveryCell() {
        const auto linear = preprocess::histogram({0, 1, 2, 3, 4, 10}, 5, false);
        QCOMPARE(linear.bins, (std::vector<std::size_t>{2, 2, 1, 0, 1}));
        QCOMPARE(linear.edge(1), 2.0);
        QCOMPARE(linear.median, std::size_t{1});
        const auto logarithmic = preprocess::histogram({0, 9, 99, 999}, 3, true);
        QCOMPARE(logarithmic.bins, (std::vector<std::size_t>{1, 1, 2}));
        QVERIFY(std::abs(logarithmic.edge(2) - 99.0) < 1e-9);
        QCOMPARE(preprocess::histogram({}, 4, false).bins.size(), std::size_t{4});
        QCOMPARE(preprocess::histogram({5, 5}, 2, true).bins, (std::vector<std::size_t>{2, 0}));
    }
};

QTEST_APPLESS_MAIN(QualityTest)
#include "quality_test.moc"
