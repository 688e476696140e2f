#include "core/diagnose/gaps.h"

#include "core/base/random.h"
#include "core/diagnose/names.h"
#include "core/diagnose/protection_map.h"
#include "core/preprocess/normalise.h"
#include "core/preprocess/pca.h"
#include "core/simulate/scenario.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace counterpoint;

namespace {

constexpr std::size_t genes = 40;
constexpr std::size_t cellsOfGroup = 70;
const base::Job job({}, 2, 0);

bool any(std::size_t /*g*/, std::size_t /*h*/) {
    return true;
}

/// Two groups in the first batch, which differ in 10 genes by `apart`, and a third along a course
/// of 10 other genes, cut in the middle into groups 2 and 3. The second batch holds the first group
/// and five cells of the second.
struct Case {
    data::CsrMatrix values = data::emptyMatrix(0, genes);
    std::vector<std::uint32_t> chosen;
    data::Categories batch{{}, {"first", "second"}};
    diagnose::Partition groups{{}, 4};

    explicit Case(double apart, std::uint64_t seed = 3) {
        chosen.resize(genes);
        std::iota(chosen.begin(), chosen.end(), 0U);
        const auto addMany = [&](std::int32_t b, std::int32_t population, std::size_t count) {
            for (std::size_t cell = 0; cell < count; ++cell) add(b, population, apart, seed);
        };
        addMany(0, 0, cellsOfGroup);
        addMany(0, 1, cellsOfGroup);
        addMany(0, 2, 2 * cellsOfGroup);
        addMany(1, 0, cellsOfGroup);
        addMany(1, 1, 5);
    }
    void add(std::int32_t b, std::int32_t population, double apart, std::uint64_t seed) {
        base::Random random(seed, batch.codes.size());
        const double course = random.uniform();
        for (std::uint32_t g = 0; g < genes; ++g) {
            double mean = 10.0 + (b == 1 ? std::sin(static_cast<double>(g)) : 0.0);
            if (population == 1 && g < 10) mean += apart;
            if (population == 2) mean += g >= 30 ? 8.0 : g >= 20 ? 4.0 * course : 0.0;
            values.columns.push_back(g);
            values.values.push_back(static_cast<float>(mean + random.normal()));
        }
        values.rowPointers.push_back(static_cast<std::int64_t>(values.values.size()));
        ++values.rows;
        batch.codes.push_back(b);
        groups.codes.push_back(population == 2 && course > 0.5 ? 3 : population);
    }
    diagnose::Expression expression() const { return {&values, chosen}; }
};

}  // namespace

class GapsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void betweenTwoPopulationsThereIsOne() {
        const Case made(2.0);
        const auto found =
            diagnose::gapsBetween(made.expression(), made.groups, made.batch, any, job);
        QCOMPARE(found.found(0, 1), 1.0);
        QCOMPARE(found.found(1, 0), 1.0);
        QCOMPARE(found.found(0, 2), 1.0);
        QCOMPARE(found.inBatch[0](0, 1), 1.0);
        QCOMPARE(found.inBatch[1](0, 1), 0.0);  // five cells show nothing
    }

    void betweenPiecesOfACourseThereIsNone() {
        int gaps = 0;
        for (std::uint64_t seed = 0; seed < 20; ++seed) {
            const Case made(2.0, seed);
            const auto found =
                diagnose::gapsBetween(made.expression(), made.groups, made.batch, any, job);
            QVERIFY(!std::isnan(found.found(2, 3)));
            gaps += found.found(2, 3) == 1.0 ? 1 : 0;
        }
        QVERIFY2(gaps <= 1, qPrintable(QString::number(gaps)));
    }

    void oneCloudCutInTwoHasNone() {
        const Case made(0.0);
        const auto found =
            diagnose::gapsBetween(made.expression(), made.groups, made.batch, any, job);
        QCOMPARE(found.found(0, 1), 0.0);
    }

    void pairsThatNobodyAsksForOrNoBatchHoldsStayUnknown() {
        const Case made(2.0);
        const auto onlyFirst = [](std::size_t g, std::size_t h) { return g == 0 && h == 1; };
        diagnose::Partition groups = made.groups;
        for (std::size_t i = 0; i < groups.codes.size(); ++i)
            if (made.batch.codes[i] == 0 && groups.codes[i] == 0) groups.codes[i] = 2;
        const auto apart =
            diagnose::gapsBetween(made.expression(), groups, made.batch, onlyFirst, job);
        QVERIFY(std::isnan(apart.found(0, 1)));
        QVERIFY(std::isnan(apart.found(2, 3)));
    }

    /// A sub-population that one batch alone holds, with the profile of its sister (r = 0.81), but
    /// with a gap between them: laying the sister's cells of the other batch on it is a loss.
    /// Before gaps were looked for it cost nothing, and six of its embeddings were called balanced.
    void aSubPopulationOfOneBatchIsProtected() {
        const auto scenario = simulate::drawScenarios(1, 17000000).at(16);
        QCOMPARE(scenario.name(), std::string("unique_sub_17000016"));
        const auto data = simulate::simulate(scenario, job);
        const auto values = preprocess::logNormalise(data.counts, job);
        std::vector<std::uint32_t> all(values.cols);
        std::iota(all.begin(), all.end(), 0U);
        const auto pcs = preprocess::pca(values, all, {}, job).scores;
        const auto map = diagnose::protect({pcs, data.batch, {&values, all}}, job);
        const auto population = diagnose::majorityLabels(map.groups, data.population);
        const auto groupOf = [&](std::int32_t of) {
            return static_cast<std::size_t>(std::ranges::find(population, of) - population.begin());
        };
        QVERIFY(groupOf(0) < population.size() && groupOf(1) < population.size());
        QVERIFY(map.correlation(groupOf(0), groupOf(1)) > 0.6);
        QVERIFY(map.weights.weight(groupOf(0), groupOf(1)) > 0.9);
    }
};

QTEST_APPLESS_MAIN(GapsTest)
#include "gaps_test.moc"
