#include "core/report/sweep_report.h"

#include "core/diagnose/over_statistic.h"
#include "core/diagnose/under_statistic.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

namespace counterpoint::report {

namespace {

using nlohmann::json;
using pipeline::SweepRun;

json number(double value) {
    return std::isfinite(value) ? json(value) : json(nullptr);
}

std::string cell(double value) {
    if (!std::isfinite(value)) return {};
    std::ostringstream out;
    out << value;
    return out.str();
}

std::set<std::string> metricIds(const pipeline::Sweep& sweep) {
    std::set<std::string> ids;
    for (const SweepRun& run : sweep.runs)
        for (const auto& [id, score] : run.scores) ids.insert(id);
    return ids;
}

json runJson(const pipeline::Sweep& sweep, const SweepRun& run) {
    json out;
    for (std::size_t axis = 0; axis < sweep.axes.size(); ++axis)
        out["at"][sweep.axes[axis].key] = plugin::textOf(run.at[axis]);
    const diagnose::Diagnosis& found = *run.diagnosis;
    out["seed"] = run.seed;
    out["verdict"] = diagnose::idOf(found.verdict);
    for (const auto& [name, estimate] : {std::pair("U", found.under), std::pair("L", found.over)})
        out[name] = {{"value", number(estimate.value)},
                     {"low", number(estimate.low)},
                     {"high", number(estimate.high)}};
    out["coverage"] = number(found.coverage);
    out["aggregate"] = {{"batch", number(run.aggregate.batch)},
                        {"bio", number(run.aggregate.bio)},
                        {"total", number(run.aggregate.total)}};
    for (const auto& [id, score] : run.scores) out["scores"][id] = number(score->scaled);
    return out;
}

/// Smallest and largest value over the recommended setting's seeds; null for a single seed.
json rangeOf(const pipeline::Sweep& sweep, diagnose::Estimate diagnose::Diagnosis::*member) {
    std::vector<double> values{((*sweep.runs[sweep.recommendation->best].diagnosis).*member).value};
    for (const SweepRun& run : sweep.otherSeeds) values.push_back(((*run.diagnosis).*member).value);
    if (values.size() < 2) return nullptr;
    const auto [low, high] = std::ranges::minmax(values);
    return {{"low", number(low)}, {"high", number(high)}, {"seeds", values.size()}};
}

}  // namespace

std::string sweepCsv(const pipeline::Sweep& sweep) {
    std::ostringstream out;
    for (const auto& axis : sweep.axes) out << axis.key << ',';
    out << "seed,verdict,recommended,U,U_low,U_high,L,L_low,L_high,coverage,batch,bio,total";
    const std::set<std::string> ids = metricIds(sweep);
    for (const std::string& id : ids) out << ',' << id;
    out << '\n';
    const auto write = [&](const SweepRun& run, bool recommended) {
        const diagnose::Diagnosis& found = *run.diagnosis;
        for (const auto& value : run.at) out << plugin::textOf(value) << ',';
        out << run.seed << ',' << diagnose::idOf(found.verdict) << ','
            << (recommended ? "yes" : "no");
        for (const double value :
             {found.under.value, found.under.low, found.under.high, found.over.value,
              found.over.low, found.over.high, found.coverage, run.aggregate.batch,
              run.aggregate.bio, run.aggregate.total})
            out << ',' << cell(value);
        for (const std::string& id : ids) {
            const auto score = run.scores.find(id);
            out << ',' << (score == run.scores.end() ? "" : cell(score->second->scaled));
        }
        out << '\n';
    };
    for (std::size_t i = 0; i < sweep.runs.size(); ++i)
        write(sweep.runs[i],
              sweep.recommendation && std::ranges::count(sweep.recommendation->points, i) > 0);
    for (const SweepRun& run : sweep.otherSeeds) write(run, true);
    return out.str();
}

json sweepJson(const pipeline::Sweep& sweep) {
    json out;
    for (const auto& axis : sweep.axes) out["parameters"].push_back(axis.key);
    out["limits"] = {{"U", diagnose::underLimit}, {"L", diagnose::overLimit}};
    out["runs"] = json::array();
    for (const SweepRun& run : sweep.runs) out["runs"].push_back(runJson(sweep, run));
    if (!sweep.recommendation) {
        out["recommendation"] = nullptr;
        return out;
    }
    const diagnose::Recommendation& found = *sweep.recommendation;
    json recommended = {{"sentence", found.sentence}, {"mixes", found.mixes}};
    recommended["settings"] = json::array();
    for (const std::size_t point : found.points)
        recommended["settings"].push_back(plugin::textOf(sweep.runs[point].at.front()));
    if (!found.points.empty()) {
        recommended["default"] = plugin::textOf(sweep.runs[found.best].at.front());
        recommended["over_seeds"] = {{"U", rangeOf(sweep, &diagnose::Diagnosis::under)},
                                     {"L", rangeOf(sweep, &diagnose::Diagnosis::over)}};
    }
    out["recommendation"] = std::move(recommended);
    return out;
}

}  // namespace counterpoint::report
