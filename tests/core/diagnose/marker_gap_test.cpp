#include "core/diagnose/marker_gap.h"

#include "core/base/random.h"
#include "core/diagnose/identity_links.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace counterpoint;

namespace {

/// Groups 0 to 3 live in both batches, 4 in the first and 5 in the second only; 60 cells of each in
/// each batch, noise of standard deviation 0.5. Genes by tens: 0–9 what the batch does to all (+1),
/// 10–59 markers of groups 0 to 4 (+2; group 5 has those of 4), 60–69 what sets 5 apart from 4.
struct Case {
    data::CsrMatrix values;
    std::vector<std::uint32_t> genes;
    diagnose::Partition groups{{}, 6};
    data::Categories batch{{}, {"first", "second"}};

    /// `inMarkers`: how far 5 is from 4 in genes that batches leave alone, `inBatchGenes`: in those
    /// that the batch moves.
    Case(float inMarkers, float inBatchGenes) {
        constexpr std::uint32_t geneCount = 70;
        genes.resize(geneCount);
        std::iota(genes.begin(), genes.end(), 0U);
        values = data::emptyMatrix(0, geneCount);
        base::Random random(1, 0);
        for (const std::int32_t b : {0, 1})
            for (std::int32_t group = 0; group < 6; ++group) {
                if ((group == 4 && b == 1) || (group == 5 && b == 0)) continue;
                for (int cell = 0; cell < 60; ++cell)
                    add(group, b, inMarkers, inBatchGenes, random);
            }
        values.rows = batch.size();
    }
    void add(std::int32_t group, std::int32_t b, float inMarkers, float inBatchGenes,
             base::Random& random) {
        groups.codes.push_back(group);
        batch.codes.push_back(b);
        for (std::uint32_t g = 0; g < genes.size(); ++g) {
            float mean = 3.0F;
            if (g < 10) mean += (b == 1 ? 1.0F : 0.0F) + (group == 5 ? inBatchGenes : 0.0F);
            const auto marked = static_cast<std::int32_t>(g / 10) - 1;
            if (marked == std::min(group, 4)) mean += 2.0F;
            if (g >= 60 && group == 5) mean += inMarkers;
            values.columns.push_back(g);
            values.values.push_back(mean + 0.5F * static_cast<float>(random.normal()));
        }
        values.rowPointers.push_back(static_cast<std::int64_t>(values.values.size()));
    }
    diagnose::PairTable gaps(int threads = 1) const {
        return diagnose::markerGaps({&values, genes}, groups, batch, base::Job({}, threads, 0));
    }
};

}  // namespace

class MarkerGapTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void isSmallForOnePopulation() { QVERIFY(Case(0.0F, 0.0F).gaps()(4, 5) < diagnose::gapOfOne); }

    /// Ten genes by 1.5, where shared populations differ in none.
    void isLargeForSistersThatDifferInGenesLeftAlone() {
        const diagnose::PairTable gaps = Case(1.5F, 0.0F).gaps();
        QVERIFY(gaps(4, 5) > diagnose::gapOfSisters);
        QCOMPARE(gaps(5, 4), gaps(4, 5));
    }

    /// The same difference in genes that the batch moves in every population weighs about 0.05/1.05
    /// of that.
    void weighsGenesByHowMuchTheBatchMovesThem() {
        const double alone = Case(1.5F, 0.0F).gaps()(4, 5);
        const double moved = Case(0.0F, 1.5F).gaps()(4, 5);
        QVERIFY(moved < alone / 10.0);
    }

    void isUnknownForGroupsThatMeetAndWithFewShared() {
        QVERIFY(std::isnan(Case(0.0F, 0.0F).gaps()(0, 1)));
        Case few(1.5F, 0.0F);
        std::ranges::replace(few.groups.codes, 1, 0);
        std::ranges::replace(few.groups.codes, 3, 2);
        QVERIFY(std::isnan(few.gaps()(4, 5)));
    }

    void decidesAmbiguousPairsThatAreAlsoUnlike() {
        const diagnose::PairTable gaps = Case(1.5F, 0.0F).gaps();
        diagnose::PairWeights open{diagnose::PairTable(6, 6), diagnose::PairTable(6, 6)};
        open.ambiguous(4, 5) = open.ambiguous(5, 4) = 1.0;
        const auto decided = [&](double likeness) {
            return diagnose::withSistersDecided(open, gaps, diagnose::PairTable(6, 6, likeness));
        };
        QCOMPARE(decided(0.8).weight(4, 5), 1.0);
        QCOMPARE(decided(0.8).ambiguous(4, 5), 0.0);
        QCOMPARE(decided(0.95).weight(4, 5), 0.0);
        QCOMPARE(decided(0.95).ambiguous(4, 5), 1.0);
    }

    /// Groups 0 and 1 are linked; 2 meets 1 but not 0, 3 meets neither.
    void followsLinks() {
        diagnose::PairTable present(4, 3);
        present(0, 0) = present(1, 1) = present(2, 1) = present(3, 2) = 1.0;
        diagnose::PairWeights weights{diagnose::PairTable(4, 4, 1.0), diagnose::PairTable(4, 4)};
        weights.ambiguous(0, 2) = weights.ambiguous(2, 0) = 1.0;
        weights.weight(1, 2) = weights.weight(2, 1) = 0.25;
        diagnose::IdentityLink link;
        link.first = 0;
        link.second = 1;
        diagnose::PairTable unlike(4, 4, 0.2);
        const auto followed = diagnose::withLinksFollowed(weights, {link}, present, unlike);
        QCOMPARE(followed.weight(0, 2), 0.25);
        QCOMPARE(followed.ambiguous(2, 0), 0.0);
        QCOMPARE(followed.weight(0, 3), 1.0);
        // What tells 1 and 2 apart though they are alike is told of their own batch only.
        diagnose::PairTable alike = unlike;
        alike(1, 2) = alike(2, 1) = 0.9;
        QCOMPARE(diagnose::withLinksFollowed(weights, {link}, present, alike).weight(0, 2), 0.0);
        link.rejected = true;
        QCOMPARE(diagnose::withLinksFollowed(weights, {link}, present, unlike).weight(0, 2), 1.0);
    }

    /// 13 of 327 are strays, 45 of 400 are not.
    void straysDoNotLiveThere() {
        diagnose::PairTable counts(2, 2);
        counts.values = {327, 13, 400, 45};
        const auto lives = diagnose::livesIn(counts, {1000, 1000});
        QCOMPARE(lives.values, (std::vector<double>{1.0, 0.0, 1.0, 1.0}));
    }

    void doesNotDependOnTheThreadCount() {
        QVERIFY(Case(1.5F, 0.0F).gaps(3)(4, 5) == Case(1.5F, 0.0F).gaps(1)(4, 5));
    }
};

QTEST_APPLESS_MAIN(MarkerGapTest)
#include "marker_gap_test.moc"
