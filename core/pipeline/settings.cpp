#include "core/pipeline/settings.h"

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace counterpoint::pipeline {

namespace {

/// Calls `visit(prefix, fields, options)` for the options struct of every step.
template <class AnySettings, class Visit>
void forEachStep(AnySettings& settings, Visit visit) {
    visit("qc", preprocess::QualityOptions::fields(), settings.quality);
    visit("hvg", preprocess::VariableGeneOptions::fields(), settings.variableGenes);
    visit("pca", preprocess::PcaOptions::fields(), settings.pca);
    visit("neighbors", neighbors::NeighborOptions::fields(), settings.neighbors);
    visit("umap", embed::UmapOptions::fields(), settings.umap);
}

const plugin::Parameter& parameterOf(const std::vector<plugin::Parameter>& parameters,
                                     const std::string& key, const std::string& owner) {
    std::string known;
    for (const plugin::Parameter& parameter : parameters) {
        if (parameter.key == key) return parameter;
        known += (known.empty() ? "" : ", ") + parameter.key;
    }
    throw base::Error(
        base::ErrorKind::BadSettings,
        owner + " has no setting \"" + key + "\"; it has " + (known.empty() ? "none" : known));
}

nlohmann::json toJson(const plugin::Value& value) {
    struct Json {
        nlohmann::json operator()(plugin::Automatic) const { return "auto"; }
        nlohmann::json operator()(bool x) const { return x; }
        nlohmann::json operator()(std::int64_t x) const { return x; }
        nlohmann::json operator()(double x) const { return x; }
        nlohmann::json operator()(const std::string& x) const { return x; }
    };
    return std::visit(Json{}, value);
}

nlohmann::json toJson(const plugin::Values& values) {
    auto json = nlohmann::json::object();
    for (const auto& [key, value] : values) json[key] = toJson(value);
    return json;
}

plugin::Value valueFromJson(const nlohmann::json& json) {
    if (json.is_boolean()) return json.get<bool>();
    if (json.is_number_integer()) return json.get<std::int64_t>();
    if (json.is_number()) return json.get<double>();
    if (json.is_string() && json != "auto") return json.get<std::string>();
    return plugin::Automatic{};
}

}  // namespace

void setValue(Settings& settings, const plugin::Registry& registry, const std::string& name,
              const std::string& text) {
    if (name == "layout") {
        settings.layout = layoutChoice(text);
        return;
    }
    const std::size_t dot = name.find('.');
    if (dot == std::string::npos) {
        const plugin::MethodInfo& info = registry.method(settings.method).info();
        const plugin::Parameter& parameter =
            parameterOf(info.parameters, name, "method " + info.id);
        settings.methodValues[name] = plugin::parseValue(parameter, text);
        return;
    }
    const std::string step = name.substr(0, dot);
    const std::string key = name.substr(dot + 1);
    bool found = false;
    forEachStep(settings, [&](const std::string& prefix, const auto& fields, auto& options) {
        if (prefix != step) return;
        found = true;
        const plugin::Parameter& parameter = parameterOf(fields.parameters(), key, "step " + step);
        fields.set(options, key, plugin::parseValue(parameter, text));
    });
    if (!found)
        throw base::Error(
            base::ErrorKind::BadSettings,
            "there is no step \"" + step + "\"; steps are qc, hvg, pca, neighbors and umap");
}

std::vector<StepParameters> stepParameters(const Settings& settings) {
    std::vector<StepParameters> steps;
    forEachStep(settings, [&](const std::string& prefix, const auto& fields, const auto& options) {
        steps.push_back({prefix, fields.parameters(), fields.values(options)});
    });
    return steps;
}

plugin::Values completeMethodValues(const Settings& settings, const plugin::Registry& registry) {
    const plugin::MethodInfo& info = registry.method(settings.method).info();
    plugin::Values values;
    for (const plugin::Parameter& parameter : info.parameters)
        values[parameter.key] = parameter.defaultValue;
    for (const auto& [key, value] : settings.methodValues)
        values[key] =
            plugin::checkedValue(parameterOf(info.parameters, key, "method " + info.id), value);
    return values;
}

Settings withRoles(Settings settings, const data::Roles& roles, const plugin::Registry& registry) {
    const std::vector<std::string> before = settings.roles.batches();
    settings.roles = roles;
    for (const plugin::Parameter& parameter : registry.method(settings.method).info().parameters) {
        const auto found = settings.methodValues.find(parameter.key);
        if (!parameter.perCovariate || found == settings.methodValues.end() ||
            !std::holds_alternative<std::string>(found->second))
            continue;
        const std::vector<double> were = plugin::numbersIn(found->second);
        if (were.size() != before.size()) continue;  // the method says what is wrong with it
        const bool automatic = std::holds_alternative<plugin::Automatic>(parameter.defaultValue);
        const double fresh =
            automatic ? were.front() : plugin::numbersIn(parameter.defaultValue).front();
        std::vector<double> are;
        for (const std::string& column : roles.batches()) {
            const auto place = std::ranges::find(before, column);
            are.push_back(place == before.end() ? fresh
                                                : were[std::size_t(place - before.begin())]);
        }
        found->second = are.empty() ? parameter.defaultValue : plugin::listValue(are);
    }
    return settings;
}

nlohmann::json toJson(const Settings& settings, const plugin::Registry& registry) {
    nlohmann::json recipe{{"roles",
                           {{"batch", settings.roles.batch},
                            {"label", settings.roles.label},
                            {"keep_apart", settings.roles.keepApart},
                            {"more_batches", settings.roles.moreBatches},
                            {"reference", settings.roles.reference},
                            {"covariates", settings.roles.covariates}}},
                          {"method", settings.method},
                          {"values", toJson(completeMethodValues(settings, registry))},
                          {"layout", textOf(settings.layout)},
                          {"seed", settings.seed}};
    recipe["links"] = nlohmann::json::array();
    for (const LinkChoice& link : settings.links)
        recipe["links"].push_back(
            {{"first", link.first}, {"second", link.second}, {"same", link.same}});
    for (const StepParameters& step : stepParameters(settings))
        recipe["steps"][step.step] = toJson(step.values);
    return recipe;
}

Settings fromJson(const nlohmann::json& recipe, const plugin::Registry& registry) {
    try {
        Settings settings;
        const nlohmann::json& roles = recipe.at("roles");
        const std::vector<std::string> none;
        settings.roles = {.batch = roles.value("batch", ""),
                          .label = roles.value("label", ""),
                          .keepApart = roles.value("keep_apart", ""),
                          .moreBatches = roles.value("more_batches", none),
                          .reference = roles.value("reference", none),
                          .covariates = roles.value("covariates", none)};
        // Earlier recipes called further batches so, and had no covariates.
        if (!roles.contains("more_batches"))
            settings.roles.moreBatches = std::exchange(settings.roles.covariates, {});
        settings.method = recipe.at("method").get<std::string>();
        settings.seed = recipe.value("seed", std::uint64_t{0});
        settings.layout = layoutChoice(recipe.value("layout", "umap"));
        const nlohmann::json links = recipe.value("links", nlohmann::json::array());
        for (const nlohmann::json& link : links)
            settings.links.push_back({link.at("first").get<std::string>(),
                                      link.at("second").get<std::string>(),
                                      link.at("same").get<bool>()});
        // Named, because items() refers into the object it iterates over.
        const nlohmann::json values = recipe.value("values", nlohmann::json::object());
        for (const auto& [key, value] : values.items())
            settings.methodValues[key] = valueFromJson(value);
        settings.methodValues = completeMethodValues(settings, registry);
        const nlohmann::json steps = recipe.value("steps", nlohmann::json::object());
        forEachStep(settings, [&](const std::string& prefix, const auto& fields, auto& options) {
            const nlohmann::json step = steps.value(prefix, nlohmann::json::object());
            for (const auto& [key, value] : step.items())
                fields.set(options, key, valueFromJson(value));
        });
        return settings;
    } catch (const nlohmann::json::exception& error) {
        throw base::Error(base::ErrorKind::BadInput, "this is not a Counterpoint recipe",
                          error.what());
    }
}

}  // namespace counterpoint::pipeline
