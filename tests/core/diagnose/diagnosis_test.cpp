#include "core/diagnose/diagnosis.h"

#include "core/base/error.h"
#include "core/diagnose/names.h"
#include "core/diagnose/over_statistic.h"
#include "core/diagnose/under_statistic.h"
#include "core/neighbors/neighbors.h"
#include "tests/core/diagnose/made.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace counterpoint;
using diagnose::SentenceKind;
using diagnose::Verdict;

namespace {

diagnose::Diagnosis judged(const diagnose::ProtectionMap& map, const data::Embedding& corrected,
                           const diagnose::Context& context = {}, int threads = 2) {
    const base::Job job({}, threads, 0);
    return diagnose::judge(map, corrected, neighbors::findNeighbors(corrected, {.k = 90}, job),
                           context, job);
}

bool says(const diagnose::Diagnosis& diagnosis, SentenceKind kind) {
    return std::ranges::any_of(diagnosis.sentences,
                               [&](const auto& sentence) { return sentence.kind == kind; });
}

bool same(float a, float b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

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

class DiagnosisTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void tellsUnderBalancedAndOver() {
        const tests::Made made = tests::makeBatches(900, 3, 1);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});

        const auto under = judged(map, made.uncorrected);
        QCOMPARE(under.verdict, Verdict::Under);
        QCOMPARE(under.sentences.front().kind, SentenceKind::Under);
        QVERIFY(under.severity > 0.9);
        QVERIFY(!under.sentences.front().cells.empty());

        const auto balanced = judged(map, made.ideal);
        QCOMPARE(balanced.verdict, Verdict::Balanced);
        QVERIFY(std::abs(balanced.under.value) < 0.05);
        QVERIFY(balanced.over.value < 0.05);
        QVERIFY(balanced.under.low <= balanced.under.value);
        QCOMPARE(balanced.severity, 0.0);
        QVERIFY(!balanced.borderline);

