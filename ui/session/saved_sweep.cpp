#include "ui/session/saved_sweep.h"

#include "core/base/error.h"
#include "ui/session/json_values.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace counterpoint::session {

using nlohmann::json;

json toJson(const SavedSweep& sweep, const plugin::Registry& registry) {
    json points = json::array();
    for (const SavedSweep::Point& point : sweep.points)
        points.push_back({{"value", point.value},
                          {"batch", point.batch},
                          {"biology", point.biology},
                          {"under", jsonOf(point.under)},
                          {"over", jsonOf(point.over)}});
    json saved{{"settings", pipeline::toJson(sweep.settings, registry)},
               {"parameter", sweep.key},
               {"batch column", nullptr},
               {"points", points},
               {"recommended", sweep.recommended},
               {"best", sweep.best},
               {"sentence", sweep.sentence}};
    if (sweep.batchColumn) saved["batch column"] = *sweep.batchColumn;
    return saved;
}

std::optional<SavedSweep> sweepFrom(const json& saved, const plugin::Registry& registry) {
    if (!saved.is_object()) return std::nullopt;
    SavedSweep sweep;
    sweep.settings = pipeline::fromJson(saved.at("settings"), registry);
    sweep.key = saved.at("parameter").get<std::string>();
    if (const auto column = saved.find("batch column");
        column != saved.end() && column->is_number_unsigned())
        sweep.batchColumn = column->get<std::size_t>();
    for (const json& point : saved.at("points"))
        sweep.points.push_back({number(point, "value"), number(point, "batch"),
                                number(point, "biology"), estimateFrom(point, "under"),
                                estimateFrom(point, "over")});
    sweep.recommended = saved.value("recommended", std::vector<std::size_t>());
    sweep.best = saved.value("best", std::size_t{0});
    sweep.sentence = saved.value("sentence", std::string());
    const auto isNone = [&](std::size_t place) { return place >= sweep.points.size(); };
    const auto& parameters = registry.method(sweep.settings.method).info().parameters;
    if (std::ranges::any_of(sweep.recommended, isNone) ||
        sweep.batchColumn.value_or(0) >=
            std::max<std::size_t>(1, sweep.settings.roles.batches().size()) ||
        (!sweep.recommended.empty() && isNone(sweep.best)) ||
        std::ranges::find(parameters, sweep.key, &plugin::Parameter::key) == parameters.end())
        throw base::Error(base::ErrorKind::BadInput, "is damaged: the sweep");
    return sweep;
}

}  // namespace counterpoint::session
