#include "core/embed/faithfulness.h"

#include "core/base/random.h"

#include <QTest>

#include <cmath>

using namespace counterpoint;

class FaithfulnessTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aMapOfItselfIsPerfect() {
        data::Embedding cells(60, 2);
        for (std::size_t c = 0; c < cells.values.size(); ++c)
            cells.values[c] = static_cast<float>(base::Random(1, c).normal());
        const auto found = embed::faithfulness(cells, cells, 5, 100, {});
        QCOMPARE(found.trustworthiness, 1.0);
        QCOMPARE(found.keptNeighbors, 1.0);
        QCOMPARE(found.cells, std::size_t{60});
        QCOMPARE(embed::faithfulness(cells, cells, 5, 20, {}).cells, std::size_t{20});
    }

    // Seven cells on a line, drawn with the last between the first two. By hand, k = 1: nearest
    // drawn cells of 0 … 6 are 6, 6, 1, 2, 3, 4, 0 with true ranks 6, 6, 1, 1, 1, 1, 6 (cell 2 at
    // distance 1 from both 1 and 3: the smaller index first). Penalty 3 · 5 of a worst
    // n·k·(2n − 3k − 1)/2 = 7 · 5.
    void lineWithOneCellAstrayByHand() {
        data::Embedding line(7, 1);
        line.values = {0, 1, 2, 3, 4, 5, 6};
        data::Embedding drawn = line;
        drawn.values[6] = 0.4F;
        const auto found = embed::faithfulness(line, drawn, 1, 7, base::Job({}, 2, 0));
        QVERIFY(std::abs(found.trustworthiness - (1.0 - 15.0 / 35.0)) < 1e-9);
        QVERIFY(std::abs(found.keptNeighbors - 4.0 / 7.0) < 1e-9);
    }
};

QTEST_APPLESS_MAIN(FaithfulnessTest)
#include "faithfulness_test.moc"
