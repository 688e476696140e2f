#include "app/cli/common.h"

#include <nlohmann/json.hpp>

#include <iostream>

namespace counterpoint::cli {

namespace {

std::string range(const plugin::Parameter& parameter) {
    std::string text;
    switch (parameter.kind) {
        case plugin::ParameterKind::Boolean:
            text = "true or false";
            break;
        case plugin::ParameterKind::Integer:
        case plugin::ParameterKind::Real:
            text = plugin::textOf(plugin::Value(parameter.minimum)) + " to " +
                   plugin::textOf(plugin::Value(parameter.maximum));
            break;
        case plugin::ParameterKind::Choice:
            for (const std::string& choice : parameter.choices)
                text += (text.empty() ? "" : " | ") + choice;
            break;
    }
    return parameter.automatic ? text + ", or auto" : text;
}

void print(const plugin::MethodInfo& info) {
    std::cout << info.id << ": " << info.title << ". " << info.help << '\n';
    for (const plugin::Parameter& parameter : info.parameters)
        std::cout << "  --set " << parameter.key << '=' << plugin::textOf(parameter.defaultValue)
                  << "  (" << range(parameter) << (parameter.advanced ? "; advanced" : "")
                  << ")\n      " << parameter.help << '\n';
    if (info.takesCovariates)
        std::cout << "  --covariate COLUMN  (numbers or categories, any number of times)\n";
    if (!info.citation.empty()) std::cout << "  " << info.citation << '\n';
}

nlohmann::json toJson(const plugin::MethodInfo& info) {
    nlohmann::json json{
        {"id", info.id}, {"title", info.title}, {"help", info.help}, {"citation", info.citation}};
    json["covariates"] = info.takesCovariates;
    json["parameters"] = nlohmann::json::array();
    for (const plugin::Parameter& parameter : info.parameters)
        json["parameters"].push_back({{"key", parameter.key},
                                      {"title", parameter.title},
                                      {"help", parameter.help},
                                      {"range", range(parameter)},
                                      {"default", plugin::textOf(parameter.defaultValue)},
                                      {"advanced", parameter.advanced}});
    return json;
}

}  // namespace

void addMethods(CLI::App& app, Common& common) {
    Verb verb(app, "methods", "The integration methods and their settings");
    auto name = std::make_shared<std::string>();
    verb.option("NAME", *name, "Only this method");
    verb.callback([name, &common] {
        auto json = nlohmann::json::array();
        if (!name->empty()) static_cast<void>(common.registry.method(*name));
        for (const auto& method : common.registry.methods()) {
            if (!name->empty() && method->info().id != *name) continue;
            if (common.json)
                json.push_back(toJson(method->info()));
            else
                print(method->info());
        }
        if (common.json) std::cout << json.dump(2) << '\n';
    });
}

}  // namespace counterpoint::cli
