#include "core/embed/sketch.h"

#include "core/base/random.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace counterpoint;

namespace {

/// 1960 cells of one kind and 40 of another, far away, in three dimensions.
data::Embedding commonAndRare() {
    data::Embedding cells(2000, 3);
    for (std::size_t i = 0; i < cells.rows; ++i) {
        base::Random random(3, i);
        for (float& x : cells.row(i))
            x = static_cast<float>(random.normal() + (i % 50 == 0 ? 20.0 : 0.0));
    }
    return cells;
}

}  // namespace

class SketchTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void sketchHasItsSizeAndKeepsRareCells() {
        const auto cells = commonAndRare();
        const auto sketch = embed::geometricSketch(cells, 200, base::Job({}, 2, 1));
        QCOMPARE(sketch.cells.size(), std::size_t{200});
        QVERIFY(std::ranges::is_sorted(sketch.cells));
        QCOMPARE(std::set<std::uint32_t>(sketch.cells.begin(), sketch.cells.end()).size(),
                 std::size_t{200});
        const auto rare = std::ranges::count_if(sketch.cells, [](auto i) { return i % 50 == 0; });
        QVERIFY2(rare >= 8, qPrintable(QString::number(rare)));  // by lot: 4
        // Whoever stands for a cell is of its kind.
        for (std::uint32_t i = 0; i < cells.rows; ++i) {
            const std::uint32_t other = sketch.cells[sketch.representative[i]];
            QCOMPARE(other % 50 == 0, i % 50 == 0);
        }
        for (std::size_t s = 0; s < 200; ++s)
            QCOMPARE(sketch.representative[sketch.cells[s]], static_cast<std::uint32_t>(s));
    }

    void sketchDoesNotDependOnThreads() {
        const auto cells = commonAndRare();
        QVERIFY(embed::geometricSketch(cells, 100, base::Job({}, 1, 7)).cells ==
                embed::geometricSketch(cells, 100, base::Job({}, 3, 7)).cells);
    }

    void sketchOfFewOrEqualCells() {
        QCOMPARE(embed::geometricSketch(data::Embedding(5, 2), 10, {}).cells.size(),
                 std::size_t{5});
        QCOMPARE(embed::geometricSketch(data::Embedding(50, 2, 1.0F), 7, {}).cells.size(),
                 std::size_t{7});
        QVERIFY(embed::geometricSketch(data::Embedding(), 7, {}).cells.empty());
    }

    // A path 0 – 1 – 2 – 3 and a lonely 4, ends placed at 0 and 10: 1 takes 0's place, 2 takes 3's,
    // both in the first round; 4 comes to the middle.
    void cellsComeToTheirPlacedNeighbours() {
        data::CsrMatrix path;
        path.rows = path.cols = 5;
        path.rowPointers = {0, 1, 3, 5, 6, 6};
        path.columns = {1, 0, 2, 1, 3, 2};
        path.values.assign(6, 1.0F);
        data::Embedding ends(2, 2);
        ends(1, 0) = 10.0F;
        const std::vector<std::uint32_t> placed{0, 3};
        const auto all = embed::placedByNeighbors(path, placed, ends, {});
        const float expected[] = {0.0F, 0.0F, 10.0F, 10.0F, 5.0F};
        for (std::size_t i = 0; i < 5; ++i) QCOMPARE(all(i, 0), expected[i]);
    }

    // 2 hangs on 0 with weight 1 and on 1 with weight 3.
    void weightsCount() {
        data::CsrMatrix fork;
        fork.rows = fork.cols = 3;
        fork.rowPointers = {0, 1, 2, 4};
        fork.columns = {2, 2, 0, 1};
        fork.values = {1.0F, 3.0F, 1.0F, 3.0F};
        data::Embedding ends(2, 2);
        ends(1, 1) = 8.0F;
        const std::vector<std::uint32_t> placed{0, 1};
        QCOMPARE(embed::placedByNeighbors(fork, placed, ends, {})(2, 1), 6.0F);
    }
};

QTEST_APPLESS_MAIN(SketchTest)
#include "sketch_test.moc"
