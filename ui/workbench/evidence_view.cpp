#include "ui/workbench/evidence_view.h"

#include "core/diagnose/names.h"
#include "core/diagnose/over_statistic.h"
#include "core/diagnose/under_statistic.h"
#include "core/diagnose/verdict.h"
#include "ui/support/numbers.h"
#include "ui/workbench/verdict_view.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <set>

namespace counterpoint::workbench {

using diagnose::Diagnosis;
using diagnosis::EvidenceRow;
using diagnosis::LinkItem;
using diagnosis::Measure;

namespace {

/// Translations of this file.
struct Evidence {
    Q_DECLARE_TR_FUNCTIONS(Evidence)
};

constexpr std::size_t mostPopulations = 6;

QString text(const std::string& words) {
    return QString::fromStdString(words);
}

QString target(const char* kind, std::int64_t number) {
    return QLatin1String(kind) + QLatin1Char(':') + QString::number(number);
}

Measure measureOf(const QString& title, const QString& help, const diagnose::Estimate& estimate,
                  double limit, Measure::Beyond beyond) {
    return {.title = title,
            .help = help,
            .value = estimate.value,
            .low = estimate.low,
            .high = estimate.high,
            .limit = limit,
            .end = 0.5,
            .beyond = beyond};
}

/// Of the lost population where there is one, else of all clusters that are judged.
std::vector<diagnose::ClusterLoss>::const_iterator worstLoss(const Diagnosis& found) {
    const auto flagged = std::ranges::find_if(found.losses, &diagnose::ClusterLoss::flagged);
    if (flagged != found.losses.end()) return flagged;
    return std::ranges::find_if(found.losses, [](const diagnose::ClusterLoss& loss) {
        return loss.cells >= diagnose::leastClusterSize;
    });
}

std::vector<Measure> measuresOf(const Diagnosis& found, const Diagnosis* lastExact) {
    std::vector<Measure> all;
    all.push_back(measureOf(
        Evidence::tr("Batches still apart (U)"),
        Evidence::tr("Of the neighbours that should come from other batches, the share that is "
                     "missing. The bar ends at 50 %."),
        found.under, diagnose::underLimit, Measure::Beyond::Under));
    if (lastExact != nullptr) all.back().lastExact = lastExact->under.value;
    all.push_back(measureOf(
        Evidence::tr("Neighbourhood lost (L)"),
        Evidence::tr("What the worst population of 20 cells or more has lost of its neighbourhood, "
                     "over its clusters in all batches. The bar ends at 50 %."),
        found.over, diagnose::overLimit, Measure::Beyond::Over));
    if (lastExact != nullptr) all.back().lastExact = lastExact->over.value;
    const auto worst = worstLoss(found);
    if (worst != found.losses.end()) {
        Measure part{.title = Evidence::tr("· worst cluster, in its batch (L1)"),
                     .help = Evidence::tr("Share of its own-batch neighbours that are now of "
                                          "other clusters of that batch."),
                     .value = worst->own,
                     .end = 0.5};
        if (worst->course > worst->own) {
            part.title = Evidence::tr("· worst cluster, along its course");
            part.help = Evidence::tr(
                "How much less the neighbours of its cells follow the course of "
                "the cluster than before.");
            part.value = worst->course;
        }
        all.push_back(part);
        part.title = Evidence::tr("· among other batches (L2)");
        part.help = Evidence::tr(
            "Share of its neighbours that come from other batches and other populations.");
        part.value = worst->foreign;
        all.push_back(part);
    }
    all.push_back({.title = Evidence::tr("Cells checked"),
                   .help = Evidence::tr("Cells of populations seen in two batches or more; with "
                                        "fewer, too little can be compared."),
                   .value = found.coverage,
                   .limit = found.neededCoverage,
                   .end = 1.0,
                   .beyond = Measure::Beyond::TooFew});
    return all;
}

std::vector<diagnosis::LinkedText> claimsOf(const pipeline::Results& results) {
    const Diagnosis& found = *results.diagnosis;
    std::vector<diagnosis::LinkedText> claims;
    for (std::size_t i = 0; i < found.sentences.size(); ++i) {
        const diagnose::Sentence& sentence = found.sentences[i];
        claims.push_back(
            {support::sentence(text(sentence.text)), support::sentence(text(sentence.phrase)),
             sentence.cells.empty() ? QString() : target("claim", static_cast<std::int64_t>(i))});
    }
    const auto worst = worstLoss(found);
    if (worst == found.losses.end() || worst->flagged || !results.protection) return claims;
    const QString phrase =
        Evidence::tr("%1 cells of %2")
            .arg(support::count(static_cast<qint64>(worst->cells)),
                 text(results.protection->batch.levels[static_cast<std::size_t>(worst->batch)]));
    claims.push_back({Evidence::tr("The worst cluster, %1, lost %2 of its neighbourhood.")
                          .arg(phrase, support::percent(std::max(0.0, worst->loss.value))),
                      phrase, target("cluster", worst->cluster)});
    return claims;
}

/// The batches a group was seen in: "ctrl", "ctrl and 2 others".
QString batchesOf(const pipeline::Results& results, std::int32_t group) {
    const diagnose::PairTable& present = results.protection->groupPresent;
    QStringList names;
    for (std::size_t batch = 0; batch < present.cols; ++batch)
        if (present(static_cast<std::size_t>(group), batch) != 0.0)
            names << text(results.protection->batch.levels[batch]);
    if (names.size() <= 2) return names.join(QStringLiteral(", "));
    return Evidence::tr("%1 and %2 others").arg(names.front()).arg(names.size() - 1);
}

QString agreementText(double correlation) {
    return std::isnan(correlation)
               ? QString()
               : support::sentence(
                     Evidence::tr("profiles agree with r = %1").arg(support::score(correlation)));
}

std::vector<LinkItem> linksOf(const pipeline::Results& results) {
    const Diagnosis& found = *results.diagnosis;
    std::vector<LinkItem> items;
    if (!results.protection) return items;
    std::set<std::pair<std::int32_t, std::int32_t>> told;  // two groups may be linked twice
    const auto add = [&](std::size_t id, std::int32_t first, std::int32_t second,
                         const QString& note, LinkItem::State state) {
        if (!told.emplace(std::minmax(first, second)).second) return;
        const auto name = [&](std::int32_t group) {
            return text(found.groupNames[static_cast<std::size_t>(group)]);
        };
        items.push_back({static_cast<int>(id), name(first), batchesOf(results, first),
                         target("group", first), name(second), batchesOf(results, second),
                         target("group", second), note, state});
    };
    for (std::size_t l = 0; l < found.links.size(); ++l) {
        const diagnose::JudgedLink& judged = found.links[l];
        using State = LinkItem::State;
        const State state = judged.same ? (*judged.same ? State::Confirmed : State::Vetoed)
                            : judged.vetoedByLabels ? State::VetoedByLabels
                                                    : State::Assumed;
        add(l, judged.link.first, judged.link.second, agreementText(judged.link.correlation),
            state);
    }
    for (std::size_t m = 0; m < found.ambiguous.size(); ++m) {
        const diagnose::AmbiguousMerge& merge = found.ambiguous[m];
        QStringList notes{
            Evidence::tr("%1 cells").arg(support::count(static_cast<qint64>(merge.cells)))};
        if (!std::isnan(merge.correlation)) notes << agreementText(merge.correlation);
        add(found.links.size() + m, merge.first, merge.second, notes.join(QStringLiteral(", ")),
            LinkItem::State::Open);
    }
    return items;
}

void addKeptApart(diagnosis::Evidence& evidence, const Diagnosis& found, const data::Roles& roles) {
    if (roles.keepApart.empty()) {
        evidence.keepApart = Evidence::tr(
            "Choose a condition under Must not mix in Data, to see whether it stays apart within "
            "populations.");
        return;
    }
    double before = 0.0;
    double now = 0.0;
    double cells = 0.0;
    for (const diagnose::Population& population : found.populations) {
        if (std::isnan(population.keptApartBefore) || std::isnan(population.keptApartNow)) continue;
        const auto weight = static_cast<double>(population.cells);
        before += weight * population.keptApartBefore;
        now += weight * population.keptApartNow;
        cells += weight;
        const bool lost = isMixedAway(population);
        evidence.apart.push_back({text(population.name),
                                  QStringLiteral("population:") + text(population.name),
                                  Evidence::tr("%1 → %2%3")
                                      .arg(support::score(population.keptApartBefore),
                                           support::score(population.keptApartNow),
                                           lost ? Evidence::tr(", mixed away") : QString()),
                                  lost});
    }
    const QString name = text(roles.keepApart);
    if (cells == 0.0) {
        evidence.keepApart =
            Evidence::tr("%1: no population has enough cells of two values to tell.").arg(name);
        return;
    }
    evidence.keepApart =
        Evidence::tr(
            "%1 told apart by neighbours within populations: %2 before, %3 now (0.50 "
            "not at all, 1.00 fully).")
            .arg(name, support::score(before / cells), support::score(now / cells));
    std::ranges::stable_sort(evidence.apart, std::greater<>{}, &EvidenceRow::warns);
}

/// The populations a verdict speaks of: batches apart in them, or a part of them lost.
std::vector<EvidenceRow> populationsBehind(const Diagnosis& found) {
    std::vector<EvidenceRow> rows;
    for (const diagnose::Population& population : found.populations) {
        const bool apart = population.under.value > diagnose::underLimit;
        const bool lost = population.loss > diagnose::overLimit;
        if (!apart && !lost) continue;
        QStringList words;
        if (lost) words << Evidence::tr("%1 lost").arg(support::percent(population.loss));
        if (apart)
            words << Evidence::tr("batches %1 apart").arg(support::percent(population.under.value));
        rows.push_back({text(population.name),
                        QStringLiteral("population:") + text(population.name),
                        words.join(QStringLiteral(", ")), lost});
    }
    std::ranges::stable_sort(rows, std::greater<>{}, &EvidenceRow::warns);
    rows.resize(std::min(rows.size(), mostPopulations));
    return rows;
}

}  // namespace

diagnosis::Evidence evidenceOf(const pipeline::Results& results, const data::Roles& roles,
                               const Diagnosis* lastExact) {
    const Diagnosis& found = *results.diagnosis;
    diagnosis::Evidence evidence;
    evidence.measures = measuresOf(found, lastExact);
    evidence.claims = claimsOf(results);
    evidence.links = linksOf(results);
    addKeptApart(evidence, found, roles);
    evidence.populations = populationsBehind(found);
    evidence.fields = {
        {Evidence::tr("Own batch above chance"),
         QStringLiteral("colour:evidence:same_batch_excess"), Evidence::tr("behind U")},
        {Evidence::tr("Own neighbours lost"), QStringLiteral("colour:evidence:own_loss"),
         Evidence::tr("behind L1")},
        {Evidence::tr("Foreign neighbours"), QStringLiteral("colour:evidence:foreign"),
         Evidence::tr("behind L2")}};
    return evidence;
}

std::optional<EvidenceCells> cellsBehind(const pipeline::Results& results, const QString& target) {
    if (!results.diagnosis) return std::nullopt;
    const Diagnosis& found = *results.diagnosis;
    const QString kind = target.section(QLatin1Char(':'), 0, 0);
    const QString rest = target.section(QLatin1Char(':'), 1);
    const int number = rest.toInt();
    const auto where = [&](const diagnose::Partition& sets) {
        std::vector<std::uint32_t> cells;
        for (std::size_t cell = 0; cell < sets.codes.size(); ++cell)
            if (sets.codes[cell] == number) cells.push_back(static_cast<std::uint32_t>(cell));
        return cells;
    };
    if (kind == QLatin1String("claim") && number >= 0 &&
        static_cast<std::size_t>(number) < found.sentences.size()) {
        const diagnose::Sentence& sentence = found.sentences[static_cast<std::size_t>(number)];
        return EvidenceCells{sentence.cells, support::sentence(text(sentence.phrase))};
    }
    if (kind == QLatin1String("population"))
        return EvidenceCells{cellsOfPopulation(found, rest), rest};
    if (!results.protection) return std::nullopt;
    if (kind == QLatin1String("group") && number >= 0 &&
        static_cast<std::size_t>(number) < found.groupNames.size())
        return EvidenceCells{where(results.protection->groups),
                             text(found.groupNames[static_cast<std::size_t>(number)])};
    if (kind == QLatin1String("cluster"))
        return EvidenceCells{where(results.protection->clusters), Evidence::tr("worst cluster")};
    return std::nullopt;
}

pipeline::Settings withWordOnLink(pipeline::Settings settings, const pipeline::Results& results,
                                  std::size_t link, int word) {
    if (!results.diagnosis || !results.protection) return settings;
    const Diagnosis& found = *results.diagnosis;
    const diagnose::ProtectionMap& map = *results.protection;
    const std::size_t merge = link - found.links.size();
    if (link >= found.links.size() && merge >= found.ambiguous.size()) return settings;
    const auto groups =
        link < found.links.size()
            ? std::minmax(found.links[link].link.first, found.links[link].link.second)
            : std::minmax(found.ambiguous[merge].first, found.ambiguous[merge].second);
    const std::pair<std::int32_t, std::int32_t> pair(groups);
    const std::vector<std::string>& names = results.cells->obs.index;
    const auto groupOf = [&](const std::string& cell) {
        const auto place = std::ranges::find(names, cell);
        return place == names.end()
                   ? std::int32_t{-1}
                   : map.groups.codes[static_cast<std::size_t>(place - names.begin())];
    };
    // What was said of the same two before, by whichever cells.
    std::erase_if(settings.links, [&](const pipeline::LinkChoice& said) {
        const std::int32_t first = groupOf(said.first);
        const std::int32_t second = groupOf(said.second);
        return std::pair(std::min(first, second), std::max(first, second)) == pair;
    });
    if (word != 0)
        settings.links.push_back({names[diagnose::typicalCell(map, pair.first)],
                                  names[diagnose::typicalCell(map, pair.second)], word > 0});
    return settings;
}

std::vector<diagnosis::Experiment> experimentsOf(const pipeline::Results& results,
                                                 const data::Roles& roles) {
    using pipeline::StressTest;
    std::vector<diagnosis::Experiment> all;
    for (const StressTest test : pipeline::allStressTests()) {
        diagnosis::Experiment one;
        one.id = text(pipeline::idOf(test));
        switch (test) {
            case StressTest::NullBatch:
                one.title = Evidence::tr("No batch effect");
                one.help = Evidence::tr(
                    "The largest batch is split at random in two and corrected: "
                    "nothing may be lost.");
                break;
            case StressTest::HeldOut:
                one.title = Evidence::tr("Held-out population");
                one.help = Evidence::tr(
                    "A population is left in one batch only: it must stay by "
                    "itself.");
                if (results.protection && results.cells) {
                    one.choices << Evidence::tr("six largest");
                    for (const std::string& name : pipeline::heldOutCandidates(results))
                        one.choices << text(name);
                }
                break;
            case StressTest::Shuffled:
                one.title = Evidence::tr("Shuffled batches");
                one.help = Evidence::tr(
                    "Batches are dealt to the cells at random: nothing may be "
                    "lost.");
                break;
            case StressTest::Condition:
                one.title = Evidence::tr("Condition permuted");
                one.help = Evidence::tr(
                    "Do batches of different condition differ more than those "
                    "of the same? For a condition confounded with batch.");
                break;
        }
        one.whyNot = whyNotTest(test, roles);
        all.push_back(std::move(one));
    }
    return all;
}

QString whyNotTest(pipeline::StressTest test, const data::Roles& roles) {
    return test == pipeline::StressTest::Condition && roles.keepApart.empty()
               ? Evidence::tr("Choose a condition under Must not mix in Data first.")
               : QString();
}

}  // namespace counterpoint::workbench
