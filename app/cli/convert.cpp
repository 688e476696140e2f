#include "app/cli/common.h"
#include "core/io/h5ad_writer.h"

#include <nlohmann/json.hpp>

#include <iostream>

namespace counterpoint::cli {

namespace {

void convert(const std::vector<std::string>& files, const std::string& genes,
             const std::string& out, const Common& common) {
    refuseBadOutput(files, out);
    const auto dataset = openInput(files, "", common, genes);
    io::H5adContents contents = contentsOf(*dataset);
    std::string sources;
    for (const std::string& file : files) sources += (sources.empty() ? "" : "\n") + file;
    contents.provenance["converted_from"] = sources;
    ProgressLine line(common);
    io::writeH5ad(out, contents,
                  common.job([&](double fraction) { line.show("Write", fraction); }));
    if (common.json)
        std::cout << nlohmann::json{{"file", out},
                                    {"cells", dataset->cells()},
                                    {"genes", dataset->genes()},
                                    {"non_zeros", data::storedValues(*dataset)},
                                    {"values", data::nameOf(dataset->valueKind)},
                                    {"notes", dataset->notes}}
                         .dump(2)
                  << '\n';
    else if (!common.quiet)
        std::cout << out << ": " << dataset->cells() << " cells × " << dataset->genes()
                  << " genes\n";
}

}  // namespace

void addConvert(CLI::App& app, Common& common) {
    Verb verb(app, "convert", "One or several files of any format that is read, as one new .h5ad");
    struct Arguments {
        std::vector<std::string> paths;
        std::string genes = "shared";
    };
    auto arguments = std::make_shared<Arguments>();
    verb.option("PATHS", arguments->paths, "IN… OUT: what to read, and the new .h5ad")
        .required()
        .atLeast(2);
    addGenesOption(verb, arguments->genes);
    verb.callback([arguments, &common] {
        std::vector<std::string> files = arguments->paths;
        const std::string out = files.back();
        files.pop_back();
        convert(files, arguments->genes, out, common);
    });
}

}  // namespace counterpoint::cli
