#include "core/cluster/snn_graph.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace counterpoint;

namespace {

/// `others` random other cells of each cell.
data::NeighborGraph randomNeighbors(std::size_t cells, std::size_t others) {
    data::NeighborGraph graph{.cells = cells, .k = others};
    for (std::size_t cell = 0; cell < cells; ++cell) {
        base::Random random(3, cell);
        std::set<std::uint32_t> chosen;
        while (chosen.size() < others) {
            const auto other = static_cast<std::uint32_t>(random.below(cells));
            if (other != cell) chosen.insert(other);
        }
        graph.indices.insert(graph.indices.end(), chosen.begin(), chosen.end());
    }
    graph.distances.assign(cells * others, 1.0F);
    return graph;
}

}  // namespace

class SnnGraphTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void weighsByJaccardOverlap();
    void equalsTheDefinitionOnRandomTables();
    void usesWhatColumnsThereAre();
    void doesNotDependOnThreads();
    void stopsWhenAsked();
};

void SnnGraphTest::weighsByJaccardOverlap() {
    // Sets {0,1,2}, {1,0,2}, {2,1,3}, {3,2,1}: by hand.
    const data::NeighborGraph table{
        .cells = 4, .k = 2, .indices = {1, 2, 0, 2, 1, 3, 2, 1}, .distances = {}};
    const data::CsrMatrix graph = cluster::sharedNeighborGraph(table, 2, {});
    QCOMPARE(graph.rowPointers, (std::vector<std::int64_t>{0, 2, 5, 8, 10}));
    QCOMPARE(graph.columns, (std::vector<std::uint32_t>{1, 2, 0, 2, 3, 0, 1, 3, 1, 2}));
    QCOMPARE(graph.values,
             (std::vector<float>{1.0F, 0.5F, 1.0F, 0.5F, 0.5F, 0.5F, 0.5F, 1.0F, 0.5F, 1.0F}));
}

void SnnGraphTest::equalsTheDefinitionOnRandomTables() {
    const data::NeighborGraph table = randomNeighbors(60, 7);
    const data::CsrMatrix graph = cluster::sharedNeighborGraph(table, 5, {});
    std::vector<std::set<std::uint32_t>> sets(table.cells);
    for (std::uint32_t cell = 0; cell < table.cells; ++cell) {
        const auto near = table.neighbors(cell).first(5);
        sets[cell].insert(near.begin(), near.end());
        sets[cell].insert(cell);
    }
    for (std::uint32_t i = 0; i < table.cells; ++i) {
        const auto ends = graph.rowColumns(i);
        for (std::uint32_t j = 0; j < table.cells; ++j) {
            const bool joined = i != j && (sets[i].contains(j) || sets[j].contains(i));
            const auto found = std::ranges::find(ends, j);
            QCOMPARE(found != ends.end(), joined);
            if (!joined) continue;
            const auto shared = static_cast<double>(std::ranges::count_if(
                sets[i], [&](std::uint32_t cell) { return sets[j].contains(cell); }));
            const float weight = graph.rowValues(i)[found - ends.begin()];
            QVERIFY(std::abs(weight - shared / (12.0 - shared)) < 1e-6);
        }
    }
}

void SnnGraphTest::usesWhatColumnsThereAre() {
    const data::NeighborGraph table = randomNeighbors(30, 4);
    QCOMPARE(cluster::sharedNeighborGraph(table, 15, {}),
             cluster::sharedNeighborGraph(table, 4, {}));
}

void SnnGraphTest::doesNotDependOnThreads() {
    const data::NeighborGraph table = randomNeighbors(2000, 10);
    const base::Job two({}, 2, 0);
    QCOMPARE(cluster::sharedNeighborGraph(table, 10, {}),
             cluster::sharedNeighborGraph(table, 10, two));
}

void SnnGraphTest::stopsWhenAsked() {
    std::stop_source source;
    source.request_stop();
    const base::Job job(source.get_token(), 1, 0);
    const data::NeighborGraph table = randomNeighbors(50, 4);
    QVERIFY_EXCEPTION_THROWN(cluster::sharedNeighborGraph(table, 4, job), base::Cancelled);
}

QTEST_APPLESS_MAIN(SnnGraphTest)
#include "snn_graph_test.moc"
