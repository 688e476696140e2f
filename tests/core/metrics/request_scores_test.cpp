#include "core/metrics/cms.h"
#include "core/metrics/metrics.h"
#include "tests/core/metrics/formula_sample.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>

using namespace counterpoint;
using tests::formulaSample;
using tests::Sample;

namespace {

using Metrics = std::vector<std::unique_ptr<plugin::Metric>>;

Metrics requested() {
    Metrics all;
    for (const auto make :
         {metrics::makeBatchEntropy, metrics::makeBatchEntropyScalex,
          metrics::makeKnnBatchClassifier, metrics::makeSameBatchNeighbors,
          metrics::makeSeuratMixing, metrics::makeCms, metrics::makeCmsIsi, metrics::makeSbee,
          metrics::makePmd, metrics::makePcVarianceBatch, metrics::makeKnnPurity,
          metrics::makeLabelTransferF1, metrics::makeLocalStructure, metrics::makeLdfDiff,
          metrics::makeJaccard, metrics::makeScalexOvercorrection, metrics::makePcVarianceLabel})
        all.push_back(make());
    return all;
}

/// Three types `types` apart, two batches `batches` apart, nothing changed by integration.
Sample cloudSample(std::size_t n, double types, double batches) {
    Sample sample{tests::cloud(n, 5, 31),
                  {},
                  tests::randomCategories(n, 2, 32),
                  tests::randomCategories(n, 3, 33),
                  {}};
    for (std::size_t i = 0; i < n; ++i) {
        sample.before(i, static_cast<std::size_t>(sample.label.codes[i])) +=
            static_cast<float>(types);
        sample.before(i, 3) += static_cast<float>(batches * sample.batch.codes[i]);
    }
    sample.after = sample.before;
    sample.search();
    return sample;
}

std::map<std::string, plugin::Score> scoresOf(const Sample& sample) {
    std::map<std::string, plugin::Score> scores;
    for (const auto& metric : requested())
        scores[metric->info().id] = metric->compute(sample.input(), base::Job({}, 2, 0));
    return scores;
}

void verifyScore(const plugin::Metric& metric, const plugin::Score& score, std::size_t cells) {
    const std::string& id = metric.info().id;
    if (std::isnan(score.scaled)) {
        QVERIFY2(score.undefined.ends_with('.'), id.c_str());
        return;
    }
    QVERIFY2(score.undefined.empty() && std::isfinite(score.value), id.c_str());
    QVERIFY2(score.low >= 0.0 && score.low <= score.scaled, id.c_str());
    QVERIFY2(score.scaled <= score.high && score.high <= 1.0, id.c_str());
    QVERIFY2(score.exact && score.cells > 0 && score.cells <= cells, id.c_str());
    QCOMPARE(score.perCell.size(), metric.info().perCell ? cells : std::size_t{0});
    const auto defined = static_cast<std::size_t>(
        std::ranges::count_if(score.perCell, [](float x) { return !std::isnan(x); }));
    if (metric.info().perCell)
        QVERIFY2(defined == score.cells, (id + " counts cells wrongly").c_str());
    if (!std::isnan(score.pValue)) QVERIFY(score.pValue > 0.0 && score.pValue <= 1.0);
}

}  // namespace

class RequestScoresTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void equalIndependentFormulas_data() {
        QTest::addColumn<QString>("id");
        QTest::addColumn<double>("value");
        QTest::addColumn<double>("tolerance");
        const auto row = [](const char* id, double value, double tolerance = 1e-6) {
            QTest::newRow(id) << id << value << tolerance;
        };
        // numpy 2.4.6, scipy 1.17.1 and scikit-learn 1.9.1 by tests/interop/metric_formulas.py;
        // sbee by scib-metrics 0.6.0's own file.
        row("batch_entropy", 0.986198949457);
        row("batch_entropy_scalex", 0.684605726909);
        row("knn_batch_classifier", 0.516666666667);
        row("same_batch_neighbors", 0.403055555556);
        row("knn_purity", 0.535944444444);
        row("label_transfer_f1", 0.739739982809);
        row("seurat_mixing", 15.5366666667);
        row("local_structure", 0.87655);
        row("jaccard", 0.595830813296);
        row("ldf_diff", 0.027178141752);
        row("cms_isi", 2.52967958665);
        row("scalex_overcorrection", 0.514207843137);
        row("sbee", 0.909245571086);
        row("pmd", -0.0105397173176, 2.5e-3);  // 20000 other draws; 4 standard errors of 1000
        row("pc_variance_batch", 0.0147453369574);
        row("pc_variance_label", 0.174493241065);
    }

    void equalIndependentFormulas() {
        QFETCH(QString, id);
        QFETCH(double, value);
        QFETCH(double, tolerance);
        static const auto scores = scoresOf(formulaSample());
        const plugin::Score& score = scores.at(id.toStdString());
        QVERIFY2(std::abs(score.value - value) < tolerance,
                 qPrintable(QString::number(score.value, 'g', 12)));
    }

    void labelTransferLeavesOutTypesOfOneBatch() {
        const auto sample = formulaSample();
        const auto score = metrics::makeLabelTransferF1()->compute(sample.input(), {});
        QCOMPARE(score.cells, std::size_t{600 - 17});
        for (std::size_t i = 0; i < 600; ++i)
            QCOMPARE(std::isnan(score.perCell[i]), sample.label.codes[i] == 3);
    }

    void cellMixingScoresAreUniformWhereBatchesDoNotMatter() {
        const auto sample = cloudSample(3000, 4.0, 0.0);
        const auto p =
            metrics::cellMixingScores(sample.neighbors, sample.batch, base::Job({}, 2, 0));
        for (const float level : {0.1F, 0.5F, 0.9F}) {
            const auto below = std::ranges::count_if(p, [level](float x) { return x < level; });
            QVERIFY(std::abs(static_cast<double>(below) / 3000.0 - level) < 0.05);
        }
        const auto smooth = metrics::smoothedScores(sample.neighbors, p, {});
        const auto [lowest, highest] = std::ranges::minmax(p);
        for (const float x : smooth) QVERIFY(lowest <= x && x <= highest);
    }

    void mixedBatchesScoreHighAndSeparateOnesLow() {
        const auto mixed = scoresOf(cloudSample(1500, 4.0, 0.0));
        const auto apart = scoresOf(cloudSample(1500, 4.0, 60.0));
        for (const auto& metric : requested()) {
            const std::string& id = metric->info().id;
            if (metric->info().family != plugin::MetricFamily::BatchRemoved || id == "pmd")
                continue;
            QVERIFY2(
                mixed.at(id).scaled > 0.9,
                qPrintable(QString::fromStdString(id + " " + std::to_string(mixed.at(id).scaled))));
            QVERIFY2(
                apart.at(id).scaled < 0.1,
                qPrintable(QString::fromStdString(id + " " + std::to_string(apart.at(id).scaled))));
        }
        QVERIFY(mixed.at("same_batch_neighbors").pValue > 0.05);
        QCOMPARE(apart.at("same_batch_neighbors").pValue, 1.0 / 200.0);
    }

    void untouchedCellsKeepAllStructure() {
        const auto scores = scoresOf(cloudSample(700, 4.0, 1.0));
        for (const char* id : {"local_structure", "jaccard", "ldf_diff"})
            QCOMPARE(scores.at(id).scaled, 1.0);
    }

    void typesApartScoreHighAndMergedOnesLow() {
        const auto apart = scoresOf(cloudSample(1500, 12.0, 0.0));
        const auto merged = scoresOf(cloudSample(1500, 0.0, 0.0));
        for (const char* id :
             {"knn_purity", "label_transfer_f1", "scalex_overcorrection", "pc_variance_label"}) {
            QVERIFY2(apart.at(id).scaled > 0.9, id);
            QVERIFY2(merged.at(id).scaled < 0.4, id);  // three types: 1/3 by chance
        }
    }

    void pmdIsTheShareOfCellsThatAreNotShared() {
        // Two batches of 1000: 500 cells each of a shared type, 500 of their own.
        std::vector<std::int32_t> batch(2000);
        std::vector<std::int32_t> label(2000);
        for (std::size_t i = 0; i < 2000; ++i) {
            batch[i] = i < 1000 ? 0 : 1;
            label[i] = i % 2 == 0 ? 2 : batch[i];
        }
        Sample sample = cloudSample(2000, 0.0, 0.0);
        sample.batch = tests::categories(batch);
        sample.label = tests::categories(label);
        const auto half = metrics::makePmd()->compute(sample.input(), {});
        QVERIFY(std::abs(half.value - 0.5) < 0.02);
        QCOMPARE(half.pValue, 0.001);
        QVERIFY(half.low < 0.5 && half.high > 0.5 && half.high - half.low < 0.1);
        sample.label = sample.batch;
        QVERIFY(std::abs(metrics::makePmd()->compute(sample.input(), {}).value - 1.0) < 1e-12);
    }

    void permutingCellsPermutesResults() {
        const auto sample = formulaSample();
        const auto order = base::permutation(sample.before.rows, base::Random(7));
        Sample mixed{data::takeRows(sample.before, order),
                     data::takeRows(sample.after, order),
                     data::takeRows(sample.batch, order),
                     data::takeRows(sample.label, order),
                     {}};
        mixed.search();
        for (const auto& metric : requested()) {
            const auto one = metric->compute(sample.input(), {});
            const auto other = metric->compute(mixed.input(), {});
            QVERIFY2(std::abs(one.value - other.value) < 1e-6, metric->info().id.c_str());
            for (std::size_t i = 0; i < one.perCell.size(); ++i) {
                const float a = other.perCell[i];
                const float b = one.perCell[order[i]];
                QVERIFY2(a == b || std::abs(a - b) < 1e-5F || (std::isnan(a) && std::isnan(b)),
                         metric->info().id.c_str());
            }
        }
    }

    void answerFromASampleOfQueries() {
        const auto sample = formulaSample();
        std::vector<std::uint32_t> queries;
        for (std::uint32_t i = 5; i < 600; i += 7) queries.push_back(i);
        data::NeighborGraph rows{queries.size(), 90, {}, {}, true};
        for (const std::uint32_t cell : queries) {
            const auto near = sample.neighbors.neighbors(cell);
            const auto distances = sample.neighbors.distancesOf(cell);
            rows.indices.insert(rows.indices.end(), near.begin(), near.end());
            rows.distances.insert(rows.distances.end(), distances.begin(), distances.end());
        }
        plugin::MetricInput some{sample.after, rows, sample.batch, &sample.label, &sample.before};
        some.queries = queries;
        int sampled = 0;
        for (const auto& metric : requested()) {
            if (!metric->info().sampled) continue;
            ++sampled;
            const auto all = metric->compute(sample.input(), {});
            const auto part = metric->compute(some, {});
            QVERIFY2(!part.exact && all.exact, metric->info().id.c_str());
            QCOMPARE(part.perCell.size(), queries.size());
            for (std::size_t row = 0; row < queries.size(); ++row)
                QCOMPARE(part.perCell[row], all.perCell[queries[row]]);
            QVERIFY(part.high - part.low >= all.high - all.low);
        }
        QCOMPARE(sampled, 5);
    }

    void keepTheirPromisesOnOddData_data() {
        QTest::addColumn<int>("cells");
        QTest::addColumn<int>("batches");
        QTest::addColumn<int>("labels");
        QTest::addColumn<double>("spread");
        QTest::addColumn<int>("copies");
        QTest::newRow("ordinary") << 400 << 3 << 4 << 1.0 << 1;
        QTest::newRow("two cells") << 2 << 2 << 2 << 1.0 << 1;
        QTest::newRow("three cells") << 3 << 2 << 2 << 1.0 << 1;
        QTest::newRow("seven cells") << 7 << 2 << 3 << 1.0 << 1;
        QTest::newRow("as many labels as cells") << 30 << 2 << 30 << 1.0 << 1;
        QTest::newRow("as many batches as cells") << 30 << 30 << 2 << 1.0 << 1;
        QTest::newRow("one batch") << 100 << 1 << 2 << 1.0 << 1;
        QTest::newRow("one label") << 100 << 2 << 1 << 1.0 << 1;
        QTest::newRow("every cell four times") << 400 << 2 << 3 << 1.0 << 4;
        QTest::newRow("all cells the same") << 120 << 2 << 2 << 0.0 << 1;
        QTest::newRow("huge distances") << 120 << 2 << 2 << 1e12 << 1;
        QTest::newRow("tiny distances") << 120 << 2 << 2 << 1e-12 << 1;
    }

    void keepTheirPromisesOnOddData() {
        QFETCH(int, cells);
        QFETCH(int, batches);
        QFETCH(int, labels);
        QFETCH(double, spread);
        QFETCH(int, copies);
        const auto n = static_cast<std::size_t>(cells);
        Sample sample;
        sample.after = tests::cloud(n, 3, 77);
        std::vector<std::int32_t> batch(n);
        std::vector<std::int32_t> label(n);
        for (std::size_t i = 0; i < n; ++i) {
            const std::size_t original = i - i % static_cast<std::size_t>(copies);
            for (std::size_t d = 0; d < 3; ++d)
                sample.after(i, d) = original == i ? static_cast<float>(spread) * sample.after(i, d)
                                                   : sample.after(original, d);
            batch[i] = static_cast<std::int32_t>(i) % batches;
            label[i] = static_cast<std::int32_t>(i / 2) % labels;
        }
        sample.before = sample.after;
        sample.batch = tests::categories(batch);
        sample.label = tests::categories(label);
        sample.search();
        for (const bool missing : {false, true}) {
            if (missing && n > 3)
                for (std::size_t i = 0; i < n; i += 3) sample.label.codes[i] = -1;
            for (const auto& metric : requested()) {
                const auto score = metric->compute(sample.input(), {});
                verifyScore(*metric, score, n);
                if (batches == 1 && metric->info().family == plugin::MetricFamily::BatchRemoved &&
                    metric->info().id != "sbee" && metric->info().id != "pc_variance_batch")
                    QVERIFY2(!score.undefined.empty(), metric->info().id.c_str());
            }
        }
        plugin::MetricInput bare{sample.after, sample.neighbors, sample.batch};
        for (const auto& metric : requested()) {
            const auto score = metric->compute(bare, {});
            verifyScore(*metric, score, n);
            if (metric->info().needsLabels) QVERIFY(!score.undefined.empty());
        }
    }

    void doNotDependOnTheThreadCount() {
        const auto sample = formulaSample();
        for (const auto& metric : requested()) {
            const auto one = metric->compute(sample.input(), base::Job({}, 1, 0));
            const auto two = metric->compute(sample.input(), base::Job({}, 2, 0));
            QCOMPARE(one.scaled, two.scaled);
            QCOMPARE(one.low, two.low);
            QCOMPARE(one.high, two.high);
            QVERIFY(tests::sameValues(one.perCell, two.perCell));
        }
    }

    void stopOnRequest() {
        const auto sample = cloudSample(200, 1.0, 1.0);
        std::stop_source source;
        source.request_stop();
        const base::Job job(source.get_token(), 2, 0);
        for (const auto& metric : requested())
            QVERIFY_EXCEPTION_THROWN(metric->compute(sample.input(), job), base::Cancelled);
    }

    void describeThemselves() {
        for (const auto& metric : requested()) {
            const plugin::MetricInfo& info = metric->info();
            QVERIFY(!info.title.empty() && !info.source.empty() && info.onRequest);
            QVERIFY(info.help.ends_with('.') && info.help.find(". ") == std::string::npos);
            QVERIFY2(info.help.find("1 means") != std::string::npos, info.id.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(RequestScoresTest)
#include "request_scores_test.moc"
