#include "app/cli/common.h"

#include "core/base/error.h"
#include "core/io/open_all.h"
#include "core/simulate/simulate.h"

#include <cmath>
#include <cstdio>
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

void addGenesOption(CLI::App& verb, std::string& genes) {
    verb.add_option("--genes", genes,
                    "Of several files keep the genes that all have (shared, the default) or that "
                    "any has (all)")
        ->check(CLI::IsMember({"shared", "all"}));
}

std::shared_ptr<const data::Dataset> openInput(const std::vector<std::string>& files,
                                               const std::string& subset, const Common& common,
                                               const std::string& genes) {
    std::shared_ptr<const data::Dataset> dataset;
    if (files.empty()) {
        dataset = std::make_shared<const data::Dataset>(simulate::demo(common.job()));
    } else {
        ProgressLine line(common);
        dataset = io::openAll({files.begin(), files.end()},
                              {genes == "all" ? io::JoinedGenes::All : io::JoinedGenes::Shared},
                              common.job([&](double fraction) { line.show("Open", fraction); }));
    }
    if (!subset.empty())
        dataset = std::make_shared<const data::Dataset>(
            data::takeCells(*dataset, cellsWith(*dataset, subset), common.job()));
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
    constexpr int width = 30;
    const int filled = static_cast<int>(std::lround(fraction * width));
    std::string text = stage;
    text.resize(16, ' ');
    text += std::string(static_cast<std::size_t>(filled), '#') +
            std::string(static_cast<std::size_t>(width - filled), '.');
    if (text == m_last) return;
    m_last = text;
    m_shown = true;
    std::fprintf(stderr, "\r%s\x1b[K", text.c_str());
    std::fflush(stderr);
}

}  // namespace counterpoint::cli
