#include "core/diagnose/diagnosis.h"

#include "core/base/error.h"
#include "core/diagnose/covered_batches.h"
#include "core/diagnose/evidence.h"
#include "core/diagnose/names.h"
#include "core/diagnose/neighborhood_weights.h"
#include "core/diagnose/sentences.h"
#include "core/neighbors/neighbors.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace counterpoint::diagnose {

namespace {

constexpr int sampleNeighbors = 90;

void check(const ProtectionMap& map, const data::Embedding& corrected, const Context& context) {
    const auto fits = [&](const data::Categories* column) {
        return column == nullptr || column->size() == map.cells();
    };
    const bool genesFit =
        !context.expression.known() || context.expression.values->rows == map.cells();
    const bool choicesFit = std::ranges::all_of(context.choices, [&](const LinkChoice& choice) {
        return choice.first < map.cells() && choice.second < map.cells();
    });
    if (corrected.rows != map.cells() || !fits(context.labels) || !fits(context.keepApart) ||
        !genesFit || !choicesFit)
        throw base::Error(base::ErrorKind::BadInput,
                          "the corrected embedding and the cells diagnosed before correction are "
                          "not the same cells");
    const auto bad =
        std::ranges::find_if_not(corrected.values, [](float x) { return std::isfinite(x); });
    if (bad != corrected.values.end())
        throw base::Error(
            base::ErrorKind::BadInput,
            "the corrected embedding of cell " +
                std::to_string(
                    static_cast<std::size_t>(bad - corrected.values.begin()) / corrected.cols + 1) +
                " is not a usable number, so nothing can be said of it");
}

/// Whether two pairs hold the same two groups.
bool samePair(const IdentityLink& one, const IdentityLink& other) {
    return std::minmax(one.first, one.second) == std::minmax(other.first, other.second);
}

/// The links of the map and those the user adds, as the user decided, and where nobody did, as the
/// labels say.
std::vector<JudgedLink> judgedLinks(const ProtectionMap& map, const Context& context,
                                    const std::vector<std::string>& groupNames) {
    std::vector<std::int32_t> majority(map.groups.count, -1);
    if (context.labels != nullptr) majority = majorityLabels(map.groups, *context.labels);
    std::vector<JudgedLink> links;
    for (const IdentityLink& link : map.links)
        if (!link.byLabel) links.push_back({link, groupNames[link.first], groupNames[link.second]});
    for (const LinkChoice& choice : context.choices) {
        IdentityLink said{map.groups.codes[choice.first], map.groups.codes[choice.second],
                          map.batch.codes[choice.first], map.batch.codes[choice.second]};
        if (said.first == said.second) continue;  // one group by now: nothing to link or to part
        const auto isSaid = [&](const JudgedLink& judged) { return samePair(judged.link, said); };
        if (std::ranges::none_of(links, isSaid)) {
            if (!map.correlation.values.empty())
                said.correlation = map.correlation(said.first, said.second);
            links.push_back({said, groupNames[said.first], groupNames[said.second]});
        }
        // Two groups may be linked more than once, by their profiles in different batches.
        for (JudgedLink& judged : links)
            if (isSaid(judged)) judged.same = choice.same;
    }
    for (JudgedLink& judged : links) {
        const std::int32_t first = majority[judged.link.first];
        const std::int32_t second = majority[judged.link.second];
        judged.vetoedByLabels = !judged.same && first >= 0 && second >= 0 && first != second;
        judged.link.rejected = judged.same ? !*judged.same : judged.vetoedByLabels;
    }
    return links;
}

/// Whether every batch has one level of the variable, and there is more than one level.
bool isConfounded(const data::Categories& batch, const data::Categories* variable) {
    if (variable == nullptr) return false;
    std::vector<std::int32_t> levelOfBatch(batch.levelCount(), -1);
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const std::int32_t level = variable->codes[i];
        std::int32_t& seen = levelOfBatch[batch.codes[i]];
        if (level < 0 || level == seen) continue;
        if (seen >= 0) return false;
        seen = level;
    }
    const auto counts = variable->counts();
    return std::ranges::count_if(counts, [](std::size_t n) { return n > 0; }) > 1;
}

