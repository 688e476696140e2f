#include "core/embed/movement.h"

#include <QTest>

#include <cmath>

using namespace counterpoint;

namespace {

data::NeighborGraph tableOf(std::size_t k, std::vector<std::uint32_t> indices) {
    data::NeighborGraph graph;
    graph.cells = indices.size() / k;
    graph.k = k;
    graph.distances.assign(indices.size(), 2.0F);
    graph.indices = std::move(indices);
    return graph;
}

}  // namespace

class MovementTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    // Cell 0 keeps both neighbours in another order, cell 1 one of two, cell 2 none. Cell 1 moves
    // by 3 and 4, five units, with its second neighbour two units away.
    void countsNewNeighboursAndWayByHand() {
        data::Embedding before(5, 2);
        data::Embedding after = before;
        after(1, 0) = 3.0F;
        after(1, 1) = 4.0F;
        const auto near = tableOf(2, {1, 2, 0, 2, 0, 1, 0, 1, 0, 1});
        const auto then = tableOf(2, {2, 1, 0, 3, 3, 4, 0, 1, 0, 1});
        const auto moved = embed::movement(before, near, after, then, 2, {});
        QCOMPARE(moved.neighbors, (std::vector<float>{0.0F, 0.5F, 1.0F, 0.0F, 0.0F}));
        QCOMPARE(moved.distance, (std::vector<float>{0.0F, 2.5F, 0.0F, 0.0F, 0.0F}));
        const data::Embedding other(5, 3);
        QVERIFY(embed::movement(before, near, other, then, 2, {}).distance.empty());
    }

    void aTurnedMapHasNotMoved() {
        data::Embedding map(40, 2);
        data::Embedding turned(40, 2);
        for (std::size_t i = 0; i < 40; ++i) {
            map(i, 0) = static_cast<float>(i % 7);
            map(i, 1) = static_cast<float>(i / 7);
            turned(i, 0) = -map(i, 1) + 3.0F;
            turned(i, 1) = -map(i, 0);
        }
        for (const float way : embed::movementOnMap(map, turned)) QVERIFY(way < 1e-4F);
    }
};

QTEST_APPLESS_MAIN(MovementTest)
#include "movement_test.moc"
