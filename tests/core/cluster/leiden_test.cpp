#include "core/cluster/leiden.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <set>

using namespace counterpoint;

namespace {

/// A symmetric graph from edges listed once.
struct Edge {
    std::uint32_t a;
    std::uint32_t b;
    float weight = 1.0F;
};

data::CsrMatrix graphOf(std::size_t nodes, const std::vector<Edge>& edges) {
    std::vector<std::vector<std::pair<std::uint32_t, float>>> rows(nodes);
    for (const Edge& edge : edges) {
        rows[edge.a].emplace_back(edge.b, edge.weight);
        if (edge.a != edge.b) rows[edge.b].emplace_back(edge.a, edge.weight);
    }
    data::CsrMatrix graph;
    graph.rows = graph.cols = nodes;
    for (auto& row : rows) {
        for (const auto& [end, weight] : row) {
            graph.columns.push_back(end);
            graph.values.push_back(weight);
        }
        graph.rowPointers.push_back(static_cast<std::int64_t>(graph.columns.size()));
    }
    data::canonicalise(graph);
    return graph;
}

/// Equal groups of nodes; edges with probability `inside` within and `between` across groups.
data::CsrMatrix plantedGraph(std::size_t groups, std::size_t size, double inside, double between,
                             std::uint64_t seed) {
    std::vector<Edge> edges;
    const auto nodes = static_cast<std::uint32_t>(groups * size);
    for (std::uint32_t a = 0; a < nodes; ++a) {
        base::Random random(seed, a);
        for (std::uint32_t b = a + 1; b < nodes; ++b)
            if (random.uniform() < (a / size == b / size ? inside : between))
                edges.push_back({a, b, static_cast<float>(0.5 + random.uniform())});
    }
    return graphOf(nodes, edges);
}

bool everyClusterIsConnected(const data::CsrMatrix& graph, const cluster::Partition& partition) {
    std::vector<char> seen(graph.rows, 0);
    std::vector<char> started(partition.clusters, 0);
    for (std::uint32_t start = 0; start < graph.rows; ++start) {
        if (seen[start] != 0) continue;
        char& once = started[partition.codes[start]];
        if (once != 0) return false;
        once = 1;
        std::vector<std::uint32_t> open{start};
        seen[start] = 1;
        while (!open.empty()) {
            const std::uint32_t node = open.back();
            open.pop_back();
            for (const std::uint32_t other : graph.rowColumns(node))
                if (seen[other] == 0 && partition.codes[other] == partition.codes[node]) {
                    seen[other] = 1;
                    open.push_back(other);
                }
        }
    }
    return true;
}

/// The largest modularity any partition of a small graph has.
double bestModularity(const data::CsrMatrix& graph, double resolution) {
    std::vector<std::int32_t> codes(graph.rows, 0);
    double best = -1.0;
    const std::function<void(std::size_t, std::int32_t)> extend = [&](std::size_t node,
                                                                      std::int32_t used) {
        if (node == graph.rows) {
            best = std::max(best, cluster::modularity(graph, codes, resolution));
            return;
        }
        for (std::int32_t code = 0; code <= used; ++code) {
            codes[node] = code;
            extend(node + 1, std::max(used, code + 1));
        }
    };
    extend(0, 0);
    return best;
}

/// Zachary 1977, the 78 friendships of a karate club, members from 0.
data::CsrMatrix karateClub() {
    const std::vector<std::vector<std::uint32_t>> friends{
        {1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 17, 19, 21, 31},
        {2, 3, 7, 13, 17, 19, 21, 30},
        {3, 7, 8, 9, 13, 27, 28, 32},
        {7, 12, 13},
        {6, 10},
        {6, 10, 16},
        {16},
        {},
        {30, 32, 33},
        {33},
        {},
        {},
        {},
        {33},
        {32, 33},
        {32, 33},
        {},
        {},
        {32, 33},
        {33},
        {32, 33},
        {},
        {32, 33},
        {25, 27, 29, 32, 33},
        {25, 27, 31},
        {31},
        {29, 33},
        {33},
        {31, 33},
        {32, 33},
        {32, 33},
        {32, 33},
        {33}};
    std::vector<Edge> edges;
    for (std::uint32_t a = 0; a < friends.size(); ++a)
        for (const std::uint32_t b : friends[a]) edges.push_back({a, b});
    return graphOf(34, edges);
}

}  // namespace

class LeidenTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void modularityOfTwoTriangles();
    void numbersClustersBySize();
    void separatesTwoCliques();
    void findsThePlantedGroups();
    void reachesTheBestModularityOfSmallGraphs();
    void solvesTheKarateClub();
    void clustersAreConnected_data();
    void clustersAreConnected();
    void resolutionSetsHowFine();
    void nodesWithoutEdgesStayAlone();
    void ownLoopsCountInStrengthOnly();
    void dependsOnSeedNotOnThreads();
    void noNodeGainsByMovingWhenRunToTheEnd();
    void stopsWhenAsked();
};

void LeidenTest::modularityOfTwoTriangles() {
    // Two triangles joined by one edge, 7 edges: 2 · (6/14 − (7/14)²) = 5/14.
    const auto graph = graphOf(6, {{0, 1}, {1, 2}, {0, 2}, {3, 4}, {4, 5}, {3, 5}, {2, 3}});
    const std::array<std::int32_t, 6> codes{0, 0, 0, 1, 1, 1};
    QVERIFY(std::abs(cluster::modularity(graph, codes, 1.0) - 5.0 / 14.0) < 1e-12);
    QVERIFY(std::abs(cluster::modularity(graph, codes, 0.0) - 12.0 / 14.0) < 1e-12);
}

void LeidenTest::numbersClustersBySize() {
    const std::array<std::int32_t, 7> codes{4, 2, 2, 0, 4, 2, 0};
    const cluster::Partition partition = cluster::renumbered(codes);
    QCOMPARE(partition.codes, (std::vector<std::int32_t>{1, 0, 0, 2, 1, 0, 2}));
    QCOMPARE(partition.clusters, 3U);
}

void LeidenTest::separatesTwoCliques() {
    std::vector<Edge> edges{{0, 9, 0.5F}};
    for (std::uint32_t a = 0; a < 10; ++a)
        for (std::uint32_t b = a + 1; b < 10; ++b)
            if (a / 5 == b / 5) edges.push_back({a, b});
    const cluster::Partition partition = cluster::leiden(graphOf(10, edges), {}, {});
    QCOMPARE(partition.codes, (std::vector<std::int32_t>{0, 0, 0, 0, 0, 1, 1, 1, 1, 1}));
}

void LeidenTest::findsThePlantedGroups() {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const auto graph = plantedGraph(8, 100, 0.2, 0.01, seed);
        const cluster::Partition partition = cluster::leiden(graph, {}, base::Job({}, 1, seed));
        QCOMPARE(partition.clusters, 8U);
        for (std::size_t node = 0; node < graph.rows; ++node)
            QCOMPARE(partition.codes[node], static_cast<std::int32_t>(node / 100));
    }
}

void LeidenTest::reachesTheBestModularityOfSmallGraphs() {
    // A single run may end in a local optimum; the best of ten seeds must not.
    for (std::uint64_t graphSeed = 100; graphSeed < 160; ++graphSeed) {
        const auto graph = plantedGraph(2, 4, 0.8, 0.3, graphSeed);
        const double best = bestModularity(graph, 1.0);
        double reached = -1.0;
        for (std::uint64_t seed = 0; seed < 10; ++seed) {
            const auto partition =
                cluster::leiden(graph, {.iterations = 0}, base::Job({}, 1, seed));
            const double found = cluster::modularity(graph, partition.codes, 1.0);
            QVERIFY(found <= best + 1e-9);
            reached = std::max(reached, found);
        }
        QVERIFY(reached >= best - 1e-9);
    }
}

void LeidenTest::solvesTheKarateClub() {
    // 0.4198 is the optimum (Brandes et al. 2008, integer programming).
    const auto graph = karateClub();
    QCOMPARE(graph.nonZeros(), 156U);
    double best = 0.0;
    for (std::uint64_t seed = 0; seed < 10; ++seed) {
        const auto partition = cluster::leiden(graph, {.iterations = 0}, base::Job({}, 1, seed));
        const double found = cluster::modularity(graph, partition.codes, 1.0);
        QVERIFY(found > 0.41);
        best = std::max(best, found);
    }
    QVERIFY(std::abs(best - 0.4198) < 1e-4);
}

