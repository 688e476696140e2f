#include "core/data/dataset.h"
#include "core/data/inspection.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace counterpoint::data {

namespace {

constexpr std::size_t maxBatches = 200;
constexpr std::size_t maxLabels = 500;

// Most telling first: the earliest name that fits wins.
// "file" is what joining several files writes.
constexpr std::array<std::string_view, 15> batchNames{
    "file",       "batch",    "batch_id",   "sample",    "sample_id",
    "orig.ident", "library",  "library_id", "chemistry", "tech",
    "protocol",   "platform", "donor",      "donor_id",  "dataset"};
constexpr std::array<std::string_view, 14> labelNames{
    "cell_type",  "celltype",      "cell_types",  "celltypes", "cell_type_label",
    "cell.type",  "annotation",    "cell_label",  "label",     "labels",
    "cell_class", "cluster_label", "bulk_labels", "louvain"};

constexpr std::array<std::string_view, 15> conditionNames{
    "condition",    "treatment", "stim",       "stimulus",       "stimulation",
    "perturbation", "disease",   "diagnosis",  "disease_status", "status",
    "genotype",     "timepoint", "time_point", "dose",           "group"};

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

/// The first of `names` that is a column (then: begins a column's name) with 2 … `most` levels.
template <std::size_t Count>
std::string findRole(const Table& obs, const std::array<std::string_view, Count>& names,
                     std::size_t most) {
    const auto fits = [&](const Column& column) {
        if (std::holds_alternative<std::vector<double>>(column.values)) {
            const auto& numbers = std::get<std::vector<double>>(column.values);
            if (std::ranges::any_of(numbers, [](double x) {
                    return x != static_cast<double>(static_cast<std::int64_t>(x));
                }))
                return false;
        }
        const std::size_t levels = asCategories(column).levelCount();
        return levels >= 2 && levels <= most && levels < std::max<std::size_t>(3, obs.rows());
    };
    for (const std::string_view name : names)
        for (const Column& column : obs.columns)
            if (lower(column.name) == name && fits(column)) return column.name;
    for (const std::string_view name : names)
        for (const Column& column : obs.columns)
            if (lower(column.name).starts_with(name) && fits(column)) return column.name;
    return {};
}

}  // namespace

std::vector<std::string> Roles::batches() const {
    std::vector<std::string> all = moreBatches;
    if (!batch.empty()) all.insert(all.begin(), batch);
    return all;
}

Roles proposeRoles(const Table& obs) {
    Roles roles{findRole(obs, batchNames, maxBatches), findRole(obs, labelNames, maxLabels)};
    if (roles.label == roles.batch) roles.label.clear();
    return roles;
}

std::string proposeCondition(const Table& obs, const Roles& roles) {
    Table others;
    others.index = obs.index;
    for (const Column& column : obs.columns)
        if (column.name != roles.batch && column.name != roles.label)
            others.columns.push_back(column);
    return findRole(others, conditionNames, maxBatches);
}

}  // namespace counterpoint::data
