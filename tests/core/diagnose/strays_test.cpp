#include "core/diagnose/strays.h"

#include "core/base/random.h"

#include <QTest>

#include <algorithm>
#include <cstdint>

using namespace counterpoint;

namespace {

constexpr std::size_t dims = 10;

/// Cells of a population, of one batch, and the group that they are counted in. Populations lie 8
/// apart, cells vary by 1 in every dimension.
struct Part {
    std::size_t population;
    std::int32_t batch;
    std::int32_t group;
    std::size_t cells;
};

struct Made {
    data::Embedding aligned;
    data::Categories batch{{}, {"a", "b", "c"}};
    diagnose::Partition groups;
    std::vector<std::size_t> population;

    explicit Made(const std::vector<Part>& parts) {
        std::size_t all = 0;
        for (const Part& part : parts) all += part.cells;
        aligned = data::Embedding(all, dims);
        std::uint32_t cell = 0;
        for (const Part& part : parts)
            for (std::size_t n = 0; n < part.cells; ++n, ++cell) {
                base::Random random(5, cell);
                for (std::size_t j = 0; j < dims; ++j)
                    aligned(cell, j) =
                        static_cast<float>(random.normal() + (j == part.population ? 5.6 : 0.0));
                batch.codes.push_back(part.batch);
                groups.codes.push_back(part.group);
                groups.count = std::max(groups.count, static_cast<std::size_t>(part.group) + 1);
                population.push_back(part.population);
            }
    }

    bool move() { return diagnose::moveStrays(aligned, batch, groups); }

    /// How many cells of a population are counted in a group.
    std::size_t cells(std::size_t of, std::int32_t in) const {
        std::size_t count = 0;
        for (std::size_t i = 0; i < population.size(); ++i)
            count += population[i] == of && groups.codes[i] == in ? 1 : 0;
        return count;
    }
};

}  // namespace

class StraysTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Eight cells of a rare population are counted among a population of their batch alone, and
    /// those that a second batch has of it with them; the third batch has it as a group.
    void aRarePopulationIsBroughtTogether() {
        Made made({{0, 0, 0, 40},
                   {1, 0, 0, 8},
                   {1, 1, 0, 9},
                   {1, 2, 1, 12},
                   {2, 1, 2, 50},
                   {2, 2, 2, 50}});
        QVERIFY(made.move());
        QCOMPARE(made.cells(1, 1), std::size_t{8 + 9 + 12});
        QCOMPARE(made.cells(0, 0), std::size_t{40});
        QCOMPARE(made.cells(2, 2), std::size_t{100});
        QVERIFY(!made.move());
    }

    /// Each batch has cells of both, so nothing is missing anywhere; the groups may differ by
    /// something that is not seen here.
    void groupsThatABatchHasTakeNoCells() {
        Made made({{0, 0, 0, 40}, {1, 0, 0, 8}, {1, 0, 1, 8}, {1, 1, 1, 12}, {0, 1, 0, 30}});
        QVERIFY(!made.move());
    }

    /// Cells at one end of a population are nearer to another group than its middle is, and are no
    /// strays.
    void theEndOfAPopulationStays() {
        for (std::uint32_t target = 1; target < 4; ++target) {
            Made made({{0, 0, 0, 200}, {target, 1, 1, 30}, {0, 1, 0, 50}});
            QVERIFY(!made.move());
        }
    }

    /// Four cells may lie anywhere by chance, and a third of a group is more than strays.
    void fewCellsAndLargePartsStay() {
        Made few({{0, 0, 0, 40}, {1, 0, 0, 4}, {1, 1, 1, 12}});
        QVERIFY(!few.move());
        Made many({{0, 0, 0, 20}, {1, 0, 0, 12}, {1, 1, 1, 12}});
        QVERIFY(!many.move());
    }

    void oneBatchHasNoStrays() {
        Made made({{0, 0, 0, 40}, {1, 0, 1, 8}});
        made.batch.levels.resize(1);
        QVERIFY(!made.move());
    }
};

QTEST_APPLESS_MAIN(StraysTest)
#include "strays_test.moc"
