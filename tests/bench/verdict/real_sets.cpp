#include "tests/bench/verdict/real_sets.h"

#include "core/base/random.h"
#include "core/diagnose/stress_tests.h"
#include "core/io/open.h"
#include "core/preprocess/normalise.h"

#include <algorithm>
#include <numeric>

namespace counterpoint::bench {

namespace {

RealSet split(const RealSet& set, const std::string& what) {
    const diagnose::StressInput halves = diagnose::nullBatch(set.pcs, set.batch, 3);
    RealSet result = takeCells(set, halves.cells, set.name + ": " + what);
    result.batch = halves.batch;
    return result;
}

}  // namespace

const std::vector<std::pair<std::string, std::vector<FixedControl>>>& labelledFiles() {
    static const std::string zheng = "10x FACS-sorted (Zheng)";
    static const std::string donor = "10x frozen PBMC donor A";
    static const std::string v1 = "10x 3' v1";
    static const std::string v2 = "10x 3' v2";
    static const std::vector<std::pair<std::string, std::vector<FixedControl>>> files = {
        {"pbmc_5source",
         {{"B in one batch", {{"B", zheng}}},
          {"NK in one batch", {{"NK", donor}}},
          {"B and monocytes apart", {{"B", zheng}, {"Monocyte", donor}}},
          {"null", {}}}},
        {"pbmc_3chem",
         {{"NK in one batch", {{"NK", v2}}},
          {"CD8 in one batch", {{"T_CD8", v2}}},
          {"monocytes apart", {{"Mono_CD14", v2}, {"Mono_CD16", v1}}}}},
        {"kang_ifnb",
         {{"monocytes apart", {{"CD14+Mono", "control"}, {"FCGR3A+Mono", "stimulated"}}},
          {"B in one batch", {{"B", "control"}}},
          {"null", {}}}},
        {"kang_donor_condition", {}},
        {"rnamix_2tech", {}},
        {"cell_lines_pca", {{"nothing shared", {{"jurkat", "jurkat"}, {"t293", "t293"}}}}}};
    return files;
}

RealSet openReal(const std::filesystem::path& shared, const std::string& file,
                 const base::Job& job) {
    const auto dataset = io::open(shared / "data" / (file + ".h5ad"), job);
    RealSet set;
    set.name = file;
    const auto pcs = dataset->obsm.find("X_pca_ref");
    set.pcs = pcs != dataset->obsm.end() ? pcs->second : dataset->obsm.at("X_pca");
    set.batch = data::asCategories(*dataset->obs.find("batch"));
    set.label = data::asCategories(*dataset->obs.find("cell_type"));
    if (const data::Column* selected = dataset->var.find("highly_variable_ref")) {
        set.logNormalised = preprocess::logNormalise(dataset->counts, job);
        const auto& flags = std::get<std::vector<bool>>(selected->values);
        for (std::uint32_t g = 0; g < flags.size(); ++g)
            if (flags[g]) set.genes.push_back(g);
    }
    return set;
}

RealSet takeCells(const RealSet& set, const std::vector<std::uint32_t>& cells, std::string name) {
    RealSet result{std::move(name),
                   data::takeRows(set.pcs, cells),
                   data::takeRows(set.batch, cells),
                   data::takeRows(set.label, cells),
                   {},
                   set.genes};
    if (set.genes.empty()) return result;
    std::vector<std::uint32_t> all(set.logNormalised.cols);
    std::iota(all.begin(), all.end(), 0U);
    result.logNormalised = data::take(set.logNormalised, cells, all);
    return result;
}

std::vector<std::uint32_t> cellsAtHome(const RealSet& set, const std::vector<Home>& homes) {
    std::vector<std::uint32_t> cells;
    for (std::uint32_t i = 0; i < set.batch.size(); ++i) {
        const auto home = std::ranges::find_if(homes, [&](const Home& pair) {
            return set.label.codes[i] >= 0 && set.label.levels[set.label.codes[i]] == pair.first;
        });
        if (home == homes.end() || set.batch.levels[set.batch.codes[i]] == home->second)
            cells.push_back(i);
    }
    return cells;
}

std::vector<RealSet> realSets(const std::filesystem::path& shared, const base::Job& job) {
    std::vector<RealSet> sets;
    for (const auto& [file, controls] : labelledFiles()) {
        if (!std::filesystem::exists(shared / "data" / (file + ".h5ad"))) continue;
        RealSet whole = openReal(shared, file, job);
        if (whole.pcs.rows > mostRealCells) {
            auto cells = base::permutation(whole.pcs.rows, base::Random(3));
            cells.resize(mostRealCells);
            std::ranges::sort(cells);
            whole = takeCells(whole, cells, file);
        }
        for (const FixedControl& control : controls)
            sets.push_back(control.homes.empty()
                               ? split(whole, control.what)
                               : takeCells(whole, cellsAtHome(whole, control.homes),
                                           file + ": " + control.what));
        sets.push_back(std::move(whole));
    }
    return sets;
}

}  // namespace counterpoint::bench
