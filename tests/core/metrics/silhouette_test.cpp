#include "core/metrics/silhouette.h"

#include "core/metrics/bras.h"
#include "core/metrics/metrics.h"
#include "tests/core/metrics/test_data.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <cmath>

using namespace counterpoint;
using metrics::silhouette;

namespace {

/// The definition, written down in double precision.
std::vector<float> plainSilhouette(const data::Matrix& x, const std::vector<std::int32_t>& codes,
                                   std::size_t groups) {
    std::vector<float> widths(x.rows);
    for (std::size_t i = 0; i < x.rows; ++i) {
        std::vector<double> sums(groups, 0.0);
        std::vector<double> counts(groups, 0.0);
        for (std::size_t j = 0; j < x.rows; ++j) {
            if (j == i) continue;
            double squared = 0.0;
            for (std::size_t d = 0; d < x.cols; ++d)
                squared += std::pow(double{x(i, d)} - double{x(j, d)}, 2.0);
            sums[codes[j]] += std::sqrt(squared);
            counts[codes[j]] += 1.0;
        }
        if (counts[codes[i]] == 0.0) continue;  // alone: 0
        const double a = sums[codes[i]] / counts[codes[i]];
        double b = 1e300;
        for (std::size_t g = 0; g < groups; ++g)
            if (static_cast<std::int32_t>(g) != codes[i]) b = std::min(b, sums[g] / counts[g]);
        widths[i] = static_cast<float>((b - a) / std::max(a, b));
    }
    return widths;
}

/// BRAS of every cell by comparing all pairs.
std::vector<float> plainBras(const data::Matrix& x, const data::Categories& batch,
                             const data::Categories& label) {
    const auto cosine = [&x](std::size_t i, std::size_t j) {
        double dot = 0.0;
        double ii = 0.0;
        double jj = 0.0;
        for (std::size_t d = 0; d < x.cols; ++d) {
            dot += double{x(i, d)} * double{x(j, d)};
            ii += double{x(i, d)} * double{x(i, d)};
            jj += double{x(j, d)} * double{x(j, d)};
        }
        return 1.0 - dot / std::sqrt(ii * jj);
    };
    std::vector<float> result(x.rows);
    for (std::size_t i = 0; i < x.rows; ++i) {
        double own = 0.0;
        double ownCount = 0.0;
        double other = 0.0;
        double otherCount = 0.0;
        for (std::size_t j = 0; j < x.rows; ++j) {
            if (j == i || label.codes[j] != label.codes[i]) continue;
            const bool same = batch.codes[j] == batch.codes[i];
            (same ? own : other) += cosine(i, j);
            (same ? ownCount : otherCount) += 1.0;
        }
        const double a = own / ownCount;
        const double b = other / otherCount;
        result[i] = static_cast<float>(1.0 - std::abs(b - a) / std::max(a, b));
    }
    return result;
}

}  // namespace

class SilhouetteTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void equalsScikitLearnInEveryCell_data() {
        QTest::addColumn<QString>("dataset");
        QTest::addColumn<QString>("embedding");
        QTest::addColumn<double>("aswLabel");
        QTest::addColumn<double>("aswBatch");
        // ASW of the summary table of REFERENCE.md, 4 decimals.
        const auto row = [](const char* dataset, const char* embedding, double label,
                            double batch) {
            QTest::addRow("%s %s", dataset, embedding) << dataset << embedding << label << batch;
        };
        row("pbmc_5source", "raw", 0.6234, 0.7706);
        row("kang_ifnb", "raw", 0.5548, 0.8033);
        row("kang_ifnb", "R_harmony_2.0.4_theta2", 0.5570, 0.9225);
        row("kang_ifnb", "harmonypy_0.0.9_theta2", 0.5485, 0.9664);
        row("pbmc_3chem", "raw", 0.5824, 0.7737);
        row("pbmc_3chem", "R_harmony_2.0.4_theta2", 0.5995, 0.8458);
        row("pbmc_3chem", "harmonypy_0.0.9_theta2", 0.5974, 0.8529);
        row("cell_lines_pca", "raw", 0.7409, 0.8299);
        row("cell_lines_pca", "R_harmony_2.0.4_theta2", 0.7569, 0.9724);
        row("cell_lines_pca", "harmonypy_0.0.9_theta2", 0.7564, 0.9753);
    }

    /// scikit-learn 1.2.1 and scib 1.1.7; see REFERENCE.md of the shared data.
    void equalsScikitLearnInEveryCell() {
        COUNTERPOINT_NEED_SHARED(shared, "reference");
        QFETCH(QString, dataset);
        QFETCH(QString, embedding);
        const tests::ReferenceCase reference{dataset.toStdString(), embedding.toStdString()};
        const auto root = shared.parent_path();
        const auto x = reference.read(root);
        const auto batch = tests::readCategories(root / reference.dataFile(), "batch");
        const auto label = tests::readCategories(root / reference.dataFile(), "cell_type");
        const base::Job job({}, 2, 0);
        const auto expected = [&](const char* vector) {
            return tests::readVector(root / reference.metricsFile(),
                                     reference.embedding + "/" + vector);
        };
        const double typeGap = tests::largestDifference(
            silhouette(x, label.codes, label.levelCount(), job), expected("silhouette_cell_type"));
        const double batchGap =
            tests::largestDifference(metrics::batchSilhouette(x, batch, label, job),
                                     expected("silhouette_batch_within_label"));
        qInfo("largest difference: cell type %.2g, batch %.2g", typeGap, batchGap);
        QVERIFY(typeGap <= 1e-5);
        QVERIFY(batchGap <= 1e-5);

        const data::NeighborGraph none;
        const plugin::MetricInput input{x, none, batch, &label};
        QFETCH(double, aswLabel);
        QFETCH(double, aswBatch);
        QVERIFY(std::abs(metrics::makeAswLabel()->compute(input, job).scaled - aswLabel) < 5.1e-5);
        QVERIFY(std::abs(metrics::makeAswBatch()->compute(input, job).scaled - aswBatch) < 5.1e-5);
    }

    void equalsItsDefinition() {
        for (const std::size_t dims : {std::size_t{1}, std::size_t{7}, std::size_t{30}}) {
            const auto x = tests::cloud(203, dims, dims);
            const auto groups = tests::randomCategories(203, 4, 11);
            const auto widths = silhouette(x, groups.codes, 4, {});
            QVERIFY(tests::largestDifference(widths, plainSilhouette(x, groups.codes, 4)) < 1e-6);
        }
    }

    void farFromTheOriginLosesNothing() {
        // Products instead of differences would lose every digit here.
        auto x = tests::cloud(100, 3, 5);
        for (float& value : x.values) value = std::round(value * 16.0F) / 16.0F;
        const auto groups = tests::randomCategories(100, 2, 6);
        const auto before = silhouette(x, groups.codes, 2, {});
        for (float& value : x.values) value += 4096.0F;
        QVERIFY(tests::largestDifference(silhouette(x, groups.codes, 2, {}), before) < 1e-6);
    }

    void knownValuesOnALine() {
        // Points 0, 1 | 10: a = 1, b = 10 and 9; the third is alone in its group.
        data::Matrix x(3, 1);
        x.values = {0, 1, 10};
        const auto widths = silhouette(x, std::vector<std::int32_t>{0, 0, 1}, 2, {});
        QCOMPARE(widths, (std::vector<float>{0.9F, 8.0F / 9.0F, 0.0F}));
    }

    void duplicatesGiveZeroAndMissingGroupsNaN() {
        const data::Matrix x(4, 2, 3.0F);
        const auto widths = silhouette(x, std::vector<std::int32_t>{0, 0, 1, -1}, 2, {});
        QCOMPARE(widths[0], 0.0F);
        QCOMPARE(widths[2], 0.0F);
        QVERIFY(std::isnan(widths[3]));
        const auto one = silhouette(x, std::vector<std::int32_t>{0, 0, 0, 0}, 1, {});
        QVERIFY(std::isnan(one[0]));
    }

    void labelsOfOneBatchOrOneCellPerBatchAreSkipped() {
        data::Matrix x(7, 1);
        x.values = {0, 1, 2, 5, 6, 9, 12};
        const auto label = tests::categories({0, 0, 0, 1, 1, 2, 2});
        const auto batch = tests::categories({0, 0, 1, 0, 0, 0, 1});
        const auto widths = metrics::batchSilhouette(x, batch, label, {});
        QVERIFY(!std::isnan(widths[0]) && !std::isnan(widths[2]));
        for (std::size_t i = 3; i < 7; ++i) QVERIFY(std::isnan(widths[i]));
        const auto bras = metrics::brasPerCell(x, batch, label);
        for (std::size_t i = 3; i < 7; ++i) QVERIFY(std::isnan(bras[i]));

        const data::NeighborGraph none;
        const auto single = tests::categories({0, 0, 0, 1, 1, 1, 1});
        const plugin::MetricInput input{x, none, single, &single};
        QVERIFY(!metrics::makeAswBatch()->compute(input, {}).undefined.empty());
        QVERIFY(!metrics::makeBras()->compute(input, {}).undefined.empty());
    }

    void brasEqualsItsDefinition() {
        const auto x = tests::cloud(150, 5, 21);
        const auto batch = tests::randomCategories(150, 3, 22);
        const auto label = tests::randomCategories(150, 2, 23);
        QVERIFY(tests::largestDifference(metrics::brasPerCell(x, batch, label),
                                         plainBras(x, batch, label)) < 1e-5);
    }

    void brasEqualsScibMetrics_data() {
        QTest::addColumn<QString>("dataset");
        QTest::addColumn<QString>("embedding");
        QTest::addColumn<double>("expected");
        // scib-metrics 0.5.10 bras (float32).
        const auto row = [](const char* dataset, const char* embedding, double expected) {
            QTest::addRow("%s %s", dataset, embedding) << dataset << embedding << expected;
        };
        row("kang_ifnb", "raw", 0.6767263);
        row("kang_ifnb", "R_harmony_2.0.4_theta2", 0.8702);
        row("kang_ifnb", "harmonypy_0.0.9_theta2", 0.94211674);
        row("pbmc_3chem", "raw", 0.6060304);
        row("pbmc_3chem", "R_harmony_2.0.4_theta2", 0.7847092);
        row("cell_lines_pca", "raw", 0.7014688);
        row("cell_lines_pca", "harmonypy_0.0.9_theta2", 0.9717931);
    }

    void brasEqualsScibMetrics() {
        COUNTERPOINT_NEED_SHARED(shared, "reference");
        QFETCH(QString, dataset);
        QFETCH(QString, embedding);
        QFETCH(double, expected);
        const tests::ReferenceCase reference{dataset.toStdString(), embedding.toStdString()};
        const auto root = shared.parent_path();
        const auto x = reference.read(root);
        const auto batch = tests::readCategories(root / reference.dataFile(), "batch");
        const auto label = tests::readCategories(root / reference.dataFile(), "cell_type");
        const data::NeighborGraph none;
        const auto score = metrics::makeBras()->compute({x, none, batch, &label}, {});
        QVERIFY(std::abs(score.scaled - expected) < 5e-6);
    }

    void brasOfDuplicatesIsOne() {
        const data::Matrix x(6, 3, 2.0F);
        const auto bras = metrics::brasPerCell(x, tests::categories({0, 0, 0, 1, 1, 1}),
                                               tests::categories({0, 0, 0, 0, 0, 0}));
        for (const float value : bras) QVERIFY(value >= 0.0F && value <= 1.0F);
    }

    void intervalsHoldTheScoreAndShrinkWithMoreCells() {
        const data::NeighborGraph none;
        double widest = 1.0;
        for (const std::size_t cells : {std::size_t{100}, std::size_t{1600}}) {
            const auto x = tests::cloud(cells, 3, 31);
            const auto batch = tests::randomCategories(cells, 2, 32);
            const auto label = tests::randomCategories(cells, 2, 33);
            for (const auto& metric :
                 {metrics::makeAswLabel(), metrics::makeAswBatch(), metrics::makeBras()}) {
                const auto score = metric->compute({x, none, batch, &label}, {});
                QVERIFY(0.0 <= score.low && score.low <= score.scaled);
                QVERIFY(score.scaled <= score.high && score.high <= 1.0);
                QVERIFY(score.high - score.low < widest);
            }
            widest = 0.05;
        }
    }

    void ofAPassingEmbeddingASampleIsEnough() {
        const data::NeighborGraph none;
        const std::size_t cells = 5200;
        const auto label = tests::randomCategories(cells, 3, 52);
        const auto batch = tests::randomCategories(cells, 2, 53);
        auto x = tests::cloud(cells, 3, 51);
        for (std::size_t i = 0; i < cells; ++i)
            x(i, 0) += 2.0F * static_cast<float>(label.codes[i]);
        for (const auto& metric : {metrics::makeAswLabel(), metrics::makeAswBatch()}) {
            plugin::MetricInput input{x, none, batch, &label};
            const auto whole = metric->compute(input, {});
            QVERIFY(whole.exact);
            input.passing = true;
            const auto some = metric->compute(input, {});
            QVERIFY(!some.exact);
            QVERIFY(some.cells >= 1990 && some.cells <= 2010);
            QVERIFY(some.low < whole.scaled && whole.scaled < some.high);
            QCOMPARE(some.perCell.size(), cells);
            for (std::size_t i = 0; i < cells; ++i)
                QVERIFY(std::isnan(some.perCell[i]) ||
                        std::abs(some.perCell[i] - whole.perCell[i]) < 1e-5F);
        }
    }

    void doesNotDependOnOrderOrThreadCount() {
        const auto x = tests::cloud(500, 6, 41);
        const auto groups = tests::randomCategories(500, 3, 42);
        const auto one = silhouette(x, groups.codes, 3, base::Job({}, 1, 0));
        QVERIFY(tests::sameValues(one, silhouette(x, groups.codes, 3, base::Job({}, 2, 0))));
        const auto order = base::permutation(500, base::Random(43));
        const auto permuted =
            silhouette(data::takeRows(x, order), data::takeRows(groups, order).codes, 3, {});
        for (std::size_t i = 0; i < 500; ++i)
            QVERIFY(std::abs(permuted[i] - one[order[i]]) < 1e-6F);
    }

    void stops() {
        const auto x = tests::cloud(100, 2, 1);
        const auto groups = tests::randomCategories(100, 2, 1);
        std::stop_source source;
        source.request_stop();
        const base::Job job(source.get_token(), 2, 0);
        QVERIFY_EXCEPTION_THROWN(silhouette(x, groups.codes, 2, job), base::Cancelled);
    }
};

QTEST_APPLESS_MAIN(SilhouetteTest)
#include "silhouette_test.moc"
