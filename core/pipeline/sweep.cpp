#include "core/pipeline/sweep.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::pipeline {

namespace {

using base::Error;
using base::ErrorKind;

constexpr std::size_t mostValues = 200;

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    std::size_t from = 0;
    for (;;) {
        const std::size_t to = text.find(separator, from);
        parts.push_back(text.substr(from, to - from));
        if (to == std::string::npos) return parts;
        from = to + 1;
    }
}

double toNumber(const std::string& text, const std::string& whole) {
    std::size_t used = 0;
    double number = 0.0;
    try {
        number = std::stod(text, &used);
    } catch (const std::exception&) {
        used = std::string::npos;
    }
    if (used != text.size() || !std::isfinite(number))
        throw Error(ErrorKind::BadSettings,
                    whole + ": \"" + text + "\" is not a number; write key=from:to:step");
    return number;
}

std::vector<std::string> stepsOf(const std::string& range, const std::string& whole) {
    const std::vector<std::string> parts = split(range, ':');
    if (parts.size() != 3)
        throw Error(ErrorKind::BadSettings, whole + ": a range is from:to:step, as theta=0:8:0.5");
    const double from = toNumber(parts[0], whole);
    const double to = toNumber(parts[1], whole);
    const double step = toNumber(parts[2], whole);
    if (!(step > 0.0) || to < from)
        throw Error(ErrorKind::BadSettings,
                    whole + ": a range goes upwards with a step above 0, as theta=0:8:0.5");
    const double count = std::floor((to - from) / step + 1e-9) + 1.0;
    if (count > static_cast<double>(mostValues))
        throw Error(ErrorKind::BadSettings, whole + ": more than 200 values; choose a larger step");
    std::vector<std::string> steps;
    for (int i = 0; i < static_cast<int>(count); ++i) {
        // Through nine decimals, so that 0.1 + 0.2 reads 0.3.
        const double value = std::round((from + i * step) * 1e9) / 1e9;
        steps.push_back(plugin::textOf(plugin::Value(value)));
    }
    return steps;
}

/// Sets the parameter of the axis.
void take(Settings& settings, const SweepAxis& axis, const plugin::Value& value,
          const plugin::Registry& registry) {
    const plugin::Value now = completeMethodValues(settings, registry).at(axis.key);
    settings.methodValues[axis.key] =
        axis.batchColumn
            ? plugin::withNumber(now, *axis.batchColumn, settings.roles.batches().size(),
                                 std::get<double>(value))
            : value;
}

SweepRun answer(const ChainInput& base, const Settings& settings, std::vector<plugin::Value> at,
                const plugin::Registry& registry, Cache& cache, const base::Job& job) {
    ChainInput input = base;
    input.settings = settings;
    input.live = false;
    input.map = false;
    const Results results = runChain(input, registry, cache, {}, job);
    return {std::move(at), settings.seed, results.diagnosis, results.scores,
            metrics::scibAggregate(results.scores)};
}

diagnose::SweepPoint pointOf(const SweepRun& run) {
    diagnose::SweepPoint point;
    if (const auto* real = std::get_if<double>(&run.at.front())) point.value = *real;
    if (const auto* whole = std::get_if<std::int64_t>(&run.at.front()))
        point.value = static_cast<double>(*whole);
    const bool judged = run.diagnosis->coverage >= run.diagnosis->neededCoverage;
    if (judged) point.under = run.diagnosis->under.value;
    point.over = run.diagnosis->over.value;
    return point;
}

}  // namespace

bool isSweepAxis(const std::string& text) {
    const std::size_t equals = text.find('=');
    return equals != std::string::npos && text.find_first_of(":,", equals) != std::string::npos;
}

SweepAxis parseSweepAxis(const std::string& text, const plugin::MethodInfo& method) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos)
        throw Error(ErrorKind::BadSettings, text + ": write --set key=from:to:step");
    const std::string key = text.substr(0, equals);
    const auto parameter =
        std::ranges::find(method.parameters, key, [](const auto& one) { return one.key; });
    if (parameter == method.parameters.end()) {
        std::string known;
        for (const auto& one : method.parameters) known += (known.empty() ? "" : ", ") + one.key;
        throw Error(ErrorKind::BadSettings,
                    method.title + " has no setting \"" + key + "\"; it has " + known);
    }
    const std::string range = text.substr(equals + 1);
    const auto texts =
        range.find(':') != std::string::npos ? stepsOf(range, text) : split(range, ',');
    if (texts.size() > mostValues)
        throw Error(ErrorKind::BadSettings, text + ": more than 200 values");
    SweepAxis axis{key, {}};
    for (const std::string& value : texts)
        axis.values.push_back(plugin::parseValue(*parameter, value));
    return axis;
}

Sweep sweep(const ChainInput& base, const std::vector<SweepAxis>& axes, int seeds,
            const plugin::Registry& registry, Cache& cache,
            const std::function<void(std::size_t, std::size_t)>& tell, const base::Job& job) {
    if (axes.empty() || axes.size() > 2)
        throw Error(ErrorKind::BadSettings, "a sweep goes over one or two settings");
    Sweep result{axes, {}, {}, {}};
    const std::size_t inner = axes.size() == 2 ? axes[1].values.size() : 1;
    const std::size_t grid = axes[0].values.size() * inner;
    const auto more = static_cast<std::size_t>(std::max(0, seeds - 1));
    const std::size_t all = grid + (axes.size() == 1 ? more : 0);
    for (std::size_t i = 0; i < grid; ++i) {
        Settings settings = base.settings;
        std::vector<plugin::Value> at{axes[0].values[i / inner]};
        if (axes.size() == 2) at.push_back(axes[1].values[i % inner]);
        for (std::size_t axis = 0; axis < axes.size(); ++axis)
            take(settings, axes[axis], at[axis], registry);
        result.runs.push_back(answer(base, settings, std::move(at), registry, cache, job));
        tell(i + 1, all);
    }
    if (axes.size() != 1) return result;
    std::vector<diagnose::SweepPoint> points;
    for (const SweepRun& run : result.runs) points.push_back(pointOf(run));
    result.recommendation = diagnose::recommend(points, axes[0].key);
    if (result.recommendation->points.empty()) return result;
    const SweepRun& best = result.runs[result.recommendation->best];
    for (std::size_t i = 0; i < more; ++i) {
        Settings settings = base.settings;
        take(settings, axes[0], best.at.front(), registry);
        settings.seed = base.settings.seed + i + 1;
        result.otherSeeds.push_back(answer(base, settings, best.at, registry, cache, job));
        tell(grid + i + 1, all);
    }
    return result;
}

}  // namespace counterpoint::pipeline
