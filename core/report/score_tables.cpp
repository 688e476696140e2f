#include "core/report/score_tables.h"

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
    if (!score.undefined.empty()) json["undefined"] = score.undefined;
    return json;
}

double medianOf(std::vector<double> values) {
    if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1) return *middle;
    return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

/// Finite per-cell values of the cells whose label is `level`.
std::vector<double> valuesWithin(const plugin::Score& score, const data::Categories& label,
                                 std::int32_t level) {
    std::vector<double> values;
    for (std::size_t cell = 0; cell < score.perCell.size(); ++cell)
        if (label.codes[cell] == level && std::isfinite(score.perCell[cell]))
            values.push_back(score.perCell[cell]);
    return values;
}

nlohmann::json populationsJson(const pipeline::Results& results, const pipeline::Scores& scores) {
    auto populations = nlohmann::json::array();
    const auto& cells = *results.cells;
    if (!cells.label) return populations;
    const auto counts = cells.label->counts();
    for (std::size_t level = 0; level < cells.label->levelCount(); ++level) {
        std::vector<bool> present(cells.batch.levelCount(), false);
        for (std::size_t cell = 0; cell < cells.label->size(); ++cell)
            if (cells.label->codes[cell] == static_cast<std::int32_t>(level))
                present[static_cast<std::size_t>(cells.batch.codes[cell])] = true;
        nlohmann::json population{{"name", cells.label->levels[level]},
                                  {"cells", counts[level]},
                                  {"batches", std::ranges::count(present, true)}};
        const auto within = [&](const char* id) {
            const auto found = scores.find(id);
            return found == scores.end() ? std::vector<double>{}
                                         : valuesWithin(*found->second, *cells.label,
                                                        static_cast<std::int32_t>(level));
        };
        population["cilisi"] = numberOrNull((medianOf(within("ilisi")) - 1.0) /
                                            (static_cast<double>(cells.batch.levelCount()) - 1.0));
        const auto silhouettes = within("asw_label");
        double sum = 0.0;
        for (const double s : silhouettes) sum += s;
        population["asw"] =
            silhouettes.empty()
                ? nlohmann::json(nullptr)
                : numberOrNull((sum / static_cast<double>(silhouettes.size()) + 1.0) / 2.0);
        populations.push_back(std::move(population));
    }
    return populations;
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
                          const std::string& embeddingKey) {
    nlohmann::json json{{"embedding", embeddingKey},
                        {"cells", results.cells->batch.size()},
                        {"batches", results.cells->batch.levelCount()},
                        {"scores", nlohmann::json::object()}};
    for (const auto& [id, score] : scores) json["scores"][id] = scoreJson(*score);
    json["populations"] = populationsJson(results, scores);
    return json;
}

std::string scoresCsv(const pipeline::Results& results, const plugin::Registry& registry) {
    std::ostringstream out;
    out << "id,title,family,value,scaled,low,high,unintegrated_scaled,exact,cells\n";
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
            << (score.exact ? "true" : "false") << ',' << score.cells << '\n';
    }
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
    }
    return out.str();
}

}  // namespace counterpoint::report
