#include "tests/bench/verdict/real_sets.h"

#include "core/base/random.h"
#include "core/diagnose/stress_tests.h"
#include "core/io/open.h"
#include "core/preprocess/normalise.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace counterpoint::bench {

namespace {

constexpr std::size_t mostCells = 4000;

RealSet taken(const RealSet& set, const std::vector<std::uint32_t>& cells, std::string name) {
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

RealSet opened(const std::filesystem::path& file, const base::Job& job) {
    const auto dataset = io::open(file, job);
    RealSet set;
    set.name = file.stem();
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
    if (set.pcs.rows <= mostCells) return set;
    auto cells = base::permutation(set.pcs.rows, base::Random(3));
    cells.resize(mostCells);
    std::ranges::sort(cells);
    return taken(set, cells, set.name);
}

/// The set with some labels left in one batch only.
RealSet planted(const RealSet& set, const std::string& what,
                const std::vector<std::pair<std::string, std::string>>& homes) {
    std::vector<std::uint32_t> cells;
    for (std::uint32_t i = 0; i < set.batch.size(); ++i) {
        const auto home = std::ranges::find_if(homes, [&](const auto& pair) {
            return set.label.codes[i] >= 0 && set.label.levels[set.label.codes[i]] == pair.first;
        });
        if (home == homes.end() || set.batch.levels[set.batch.codes[i]] == home->second)
            cells.push_back(i);
    }
    return taken(set, cells, set.name + ": " + what);
}

RealSet split(const RealSet& set) {
    const diagnose::StressInput halves = diagnose::nullBatch(set.pcs, set.batch, 3);
    RealSet result = taken(set, halves.cells, set.name + ": null");
    result.batch = halves.batch;
    return result;
}

}  // namespace

std::vector<RealSet> realSets(const std::filesystem::path& shared, const base::Job& job) {
    std::vector<RealSet> sets;
    const auto load = [&](const char* name) {
        const auto file = shared / "data" / (std::string(name) + ".h5ad");
        if (std::filesystem::exists(file)) sets.push_back(opened(file, job));
        return std::filesystem::exists(file);
    };
    const auto plant = [&](std::size_t of, const std::string& what,
                           const std::vector<std::pair<std::string, std::string>>& homes) {
        sets.push_back(planted(sets[of], what, homes));
    };
    if (load("pbmc_5source")) {
        const std::size_t of = sets.size() - 1;
        const std::string zheng = "10x FACS-sorted (Zheng)";
        const std::string donor = "10x frozen PBMC donor A";
        plant(of, "B in one batch", {{"B", zheng}});
        plant(of, "NK in one batch", {{"NK", donor}});
        plant(of, "B and monocytes apart", {{"B", zheng}, {"Monocyte", donor}});
        sets.push_back(split(sets[of]));
    }
    if (load("pbmc_3chem")) {
        const std::size_t of = sets.size() - 1;
        plant(of, "NK in one batch", {{"NK", "10x 3' v2"}});
        plant(of, "CD8 in one batch", {{"T_CD8", "10x 3' v2"}});
        plant(of, "monocytes apart", {{"Mono_CD14", "10x 3' v2"}, {"Mono_CD16", "10x 3' v1"}});
    }
    if (load("kang_ifnb")) {
        const std::size_t of = sets.size() - 1;
        plant(of, "monocytes apart", {{"CD14+Mono", "control"}, {"FCGR3A+Mono", "stimulated"}});
        plant(of, "B in one batch", {{"B", "control"}});
        sets.push_back(split(sets[of]));
    }
    load("kang_donor_condition");
    load("rnamix_2tech");
    if (load("cell_lines_pca"))
        plant(sets.size() - 1, "nothing shared", {{"jurkat", "jurkat"}, {"t293", "t293"}});
    return sets;
}

}  // namespace counterpoint::bench
