#include "core/pipeline/sweep.h"

#include "app/cli/run_choices.h"
#include "core/base/error.h"
#include "core/report/outputs.h"
#include "core/report/sweep_report.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <iostream>

namespace counterpoint::cli {

namespace {

struct SweepArguments {
    RunChoices choices;
    int seeds = 1;
    std::string out;
};

void sweep(SweepArguments arguments, const Common& common) {
    const plugin::MethodInfo& method = common.registry.method(arguments.choices.method).info();
    std::vector<pipeline::SweepAxis> axes;
    std::erase_if(arguments.choices.sets, [&](const std::string& set) {
        if (!pipeline::isSweepAxis(set)) return false;
        axes.push_back(pipeline::parseSweepAxis(set, method));
        return true;
    });
    if (axes.empty() || axes.size() > 2)
        throw base::Error(base::ErrorKind::BadSettings,
                          "a sweep needs one or two ranges, as --set theta=0:8:0.5");
    const auto dataset = openInput(arguments.choices.files, arguments.choices.subset, common,
                                   arguments.choices.genes, arguments.choices.values);
    pipeline::ChainInput input;
    input.dataset = dataset;
    input.datasetKey = data::fingerprint(*dataset, common.job());
    input.settings = settingsOf(arguments.choices, *dataset, common);
    pipeline::Cache cache;
    pipeline::Sweep result;
    {
        ProgressLine line(common);
        result = pipeline::sweep(
            input, axes, arguments.seeds, common.registry, cache,
            [&](std::size_t done, std::size_t all) {
                line.show("Sweep", static_cast<double>(done) / static_cast<double>(all));
            },
            common.job());
    }
    const std::filesystem::path folder = arguments.out;
    report::makeFolder(folder);
    const nlohmann::json json = report::sweepJson(result);
    report::writeTextFile(folder / "sweep.csv", report::sweepCsv(result));
    report::writeTextFile(folder / "sweep.json", json.dump(2) + "\n");
    if (axes.size() == 1)
        report::writeTextFile(folder / "tradeoff.svg", report::tradeoffSvg(result));
    if (common.json) {
        std::cout << json.dump(2) << '\n';
        return;
    }
    std::cout << report::sweepCsv(result);
    if (result.recommendation) std::cout << result.recommendation->sentence << '\n';
    std::cout << "written to " << arguments.out << '\n';
}

}  // namespace

void addSweep(CLI::App& app, Common& common) {
    Verb verb(app, "sweep",
              "Scores, verdict and recommended settings over a range of one or two settings");
    auto arguments = std::make_shared<SweepArguments>();
    addRunChoices(verb, arguments->choices);
    verb.option("--seeds", arguments->seeds, "How many seeds the recommended setting is tried with")
        .between(1, 50);
    verb.option("--out", arguments->out, "Folder for the results; made if missing").required();
    verb.callback([arguments, &common] { sweep(*arguments, common); });
}

}  // namespace counterpoint::cli
