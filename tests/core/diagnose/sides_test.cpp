#include "core/diagnose/sides.h"

#include "core/base/random.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace counterpoint;

namespace {

constexpr std::size_t genes = 60;

/// Three populations, two for reference and a third with a state that lives in the first batch only
/// and differs in 12 genes; a course along 12 other genes runs through both. `place` is where the
/// third population of the second batch lies between the two: 0 at the population, 1 at its state.
/// The second batch shifts every gene.
struct Case {
    data::CsrMatrix values = data::emptyMatrix(0, genes);
    std::vector<std::uint32_t> chosen;
    data::Categories batch;
    diagnose::Partition groups{{}, 3};
    std::vector<bool> state;

    Case(double stateEffect, double place) {
        chosen.resize(genes);
        std::iota(chosen.begin(), chosen.end(), 0U);
        batch.levels = {"first", "second"};
        for (std::int32_t b = 0; b < 2; ++b)
            for (std::int32_t population = 0; population < 3; ++population)
                for (int cell = 0; cell < 120; ++cell)
                    add(b, population, population == 2 && b == 0 && cell % 2 == 1, stateEffect,
                        place);
    }
    void add(std::int32_t b, std::int32_t population, bool isState, double effect, double place) {
        base::Random random(5, batch.codes.size());
        const double course = random.uniform();
        for (std::uint32_t g = 0; g < genes; ++g) {
            const std::uint32_t block = g / 12;
            double mean = 10.0 + (b == 1 ? std::sin(static_cast<double>(g)) : 0.0);
            if (block == static_cast<std::uint32_t>(population)) mean += 4.0;
            if (population == 2 && block == 3) mean += 3.0 * course;
            if (block == 4)
                mean += isState ? effect : population == 2 && b == 1 ? place * effect : 0.0;
            values.columns.push_back(g);
            values.values.push_back(static_cast<float>(mean + random.normal()));
        }
        values.rowPointers.push_back(static_cast<std::int64_t>(values.values.size()));
        ++values.rows;
        batch.codes.push_back(b);
        groups.codes.push_back(population);
        state.push_back(isState);
    }
    diagnose::Expression expression() const { return {&values, chosen}; }
};

}  // namespace

class SidesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Alike as they are, the population and its state are two wherever both batches agree which
    /// one the second batch holds.
    void groupsOfWhichBatchesAgreeAreApart() {
        for (const double place : {0.0, 0.5}) {
            Case made(1.6, place);
            made.groups.count = 4;
            for (std::size_t i = 0; i < made.state.size(); ++i)
                if (made.state[i]) made.groups.codes[i] = 3;
            const diagnose::PairTable apart = diagnose::heldApart(made.expression(), made.groups,
                                                                  made.batch, base::Job({}, 2, 0));
            QCOMPARE(apart(2, 3), place == 0.0 ? 1.0 : 0.0);
            QCOMPARE(apart(3, 2), apart(2, 3));
        }
    }
};

QTEST_APPLESS_MAIN(SidesTest)
#include "sides_test.moc"
