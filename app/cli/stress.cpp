#include "app/cli/run_choices.h"
#include "core/base/error.h"
#include "core/report/outputs.h"
#include "core/report/stress_report.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <iostream>

namespace counterpoint::cli {

namespace {

struct StressArguments {
    RunChoices choices;
    std::string test = "all";
    std::string out;
};

std::vector<pipeline::StressTest> testsOf(const std::string& name, const std::string& keepApart) {
    if (const auto test = pipeline::stressTestOf(name)) return {*test};
    std::vector<pipeline::StressTest> tests = pipeline::allStressTests();
    if (keepApart.empty()) std::erase(tests, pipeline::StressTest::Condition);
    return tests;
}

void stress(const StressArguments& arguments, const Common& common) {
    static_cast<void>(common.registry.method(arguments.choices.method));
    const auto dataset = openInput(arguments.choices.files, arguments.choices.subset, common,
                                   arguments.choices.genes, arguments.choices.values);
    pipeline::ChainInput input;
    input.dataset = dataset;
    input.datasetKey = data::fingerprint(*dataset, common.job());
    input.settings = settingsOf(arguments.choices, *dataset, common);
    input.map = false;
    pipeline::Cache cache;
    std::vector<pipeline::StressOutcome> outcomes;
    {
        ProgressLine line(common);
        pipeline::ChainSink sink;
        sink.progress = [&](pipeline::Stage stage, double fraction) {
            line.show(pipeline::nameOf(stage), fraction);
        };
        const pipeline::Results results =
            pipeline::runChain(input, common.registry, cache, sink, common.job());
        for (const pipeline::StressTest test :
             testsOf(arguments.test, input.settings.roles.keepApart)) {
            const std::string name = "Stress test " + pipeline::idOf(test);
            line.show(name, 0.0);
            for (auto& outcome :
                 pipeline::stress(test, results, input.settings, common.registry,
                                  common.job([&](double fraction) { line.show(name, fraction); })))
                outcomes.push_back(std::move(outcome));
        }
    }
    const nlohmann::json json = report::stressJson(outcomes);
    if (!arguments.out.empty()) {
        const std::filesystem::path folder = arguments.out;
        report::makeFolder(folder);
        report::writeTextFile(folder / "stress.json", json.dump(2) + "\n");
    }
    if (common.json)
        std::cout << json.dump(2) << '\n';
    else
        std::cout << report::stressText(outcomes);
}

}  // namespace

void addStress(CLI::App& app, Common& common) {
    Verb verb(app, "stress",
              "Experiments on the method itself: batches without a difference, a population "
              "left in one batch, shuffled batches, a condition confounded with batch");
    auto arguments = std::make_shared<StressArguments>();
    addRunChoices(verb, arguments->choices);
    verb.option("--test", arguments->test, "Which experiment")
        .among({"null-batch", "held-out", "shuffled", "condition", "all"});
    verb.option("--out", arguments->out, "Folder for stress.json; made if missing");
    verb.callback([arguments, &common] { stress(*arguments, common); });
}

}  // namespace counterpoint::cli
