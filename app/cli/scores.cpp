#include "app/cli/common.h"

#include <nlohmann/json.hpp>

#include <iostream>

namespace counterpoint::cli {

namespace {

const char* familyOf(const plugin::MetricInfo& info) {
    return info.family == plugin::MetricFamily::BatchRemoved ? "batch_removed" : "biology_kept";
}

nlohmann::json describe(const plugin::MetricInfo& info) {
    return {{"id", info.id},
            {"title", info.title},
            {"help", info.help},
            {"source", info.source},
            {"interval", info.interval},
            {"family", familyOf(info)},
            {"needs_labels", info.needsLabels},
            {"per_cell", info.perCell},
            {"default", !info.onRequest}};
}

void print(const plugin::MetricInfo& info) {
    std::cout << info.id << "  (" << info.title << ", " << familyOf(info)
              << (info.needsLabels ? ", needs cell types" : "")
              << (info.onRequest ? ", on request" : "") << ")\n  " << info.help
              << "\n  Source: " << info.source << '\n';
    if (!info.interval.empty()) std::cout << "  Interval: " << info.interval << '\n';
}

}  // namespace

void addScores(CLI::App& app, Common& common) {
    Verb verb(app, "scores", "The scores: what each measures and where it is from");
    auto name = std::make_shared<std::string>();
    verb.option("NAME", *name, "Only this score");
    verb.callback([name, &common] {
        if (!name->empty()) static_cast<void>(common.registry.metric(*name));  // refuses others
        nlohmann::json all = nlohmann::json::array();
        for (const auto& metric : common.registry.metrics()) {
            const plugin::MetricInfo& info = metric->info();
            if (!name->empty() && info.id != *name) continue;
            if (common.json)
                all.push_back(describe(info));
            else
                print(info);
        }
        if (common.json) std::cout << all.dump(2) << '\n';
    });
}

}  // namespace counterpoint::cli
