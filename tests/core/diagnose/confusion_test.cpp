#include "core/diagnose/confusion.h"

#include "core/base/random.h"

#include <QTest>

#include <limits>
#include <vector>

using namespace counterpoint;

namespace {

/// From the pairs above the diagonal, row by row.
diagnose::PairTable tableOf(std::size_t sets, const std::vector<double>& pairs) {
    diagnose::PairTable table(sets, sets, std::numeric_limits<double>::quiet_NaN());
    auto next = pairs.begin();
    for (std::size_t g = 0; g < sets; ++g)
        for (std::size_t h = g + 1; h < sets; ++h) table(g, h) = table(h, g) = *next++;
    return table;
}

}  // namespace

class ConfusionTest : public QObject {
    Q_OBJECT

  private slots:
    void piecesOfOneFlatPopulationWeighNothing() {
        // As measured in a batch of one population whose largest variance is its depth.
        const auto weight = diagnose::separability(
            tableOf(5, {0.43, 0.09, 0.35, 0.35, 0.30, 0.51, 0.47, 0.40, 0.43, 0.52}));
        for (const double x : weight.values) QCOMPARE(x, 0.0);
    }

    void anotherPopulationBesideTheFlatOneWeighs() {
        const auto weight = diagnose::separability(
            tableOf(6, {0.43, 0.09, 0.35, 0.35, 0.02, 0.30, 0.51, 0.47, 0.04, 0.40, 0.43, 0.01,
                        0.52, 0.00, std::numeric_limits<double>::quiet_NaN()}));
        for (std::size_t g = 0; g < 6; ++g)
            for (std::size_t h = 0; h < 6; ++h)
                QCOMPARE(weight(g, h), g != h && (g == 5 || h == 5) ? 1.0 : 0.0);
    }

    void endsOfACourseStayApart() {
        const auto weight =
            diagnose::separability(tableOf(4, {0.45, 0.30, 0.01, 0.45, 0.30, 0.45}));
        QCOMPARE(weight(0, 3), 1.0);
        QCOMPARE(weight(0, 2), 0.5);
        QCOMPARE(weight(0, 1), 0.0);
    }

    void threePiecesAreTooFewToBeCalledFlat() {
        QCOMPARE(diagnose::separability(tableOf(3, {0.45, 0.08, 0.45}))(0, 2), 1.0);
    }

    void fewCellsOfAnotherSetAreNoWitnessesInABatch() {
        // 40 cells of which 9 are called the second set's, without any order.
        constexpr std::size_t cells = 40;
        data::Categories batch;
        batch.levels = {"a"};
        batch.codes.assign(cells, 0);
        diagnose::Partition sets{std::vector<std::int32_t>(cells, 0), 2};
        for (std::size_t i = 0; i < 9; ++i) sets.codes[4 * i] = 1;
        data::Embedding places(cells, 5);
        base::Random random(1, 0);
        for (float& x : places.values) x = static_cast<float>(random.normal());
        std::vector<std::uint32_t> all(cells);
        for (std::size_t i = 0; i < cells; ++i) all[i] = static_cast<std::uint32_t>(i);
        const std::vector<std::size_t> k{15};
        const auto own = diagnose::nearestWithin(places, {batch.codes, 1}, {all}, k, {});

        diagnose::PairTable present(2, 1, 1.0);
        const auto both = diagnose::separabilityByBatch(own, sets, batch, present);
        QVERIFY(both[0](0, 1) < 0.2);
        QCOMPARE(both[0](0, 1), both[0](1, 0));

        present(1, 0) = 0.0;
        const auto strays = diagnose::separabilityByBatch(own, sets, batch, present);
        QCOMPARE(strays[0](0, 1), 1.0);
        QCOMPARE(strays[0](1, 0), both[0](1, 0));
    }
};

QTEST_APPLESS_MAIN(ConfusionTest)
#include "confusion_test.moc"