        const auto over = judged(map, made.merged);
        QCOMPARE(over.verdict, Verdict::Over);
        QCOMPARE(over.sentences.front().kind, SentenceKind::OwnNeighborsLost);
        QVERIFY(over.severity > 0.5);  // both merged populations lost their neighbours
        for (const std::uint32_t cell : over.sentences.front().cells) {
            QVERIFY(made.population.codes[cell] < 2);
            QVERIFY(over.perCell.flagged[cell]);
        }
    }

    void sharpensWithLabels() {
        const tests::Made made = tests::makeBatches(900, 3, 2);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        const auto over = judged(map, made.merged, {.labels = &made.population});
        QCOMPARE(over.populations.size(), std::size_t{3});
        QCOMPARE(over.populations[0].name, std::string("type 0"));
        QCOMPARE(over.populations[0].mergedWith, 1);
        QCOMPARE(over.populations[1].mergedWith, 0);
        QCOMPARE(over.populations[2].mergedWith, -1);
        QVERIFY(over.populations[0].purityLost > 0.3);
        QVERIFY(std::abs(over.populations[2].purityLost) < 0.02);
        QVERIFY(over.populations[2].ownNeighborsKept > 0.98);
        QVERIFY(over.populations[0].ownNeighborsKept < 0.7);
        QCOMPARE(over.populations[2].batches, std::size_t{3});
        QVERIFY(std::abs(over.underByLabel.value) < 0.05);
        QVERIFY(over.groupNames[0].starts_with("type"));

        const auto without = judged(map, made.merged);
        QCOMPARE(without.verdict, over.verdict);
        QVERIFY(without.populations[0].mergedWith >= 0);
        QVERIFY(!without.underByLabel.defined());
    }

    /// Two populations, each in one batch only: translated onto each other they are one group, and
    /// keeping them apart was called under-correction. Labels say that nothing has to mix, and that
    /// merging the two is a loss.
    void labelsTellPopulationsOfDifferentBatchesApart() {
        tests::Made made = tests::makeBatches(600, 2, 7);
        std::vector<std::uint32_t> two;
        for (std::uint32_t i = 0; i < made.population.codes.size(); ++i)
            if (made.population.codes[i] < 2) two.push_back(i);
        const auto pcs = data::takeRows(made.ideal, two);
        const auto merged = data::takeRows(made.merged, two);
        const data::Categories labels{data::takeRows(made.population, two).codes, {"A", "B"}};
        const data::Categories batch{labels.codes, {"first", "second"}};
        const diagnose::Context context{.labels = &labels};
        const auto blind = diagnose::protect({pcs, batch}, {});
        QVERIFY(judged(blind, pcs).verdict != Verdict::Balanced);
        QVERIFY(judged(blind, merged).verdict != Verdict::Over);
        const auto map = diagnose::protect({.pcs = pcs, .batch = batch, .labels = &labels}, {});
        QVERIFY(map.nothingShared());
        const auto kept = judged(map, pcs, context);
        QCOMPARE(kept.verdict, Verdict::Balanced);
        QCOMPARE(kept.under.value, 0.0);
        QCOMPARE(judged(map, merged, context).verdict, Verdict::Over);
    }

    /// What labels do not contradict stays: shared populations are tested, links are not asked for.
    void labelsThatAgreeChangeNothing() {
        const tests::Made made = tests::makeBatches(900, 3, 2);
        const auto blind = diagnose::protect({made.uncorrected, made.batch}, {});
        const auto map = diagnose::protect(
            {.pcs = made.uncorrected, .batch = made.batch, .labels = &made.population}, {});
        QVERIFY(map.testing == blind.testing);
        QVERIFY(map.foreignBaseline == blind.foreignBaseline);
    }

    void cannotTellWhereNothingIsShared() {
        tests::Made made = tests::makeBatches(400, 2, 3);
        for (std::size_t i = 0; i < made.batch.size(); ++i)
            made.batch.codes[i] = made.population.codes[i] == 0 ? 0 : 1;
        auto map = diagnose::protect({made.ideal, made.batch}, {});
        map.groups = map.testing = {made.population.codes, 3};  // each in one batch only
        map.groupPresent = diagnose::countByBatch(map.groups, made.batch);
        map.correlation = map.weights.weight = map.weights.ambiguous = diagnose::PairTable(3, 3);
        const auto found = judged(map, made.ideal);
        QCOMPARE(found.verdict, Verdict::CannotTell);
        QVERIFY(says(found, SentenceKind::CannotTell));
        QVERIFY(!std::isfinite(found.underProbability));
    }

    void refusesAConfoundedDesignInWords() {
        const tests::Made made = tests::makeBatches(600, 2, 4);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        data::Categories condition = made.batch;
        condition.levels = {"control", "treated"};
        const auto found = judged(map, made.uncorrected, {.keepApart = &condition});
        QCOMPARE(found.verdict, Verdict::CannotTell);
        QVERIFY(found.confounded);
        QCOMPARE(found.sentences.front().kind, SentenceKind::Confounded);
        // Losses are seen within batches, so they may still be told.
        QCOMPARE(judged(map, made.merged, {.keepApart = &condition}).verdict, Verdict::Over);

        for (std::size_t i = 0; i < condition.size(); i += 2) condition.codes[i] = 0;
        QVERIFY(!judged(map, made.uncorrected, {.keepApart = &condition}).confounded);
    }

    /// Known failure (f): clusters under 20 cells never enter the verdict. A sure loss of one is
    /// now told beside it.
    void tellsOfATinyClusterThatVanished() {
        tests::Made made = tests::makeBatches(800, 2, 16);
        std::size_t rare = 0;  // of the third population, elsewhere but in `merged`
        for (std::size_t i = 0; i < made.batch.size() && rare < 14; ++i) {
            if (made.batch.codes[i] != 0 || made.population.codes[i] != 2) continue;
            ++rare;
            for (data::Embedding* x : {&made.uncorrected, &made.ideal}) {
                (*x)(i, 2) -= 6.0F;
                (*x)(i, 6) += 8.0F;
            }
        }
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        data::Embedding swallowed = made.ideal;
        for (std::size_t i = 0; i < map.cells(); ++i)
            if (made.population.codes[i] == 2)
                std::ranges::copy(made.merged.row(i), swallowed.row(i).begin());
        const auto lost = judged(map, swallowed);
        QCOMPARE(lost.verdict, Verdict::Balanced);
        QVERIFY(says(lost, SentenceKind::SmallCluster));
        QVERIFY(!says(judged(map, made.ideal), SentenceKind::SmallCluster));
    }

    void measuresWhetherAConditionIsKeptApart() {
        const tests::Made made = tests::makeBatches(900, 2, 5);
        data::Categories condition = made.batch;
        data::Embedding before = made.ideal;
        for (std::size_t i = 0; i < condition.size(); ++i) {
            condition.codes[i] = static_cast<std::int32_t>(i % 2);
            before(i, 6) += i % 2 == 0 ? 0.0F : 4.0F;  // the condition moves all populations
        }
        const auto map = diagnose::protect({before, made.batch}, {});
        const diagnose::Context context{.labels = &made.population, .keepApart = &condition};
        const auto lost = judged(map, made.ideal, context);
        const auto kept = judged(map, before, context);
        for (std::size_t p = 0; p < 3; ++p) {
            QVERIFY(lost.populations[p].keptApartBefore > 0.95);
            QVERIFY(std::abs(lost.populations[p].keptApartNow - 0.5) < 0.1);
            QCOMPARE(kept.populations[p].keptApartNow, kept.populations[p].keptApartBefore);
        }
    }

    void saysWhenCorrectionIsNotNeeded() {
        const tests::Made made = tests::makeBatches(600, 2, 6);
        const auto map = diagnose::protect({made.ideal, made.batch}, {});
        QVERIFY(says(judged(map, made.ideal), SentenceKind::NoEffect));
    }

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

    void doesNotDependOnTheThreadCount() {
        const tests::Made made = tests::makeBatches(700, 3, 9);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        const auto one = judged(map, made.merged, {.labels = &made.population}, 1);
        for (const int threads : {2, 3}) {
            const auto many = judged(map, made.merged, {.labels = &made.population}, threads);
            QCOMPARE(many.under.value, one.under.value);
            QCOMPARE(many.over.value, one.over.value);
            QCOMPARE(many.over.low, one.over.low);
            QVERIFY(std::ranges::equal(many.perCell.sameBatchExcess, one.perCell.sameBatchExcess,
                                       same));
            QVERIFY(std::ranges::equal(many.perCell.foreign, one.perCell.foreign, same));
            QCOMPARE(many.sentences.size(), one.sentences.size());
            QCOMPARE(many.sentences[0].text, one.sentences[0].text);
        }
    }

    void doesNotDependOnBatchNames() {
        const tests::Made made = tests::makeBatches(700, 3, 10);
        data::Categories renamed = made.batch;
        renamed.levels = {"Ulm", "Bonn", "Kiel"};
        const auto a = judged(diagnose::protect({made.uncorrected, made.batch}, {}), made.ideal);
        const auto b = judged(diagnose::protect({made.uncorrected, renamed}, {}), made.ideal);
        QCOMPARE(a.under.value, b.under.value);
        QCOMPARE(a.over.value, b.over.value);
    }

    void doesNotDependOnTheOrderOfCells() {
        const tests::Made made = tests::makeBatches(700, 2, 11);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        const std::size_t n = map.cells();
        const auto order = base::permutation(n, base::Random(3));  // place i holds cell order[i]
        std::vector<std::uint32_t> place(n);
        for (std::uint32_t i = 0; i < n; ++i) place[order[i]] = i;
        diagnose::ProtectionMap shuffled = map;
        const auto moved = [&](auto& to, const auto& from) {
            for (std::size_t i = 0; i < n; ++i) to[i] = from[order[i]];
        };
        moved(shuffled.batch.codes, map.batch.codes);
        moved(shuffled.clusters.codes, map.clusters.codes);
        moved(shuffled.groups.codes, map.groups.codes);
        moved(shuffled.testing.codes, map.testing.codes);
        moved(shuffled.ownForeignBefore, map.ownForeignBefore);
        shuffled.uncorrectedNeighbors = diagnose::NeighborTable(n, map.uncorrectedNeighbors.k);
        for (std::size_t i = 0; i < n; ++i)
            for (const std::uint32_t cell : map.uncorrectedNeighbors.of(order[i]))
                shuffled.uncorrectedNeighbors.append(i, place[cell]);

        const auto a = judged(map, made.merged);
        const auto b = judged(shuffled, data::takeRows(made.merged, order));
        QVERIFY(std::abs(a.under.value - b.under.value) < 1e-12);
        QVERIFY(std::abs(a.over.value - b.over.value) < 1e-7);
        QCOMPARE(a.flagged, b.flagged);
        for (std::size_t i = 0; i < n; ++i)
            QVERIFY(same(b.perCell.foreign[i], a.perCell.foreign[order[i]]));
    }

    void answersFromASampleFirst() {
        const tests::Made made = tests::makeBatches(3000, 3, 12);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        for (const data::Embedding* corrected : {&made.uncorrected, &made.ideal, &made.merged}) {
            const auto all = judged(map, *corrected);
            const auto some = diagnose::judgeSample(map, *corrected, 500, {}, {});
            QVERIFY(all.exact && !some.exact);
            QVERIFY(some.evaluatedCells >= 500 && some.evaluatedCells < 560);
            QCOMPARE(some.verdict, all.verdict);
            QVERIFY(std::abs(some.under.value - all.under.value) < 0.05);
            QVERIFY(some.under.low <= all.under.value && all.under.value <= some.under.high);
            QCOMPARE(some.coverage, all.coverage);
        }
        const auto everyone = diagnose::judgeSample(map, made.ideal, 100000, {}, {});
        QVERIFY(everyone.exact);
        QCOMPARE(everyone.under.value, judged(map, made.ideal).under.value);
    }

    void refusesOtherCellsAndUnusableNumbers() {
        const tests::Made made = tests::makeBatches(300, 2, 13);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        const auto graph = neighbors::findNeighbors(made.ideal, {.k = 30}, {});
        const data::Embedding fewer(299, 3);
        QVERIFY_EXCEPTION_THROWN(diagnose::judge(map, fewer, graph, {}, {}), base::Error);
        data::Embedding broken = made.ideal;
        broken(5, 0) = NAN;
        QVERIFY_EXCEPTION_THROWN(diagnose::judge(map, broken, graph, {}, {}), base::Error);
        data::Categories labels = made.population;
        labels.codes.pop_back();
        QVERIFY_EXCEPTION_THROWN(diagnose::judge(map, made.ideal, graph, {.labels = &labels}, {}),
                                 base::Error);
    }

    void findsTheSameWithAShortGraph() {
        const tests::Made made = tests::makeBatches(600, 3, 14);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        const auto shortGraph = neighbors::findNeighbors(made.uncorrected, {.k = 30}, {});
        const auto a = diagnose::judge(map, made.uncorrected, shortGraph, {}, {});
        const auto b = judged(map, made.uncorrected);
        QCOMPARE(a.under.value, b.under.value);
        QCOMPARE(a.over.value, b.over.value);
    }

    void stops() {
        const tests::Made made = tests::makeBatches(300, 2, 15);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        const auto graph = neighbors::findNeighbors(made.ideal, {.k = 30}, {});
        std::stop_source source;
        source.request_stop();
        QVERIFY_EXCEPTION_THROWN(
            diagnose::judge(map, made.ideal, graph, {}, base::Job(source.get_token(), 2, 0)),
            base::Cancelled);
    }
};

QTEST_APPLESS_MAIN(DiagnosisTest)
#include "diagnosis_test.moc"
