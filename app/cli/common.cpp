#include "app/cli/common.h"

#include "core/base/error.h"
#include "core/data/value_kind.h"
#include "core/io/open_all.h"
#include "core/simulate/simulate.h"

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <unistd.h>

namespace counterpoint::cli {

namespace {

/// Cells whose column shows `value`; the sentence when there are none lists the values there are.
std::vector<std::uint32_t> cellsWith(const data::Dataset& dataset, const std::string& subset) {
    const std::size_t equals = subset.find('=');
    if (equals == std::string::npos)
        throw base::Error(base::ErrorKind::BadSettings,
                          "--subset is " + subset + "; it must be COLUMN=VALUE");
    const std::string name = subset.substr(0, equals);
    const std::string value = subset.substr(equals + 1);
    const data::Categories categories = data::asCategories(obsColumn(dataset, name));
    std::vector<std::uint32_t> cells;
    for (std::size_t cell = 0; cell < categories.size(); ++cell)
        if (categories.codes[cell] >= 0 &&
            categories.levels[static_cast<std::size_t>(categories.codes[cell])] == value)
            cells.push_back(static_cast<std::uint32_t>(cell));
    if (!cells.empty()) return cells;
    std::string known;
    for (std::size_t level = 0; level < std::min<std::size_t>(categories.levelCount(), 12); ++level)
        known += (known.empty() ? "" : ", ") + categories.levels[level];
    throw base::Error(
        base::ErrorKind::BadSettings,
        "no cell has \"" + value + "\" in obs column \"" + name + "\"; it holds " + known);
}

}  // namespace

base::Job Common::job(base::Job::ProgressSink progress) const {
    return {stop.get_token(), threads > 0 ? threads : base::availableThreads(), seed,
            std::move(progress)};
}

const data::Column& obsColumn(const data::Dataset& dataset, const std::string& name) {
    if (const data::Column* column = dataset.obs.find(name)) return *column;
    std::string known;
    for (const data::Column& column : dataset.obs.columns)
        known += (known.empty() ? "" : ", ") + column.name;
    throw base::Error(base::ErrorKind::BadSettings, "there is no obs column \"" + name +
                                                        "\"; the file has " +
                                                        (known.empty() ? "no columns" : known));
}

const data::Embedding& obsmEmbedding(const data::Dataset& dataset, const std::string& key) {
    const auto found = dataset.obsm.find(key);
    if (found != dataset.obsm.end()) return found->second;
    std::string known;
    for (const auto& [name, embedding] : dataset.obsm) known += (known.empty() ? "" : ", ") + name;
    throw base::Error(base::ErrorKind::BadSettings, "there is no embedding \"" + key +
                                                        "\" in obsm; the file has " +
                                                        (known.empty() ? "none" : known));
}

data::Categories batchColumn(const data::Dataset& dataset, const std::string& name) {
    data::Categories batch = data::asCategories(obsColumn(dataset, name));
    if (batch.hasMissing())
        throw base::Error(base::ErrorKind::BadInput,
                          "batch column \"" + name + "\" has cells without a value; fill it in");
    if (batch.levelCount() < 2)
        throw base::Error(base::ErrorKind::BadInput, "batch column \"" + name +
                                                         "\" has one batch only; there must be "
                                                         "two");
    return batch;
}

void refuseBadOutput(const std::vector<std::string>& files, const std::string& out) {
    if (!out.ends_with(".h5ad"))
        throw base::Error(base::ErrorKind::BadSettings,
                          out +
                              " is not named .h5ad, the one format that is written; choose such "
                              "a name");
    for (const std::string& file : files) {
        std::error_code ignored;
        if (std::filesystem::equivalent(file, out, ignored))
            throw base::Error(base::ErrorKind::BadSettings,
                              out +
                                  " is the input itself; choose another name, so that the "
                                  "original stays as it is");
    }
}

io::H5adContents contentsOf(const data::Dataset& dataset) {
    io::H5adContents contents;
    if (dataset.stream)
        contents.xStream = dataset.stream.get();
    else if (dataset.valueKind != data::ValueKind::None)
        contents.x = &dataset.counts;
    contents.obs = &dataset.obs;
    contents.var = &dataset.var;
    for (const auto& [key, embedding] : dataset.obsm) contents.obsm[key] = &embedding;
    contents.colors = dataset.colors;
    contents.provenance = {{"values", data::nameOf(dataset.valueKind)},
                           {"values_from", dataset.valueSource},
                           {"version", COUNTERPOINT_VERSION}};
    return contents;
}

void applySets(pipeline::Settings& settings, const std::vector<std::string>& sets,
               const Common& common) {
    for (const std::string& set : sets) {
        const std::size_t equals = set.find('=');
        if (equals == std::string::npos)
            throw base::Error(base::ErrorKind::BadSettings,
                              "--set " + set + " has no value; write --set key=value");
        pipeline::setValue(settings, common.registry, set.substr(0, equals),
                           set.substr(equals + 1));
    }
}

void addGenesOption(Verb& verb, std::string& genes) {
    verb.option("--genes", genes,
                "Of several files keep the genes that all have (shared, the default) or that "
                "any has (all)")
        .among({"shared", "all"});
}

std::shared_ptr<const data::Dataset> openInput(const std::vector<std::string>& files,
                                               const std::string& subset, const Common& common,
                                               const std::string& genes,
                                               const std::string& values) {
    std::shared_ptr<const data::Dataset> dataset;
    if (files.empty()) {
        dataset = std::make_shared<const data::Dataset>(simulate::demo(common.job()));
    } else {
        ProgressLine line(common);
        dataset = io::openAll({files.begin(), files.end()},
                              {genes == "all" ? io::JoinedGenes::All : io::JoinedGenes::Shared},
                              common.job([&](double fraction) { line.show("Open", fraction); }));
    }
    dataset = data::takenAs(dataset, data::valueKindOf(values), common.job());
    if (!subset.empty()) {
        auto taken = std::make_shared<data::Dataset>(
            data::takeCells(*dataset, cellsWith(*dataset, subset), common.job()));
        taken->cellsTaken = subset;
        dataset = taken;
    }
    if (!common.quiet)
        for (const std::string& note : dataset->notes) std::cerr << "note: " << note << '\n';
    return dataset;
}

ProgressLine::ProgressLine(const Common& common)
    : m_enabled(!common.quiet && isatty(STDERR_FILENO) != 0) {}

ProgressLine::~ProgressLine() {
    if (m_shown) std::fputs("\r\x1b[K", stderr);
}

void ProgressLine::show(const std::string& stage, double fraction) {
    if (!m_enabled) return;
    if (fraction <= 0.0 || !m_left.contains(stage)) m_left[stage] = base::TimeLeft();
    constexpr int width = 30;
    const int filled = static_cast<int>(std::lround(fraction * width));
    std::string text = stage;
    text.resize(16, ' ');
    text += std::string(static_cast<std::size_t>(filled), '#') +
            std::string(static_cast<std::size_t>(width - filled), '.');
    if (const auto seconds = m_left[stage].seconds(fraction))
        text += "  about " + base::durationText(*seconds) + " left";
    if (text == m_last) return;
    m_last = text;
    m_shown = true;
    std::fprintf(stderr, "\r%s\x1b[K", text.c_str());
    std::fflush(stderr);
}

}  // namespace counterpoint::cli
