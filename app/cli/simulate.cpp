#include "core/simulate/simulate.h"

#include "app/cli/common.h"
#include "core/io/h5ad_writer.h"

#include <nlohmann/json.hpp>

#include <iostream>
#include <map>

namespace counterpoint::cli {

namespace {

/// "batch_effect" → "--batch-effect"
std::string optionName(std::string key) {
    std::ranges::replace(key, '_', '-');
    return "--" + key;
}

void simulateTo(const std::string& out, const std::map<std::string, std::string>& texts,
                const Common& common) {
    const auto& fields = simulate::SimulateOptions::fields();
    simulate::SimulateOptions options;
    for (const plugin::Parameter& parameter : fields.parameters())
        if (const auto given = texts.find(parameter.key);
            given != texts.end() && !given->second.empty())
            fields.set(options, parameter.key, plugin::parseValue(parameter, given->second));
    const data::Dataset dataset = simulate::simulateStream(options, common.job());
    io::H5adContents contents;
    contents.xStream = dataset.stream.get();
    contents.obs = &dataset.obs;
    contents.var = &dataset.var;
    {
        ProgressLine line(common);
        io::writeH5ad(out, contents,
                      common.job([&](double fraction) { line.show("Write", fraction); }));
    }
    if (common.json)
        std::cout << "{\"file\": " << nlohmann::json(out).dump()
                  << ", \"cells\": " << dataset.cells() << ", \"genes\": " << dataset.genes()
                  << "}\n";
    else if (!common.quiet)
        std::cout << out << ": " << dataset.cells() << " cells × " << dataset.genes() << " genes\n";
}

}  // namespace

void addSimulate(CLI::App& app, Common& common) {
    Verb verb(app, "simulate", "Data with known batch effects and known biology");
    auto out = std::make_shared<std::string>();
    auto texts = std::make_shared<std::map<std::string, std::string>>();
    verb.option("--out", *out, "The new .h5ad").required();
    for (const plugin::Parameter& parameter : simulate::SimulateOptions::fields().parameters())
        verb.option(optionName(parameter.key), (*texts)[parameter.key],
                    parameter.help + " (default " + plugin::textOf(parameter.defaultValue) + ")");
    verb.callback([out, texts, &common] { simulateTo(*out, *texts, common); });
}

}  // namespace counterpoint::cli