CellFields fieldsOf(const Evidence& evidence) {
    constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
    const std::size_t cells = evidence.map.cells();
    CellFields fields{std::vector<float>(cells, unknown), std::vector<float>(cells, unknown),
                      std::vector<float>(cells, unknown), std::vector<std::int32_t>(cells, -1),
                      std::vector<bool>(cells, false)};
    for (std::size_t q = 0; q < evidence.sample.cells.size(); ++q) {
        const std::uint32_t cell = evidence.sample.cells[q];
        fields.sameBatchExcess[cell] = evidence.under.excess[q];
        fields.ownLoss[cell] = evidence.over.ownLoss[q];
        fields.foreign[cell] = evidence.over.foreign[q];
        fields.partner[cell] = evidence.over.partner[q];
    }
    for (std::uint32_t i = 0; i < cells; ++i) fields.flagged[i] = isLost(evidence, i);
    return fields;
}

/// Share of the cells behind the verdict.
double severityOf(const Evidence& evidence, Verdict verdict) {
    double missing = 0.0;
    for (std::size_t set = 0; set < evidence.under.bySet.size(); ++set)
        if (evidence.under.bySet[set].value > underLimit)
            missing += static_cast<double>(evidence.under.testable[set]);
    missing /= static_cast<double>(evidence.map.cells());
    switch (verdict) {
        case Verdict::Under:
            return missing;
        case Verdict::Over:
            return evidence.over.flagged;
        case Verdict::Mixed:
            return std::max(missing, evidence.over.flagged);
        case Verdict::Balanced:
        case Verdict::CannotTell:
            break;
    }
    return 0.0;
}

/// Cells that could be tested among those that may have a counterpart in another batch.
double coverageOf(const Evidence& evidence) {
    if (evidence.map.nothingShared()) return 1.0;
    return std::min(1.0, evidence.under.coverage / (1.0 - evidence.map.shareAlone));
}

/// Whether every batch holds nearly all that another one has, or the other way round.
bool eachCovered(const ProtectionMap& map) {
    return std::ranges::all_of(coveredShares(map.testing, map.batch),
                               [](double share) { return share >= leastCovered; });
}

void judgeEvidence(const Evidence& evidence, Diagnosis& result) {
    const ProtectionMap& map = evidence.map;
    result.cells = map.cells();
    result.evaluatedCells = evidence.sample.cells.size();
    result.under = evidence.map.nothingShared() ? Estimate{0.0, 0.0, 0.0} : evidence.under.total;
    result.underWithoutLinks = evidence.underWithoutLinks;
    result.coverage = coverageOf(evidence);
    if (map.profiled || map.labelled)
        result.neededCoverage = leastCoverageWithGenes;
    else if (!eachCovered(map))
        result.neededCoverage = leastCoverageWithoutGenes;
    if (evidence.over.worst >= 0) result.over = evidence.over.populations[evidence.over.worst].loss;
    result.flagged = evidence.over.flagged;
    if (evidence.underByLabel) result.underByLabel = evidence.underByLabel->total;
    // Of several batch variables each is corrected for by itself.
    result.confounded =
        map.batchVariables.empty()
            ? isConfounded(map.batch, evidence.context.keepApart)
            : std::ranges::any_of(map.batchVariables, [&](const data::Categories& variable) {
                  return isConfounded(variable, evidence.context.keepApart);
              });

    const Ruling ruling = ruleOn({result.under.value, result.coverage, result.over.value,
                                  result.flagged, result.confounded, result.neededCoverage});
    result.verdict = ruling.verdict;
    result.borderline = ruling.borderline;
    result.smallCluster = ruling.smallCluster;
    result.underProbability = ruling.underProbability;
    result.overProbability = ruling.overProbability;
    result.severity = severityOf(evidence, ruling.verdict);

    result.losses = clusterLosses(evidence);
    result.ambiguous = ambiguousMerges(evidence);
    result.populations = populationTable(evidence);
    result.populationOf = populationsOfCells(map, evidence.context).codes;
    result.perCell = fieldsOf(evidence);
    result.sentences = sentencesOf(evidence, result);
    result.groupNames = evidence.groupNames;
}

