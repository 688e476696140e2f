#include "core/report/score_tables.h"

#include "core/metrics/aggregate.h"
#include "core/report/populations.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sstream>

namespace counterpoint::report {

namespace {

nlohmann::json numberOrNull(double x) {
    return std::isfinite(x) ? nlohmann::json(x) : nlohmann::json(nullptr);
}

nlohmann::json scoreJson(const plugin::Score& score) {
    nlohmann::json json{{"value", numberOrNull(score.value)},
                        {"scaled", numberOrNull(score.scaled)},
                        {"low", numberOrNull(score.low)},
                        {"high", numberOrNull(score.high)},
                        {"exact", score.exact},
                        {"cells", score.cells}};
    if (std::isfinite(score.mean)) json["mean"] = score.mean;
    if (std::isfinite(score.reference)) json["reference"] = score.reference;
    if (std::isfinite(score.pValue)) json["p_value"] = score.pValue;
    if (!score.undefined.empty()) json["undefined"] = score.undefined;
    return json;
}

nlohmann::json aggregateJson(const pipeline::Scores& scores) {
    const metrics::Aggregate aggregate = metrics::scibAggregate(scores);
    nlohmann::json json{{"batch", numberOrNull(aggregate.batch)},
                        {"bio", numberOrNull(aggregate.bio)},
                        {"total", numberOrNull(aggregate.total)}};
    if (!aggregate.missing.empty()) json["missing"] = aggregate.missing;
    return json;
}

nlohmann::json populationsJson(const pipeline::Cells& cells, const pipeline::Scores& scores,
                               const data::Categories* provisional) {
    auto json = nlohmann::json::array();
    for (const Population& population : populationsOf(cells, scores, provisional)) {
        json.push_back({{"name", population.name},
                        {"cells", population.cells},
                        {"batches", population.batches},
                        {"cilisi", numberOrNull(population.cilisi)},
                        {"asw", numberOrNull(population.asw)},
                        {"kbet", numberOrNull(population.kbet)}});
        if (population.provisional) json.back()["provisional"] = true;
    }
    return json;
}

std::string cell(double x) {
    if (!std::isfinite(x)) return {};
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", x);
    return text;
}

std::string shown(double x) {
    if (!std::isfinite(x)) return "–";
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", x);
    return text;
}

double baselineScaled(const pipeline::Results& results, const std::string& id) {
    const auto found = results.baseline.find(id);
    return found == results.baseline.end() ? std::numeric_limits<double>::quiet_NaN()
                                           : found->second->scaled;
}

}  // namespace

nlohmann::json scoresJson(const pipeline::Results& results, const pipeline::Scores& scores,
                          const std::string& embeddingKey, const data::Categories* provisional) {
    nlohmann::json json{{"embedding", embeddingKey},
                        {"cells", results.cells->batch.size()},
                        {"batches", results.cells->batch.levelCount()},
                        {"scores", nlohmann::json::object()}};
    for (const auto& [id, score] : scores) json["scores"][id] = scoreJson(*score);
    json["aggregate"] = aggregateJson(scores);
    json["populations"] = populationsJson(*results.cells, scores, provisional);
    return json;
}

std::string scoresCsv(const pipeline::Results& results, const plugin::Registry& registry) {
    std::ostringstream out;
    out << "id,title,family,value,scaled,low,high,unintegrated_scaled,exact,cells,reference,p_"
           "value\n";
    for (const auto& metric : registry.metrics()) {
        const plugin::MetricInfo& info = metric->info();
        const auto found = results.scores.find(info.id);
        if (found == results.scores.end()) continue;
        const plugin::Score& score = *found->second;
        out << info.id << ',' << info.title << ','
            << (info.family == plugin::MetricFamily::BatchRemoved ? "batch removed"
                                                                  : "biology kept")
            << ',' << cell(score.value) << ',' << cell(score.scaled) << ',' << cell(score.low)
            << ',' << cell(score.high) << ',' << cell(baselineScaled(results, info.id)) << ','
            << (score.exact ? "true" : "false") << ',' << score.cells << ','
            << cell(score.reference) << ',' << cell(score.pValue) << '\n';
    }
    const metrics::Aggregate now = metrics::scibAggregate(results.scores);
    const metrics::Aggregate before = metrics::scibAggregate(results.baseline);
    const auto row = [&](const char* id, const char* title, double value, double unintegrated) {
        out << id << ',' << title << ",aggregate," << cell(value) << ',' << cell(value) << ",,,"
            << cell(unintegrated) << ",,,\n";
    };
    row("aggregate_batch", "scIB batch", now.batch, before.batch);
    row("aggregate_bio", "scIB bio", now.bio, before.bio);
    row("aggregate_total", "scIB total", now.total, before.total);
    return out.str();
}

std::string scoresText(const pipeline::Results& results, const plugin::Registry& registry) {
    std::ostringstream out;
    char line[200];
    std::snprintf(line, sizeof line, "%-22s %10s %8s %17s %14s\n", "score", "value", "0-1",
                  "95 % interval", "unintegrated");
    out << line;
    for (const auto& metric : registry.metrics()) {
        const plugin::MetricInfo& info = metric->info();
        const auto found = results.scores.find(info.id);
        if (found == results.scores.end()) continue;
        const plugin::Score& score = *found->second;
        if (!score.undefined.empty()) {
            out << info.title << ": " << score.undefined << '\n';
            continue;
        }
        const std::string interval = std::isfinite(score.low)
                                         ? shown(score.low) + " to " + shown(score.high)
                                         : std::string("-");
        std::snprintf(line, sizeof line, "%-22s %10s %8s %17s %14s\n", info.title.c_str(),
                      shown(score.value).c_str(), shown(score.scaled).c_str(), interval.c_str(),
                      shown(baselineScaled(results, info.id)).c_str());
        out << line;
        if (!score.exact) out << "    from a sample of " << score.cells << " cells\n";
    }
    const metrics::Aggregate aggregate = metrics::scibAggregate(results.scores);
    if (std::isfinite(aggregate.total))
        out << "scIB aggregate: batch " << shown(aggregate.batch) << ", biology "
            << shown(aggregate.bio) << ", total " << shown(aggregate.total) << '\n';
    return out.str();
}

}  // namespace counterpoint::report