void LeidenTest::clustersAreConnected_data() {
    QTest::addColumn<double>("resolution");
    QTest::addColumn<int>("iterations");
    for (const double resolution : {0.1, 0.5, 1.0, 2.0, 5.0})
        for (const int iterations : {1, 2, 0})
            QTest::addRow("%g, %d", resolution, iterations) << resolution << iterations;
}

void LeidenTest::clustersAreConnected() {
    QFETCH(double, resolution);
    QFETCH(int, iterations);
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        const auto graph = plantedGraph(20, 20, 0.15, 0.005, seed);
        const auto partition = cluster::leiden(
            graph, {.resolution = resolution, .iterations = iterations}, base::Job({}, 1, seed));
        QVERIFY(everyClusterIsConnected(graph, partition));
        const std::set<std::int32_t> used(partition.codes.begin(), partition.codes.end());
        QCOMPARE(used.size(), partition.clusters);
    }
}

void LeidenTest::resolutionSetsHowFine() {
    const auto graph = plantedGraph(6, 60, 0.4, 0.03, 1);
    std::size_t before = 1;
    for (const double resolution : {0.01, 1.0, 4.0}) {
        const std::size_t clusters =
            cluster::leiden(graph, {.resolution = resolution}, {}).clusters;
        QVERIFY(clusters >= before);
        before = clusters;
    }
    QCOMPARE(cluster::leiden(graph, {.resolution = 0.01}, {}).clusters, 1U);
    QVERIFY(before > 6);
}

void LeidenTest::nodesWithoutEdgesStayAlone() {
    const auto partition = cluster::leiden(graphOf(5, {{1, 3}}), {}, {});
    QCOMPARE(partition.codes, (std::vector<std::int32_t>{1, 0, 2, 0, 3}));
    QCOMPARE(cluster::leiden(graphOf(3, {}), {}, {}).clusters, 3U);
    QCOMPARE(cluster::leiden(graphOf(0, {}), {}, {}).clusters, 0U);
}

void LeidenTest::ownLoopsCountInStrengthOnly() {
    // A heavy loop on 0 makes joining it expensive: {0}, {1}: Q = 4/6 − (5² + 1)/36 = −2/36;
    // together 1 − 1 = 0.
    const auto graph = graphOf(2, {{0, 0, 4.0F}, {0, 1}});
    const std::array<std::int32_t, 2> apart{0, 1};
    QVERIFY(std::abs(cluster::modularity(graph, apart, 1.0) + 2.0 / 36.0) < 1e-12);
    QCOMPARE(cluster::leiden(graph, {}, {}).clusters, 1U);
    QCOMPARE(cluster::leiden(graph, {.resolution = 2.0}, {}).clusters, 2U);
}

void LeidenTest::dependsOnSeedNotOnThreads() {
    const auto graph = plantedGraph(4, 100, 0.08, 0.04, 7);
    const auto first = cluster::leiden(graph, {}, base::Job({}, 1, 11));
    QCOMPARE(cluster::leiden(graph, {}, base::Job({}, 4, 11)).codes, first.codes);
    QVERIFY(cluster::leiden(graph, {}, base::Job({}, 1, 12)).codes != first.codes);
}

void LeidenTest::noNodeGainsByMovingWhenRunToTheEnd() {
    const auto graph = plantedGraph(5, 60, 0.15, 0.05, 9);
    const auto partition = cluster::leiden(graph, {.iterations = 0}, {});
    const double found = cluster::modularity(graph, partition.codes, 1.0);
    auto codes = partition.codes;
    for (std::size_t node = 0; node < graph.rows; ++node)
        for (std::int32_t code = 0; code <= static_cast<std::int32_t>(partition.clusters); ++code) {
            codes[node] = code;
            QVERIFY(cluster::modularity(graph, codes, 1.0) <= found + 1e-7);
            codes[node] = partition.codes[node];
        }
}

void LeidenTest::stopsWhenAsked() {
    std::stop_source source;
    source.request_stop();
    const base::Job job(source.get_token(), 1, 0);
    QVERIFY_EXCEPTION_THROWN(cluster::leiden(karateClub(), {}, job), base::Cancelled);
}

QTEST_APPLESS_MAIN(LeidenTest)
#include "leiden_test.moc"
