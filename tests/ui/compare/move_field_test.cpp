#include "ui/compare/move_field.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace counterpoint;
using support::Arrow;

namespace {

/// A square lattice of cells, 40 by 40, one unit apart.
data::Embedding lattice() {
    data::Embedding layout(1600, 2);
    for (std::size_t i = 0; i < layout.rows; ++i) {
        layout(i, 0) = static_cast<float>(i % 40);
        layout(i, 1) = static_cast<float>(i / 40);
    }
    return layout;
}

QVector3D wayOf(const Arrow& arrow) {
    return arrow.to - arrow.from;
}

data::Categories oneGroup(std::size_t cells) {
    return {std::vector<std::int32_t>(cells, 0), {"all"}, false};
}

std::vector<Arrow> moveField(const data::Embedding& first, const data::Embedding& second,
                             std::size_t across = 10) {
    return compare::moveField(first, second, oneGroup(first.rows), across);
}

}  // namespace

class MoveFieldTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void cellsThatMoveTogetherHaveArrowsAsLongAsTheirMove() {
        const data::Embedding first = lattice();
        data::Embedding second = first;
        for (std::size_t i = 0; i < second.rows; ++i)
            if (first(i, 0) < 20.0F) second(i, 1) += 3.0F;  // the left half goes up
        const auto arrows = moveField(first, second);
        QCOMPARE(arrows.size(), std::size_t{50});  // of 10 × 10 squares, those of the left half
        for (const Arrow& arrow : arrows) {
            QVERIFY(arrow.from.x() < 20.0F);
            QCOMPARE(wayOf(arrow).x(), 0.0F);
            QCOMPARE(wayOf(arrow).y(), 3.0F);
        }
    }

    // The same lattice standing upright in space, and its upper half coming forward.
    void movesInSpaceHaveTheirDepth() {
        const data::Embedding plane = lattice();
        data::Embedding first(1600, 3);
        for (std::size_t i = 0; i < first.rows; ++i) {
            first(i, 1) = plane(i, 0);
            first(i, 2) = plane(i, 1);
        }
        data::Embedding second = first;
        for (std::size_t i = 0; i < second.rows; ++i)
            if (first(i, 2) >= 20.0F) second(i, 0) += 5.0F;
        const auto arrows = moveField(first, second);
        QCOMPARE(arrows.size(), std::size_t{50});
        for (const Arrow& arrow : arrows) {
            QVERIFY(arrow.from.z() > 20.0F);
            QCOMPARE(wayOf(arrow), QVector3D(5.0F, 0.0F, 0.0F));
        }
    }

    void cellsThatGoApartHaveNone() {
        const data::Embedding first = lattice();
        data::Embedding second = first;
        for (std::size_t i = 0; i < second.rows; ++i) second(i, 0) += i % 2 == 0 ? 9.0F : -9.0F;
        QVERIFY(moveField(first, second).empty());
    }

    void groupsThatGoApartHaveAnArrowEach() {
        const data::Embedding first = lattice();
        data::Embedding second = first;
        data::Categories groups{{}, {"left", "right"}, false};
        for (std::size_t i = 0; i < second.rows; ++i) {
            groups.codes.push_back(static_cast<std::int32_t>(i % 2));
            second(i, 0) += i % 2 == 0 ? -9.0F : 9.0F;
        }
        const auto arrows = compare::moveField(first, second, groups, 10);
        QCOMPARE(arrows.size(), std::size_t{200});  // two in each square of 16 cells
        for (const Arrow& arrow : arrows) QCOMPARE(std::abs(wayOf(arrow).x()), 9.0F);
    }

    void whatMovesSideBySideToOnePlaceIsOneArrow() {
        const data::Embedding first = lattice();
        data::Embedding second = first;
        for (std::size_t i = 0; i < second.rows; ++i) second(i, 0) += 60.0F;
        const auto fine = moveField(first, second, 14);
        QVERIFY(fine.size() < 14U * 14U / 3U);
        for (const Arrow& arrow : fine) QCOMPARE(wayOf(arrow).x(), 60.0F);
    }

    void smallMovesAndFewCellsHaveNone() {
        const data::Embedding first = lattice();
        data::Embedding second = first;
        for (std::size_t i = 0; i < second.rows; ++i) second(i, 0) += 0.5F;  // 1.3 % of 39
        QVERIFY(moveField(first, second).empty());
        for (std::size_t i = 0; i < second.rows; ++i) second(i, 0) += 5.0F;
        QVERIFY(!moveField(first, second).empty());
        QVERIFY(moveField(first, second, 20).empty());  // four cells a square
    }

    void layoutsThatCannotBeComparedHaveNone() {
        const data::Embedding first = lattice();
        QVERIFY(moveField(first, data::Embedding(1600, 3)).empty());
        QVERIFY(moveField(first, data::Embedding(10, 2)).empty());
        QVERIFY(moveField(data::Embedding(0, 2), data::Embedding(0, 2)).empty());
        data::Embedding nowhere = first;
        for (float& value : nowhere.values) value = std::numeric_limits<float>::quiet_NaN();
        QVERIFY(moveField(first, nowhere).empty());
    }
};

QTEST_APPLESS_MAIN(MoveFieldTest)
#include "move_field_test.moc"
