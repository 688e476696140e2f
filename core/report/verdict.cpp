#include "core/report/verdict.h"

#include "core/diagnose/over_statistic.h"
#include "core/diagnose/under_statistic.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <cstdio>

namespace counterpoint::report {

namespace {

using nlohmann::json;

json number(double value) {
    return std::isfinite(value) ? json(value) : json(nullptr);
}

void add(json& object, const std::string& key, const diagnose::Estimate& estimate) {
    object[key] = number(estimate.value);
    object[key + "_low"] = number(estimate.low);
    object[key + "_high"] = number(estimate.high);
}

std::string idOf(diagnose::SentenceKind kind) {
    using Kind = diagnose::SentenceKind;
    switch (kind) {
        case Kind::Under:
            return "under";
        case Kind::OwnNeighborsLost:
            return "own_neighbours_lost";
        case Kind::ForeignNeighbors:
            return "foreign_neighbours";
        case Kind::Ambiguous:
            return "ambiguous";
        case Kind::Balanced:
            return "balanced";
        case Kind::CannotTell:
            return "cannot_tell";
        case Kind::Confounded:
            return "confounded";
        case Kind::NoEffect:
            return "no_effect";
        case Kind::Borderline:
            return "borderline";
        case Kind::DependsOnLink:
            return "depends_on_link";
        case Kind::SmallCluster:
            return "small_cluster";
        case Kind::MarkersLost:
            return "markers_lost";
        case Kind::Moved:
            return "moved";
    }
    return {};
}

json sentencesOf(const diagnose::Diagnosis& diagnosis) {
    json list = json::array();
    for (const diagnose::Sentence& sentence : diagnosis.sentences)
        list.push_back({{"kind", idOf(sentence.kind)},
                        {"text", sentence.text},
                        {"cells", sentence.cells.size()}});
    return list;
}

json populationsOf(const diagnose::Diagnosis& diagnosis) {
    json list = json::array();
    for (const diagnose::Population& population : diagnosis.populations) {
        json row{{"name", population.name},
                 {"cells", population.cells},
                 {"batches", population.batches},
                 {"L", number(population.loss)},
                 {"own_neighbours_kept", number(population.ownNeighborsKept)},
                 {"purity_lost", number(population.purityLost)},
                 {"kept_apart_before", number(population.keptApartBefore)},
                 {"kept_apart_now", number(population.keptApartNow)},
                 {"markers_auroc", number(population.markers.auroc)},
                 {"markers_correlation", number(population.markers.correlation)},
                 {"controls_falsely_different", number(population.markers.falselyDifferent)},
                 {"new_neighbours", number(population.newNeighbors)},
                 {"distance_moved", number(population.distanceMoved)},
                 {"merged_with", nullptr}};
        add(row, "U", population.under);
        if (population.mergedWith >= 0)
            row["merged_with"] = diagnosis.populations[population.mergedWith].name;
        list.push_back(std::move(row));
    }
    return list;
}

json lossesOf(const diagnose::Diagnosis& diagnosis, const diagnose::ProtectionMap& map) {
    json list = json::array();
    for (const diagnose::ClusterLoss& loss : diagnosis.losses) {
        json row{{"batch", map.batch.levels[loss.batch]},
                 {"cluster", loss.cluster},
                 {"cells", loss.cells},
                 {"L1", number(loss.own)},
                 {"course", number(loss.course)},
                 {"L2", number(loss.foreign)},
                 {"lies_among", nullptr},
                 {"flagged", loss.flagged}};
        add(row, "L", loss.loss);
        if (loss.partner >= 0) row["lies_among"] = diagnosis.groupNames[loss.partner];
        list.push_back(std::move(row));
    }
    return list;
}

json linksOf(const diagnose::Diagnosis& diagnosis, const diagnose::ProtectionMap& map) {
    json list = json::array();
    for (const diagnose::JudgedLink& judged : diagnosis.links) {
        list.push_back({{"first", judged.firstName},
                        {"first_batch", map.batch.levels[judged.link.firstBatch]},
                        {"second", judged.secondName},
                        {"second_batch", map.batch.levels[judged.link.secondBatch]},
                        {"correlation", number(judged.link.correlation)},
                        {"rejected", judged.link.rejected},
                        {"vetoed_by_labels", judged.vetoedByLabels},
                        {"said_to_be", nullptr}});
        if (judged.same) list.back()["said_to_be"] = *judged.same ? "same" : "different";
    }
    return list;
}

json ambiguousOf(const diagnose::Diagnosis& diagnosis) {
    json list = json::array();
    for (const diagnose::AmbiguousMerge& merge : diagnosis.ambiguous)
        list.push_back({{"first", diagnosis.groupNames[merge.first]},
                        {"second", diagnosis.groupNames[merge.second]},
                        {"cells", merge.cells},
                        {"correlation", number(merge.correlation)}});
    return list;
}

std::string shown(const std::string& name, const diagnose::Estimate& estimate) {
    if (!estimate.defined()) return name + " undefined";
    // Adding 0 to what is rounded turns -0.00 into 0.00.
    const auto hundredths = [](double x) { return std::round(100.0 * x) / 100.0 + 0.0; };
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), " %.2f (%.2f to %.2f)", hundredths(estimate.value),
                  hundredths(estimate.low), hundredths(estimate.high));
    return name + text.data();
}

}  // namespace

nlohmann::json verdictJson(const diagnose::Diagnosis& diagnosis,
                           const diagnose::ProtectionMap& map) {
    json result{{"verdict", diagnose::idOf(diagnosis.verdict)},
                {"borderline", diagnosis.borderline},
                {"small_cluster", diagnosis.smallCluster},
                {"confounded", diagnosis.confounded},
                {"exact", diagnosis.exact},
                {"cells", diagnosis.cells},
                {"evaluated_cells", diagnosis.evaluatedCells},
                {"coverage", number(diagnosis.coverage)},
                {"flagged", number(diagnosis.flagged)},
                {"severity", number(diagnosis.severity)},
                {"p_under", number(diagnosis.underProbability)},
                {"p_over", number(diagnosis.overProbability)},
                {"limits",
                 {{"U", diagnose::underLimit},
                  {"L", diagnose::overLimit},
                  {"L_cluster", diagnose::clusterLimit},
                  {"coverage", number(diagnosis.neededCoverage)}}},
                {"sentences", sentencesOf(diagnosis)},
                {"populations", populationsOf(diagnosis)},
                {"clusters", lossesOf(diagnosis, map)},
                {"links", linksOf(diagnosis, map)},
                {"ambiguous", ambiguousOf(diagnosis)}};
    add(result, "U", diagnosis.under);
    add(result, "U_without_links", diagnosis.underWithoutLinks);
    add(result, "U_by_label", diagnosis.underByLabel);
    add(result, "L", diagnosis.over);
    return result;
}

std::string verdictText(const diagnose::Diagnosis& diagnosis) {
    std::string text = diagnose::nameOf(diagnosis.verdict);
    if (diagnosis.borderline) text += " (borderline)";
    text += ": " + shown("U", diagnosis.under) + ", " + shown("L", diagnosis.over) + ", " +
            std::to_string(std::lround(100.0 * diagnosis.coverage)) + " % of cells checked";
    if (!diagnosis.exact)
        text += ", from " + std::to_string(diagnosis.evaluatedCells) + " sampled cells";
    text += "\n";
    for (const diagnose::Sentence& sentence : diagnosis.sentences)
        text += "- " + sentence.text + "\n";
    return text;
}

}  // namespace counterpoint::report
