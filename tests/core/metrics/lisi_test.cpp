#include "core/metrics/lisi.h"

#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"
#include "tests/core/metrics/test_data.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <cmath>

using namespace counterpoint;
using metrics::lisi;
using tests::bruteForceNeighbors;

namespace {

constexpr int perplexity = 30;

/// Four neighbours of one cell at distance 1, whose codes are given.
data::NeighborGraph evenNeighbors() {
    return {1, 4, {1, 2, 3, 4}, {1, 1, 1, 1}, true};
}

}  // namespace

class LisiTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void equalsRLisiInEveryCell_data() {
        QTest::addColumn<QString>("dataset");
        QTest::addColumn<QString>("embedding");
        for (const char* dataset : {"kang_ifnb", "pbmc_3chem", "cell_lines_pca", "pbmc_5source"})
            for (const char* embedding :
                 {"raw", "R_harmony_2.0.4_theta2", "harmonypy_0.0.9_theta2"})
                QTest::addRow("%s %s", dataset, embedding) << dataset << embedding;
    }

    /// R lisi 1.0 (a917556310) on exact neighbours; see REFERENCE.md of the shared data.
    void equalsRLisiInEveryCell() {
        COUNTERPOINT_NEED_SHARED(shared, "reference");
        QFETCH(QString, dataset);
        QFETCH(QString, embedding);
        const tests::ReferenceCase reference{dataset.toStdString(), embedding.toStdString()};
        const auto root = shared.parent_path();
        const auto neighbors = reference.neighbors(reference.read(root));
        const base::Job job({}, 2, 0);
        for (const auto& [column, vector] :
             {std::pair{"batch", "lisi_batch"}, std::pair{"cell_type", "lisi_cell_type"}}) {
            const auto codes = tests::readCategories(root / reference.dataFile(), column);
            const auto expected = tests::readVector(root / reference.metricsFile(),
                                                    reference.embedding + "/" + vector);
            const double gap =
                tests::largestDifference(lisi(neighbors, codes, perplexity, job), expected);
            qInfo("%s: largest difference %.2g", vector, gap);
            QVERIFY(gap <= 1e-4);
        }
    }

    void liesBetweenOneAndTheNumberOfLevels() {
        const auto x = tests::cloud(400, 5, 1);
        const auto batch = tests::randomCategories(400, 3, 2);
        for (const float value : lisi(bruteForceNeighbors(x, 90), batch, perplexity, {}))
            QVERIFY(value >= 1.0F && value <= 3.0F + 1e-6F);
    }

    void evenlySharedNeighborsCountInFull() {
        const auto neighbors = evenNeighbors();
        // Five columns counting the cell itself: perplexity 1, the first two others.
        QCOMPARE(lisi(neighbors, tests::categories({0, 0, 1, 0, 1}), perplexity, {})[0], 2.0F);
        QCOMPARE(lisi(neighbors, tests::categories({0, 1, 1, 0, 1}), perplexity, {})[0], 1.0F);
    }

    void separateBatchesScoreZeroAndMixedOnesNearOne() {
        auto x = tests::cloud(600, 4, 3);
        std::vector<std::int32_t> halves(600);
        for (std::size_t i = 0; i < 600; ++i) halves[i] = i % 2 == 0 ? 0 : 1;
        const auto batch = tests::categories(halves);
        const auto metric = metrics::makeIlisi();
        const auto mixed = metric->compute({x, bruteForceNeighbors(x, 90), batch}, {});
        QVERIFY(mixed.scaled > 0.9);
        QVERIFY(mixed.low <= mixed.scaled && mixed.scaled <= mixed.high);
        for (std::size_t i = 1; i < 600; i += 2) x(i, 0) += 1000.0F;
        const auto apart = metric->compute({x, bruteForceNeighbors(x, 90), batch}, {});
        QCOMPARE(apart.value, 1.0);
        QCOMPARE(apart.scaled, 0.0);
        QCOMPARE(apart.cells, std::size_t{600});

        const data::NeighborGraph graph = bruteForceNeighbors(x, 90);
        plugin::MetricInput labelled{x, graph, batch, &batch};
        QCOMPARE(metrics::makeClisi()->compute(labelled, {}).scaled, 1.0);
    }

    void duplicatesAndFarAwayCellsHaveFiniteValues() {
        data::Embedding x(200, 2, 1.0F);                          // all the same point …
        for (std::size_t i = 0; i < 10; ++i) x(i, 0) = 1e6F * i;  // … but for ten lost ones
        const auto batch = tests::randomCategories(200, 2, 4);
        for (const float value : lisi(bruteForceNeighbors(x, 90), batch, perplexity, {}))
            QVERIFY(value >= 1.0F && value <= 2.0F);
    }

    void cellsWithoutLabelAreLeftOut() {
        // The two used neighbours: one without label leaves one label; two leave none.
        const auto neighbors = evenNeighbors();
        QCOMPARE(lisi(neighbors, tests::categories({0, -1, 1, 0, 0}), perplexity, {})[0], 1.0F);
        QVERIFY(
            std::isnan(lisi(neighbors, tests::categories({0, -1, -1, 0, 0}), perplexity, {})[0]));
        QVERIFY(
            std::isnan(lisi(neighbors, tests::categories({-1, 1, 1, 0, 0}), perplexity, {})[0]));
    }

    void permutingCellsPermutesValues() {
        const auto x = tests::cloud(300, 6, 5);
        const auto batch = tests::randomCategories(300, 3, 6);
        const auto order = base::permutation(300, base::Random(7));
        const auto before = lisi(bruteForceNeighbors(x, 90), batch, perplexity, {});
        const auto after = lisi(bruteForceNeighbors(data::takeRows(x, order), 90),
                                data::takeRows(batch, order), perplexity, {});
        for (std::size_t i = 0; i < 300; ++i)
            QVERIFY(std::abs(after[i] - before[order[i]]) < 1e-6F);
    }

    void doesNotDependOnTheThreadCount() {
        const auto x = tests::cloud(1000, 6, 8);
        const auto batch = tests::randomCategories(1000, 3, 9);
        const auto neighbors = bruteForceNeighbors(x, 90);
        QVERIFY(tests::sameValues(lisi(neighbors, batch, perplexity, base::Job({}, 1, 0)),
                                  lisi(neighbors, batch, perplexity, base::Job({}, 2, 0))));
    }

    void stops() {
        const auto x = tests::cloud(100, 2, 1);
        const auto batch = tests::randomCategories(100, 2, 1);
        const auto neighbors = bruteForceNeighbors(x, 90);
        std::stop_source source;
        source.request_stop();
        const base::Job job(source.get_token(), 2, 0);
        QVERIFY_EXCEPTION_THROWN(lisi(neighbors, batch, perplexity, job), base::Cancelled);
    }

    void saysWhyItIsUndefined() {
        const auto x = tests::cloud(50, 2, 1);
        const auto neighbors = bruteForceNeighbors(x, 49);
        const auto batch = tests::categories(std::vector<std::int32_t>(50, 0));
        const auto score = metrics::makeIlisi()->compute({x, neighbors, batch}, {});
        QVERIFY(std::isnan(score.scaled));
        QVERIFY(!score.undefined.empty());
        QVERIFY(!metrics::makeClisi()->compute({x, neighbors, batch}, {}).undefined.empty());
    }
};

QTEST_APPLESS_MAIN(LisiTest)
#include "lisi_test.moc"
