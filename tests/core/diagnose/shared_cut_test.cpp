#include "core/diagnose/shared_cut.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stop_token>

using namespace counterpoint;

namespace {

constexpr std::uint32_t genes = 200;
const base::Job job({}, 2, 0);

/// One group in two batches that shift every gene: noise of standard deviation 1, a course along 15
/// genes, and a state that differs in 15 others, of 40 % of the first batch and 15 % of the second.
struct Made {
    data::CsrMatrix values = data::emptyMatrix(0, genes);
    std::vector<std::uint32_t> chosen;
    std::vector<std::uint32_t> cells;
    data::Categories batch;
    std::vector<bool> state;
    std::vector<float> noise = std::vector<float>(genes, 1.0F);

    Made(double stateEffect, double courseEffect, std::uint64_t seed) {
        chosen.resize(genes);
        std::iota(chosen.begin(), chosen.end(), 0U);
        batch.levels = {"first", "second"};
        for (std::int32_t b = 0; b < 2; ++b)
            for (int cell = 0; cell < 200; ++cell)
                add(b, cell % 20 < (b == 0 ? 8 : 3), stateEffect, courseEffect, seed);
    }
    void add(std::int32_t b, bool isState, double stateEffect, double courseEffect,
             std::uint64_t seed) {
        base::Random random(seed, batch.codes.size());
        const double course = random.uniform();
        for (std::uint32_t g = 0; g < genes; ++g) {
            double mean = 10.0 + (b == 1 ? 2.0 * std::sin(static_cast<double>(g)) : 0.0);
            if (g < 15) mean += courseEffect * course;
            if (g >= 15 && g < 30 && isState) mean += stateEffect;
            values.columns.push_back(g);
            values.values.push_back(static_cast<float>(mean + random.normal()));
        }
        values.rowPointers.push_back(static_cast<std::int64_t>(values.values.size()));
        ++values.rows;
        cells.push_back(static_cast<std::uint32_t>(batch.codes.size()));
        batch.codes.push_back(b);
        state.push_back(isState);
    }
    diagnose::SharedCut cut() const {
        return diagnose::sharedCut({&values, chosen}, noise, cells, batch, job);
    }
};

bool divides(const diagnose::SharedCut& cut) {
    return !cut.ofSecond.empty() && cut.depth >= diagnose::leastSharedDepth &&
           cut.gain >= diagnose::leastGain && cut.agreement >= diagnose::leastAgreement;
}

QString told(const diagnose::SharedCut& cut) {
    return QString("depth %1, gain %2, agreement %3")
        .arg(cut.depth)
        .arg(cut.gain)
        .arg(cut.agreement);
}

}  // namespace

class SharedCutTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Each marker is half as far apart again as the noise: along one gene, and along the leading
    /// components of all, the two overlap.
    void aStateOfFifteenAmongTwoHundredGenesIsFoundInAllBatches() {
        for (std::uint64_t seed = 0; seed < 10; ++seed) {
            const Made made(1.4, 2.0, seed);
            const diagnose::SharedCut cut = made.cut();
            QVERIFY2(divides(cut), qPrintable(told(cut)));
            double right = 0.0;
            for (std::size_t i = 0; i < cut.ofSecond.size(); ++i)
                right += (cut.ofSecond[i] > 0.5) == made.state[i] ? 1.0 : 0.0;
            right /= static_cast<double>(cut.ofSecond.size());
            QVERIFY2(std::max(right, 1.0 - right) > 0.97, qPrintable(QString::number(right)));
            QVERIFY(std::ranges::is_sorted(cut.genes));
            QVERIFY(std::ranges::count_if(cut.genes, [](auto g) { return g >= 15 && g < 30; }) >=
                    12);
        }
    }

    void noiseAndACourseAreOne() {
        for (std::uint64_t seed = 0; seed < 10; ++seed)
            for (const double course : {0.0, 2.0, 4.0}) {
                const diagnose::SharedCut cut = Made(0.0, course, seed).cut();
                QVERIFY2(!divides(cut), qPrintable(told(cut)));
            }
    }

    /// It falls in two by itself, more clearly than populations do.
    void oneGeneThatIsOnOrOffIsNoPopulation() {
        for (std::uint64_t seed = 0; seed < 10; ++seed) {
            Made made(0.0, 0.0, seed);
            for (const std::uint32_t cell : made.cells)
                made.values.values[cell * genes + 50] =
                    cell % 3 == 0 ? 6.0F + 0.01F * static_cast<float>(cell % 7) : 0.0F;
            const diagnose::SharedCut cut = made.cut();
            QVERIFY2(!divides(cut), qPrintable(told(cut)));
        }
    }

    /// Two batches, each one population: what they differ in is no cut that they share.
    void aDifferenceBetweenBatchesIsNone() {
        for (std::uint64_t seed = 0; seed < 10; ++seed) {
            Made made(0.0, 0.0, seed);
            for (std::uint32_t cell = 200; cell < 400; ++cell)
                for (std::uint32_t g = 15; g < 30; ++g)
                    made.values.values[cell * genes + g] += 3.0F;
            const diagnose::SharedCut cut = made.cut();
            QVERIFY2(!divides(cut), qPrintable(told(cut)));
        }
    }

    void batchesOfFewCellsHaveNoPart() {
        Made made(1.4, 0.0, 3);
        made.batch.levels.emplace_back("third");
        for (int cell = 0; cell < 19; ++cell) {
            made.add(1, false, 0.0, 0.0, 3);
            made.batch.codes.back() = 2;
        }
        const diagnose::SharedCut cut = made.cut();
        QVERIFY(divides(cut));
        QCOMPARE(cut.ofSecond.size(), std::size_t{419});
        for (std::size_t i = 400; i < 419; ++i) QCOMPARE(cut.ofSecond[i], 0.5);
        made.cells.resize(40);
        QVERIFY(made.cut().ofSecond.empty());
    }

    void anAnswerCanBeCancelled() {
        std::stop_source stop;
        stop.request_stop();
        const Made made(1.4, 0.0, 1);
        const base::Job stopped(stop.get_token(), 1, 0);
        const diagnose::Expression expression{&made.values, made.chosen};
        QVERIFY_THROWS_EXCEPTION(
            base::Cancelled,
            diagnose::sharedCut(expression, made.noise, made.cells, made.batch, stopped));
    }
};

QTEST_APPLESS_MAIN(SharedCutTest)
#include "shared_cut_test.moc"
