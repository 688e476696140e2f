#include "core/diagnose/identity_links.h"

#include "core/base/error.h"
#include "core/diagnose/names.h"
#include "tests/core/diagnose/judged.h"
#include "tests/core/diagnose/made.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace counterpoint;
using diagnose::SentenceKind;
using diagnose::Verdict;
using tests::judged;
using tests::says;

namespace {

/// The groups of the first two populations linked as if they were one.
diagnose::ProtectionMap linkedMap(const tests::Made& made) {
    diagnose::ProtectionMap map = diagnose::protect({made.uncorrected, made.batch}, {});
    const auto population = diagnose::majorityLabels(map.groups, made.population);
    for (std::int32_t g = 0; g < static_cast<std::int32_t>(map.groups.count); ++g)
        for (std::int32_t h = 0; h < static_cast<std::int32_t>(map.groups.count); ++h)
            if (population[g] == 0 && population[h] == 1) map.links.push_back({g, h, 0, 1, 0.8});
    return diagnose::withLinks(map, map.links);
}

/// The same word on every link of the map.
std::vector<diagnose::LinkChoice> choicesOnLinks(const diagnose::ProtectionMap& map, bool same) {
    std::vector<diagnose::LinkChoice> choices;
    for (const diagnose::IdentityLink& link : map.links)
        choices.push_back({diagnose::typicalCell(map, link.second),
                           diagnose::typicalCell(map, link.first), same});
    return choices;
}

}  // namespace

class IdentityLinksTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Known failure (c): sister populations in different batches are linked by their profiles; a
    /// label that calls them different now vetoes the link, and the user has the last word.
    void labelsVetoALink() {
        const tests::Made made = tests::makeBatches(900, 2, 7);
        const auto map = linkedMap(made);
        QVERIFY(map.testing.count < map.groups.count);

        const auto before = judged(map, made.ideal);
        QVERIFY(!before.links[0].link.rejected);
        const auto vetoed = judged(map, made.ideal, {.labels = &made.population});
        QVERIFY(vetoed.links[0].vetoedByLabels && vetoed.links[0].link.rejected);
        const auto no = choicesOnLinks(map, false);
        const auto yes = choicesOnLinks(map, true);
        const auto rejected = judged(map, made.ideal, {.choices = no});
        QCOMPARE(rejected.under.value, vetoed.under.value);
        QCOMPARE(rejected.over.value, vetoed.over.value);
        const auto confirmed =
            judged(map, made.ideal, {.labels = &made.population, .choices = yes});
        QVERIFY(!confirmed.links[0].link.rejected);
        QCOMPARE(confirmed.under.value, before.under.value);

        // What merging the two costs is seen only when they are not taken for one.
        const auto free = judged(map, made.merged, {.choices = yes});
        const auto costly = judged(map, made.merged, {.choices = no});
        QVERIFY(costly.over.value > free.over.value);
    }

    /// Known failure (d): five batches, each with a population of its own, all brought together
    /// beside one that they share. Of ten ambiguous pairs three are told, most cells first.
    void tellsThreeAmbiguousMergesOfManyBatches() {
        constexpr std::size_t batches = 5;
        data::Categories batch;
        data::Embedding uncorrected(1500, 16);
        data::Embedding merged(1500, 16);
        for (std::size_t b = 0; b < batches; ++b) batch.levels.push_back(std::to_string(b));
        for (std::size_t i = 0; i < uncorrected.rows; ++i) {
            base::Random random(31, i);
            const std::size_t b = random.below(batches);
            const std::size_t population = random.below(2) == 0 ? 5 : b;
            batch.codes.push_back(static_cast<std::int32_t>(b));
            for (std::size_t j = 0; j < uncorrected.cols; ++j) {
                const auto noise = static_cast<float>(random.normal());
                merged(i, j) = noise + (j == (population == 5 ? 5U : 0U) ? 6.0F : 0.0F);
                uncorrected(i, j) =
                    noise + (j == population ? 6.0F : 0.0F) + (j == 6 + b ? 3.0F : 0.0F);
            }
        }
        const auto found = judged(diagnose::protect({uncorrected, batch}, {}), merged);
        QCOMPARE(found.ambiguous.size(), std::size_t{3});
        QVERIFY(std::ranges::is_sorted(found.ambiguous, std::greater<>{},
                                       &diagnose::AmbiguousMerge::cells));
        QVERIFY(says(found, SentenceKind::Ambiguous));
    }

    /// Two populations, each in one batch only, brought together: without genes nothing links them
    /// and nothing tells them apart, so only the user can say what the merge is.
    void theUserSettlesAnAmbiguousMerge() {
        const tests::Made all = tests::makeBatches(1200, 2, 21);
        std::vector<std::uint32_t> cells;
        for (std::uint32_t i = 0; i < all.batch.size(); ++i)
            if (all.population.codes[i] == 2 || all.population.codes[i] == all.batch.codes[i])
                cells.push_back(i);
        const data::Embedding merged = data::takeRows(all.merged, cells);
        const auto map = diagnose::protect(
            {data::takeRows(all.uncorrected, cells), data::takeRows(all.batch, cells)}, {});
        const auto open = judged(map, merged);
        QCOMPARE(open.ambiguous.size(), std::size_t{1});
        QVERIFY(open.links.empty());
        QVERIFY(says(open, SentenceKind::Ambiguous));

        diagnose::LinkChoice choice{diagnose::typicalCell(map, open.ambiguous[0].first),
                                    diagnose::typicalCell(map, open.ambiguous[0].second), true};
        const auto one = judged(map, merged, {.choices = {choice}});
        QVERIFY(one.ambiguous.empty());
        QVERIFY(one.links.size() == 1 && one.links[0].same == true && !one.links[0].link.rejected);
        QVERIFY(one.verdict != Verdict::Over);
        QVERIFY2(one.coverage > open.coverage, "cells linked by hand can be checked");
        choice.same = false;
        const auto two = judged(map, merged, {.choices = {choice}});
        QVERIFY(two.ambiguous.empty() && two.links[0].link.rejected);
        QCOMPARE(two.verdict, Verdict::Over);
        QVERIFY(two.over.value > one.over.value + 0.3);

        // A choice whose cells are in one group by now says nothing, and none is out of place.
        choice.second = choice.first;
        QCOMPARE(judged(map, merged, {.choices = {choice}}).over.value, open.over.value);
        choice.second = 1'000'000;
        QVERIFY_EXCEPTION_THROWN(judged(map, merged, {.choices = {choice}}), base::Error);
    }

    /// Two groups may be linked by their profiles in several pairs of batches: a word is for all.
    void aWordIsForAllLinksOfTwoGroups() {
        const tests::Made made = tests::makeBatches(900, 2, 7);
        auto map = linkedMap(made);
        std::vector<diagnose::IdentityLink> twice = map.links;
        for (const diagnose::IdentityLink& link : map.links)
            twice.push_back({link.second, link.first, 1, 0, 0.7});
        const auto choices = choicesOnLinks(map, false);
        const auto once = judged(map, made.merged, {.choices = choices});
        map = diagnose::withLinks(map, twice);
        const auto found = judged(map, made.merged, {.choices = choices});
        for (const diagnose::JudgedLink& link : found.links)
            QVERIFY(link.link.rejected && link.same == false);
        QCOMPARE(found.over.value, once.over.value);
    }

    void takesARejectedLinkForTwoPopulations() {
        const tests::Made made = tests::makeBatches(600, 2, 8);
        const auto plain = diagnose::protect({made.uncorrected, made.batch}, {});
        const auto linked = linkedMap(made);
        auto rejected = linked.links;
        for (diagnose::IdentityLink& link : rejected) link.rejected = true;
        const auto back = diagnose::withLinks(linked, rejected);
        QCOMPARE(back.testing.codes, plain.testing.codes);
        const auto& link = back.links.front();
        QCOMPARE(linked.weights.weight(link.first, link.second), 0.0);
        QCOMPARE(back.weights.weight(link.first, link.second), 1.0);
        QCOMPARE(back.weights.weight(link.second, link.first), 1.0);
    }
};

QTEST_APPLESS_MAIN(IdentityLinksTest)
#include "identity_links_test.moc"
