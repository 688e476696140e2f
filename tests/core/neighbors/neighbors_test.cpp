#include "core/neighbors/neighbors.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using namespace counterpoint;

namespace {

data::Embedding clusteredCells(std::size_t cells, std::size_t dimensions, std::uint64_t seed) {
    data::Embedding embedding(cells, dimensions);
    for (std::size_t i = 0; i < cells; ++i) {
        base::Random random(seed, i);
        const double centre = static_cast<double>(i % 7) * 3.0;
        for (float& x : embedding.row(i)) x = static_cast<float>(centre + random.normal());
    }
    return embedding;
}

/// The oracle: every distance in double, a full sort by (distance, index).
data::NeighborGraph byBruteForce(const data::Embedding& embedding, std::size_t k) {
    data::NeighborGraph graph{embedding.rows, std::min(k, embedding.rows - 1), {}, {}, true};
    for (std::size_t i = 0; i < embedding.rows; ++i) {
        std::vector<std::pair<double, std::uint32_t>> others;
        for (std::size_t j = 0; j < embedding.rows; ++j) {
            if (j == i) continue;
            double squared = 0.0;
            for (std::size_t d = 0; d < embedding.cols; ++d) {
                const double difference = static_cast<double>(embedding(i, d)) - embedding(j, d);
                squared += difference * difference;
            }
            others.emplace_back(squared, static_cast<std::uint32_t>(j));
        }
        std::sort(others.begin(), others.end());
        for (std::size_t n = 0; n < graph.k; ++n) {
            graph.indices.push_back(others[n].second);
            graph.distances.push_back(static_cast<float>(std::sqrt(others[n].first)));
        }
    }
    return graph;
}

/// The same for some cells only.
std::vector<std::uint32_t> nearestByBruteForce(const data::Embedding& embedding, std::size_t cell,
                                               std::size_t k) {
    std::vector<std::pair<double, std::uint32_t>> others;
    for (std::size_t j = 0; j < embedding.rows; ++j) {
        double squared = 0.0;
        for (std::size_t d = 0; d < embedding.cols; ++d) {
            const double difference = static_cast<double>(embedding(cell, d)) - embedding(j, d);
            squared += difference * difference;
        }
        if (j != cell) others.emplace_back(squared, static_cast<std::uint32_t>(j));
    }
    const auto end = others.begin() + static_cast<std::ptrdiff_t>(k);
    std::partial_sort(others.begin(), end, others.end());
    std::vector<std::uint32_t> nearest;
    for (auto other = others.begin(); other != end; ++other) nearest.push_back(other->second);
    return nearest;
}

/// Share of the true neighbours of every 97th cell that `graph` holds.
double recallOf(const data::NeighborGraph& graph, const data::Embedding& embedding) {
    std::size_t hits = 0;
    std::size_t asked = 0;
    for (std::size_t cell = 0; cell < graph.cells; cell += 97) {
        const auto truth = nearestByBruteForce(embedding, cell, graph.k);
        for (const std::uint32_t other : graph.neighbors(cell))
            hits += static_cast<std::size_t>(std::ranges::count(truth, other));
        asked += graph.k;
    }
    return static_cast<double>(hits) / static_cast<double>(asked);
}

/// Enough cells that the search divides them into regions.
constexpr std::size_t ManyCells = 9000;

data::NeighborGraph search(const data::Embedding& embedding, int k, int threads = 1) {
    return neighbors::findNeighbors(embedding, {.k = k}, base::Job({}, threads, 0));
}

}  // namespace

class NeighborsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void agreesWithBruteForce_data() {
        QTest::addColumn<int>("cells");
        QTest::addColumn<int>("dimensions");
        QTest::addColumn<int>("k");
        QTest::newRow("typical") << 1500 << 30 << 90;
        QTest::newRow("one dimension") << 700 << 1 << 15;
        QTest::newRow("just past a chunk and a block") << 257 << 17 << 30;
        QTest::newRow("fewer cells than a panel") << 11 << 3 << 5;
        QTest::newRow("all others") << 40 << 2 << 39;
    }
    void agreesWithBruteForce() {
        QFETCH(int, cells);
        QFETCH(int, dimensions);
        QFETCH(int, k);
        const auto embedding = clusteredCells(static_cast<std::size_t>(cells),
                                              static_cast<std::size_t>(dimensions), 1);
        const auto expected = byBruteForce(embedding, static_cast<std::size_t>(k));
        const auto found = search(embedding, k);
        QVERIFY(found.indices == expected.indices);
        for (std::size_t i = 0; i < found.distances.size(); ++i)
            QVERIFY(std::abs(found.distances[i] - expected.distances[i]) <=
                    1e-6F * (1.0F + expected.distances[i]));
    }

    void farFromTheOriginStaysExact() {
        auto embedding = clusteredCells(600, 10, 2);
        for (float& x : embedding.values) x += 4096.0F;
        QVERIFY(search(embedding, 20).indices == byBruteForce(embedding, 20).indices);
        embedding.row(5)[0] = 1e7F;  // one wild outlier must not blur the others
        QVERIFY(search(embedding, 20).indices == byBruteForce(embedding, 20).indices);
    }

    void duplicatesAreNeighboursAndTiesGoByIndex() {
        data::Embedding embedding(400, 4, 1.0F);  // all the same cell
        const auto same = search(embedding, 3);
        QCOMPARE(same.indices[0], 1U);  // of cell 0: itself is left out by index, not by distance
        QCOMPARE(same.indices[1], 2U);
        QCOMPARE(same.indices[3 * 399], 0U);
        QCOMPARE(same.distances[3 * 399 + 2], 0.0F);

        data::Embedding grid(36, 2);
        for (std::size_t i = 0; i < 36; ++i) {
            grid(i, 0) = static_cast<float>(i % 6);
            grid(i, 1) = static_cast<float>(i / 6);
        }
        QVERIFY(search(grid, 8).indices == byBruteForce(grid, 8).indices);
    }

    void kIsCappedAtTheOthers() {
        const auto graph = search(clusteredCells(4, 2, 3), 90);
        QCOMPARE(graph.k, std::size_t{3});
        QCOMPARE(search(clusteredCells(1, 2, 3), 90).k, std::size_t{0});
        QCOMPARE(search(data::Embedding(0, 2), 90).cells, std::size_t{0});
    }

    void threadsDoNotChangeTheAnswer() {
        const auto embedding = clusteredCells(1000, 20, 4);
        const auto one = search(embedding, 50, 1);
        const auto three = search(embedding, 50, 3);
        QVERIFY(one.indices == three.indices);
        QVERIFY(one.distances == three.distances);
    }

    void notANumberIsRefused() {
        auto embedding = clusteredCells(20, 3, 5);
        embedding(7, 1) = std::numeric_limits<float>::quiet_NaN();
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(search(embedding, 5)), base::Error);
    }

    void manyCellsInRegionsAreSearchedExactly_data() {
        QTest::addColumn<double>("apart");
        QTest::newRow("clusters far apart") << 3.0;
        QTest::newRow("one cloud") << 0.0;
    }
    void manyCellsInRegionsAreSearchedExactly() {
        QFETCH(double, apart);
        data::Embedding embedding(ManyCells, 12);
        for (std::size_t i = 0; i < ManyCells; ++i) {
            base::Random random(8, i);
            for (float& x : embedding.row(i))
                x = static_cast<float>(apart * static_cast<double>(i % 7) + random.normal());
        }
        for (std::size_t i = 0; i < 200; ++i)  // duplicates: ties go by index
            std::ranges::copy(embedding.row(i % 5), embedding.row(8000 + i).begin());
        embedding.row(4000)[3] = 1e7F;  // an outlier far from every centre
        const auto graph = search(embedding, 60, 2);
        QVERIFY(graph.exact);
        QCOMPARE(graph.recall, 1.0);
        for (std::size_t cell = 0; cell < ManyCells; cell += 50) {
            const auto found = graph.neighbors(cell);
            const auto truth = nearestByBruteForce(embedding, cell, 60);
            QVERIFY(std::ranges::equal(found, truth));
        }
        const auto truth = nearestByBruteForce(embedding, 4001, 60);
        QVERIFY(std::ranges::equal(graph.neighbors(4001), truth));
    }

    void approximateSearchesHoldWhatTheyPromise_data() {
        QTest::addColumn<bool>("preview");
        QTest::addColumn<double>("promised");
        QTest::newRow("settled") << false << neighbors::SettledRecall;
        QTest::newRow("preview") << true << neighbors::LiveRecall;
    }
    void approximateSearchesHoldWhatTheyPromise() {
        QFETCH(bool, preview);
        QFETCH(double, promised);
        const auto embedding = clusteredCells(ManyCells, 20, 9);
        const neighbors::NeighborOptions options{.k = 50, .search = "approximate"};
        const auto find = [&](int threads) {
            const base::Job job({}, threads, 1);
            return preview ? neighbors::previewNeighbors(embedding, options, job)
                           : neighbors::findNeighbors(embedding, options, job);
        };
        const auto graph = find(1);
        QVERIFY(!graph.exact);
        QVERIFY(graph.recall >= promised && graph.recall < 1.0);
        const double measured = recallOf(graph, embedding);  // on other cells than its own sample
        QVERIFY2(std::abs(measured - graph.recall) < 0.02, qPrintable(QString::number(measured)));
        const auto again = find(3);
        QVERIFY(graph.indices == again.indices);
        QVERIFY(graph.distances == again.distances);
        for (std::size_t cell = 0; cell < graph.cells; ++cell)
            QVERIFY(std::ranges::count(graph.neighbors(cell), cell) == 0);
    }

    void neighborsOfSomeCellsAreTheirRowsOfTheWholeGraph() {
        const auto embedding = clusteredCells(2000, 10, 10);
        const std::vector<std::uint32_t> queries{0, 7, 8, 400, 1999};
        const auto whole = search(embedding, 30);
        const auto some = neighbors::findNeighborsOf(embedding, queries, {.k = 30}, {});
        QCOMPARE(some.cells, queries.size());
        for (std::size_t q = 0; q < queries.size(); ++q)
            QVERIFY(std::ranges::equal(some.neighbors(q), whole.neighbors(queries[q])));
        QCOMPARE(neighbors::findNeighborsOf(embedding, {}, {}, {}).cells, std::size_t{0});
    }

    void stopLeavesTheSearch() {
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(neighbors::findNeighbors(clusteredCells(500, 5, 6), {},
                                                       base::Job(stop.get_token(), 2, 0))),
            base::Cancelled);
    }
};

QTEST_APPLESS_MAIN(NeighborsTest)
#include "neighbors_test.moc"