/// `graph` holds the neighbours of the sample's cells, one row each.
Diagnosis judgeSampled(const ProtectionMap& map, const data::Embedding& corrected,
                       const Sample& sample, const data::NeighborGraph& graph,
                       const Context& context, const base::Job& job) {
    Diagnosis result;
    std::vector<std::string> groupNames = setNames(map.groups, context.labels, "group");
    result.links = judgedLinks(map, context, groupNames);
    std::vector<IdentityLink> links;
    for (const JudgedLink& judged : result.links) links.push_back(judged.link);
    for (const IdentityLink& link : map.links)
        if (link.byLabel && std::ranges::none_of(result.links, [&](const JudgedLink& judged) {
                return samePair(judged.link, link);
            }))
            links.push_back(link);
    const bool changed = links != map.links;
    ProtectionMap decided;
    if (changed) decided = withLinks(map, std::move(links));
    const ProtectionMap& valid = changed ? decided : map;

    Evidence evidence{valid,
                      context,
                      sample,
                      nearestOfAll(corrected, {sample.cells, &graph}, foreignWidth, job),
                      underBeyondPieces(valid, corrected, valid.testing, sample, &graph, job),
                      {},
                      {},
                      overStatistic(valid, corrected, sample, &graph, job),
                      {},
                      {},
                      std::move(groupNames),
                      setNames(valid.testing, context.labels, "group"),
                      clusterNames(valid, context.labels)};
    evidence.underWithoutLinks =
        valid.testing.codes == valid.groups.codes
            ? evidence.under.total
            : underBeyondPieces(valid, corrected, valid.groups, sample, &graph, job).total;
    if (context.labels != nullptr)
        evidence.underByLabel = underBeyondPieces(
            valid, corrected, {context.labels->codes, context.labels->levelCount()}, sample, &graph,
            job);
    if (context.labels != nullptr && context.expression.known() &&
        sample.cells.size() == map.cells()) {
        const auto retention = [&](const NeighborTable& nearest) {
            return markerRetention(context.expression, *context.labels, valid.batch, nearest, job);
        };
        evidence.markers = retention(evidence.nearest);
        evidence.markersBefore = retention(valid.uncorrectedNeighbors);
    }
    judgeEvidence(evidence, result);
    return result;
}

}  // namespace

Diagnosis judge(const ProtectionMap& map, const data::Embedding& corrected,
                const data::NeighborGraph& neighbors, const Context& context,
                const base::Job& job) {
    check(map, corrected, context);
    if (neighbors.cells != map.cells())
        throw base::Error(base::ErrorKind::BadInput,
                          "the neighbour graph does not have the cells of the embedding");
    return judgeSampled(map, corrected, everyCell(map.cells()), neighbors, context, job);
}

Diagnosis judgeSample(const ProtectionMap& map, const data::Embedding& corrected, std::size_t cells,
                      const Context& context, const base::Job& job) {
    check(map, corrected, context);
    const Sample sample = stratifiedSample(map.clusters, cells, job.seed());
    const data::NeighborGraph graph =
        neighbors::findNeighborsOf(corrected, sample.cells, {.k = sampleNeighbors}, job);
    Diagnosis result = judgeSampled(map, corrected, sample, graph, context, job);
    result.exact = sample.cells.size() == map.cells();
    return result;
}

}  // namespace counterpoint::diagnose
