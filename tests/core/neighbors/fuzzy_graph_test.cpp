#include "core/neighbors/fuzzy_graph.h"

#include "tests/core/metrics/test_data.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <cmath>

using namespace counterpoint;
using neighbors::fuzzyGraph;

class FuzzyGraphTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// umap-learn 0.5.12 fuzzy_simplicial_set on exact neighbours of kang_ifnb, X_pca_ref.
    void equalsUmapLearn() {
        COUNTERPOINT_NEED_SHARED(file, "data/kang_ifnb.h5ad");
        const auto neighbors =
            tests::bruteForceNeighbors(tests::readEmbedding(file, "obsm/X_pca_ref"), 90);
        const auto check = [&](int k, std::size_t nonZeros, double sum, double squares) {
            const auto graph = fuzzyGraph(neighbors, k, base::Job({}, 2, 0));
            double total = 0.0;
            double totalSquares = 0.0;
            for (const float weight : graph.values) {
                total += weight;
                totalSquares += double{weight} * weight;
            }
            QCOMPARE(graph.nonZeros(), nonZeros);
            QVERIFY(std::abs(total / sum - 1.0) < 1e-5);
            QVERIFY(std::abs(totalSquares / squares - 1.0) < 1e-5);
        };
        check(50, 141114, 19620.352, 8326.462173655069);
        check(15, 42270, 13181.811, 7245.060669770909);

        const auto graph = fuzzyGraph(neighbors, 50, {});
        const std::vector<std::uint32_t> columns{2, 45, 72, 76, 94, 96};
        const std::vector<double> weights{0.012061508372426033, 0.07721985131502151,
                                          0.05137033388018608,  0.10776858031749725,
                                          0.07026566565036774,  0.1647442877292633};
        for (std::size_t j = 0; j < columns.size(); ++j) {
            QCOMPARE(graph.rowColumns(0)[j], columns[j]);
            QVERIFY(std::abs(double{graph.rowValues(0)[j]} - weights[j]) < 2e-5);
        }
    }

    void isSymmetricWithWeightsUpToOne() {
        const auto x = tests::cloud(300, 4, 1);
        const auto graph = fuzzyGraph(tests::bruteForceNeighbors(x, 15), 15, {});
        const auto transposed = data::transpose(graph);
        QVERIFY(graph == transposed);
        for (std::size_t i = 0; i < graph.rows; ++i) {
            float largest = 0.0F;
            for (std::size_t j = 0; j < graph.rowSize(i); ++j) {
                QVERIFY(graph.rowColumns(i)[j] != i);
                QVERIFY(graph.rowValues(i)[j] > 0.0F && graph.rowValues(i)[j] <= 1.0F);
                largest = std::max(largest, graph.rowValues(i)[j]);
            }
            QCOMPARE(largest, 1.0F);  // the nearest other is certain
        }
    }

    void duplicatesHaveWeightOne() {
        const data::Embedding x(6, 2, 1.0F);
        const auto graph = fuzzyGraph(tests::bruteForceNeighbors(x, 3), 4, {});
        for (const float weight : graph.values) QCOMPARE(weight, 1.0F);
    }

    void usesWhatThereIs() {
        const auto x = tests::cloud(5, 2, 1);
        const auto neighbors = tests::bruteForceNeighbors(x, 4);
        QVERIFY(fuzzyGraph(neighbors, 15, {}) == fuzzyGraph(neighbors, 5, {}));
        QCOMPARE(fuzzyGraph(neighbors, 1, {}).nonZeros(), std::size_t{0});
    }

    void doesNotDependOnTheThreadCountAndStops() {
        const auto x = tests::cloud(1500, 4, 2);
        const auto neighbors = tests::bruteForceNeighbors(x, 15);
        QVERIFY(fuzzyGraph(neighbors, 15, base::Job({}, 1, 0)) ==
                fuzzyGraph(neighbors, 15, base::Job({}, 2, 0)));
        std::stop_source source;
        source.request_stop();
        const base::Job job(source.get_token(), 2, 0);
        QVERIFY_EXCEPTION_THROWN(fuzzyGraph(neighbors, 15, job), base::Cancelled);
    }
};

QTEST_APPLESS_MAIN(FuzzyGraphTest)
#include "fuzzy_graph_test.moc"
