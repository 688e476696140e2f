#include "core/diagnose/likeness.h"

#include "core/base/random.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace counterpoint;

namespace {

constexpr std::size_t genesPerBlock = 12;

/// Four populations, A to D, with a block of marker genes each; D also has `sister` times the
/// markers of C. A and B live in both batches, C in the first and D in the second only. The second
/// batch shifts every gene by a random amount.
struct Case {
    data::CsrMatrix values = data::emptyMatrix(0, 5 * genesPerBlock);
    std::vector<std::uint32_t> genes;
    data::Categories batch;
    diagnose::Partition groups;  ///< as the alignment left them: C and D are one group

    explicit Case(double sister, double ownMarkersOfD = 3.0) {
        genes.resize(values.cols);
        std::iota(genes.begin(), genes.end(), 0U);
        batch.levels = {"first", "second"};
        groups.count = 3;
        base::Random shifts(1, 1);
        std::vector<double> shift;
        for (std::size_t g = 0; g < values.cols; ++g) shift.push_back(0.5 + shifts.uniform());
        for (std::int32_t b = 0; b < 2; ++b)
            for (const std::size_t population : {0, 1, b == 0 ? 2 : 3})
                for (int cell = 0; cell < 40; ++cell) {
                    base::Random random(2, batch.codes.size());
                    for (std::uint32_t g = 0; g < values.cols; ++g) {
                        const std::size_t block = g / genesPerBlock;
                        double mean = 2.0 + (b == 1 ? shift[g] : 0.0);
                        if (population == 3)
                            mean += block == 3 ? ownMarkersOfD : block == 2 ? 3.0 * sister : 0.0;
                        else if (block == population)
                            mean += 3.0;
                        values.columns.push_back(g);
                        values.values.push_back(
                            static_cast<float>(std::max(0.01, mean + random.normal())));
                    }
                    values.rowPointers.push_back(static_cast<std::int64_t>(values.values.size()));
                    ++values.rows;
                    batch.codes.push_back(b);
                    groups.codes.push_back(
                        static_cast<std::int32_t>(std::min<std::size_t>(population, 2)));
                }
    }
    diagnose::Expression expression() const { return {&values, genes}; }
    diagnose::Likeness likeness() const {
        return diagnose::groupLikeness(expression(), groups, batch, base::Job({}, 2, 0));
    }
};

/// Of the parts of one group in the two batches.
double ofGroup(const diagnose::Likeness& likeness, std::int32_t group) {
    for (std::size_t i = 0; i < likeness.group.size(); ++i)
        for (std::size_t j = i + 1; j < likeness.group.size(); ++j)
            if (likeness.group[i] == group && likeness.group[j] == group)
                return likeness.relative(i, j);
    return NAN;
}

}  // namespace

class LikenessTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void isOneForWhatBothBatchesShareWhateverTheBatchShift() {
        const Case onePopulation(1.0, 0.0);  // D is C
        for (const std::int32_t group : {0, 1, 2})
            QVERIFY(std::abs(ofGroup(onePopulation.likeness(), group) - 1.0) < 0.05);
    }

    /// Less the mean of A and B, C is (−1.5, −1.5, 3, 0) and D (−1.5, −1.5, 0, 3) in blocks: cosine
    /// 1/3. For A, less the mean of B and C or D, it is 11.25/13.5, and for B: 1/3 over that is
    /// 0.4.
    void isLowForTwoPopulationsTakenForOne() {
        const double found = ofGroup(Case(0.0).likeness(), 2);
        QVERIFY(std::abs(found - 0.4) < 0.05);
    }

    void takesThemApartAndLeavesOthersAlone() {
        const Case two(0.0);
        const auto apart = diagnose::withoutUnlike(two.groups, two.batch, two.likeness());
        QCOMPARE(apart.count, std::size_t{4});
        for (std::size_t i = 0; i < apart.codes.size(); ++i) {
            if (two.groups.codes[i] < 2)
                QCOMPARE(apart.codes[i], two.groups.codes[i]);
            else
                QCOMPARE(apart.codes[i], two.batch.codes[i] == 0 ? 2 : 3);
        }
        const Case one(1.0, 0.0);
        QVERIFY(diagnose::withoutUnlike(one.groups, one.batch, one.likeness()) == one.groups);
    }

    /// With nothing in common they correlate by 1/3 all the same, above the 0.30 that decides
    /// alone.
    void decidesPairsThatAreNeverTogether() {
        Case two(0.0);
        two.groups = diagnose::withoutUnlike(two.groups, two.batch, two.likeness());
        const auto present =
            diagnose::presentForWeights(diagnose::countByBatch(two.groups, two.batch), {1, 1});
        diagnose::PairWeights weights{diagnose::PairTable(4, 4), diagnose::PairTable(4, 4)};
        weights.ambiguous(2, 3) = weights.ambiguous(3, 2) = 1.0;
        const auto decided =
            diagnose::withLikenessDecided(weights, two.likeness().betweenGroups(4), present, {});
        QCOMPARE(decided.weight(2, 3), 1.0);
        QCOMPARE(decided.ambiguous(2, 3), 0.0);
        QCOMPARE(decided.weight(0, 1), 0.0);  // they meet
    }

    /// Where batches shift every population another way, profiles of one correlate by less than
    /// 0.30 too: those that are as alike as shared ones are may be one.
    void opensPairsThatALowCorrelationHadDecided() {
        using diagnose::PairTable;
        PairTable present(3, 2);  // groups 0 and 1 in a batch each, 2 in both
        present(0, 0) = present(1, 1) = present(2, 0) = present(2, 1) = 1.0;
        const diagnose::PairWeights certain{PairTable(3, 3, 1.0), PairTable(3, 3)};
        const PairTable alike(3, 3, 0.8);
        const auto open = diagnose::withLikenessDecided(certain, alike, present, {});
        QCOMPARE(open.weight(0, 1), 0.0);
        QCOMPARE(open.ambiguous(0, 1), 1.0);
        QCOMPARE(open.weight(0, 2), 1.0);  // they meet
        const auto held =
            diagnose::withLikenessDecided(certain, alike, present, PairTable(3, 3, 1.0));
        QCOMPARE(held.weight(0, 1), 1.0);  // something else tells them apart
        const auto unknown =
            diagnose::withLikenessDecided(certain, PairTable(3, 3, NAN), present, {});
        QCOMPARE(unknown.weight(0, 1), 1.0);
    }

    /// D is (0, 0, 2.1, 2) here, C (0, 0, 3, 0); less the mean of A and B their cosine is 0.818.
    void dropsLinksOfSistersAndKeepsThoseOfOnePopulation() {
        const auto linksLeft = [](Case made, double gap) {
            for (std::size_t i = 0; i < made.groups.codes.size(); ++i)
                if (made.groups.codes[i] == 2 && made.batch.codes[i] == 1) made.groups.codes[i] = 3;
            made.groups.count = 4;
            return diagnose::linksOfAlike({{2, 3, 0, 1, 0.8}}, made.likeness(),
                                          diagnose::PairTable(4, 4, gap))
                .size();
        };
        QCOMPARE(linksLeft(Case(1.0, 0.0), NAN), std::size_t{1});
        QCOMPARE(linksLeft(Case(0.7, 2.0), NAN), std::size_t{0});
        QCOMPARE(linksLeft(Case(0.7, 2.0), 1.0), std::size_t{1});  // no markers tell them apart
    }

    void isUnknownWhereFewerThanTwoPopulationsAreShared() {
        Case made(0.0);
        std::ranges::replace(made.groups.codes, 1, 0);  // A and B become one group
        for (const double value : made.likeness().relative.values) QVERIFY(!(value < 10.0));
        QVERIFY(diagnose::withoutUnlike(made.groups, made.batch, made.likeness()) == made.groups);
    }

    void doesNotDependOnTheThreadCount() {
        const Case made(0.5);
        const auto one = diagnose::groupLikeness(made.expression(), made.groups, made.batch,
                                                 base::Job({}, 1, 0));
        const auto two = made.likeness();
        QCOMPARE(two.group, one.group);
        for (std::size_t i = 0; i < one.relative.values.size(); ++i)
            QVERIFY(one.relative.values[i] == two.relative.values[i] ||
                    (std::isnan(one.relative.values[i]) && std::isnan(two.relative.values[i])));
    }
};

QTEST_APPLESS_MAIN(LikenessTest)
#include "likeness_test.moc"
