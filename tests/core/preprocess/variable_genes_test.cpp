#include "core/preprocess/variable_genes.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/io/open.h"
#include "core/preprocess/gene_ranking.h"
#include "core/preprocess/normalise.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace counterpoint;
using preprocess::VariableGeneOptions;
using preprocess::VariableGenes;

namespace {

using Indices = std::vector<std::uint32_t>;

/// Poisson counts; gene j has mean 0.2 to 4, and every tenth gene is three times as high in one
/// half of the cells as in the other.
data::CsrMatrix simulated(std::size_t cells, std::size_t genes) {
    data::CsrMatrix matrix{cells, genes, {0}, {}, {}};
    for (std::size_t i = 0; i < cells; ++i) {
        base::Random random(5, i);
        for (std::uint32_t j = 0; j < genes; ++j) {
            const double mean = 0.2 + 3.8 * j / static_cast<double>(genes);
            const double factor = j % 10 != 0 ? 1.0 : i % 2 == 0 ? 1.5 : 0.5;
            const auto count = random.poisson(factor * mean);
            if (count == 0) continue;
            matrix.columns.push_back(j);
            matrix.values.push_back(static_cast<float>(count));
        }
        matrix.rowPointers.push_back(static_cast<std::int64_t>(matrix.values.size()));
    }
    return matrix;
}

data::Categories halves(std::size_t cells) {
    data::Categories batch{std::vector<std::int32_t>(cells), {"a", "b"}, false};
    for (std::size_t i = 0; i < cells; ++i) batch.codes[i] = i < cells / 3 ? 0 : 1;
    return batch;
}

VariableGeneOptions options(int n, const std::string& flavour, bool perBatch) {
    return {n, flavour, perBatch};
}

VariableGenes select(const data::CsrMatrix& counts, const data::Categories* batch,
                     const VariableGeneOptions& settings, const base::Job& job = {}) {
    return preprocess::selectVariableGenes(counts, preprocess::logNormalise(counts, job), batch,
                                           settings, job);
}

double sum(const std::vector<double>& values) {
    double total = 0.0;
    for (const double value : values)
        if (!std::isnan(value)) total += value;
    return total;
}

double sumAt(const std::vector<double>& values, const Indices& indices) {
    double total = 0.0;
    for (const auto i : indices) total += values[i];
    return total;
}

bool near(double found, double expected, double relative) {
    return std::abs(found - expected) <= relative * std::abs(expected);
}

/// The 0/1 var column of that name as ascending indices.
Indices flagged(const data::Table& var, const std::string& name) {
    Indices indices;
    const auto flags = std::get<std::vector<bool>>(var.find(name)->values);
    for (std::uint32_t i = 0; i < flags.size(); ++i)
        if (flags[i]) indices.push_back(i);
    return indices;
}

}  // namespace

class VariableGenesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void genesThatDifferBetweenCellsAreFound() {
        const auto counts = simulated(600, 200);
        const auto batch = halves(600);
        for (const bool perBatch : {false, true}) {
            const auto found = select(counts, &batch, options(20, "seurat_v3", perBatch));
            QCOMPARE(found.selected.size(), std::size_t{20});
            QVERIFY(std::ranges::is_sorted(found.selected));
            const auto right =
                std::ranges::count_if(found.selected, [](auto gene) { return gene % 10 == 0; });
            QVERIFY(right >= 15);  // those of low mean are beyond anybody
        }
    }

    void genesWithoutCountsScoreZeroAndTinyDataStaysFinite() {
        const data::CsrMatrix counts{
            4, 4, {0, 3, 6, 8, 9}, {0, 1, 2, 0, 1, 2, 1, 2, 2}, {1, 1, 4, 1, 3, 8, 2, 2, 6}};
        const Indices all{0, 1, 2, 3};
        const auto ranking = preprocess::standardisedVariances(counts, all, {});
        QCOMPARE(ranking.means, (std::vector<double>{0.5, 1.5, 5.0, 0.0}));
        QCOMPARE(ranking.score[3], 0.0);  // never expressed
        for (const double score : ranking.score) QVERIFY(std::isfinite(score));
    }

    void dispersionsAreNormalisedWithinBins() {
        // De-logged values: gene 0 (0, 2), 1 (1, 3), 2 (10, 90), 3 (1, 1) and 4 (0, 3).
        // Log dispersions v/m: ln(2/1), ln(2/2), ln(3200/50) and ln(4.5/1.5).
        const auto log1p = [](double x) { return static_cast<float>(std::log1p(x)); };
        const data::CsrMatrix values{
            2,
            5,
            {0, 3, 8},
            {1, 2, 3, 0, 1, 2, 3, 4},
            {log1p(1), log1p(10), log1p(1), log1p(2), log1p(3), log1p(90), log1p(1), log1p(3)}};
        const Indices all{0, 1};
        const auto ranking = preprocess::normalisedDispersions(values, all, false, {});
        // Edges every (ln 51 − ln 2) / 20 = 0.1619 from ln 2 = 0.6931: genes 0 (0.6931) in bin 0,
        // 4 (0.9163) in bin 1, 1 (1.0986) in bin 2, 2 in bin 19: each alone, so each scores 1,
        // except ln(2/2) = 0, where 0/0 is no number.
        QVERIFY(near(ranking.means[2], std::log(51.0), 1e-6));
        QVERIFY(near(ranking.score[0], 1.0, 1e-9));
        QVERIFY(near(ranking.score[2], 1.0, 1e-9));
        QVERIFY(near(ranking.score[4], 1.0, 1e-9));
        QVERIFY(std::isnan(ranking.score[3]));
    }

    void aGeneVariableInEveryBatchBeatsAChampionOfOne() {
        const auto counts = simulated(400, 60);
        const auto batch = halves(400);
        const auto both = select(counts, &batch, options(10, "seurat_v3", true));
        const auto ranks = [&](bool inB) {
            Indices cells;
            for (std::uint32_t i = 0; i < 400; ++i)
                if ((batch.codes[i] == 1) == inB) cells.push_back(i);
            return preprocess::standardisedVariances(counts, cells, {}).score;
        };
        const auto a = ranks(false);
        const auto b = ranks(true);
        const auto among = [](const std::vector<double>& score, std::uint32_t gene) {
            return std::ranges::count_if(score, [&](double s) { return s > score[gene]; }) < 10;
        };
        for (std::uint32_t gene = 0; gene < 60; ++gene)
            if (among(a, gene) && among(b, gene)) QVERIFY(std::ranges::count(both.selected, gene));
        for (std::uint32_t gene = 0; gene < 60; ++gene)
            QVERIFY(near(both.score[gene] + 1.0, 0.5 * (a[gene] + b[gene]) + 1.0, 1e-12));
    }

    void moreGenesThanThereAreMeansAll() {
        const auto counts = simulated(50, 60);
        QCOMPARE(select(counts, nullptr, options(2000, "seurat_v3", true)).selected.size(),
                 std::size_t{60});
        const auto batch = halves(50);
        QCOMPARE(select(counts, &batch, options(2000, "seurat", true)).selected.size(),
                 std::size_t{60});
    }

    void impossibleRequestsAreRefusedInOneSentence() {
        const auto counts = simulated(10, 60);
        const auto logs = preprocess::logNormalise(counts, {});
        const auto refusal = [&](const data::CsrMatrix& c, const data::CsrMatrix& l,
                                 const data::Categories* batch) {
            try {
                static_cast<void>(preprocess::selectVariableGenes(
                    c, l, batch, options(50, "seurat_v3", true), {}));
            } catch (const base::Error& error) {
                return QString::fromUtf8(error.what());
            }
            return QString();
        };
        QVERIFY(refusal({}, logs, nullptr).contains(QStringLiteral("set hvg.flavour to seurat")));
        data::Categories alone{std::vector<std::int32_t>(10), std::vector<std::string>(10), false};
        std::iota(alone.codes.begin(), alone.codes.end(), 0);
        QVERIFY(refusal(counts, logs, &alone).contains(QStringLiteral("no batch has two cells")));
        const data::CsrMatrix oneCell{1, 1, {0, 1}, {0}, {1}};
        QVERIFY(refusal(oneCell, oneCell, nullptr).contains(QStringLiteral("two cells")));
    }

    void anyNumberOfThreadsGivesTheSame() {
        const auto counts = simulated(1500, 80);
        const auto batch = halves(1500);
        for (const char* flavour : {"seurat_v3", "seurat"}) {
            const auto one = select(counts, &batch, options(30, flavour, true));
            const auto three =
                select(counts, &batch, options(30, flavour, true), base::Job({}, 3, 0));
            QCOMPARE(one.selected, three.selected);
            QCOMPARE(one.means, three.means);
            QCOMPARE(sum(one.score), sum(three.score));
        }
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(preprocess::selectVariableGenes(
                                     counts, counts, &batch, options(30, "seurat_v3", true),
                                     base::Job(stop.get_token(), 2, 0))),
                                 base::Cancelled);
    }

    void seuratGenesOfRealFilesAreTheReferenceOnes_data() {
        QTest::addColumn<QString>("file");
        QTest::addRow("kang_ifnb") << QStringLiteral("data/kang_ifnb.h5ad");
        QTest::addRow("pbmc_5source") << QStringLiteral("data/pbmc_5source.h5ad");
    }

    void seuratGenesOfRealFilesAreTheReferenceOnes() {
        QFETCH(QString, file);
        const auto path = tests::sharedFile(file.toStdString());
        if (!path) QSKIP("needs the shared data; set COUNTERPOINT_SHARED to its folder");
        const auto dataset = io::open(*path, {});
        const auto found = select(dataset->counts, nullptr, options(2000, "seurat", false));
        QCOMPARE(found.selected, flagged(dataset->var, "highly_variable_ref"));
        const auto& norm =
            std::get<std::vector<double>>(dataset->var.find("dispersions_norm_ref")->values);
        const auto& means = std::get<std::vector<double>>(dataset->var.find("means_ref")->values);
        for (std::size_t gene = 0; gene < norm.size(); ++gene) {
            QCOMPARE(std::isnan(found.score[gene]), std::isnan(norm[gene]));
            QVERIFY(std::isnan(norm[gene]) || std::abs(found.score[gene] - norm[gene]) < 1e-5);
            QVERIFY(std::abs(found.means[gene] - means[gene]) < 1e-5);
        }
    }

    void realFilesAgreeWithScanpy_data() {
        // scanpy 1.11.5 with scikit-misc 0.5.3, n_top_genes = 2000, flavours seurat_v3_paper and
        // seurat on log1p of counts per 10 000; batch_key = "batch" where per batch. Sums over
        // genes; `selected` is the sum of scores, `indices` of indices of the selected genes (0
        // where ties at the cut make the choice arbitrary).
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("flavour");
        QTest::addColumn<bool>("perBatch");
        QTest::addColumn<double>("scores");
        QTest::addColumn<double>("selected");
        QTest::addColumn<qulonglong>("indices");
        const auto kang = QStringLiteral("data/kang_ifnb.h5ad");
        const auto pbmc = QStringLiteral("data/pbmc_5source.h5ad");
        const auto v3 = QStringLiteral("seurat_v3");
        const auto seurat = QStringLiteral("seurat");
        QTest::addRow("kang v3") << kang << v3 << false << 6682.929936709781 << 2667.6166384936987
                                 << 0ULL;
        QTest::addRow("kang v3 per batch")
            << kang << v3 << true << 6293.168039601733 << 0.0 << 0ULL;
        QTest::addRow("kang seurat per batch")
            << kang << seurat << true << 1.499999999999078 << 1492.942761352902 << 7006450ULL;
        QTest::addRow("pbmc v3") << pbmc << v3 << false << 7676.194095109567 << 2692.8245560707537
                                 << 7327951ULL;
        QTest::addRow("pbmc v3 per batch")
            << pbmc << v3 << true << 7566.050870447438 << 0.0 << 0ULL;
        QTest::addRow("pbmc seurat per batch")
            << pbmc << seurat << true << 1.5999999999989178 << 1304.1593741473398 << 7390461ULL;
    }

    void realFilesAgreeWithScanpy() {
        QFETCH(QString, file);
        QFETCH(QString, flavour);
        QFETCH(bool, perBatch);
        QFETCH(double, scores);
        QFETCH(double, selected);
        QFETCH(qulonglong, indices);
        const auto path = tests::sharedFile(file.toStdString());
        if (!path) QSKIP("needs the shared data; set COUNTERPOINT_SHARED to its folder");
        const auto dataset = io::open(*path, {});
        const auto batch = data::asCategories(*dataset->obs.find("batch"));
        const auto found =
            select(dataset->counts, &batch, options(2000, flavour.toStdString(), perBatch));
        // The dispersions rest on float32 values in both programs.
        const double tolerance = flavour == QStringLiteral("seurat") ? 2e-6 : 1e-11;
        QVERIFY(std::abs(sum(found.score) - scores) < tolerance * 7000.0);
        if (selected > 0.0) QVERIFY(near(sumAt(found.score, found.selected), selected, tolerance));
        if (indices > 0)
            QCOMPARE(std::accumulate(found.selected.begin(), found.selected.end(), 0ULL), indices);
    }
};

QTEST_APPLESS_MAIN(VariableGenesTest)
#include "variable_genes_test.moc"
