#include "core/metrics/metrics.h"

#include "core/metrics/interval.h"
#include "core/metrics/label_mean.h"
#include "tests/core/metrics/test_data.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <cmath>
#include <memory>

using namespace counterpoint;
using tests::bruteForceNeighbors;

namespace {

std::vector<std::unique_ptr<plugin::Metric>> allMetrics() {
    std::vector<std::unique_ptr<plugin::Metric>> all;
    for (const auto make :
         {metrics::makeIlisi, metrics::makeKbet, metrics::makeKbetPlain, metrics::makeAswBatch,
          metrics::makeBras, metrics::makePcr, metrics::makePcrComparison,
          metrics::makeGraphConnectivity, metrics::makeClisi, metrics::makeAswLabel,
          metrics::makeAswLabelExact, metrics::makeGraphConnectivityStrong, metrics::makeCilisi,
          metrics::makeIsolatedLabels, metrics::makeIsolatedLabelsF1, metrics::makeNmiKmeans,
          metrics::makeAriKmeans, metrics::makeNmi, metrics::makeAri})
        all.push_back(make());
    return all;
}

/// What every Score promises: a value on 0–1 inside its interval, or a sentence.
void verifyScore(const plugin::Metric& metric, const plugin::Score& score, std::size_t cells) {
    const std::string& id = metric.info().id;
    if (std::isnan(score.scaled)) {
        QVERIFY2(!score.undefined.empty(), id.c_str());
        return;
    }
    QVERIFY2(score.undefined.empty() && !std::isnan(score.value), id.c_str());
    QVERIFY2(score.scaled >= -1e-6 && score.scaled <= 1.0 + 1e-6, id.c_str());
    QVERIFY2(score.low <= score.scaled + 1e-12 && score.scaled <= score.high + 1e-12, id.c_str());
    QVERIFY2(score.low >= -1e-6 && score.high <= 1.0 + 1e-6, id.c_str());
    QVERIFY2(score.exact && score.cells > 0 && score.cells <= cells, id.c_str());
    QCOMPARE(score.perCell.size(), metric.info().perCell ? cells : std::size_t{0});
    std::size_t defined = 0;
    for (const float value : score.perCell) defined += std::isnan(value) ? 0 : 1;
    if (metric.info().perCell) QCOMPARE(defined, score.cells);
}

}  // namespace

class MetricsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void describeThemselves() {
        std::vector<std::string> ids;
        for (const auto& metric : allMetrics()) {
            const plugin::MetricInfo& info = metric->info();
            QVERIFY(!info.title.empty() && !info.source.empty() && !info.interval.empty());
            QVERIFY(info.help.ends_with('.') && info.help.find(". ") == std::string::npos);
            QVERIFY(std::ranges::find(ids, info.id) == ids.end());
            ids.push_back(info.id);
        }
    }

    void keepTheirPromisesOnOddData_data() {
        QTest::addColumn<int>("cells");
        QTest::addColumn<int>("batches");
        QTest::addColumn<int>("labels");
        QTest::addColumn<double>("spread");
        QTest::newRow("ordinary") << 400 << 3 << 4 << 1.0;
        QTest::newRow("two cells") << 2 << 2 << 2 << 1.0;
        QTest::newRow("seven cells") << 7 << 2 << 3 << 1.0;
        QTest::newRow("as many labels as cells") << 30 << 2 << 30 << 1.0;
        QTest::newRow("as many batches as cells") << 30 << 30 << 2 << 1.0;
        QTest::newRow("one label") << 100 << 2 << 1 << 1.0;
        QTest::newRow("all cells the same") << 120 << 2 << 2 << 0.0;
        QTest::newRow("huge distances") << 120 << 2 << 2 << 1e12;
        QTest::newRow("tiny distances") << 120 << 2 << 2 << 1e-12;
    }

    void keepTheirPromisesOnOddData() {
        QFETCH(int, cells);
        QFETCH(int, batches);
        QFETCH(int, labels);
        QFETCH(double, spread);
        const auto n = static_cast<std::size_t>(cells);
        auto x = tests::cloud(n, 3, 77);
        for (float& value : x.values) value *= static_cast<float>(spread);
        std::vector<std::int32_t> batch(n);
        std::vector<std::int32_t> label(n);
        for (std::size_t i = 0; i < n; ++i) {
            batch[i] = static_cast<std::int32_t>(i) % batches;
            label[i] = static_cast<std::int32_t>(i / 2) % labels;
        }
        const auto batchColumn = tests::categories(batch);
        auto labelColumn = tests::categories(label);
        const auto neighbors = bruteForceNeighbors(x, 90);
        for (const bool missing : {false, true}) {
            if (missing && n > 2)
                for (std::size_t i = 0; i < n; i += 3) labelColumn.codes[i] = -1;
            const plugin::MetricInput input{x, neighbors, batchColumn, &labelColumn, &x};
            for (const auto& metric : allMetrics())
                verifyScore(*metric, metric->compute(input, {}), n);
        }
    }

    void workWithFewLabelledCells() {
        COUNTERPOINT_NEED_SHARED(file, "data/kang_ifnb.h5ad");
        const auto x = tests::readEmbedding(file, "obsm/X_pca_ref");
        const auto batch = tests::readCategories(file, "batch");
        auto label = tests::readCategories(file, "cell_type");
        for (std::size_t i = 0; i < label.size(); ++i)
            if (i % 9 != 0) label.codes[i] = -1;
        const auto neighbors = bruteForceNeighbors(x, 90);
        const plugin::MetricInput input{x, neighbors, batch, &label, &x};
        for (const auto& metric : allMetrics())
            verifyScore(*metric, metric->compute(input, base::Job({}, 2, 0)), x.rows);
    }

    void doNotDependOnTheThreadCount() {
        const auto x = tests::cloud(700, 5, 3);
        const auto batch = tests::randomCategories(700, 3, 4);
        const auto label = tests::randomCategories(700, 2, 5);
        const auto neighbors = bruteForceNeighbors(x, 90);
        const plugin::MetricInput input{x, neighbors, batch, &label, &x};
        for (const auto& metric : allMetrics()) {
            const auto one = metric->compute(input, base::Job({}, 1, 0));
            const auto two = metric->compute(input, base::Job({}, 2, 0));
            QCOMPARE(one.scaled, two.scaled);
            QCOMPARE(one.low, two.low);
            QCOMPARE(one.high, two.high);
            QVERIFY(tests::sameValues(one.perCell, two.perCell));
        }
    }

    void stopOnRequest() {
        const auto x = tests::cloud(100, 5, 3);
        const auto batch = tests::randomCategories(100, 2, 4);
        const auto neighbors = bruteForceNeighbors(x, 90);
        const plugin::MetricInput input{x, neighbors, batch, &batch, &x};
        std::stop_source source;
        source.request_stop();
        const base::Job job(source.get_token(), 2, 0);
        for (const auto& metric : allMetrics())
            QVERIFY_EXCEPTION_THROWN(metric->compute(input, job), base::Cancelled);
    }

    void intervalsHaveTheirTextbookValues() {
        // Wilson, 10 of 20: 0.2993 to 0.7007; 0 of 20: 0 to 0.1611 (Newcombe 1998's formula).
        const auto half = metrics::shareInterval(0.5, 20.0);
        QVERIFY(std::abs(half.low - 0.2993) < 1e-4 && std::abs(half.high - 0.7007) < 1e-4);
        const auto none = metrics::shareInterval(0.0, 20.0);
        QVERIFY(none.low == 0.0 && std::abs(none.high - 0.1611) < 1e-4);
        // Ranks 50 ∓ 9.8 of 0 … 100.
        std::vector<float> sorted(101);
        for (std::size_t i = 0; i < sorted.size(); ++i) sorted[i] = static_cast<float>(i);
        const auto median = metrics::medianInterval(sorted, 101.0);
        QCOMPARE(median.low, 40.0);
        QCOMPARE(median.high, 60.0);
        const std::vector<double> influence{0.03, 0.04};
        const auto linear = metrics::linearInterval(0.95, influence);
        QVERIFY(std::abs(linear.low - (0.95 - 1.959964 * 0.05)) < 1e-6);
        QCOMPARE(linear.high, 1.0);
    }

    /// For plain means over one label the random groups must agree with the textbook.
    void randomGroupsGiveTheStandardErrorOfAMean() {
        base::Random random(9);
        std::vector<float> values(20000);
        for (float& value : values) value = static_cast<float>(random.uniform());
        const auto batch = tests::randomCategories(values.size(), 2, 10);
        const auto label = tests::categories(std::vector<std::int32_t>(values.size(), 0));
        const auto interval =
            metrics::randomGroupInterval(0.5, batch, label, metrics::Asked(label.size()),
                                         [&](std::span<const std::uint32_t> cells) {
                                             std::vector<float> taken;
                                             for (const std::uint32_t cell : cells)
                                                 taken.push_back(values[cell]);
                                             return taken;
                                         });
        const double expected = 2.0 * 1.959964 / std::sqrt(12.0 * 20000.0);
        const double ratio = (interval.high - interval.low) / expected;
        QVERIFY(ratio > 0.5 && ratio < 1.6);  // nine degrees of freedom
    }
};

QTEST_APPLESS_MAIN(MetricsTest)
#include "metrics_test.moc"
