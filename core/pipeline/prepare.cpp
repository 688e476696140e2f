#include "core/pipeline/prepare.h"

#include "core/base/error.h"
#include "core/preprocess/normalise.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace counterpoint::pipeline {

namespace {

using base::Error;
using base::ErrorKind;

std::vector<std::uint32_t> allIndices(std::size_t n) {
    std::vector<std::uint32_t> all(n);
    std::iota(all.begin(), all.end(), 0U);
    return all;
}

const data::Column& roleColumn(const data::Table& obs, const std::string& name,
                               const std::string& role) {
    if (const data::Column* column = obs.find(name)) return *column;
    std::string known;
    for (const data::Column& column : obs.columns)
        known += (known.empty() ? "" : ", ") + column.name;
    throw Error(ErrorKind::BadSettings, "there is no obs column \"" + name + "\" for the " + role +
                                            "; the file has " +
                                            (known.empty() ? "no columns" : known));
}

/// A column that tells batches apart: at least two levels, none missing.
data::Categories batchColumn(const data::Table& obs, const std::string& name,
                             const std::vector<std::uint32_t>& kept) {
    data::Categories batch =
        data::takeRows(data::asCategories(roleColumn(obs, name, "batch")), kept);
    const auto missing = static_cast<std::size_t>(std::ranges::count(batch.codes, -1));
    if (missing > 0)
        throw Error(ErrorKind::BadInput, "batch column \"" + name + "\" has no value in " +
                                             std::to_string(missing) +
                                             " cells; fill it in or remove those cells");
    if (batch.levelCount() < 2)
        throw Error(ErrorKind::BadInput,
                    "batch column \"" + name + "\" has one batch only" +
                        (batch.levels.empty() ? "" : " (" + batch.levels.front() + ")") +
                        "; there is nothing to integrate, choose a column with at least two "
                        "batches");
    return batch;
}

/// Categories beyond this are text, of which nothing is learned.
constexpr std::size_t mostCategories = 200;

data::Categories categoriesOf(const data::Column& column, const std::vector<std::uint32_t>& kept) {
    data::Categories categories = data::takeRows(data::asCategories(column), kept);
    if (categories.levelCount() > mostCategories)
        throw Error(ErrorKind::BadInput,
                    "covariate \"" + column.name + "\" is text with " +
                        std::to_string(categories.levelCount()) +
                        " different values; a covariate holds numbers, or at most " +
                        std::to_string(mostCategories) + " categories");
    return categories;
}

/// Refuses a covariate that cannot tell cells apart.
void requireTelling(const std::string& name, std::size_t missing, bool allAlike) {
    if (missing > 0)
        throw Error(ErrorKind::BadInput,
                    "covariate \"" + name + "\" has no value in " + std::to_string(missing) +
                        (missing == 1 ? " cell" : " cells") +
                        "; fill it in, remove those cells or choose another column");
    if (allAlike)
        throw Error(ErrorKind::BadInput, "covariate \"" + name +
                                             "\" is the same in all cells and explains nothing; "
                                             "choose another column");
}

}  // namespace

std::vector<plugin::Covariate> Covariates::input() const {
    std::vector<plugin::Covariate> all;
    for (std::size_t i = 0; i < names.size(); ++i)
        all.push_back({names[i], std::get_if<std::vector<float>>(&values[i]),
                       std::get_if<data::Categories>(&values[i])});
    return all;
}

Covariates covariatesOf(const data::Roles& roles, const data::Dataset& dataset,
                        const std::vector<std::uint32_t>& kept) {
    Covariates covariates;
    const std::vector<std::string> batches = roles.batches();
    for (const std::string& name : roles.covariates) {
        const data::Column& column = roleColumn(dataset.obs, name, "covariate");
        if (std::ranges::find(batches, name) != batches.end())
            throw Error(ErrorKind::BadSettings, "\"" + name +
                                                    "\" is a batch column and told to the method "
                                                    "anyway; leave it out of the covariates");
        covariates.names.push_back(name);
        if (const auto* numbers = std::get_if<std::vector<double>>(&column.values)) {
            std::vector<float> own;
            for (const std::uint32_t cell : kept)
                own.push_back(static_cast<float>((*numbers)[cell]));
            const auto known = std::ranges::count_if(own, [](float x) { return std::isfinite(x); });
            requireTelling(name, own.size() - static_cast<std::size_t>(known),
                           std::ranges::count(own, own.empty() ? 0.0F : own.front()) == known);
            covariates.values.emplace_back(std::move(own));
        } else {
            data::Categories categories = categoriesOf(column, kept);
            requireTelling(name, static_cast<std::size_t>(std::ranges::count(categories.codes, -1)),
                           categories.levelCount() < 2);
            covariates.values.emplace_back(std::move(categories));
        }
    }
    return covariates;
}

const data::Embedding* storedPca(const data::Dataset& dataset) {
    const auto exact = dataset.obsm.find("X_pca");
    if (exact != dataset.obsm.end()) return &exact->second;
    const auto similar = dataset.obsm.lower_bound("X_pca");
    if (similar == dataset.obsm.end() || !similar->first.starts_with("X_pca")) return nullptr;
    return &similar->second;
}

bool startsFromStoredPca(const data::Dataset& dataset) {
    return dataset.valueKind == data::ValueKind::None ||
           dataset.valueKind == data::ValueKind::Scaled;
}

Filtered filterCells(const data::Dataset& dataset, const preprocess::QualityOptions& options,
                     const base::Job& job) {
    Filtered filtered;
    if (startsFromStoredPca(dataset)) {
        if (storedPca(dataset) == nullptr && dataset.valueKind == data::ValueKind::Scaled)
            throw Error(ErrorKind::BadInput,
                        dataset.name +
                            " has negative values or was taken as scaled, so genes cannot be "
                            "chosen from it, and it holds no principal components (obsm/X_pca); "
                            "open a file with counts in X, raw or a layer");
        if (storedPca(dataset) == nullptr)
            throw Error(ErrorKind::BadInput,
                        dataset.name +
                            " holds neither expression values nor principal components "
                            "(obsm/X_pca); open the file that holds the counts");
        filtered.quality.keptCells = allIndices(dataset.cells());
        return filtered;
    }
    filtered.quality = preprocess::qualityFilter(dataset.counts, dataset.var, options, job);
    data::CsrMatrix kept =
        data::take(dataset.counts, filtered.quality.keptCells, filtered.quality.keptGenes, job);
    if (dataset.valueKind == data::ValueKind::Counts) {
        // The total of a cell counts all its genes, also those that the gene filter dropped.
        filtered.logNormalised =
            data::take(preprocess::logNormalise(dataset.counts, job), filtered.quality.keptCells,
                       filtered.quality.keptGenes, job);
        filtered.counts = std::move(kept);
    } else {
        filtered.logNormalised = std::move(kept);
    }
    return filtered;
}

Filtered surveyCells(const data::Dataset& dataset, const preprocess::QualityOptions& options,
                     const std::string& batch, const base::Job& job) {
    std::optional<data::Categories> levels;
    if (const data::Column* column = dataset.obs.find(batch)) levels = data::asCategories(*column);
    Filtered filtered;
    filtered.survey = preprocess::surveyOf(*dataset.stream, dataset.var,
                                           levels ? &*levels : nullptr, options, job);
    filtered.quality = filtered.survey->quality;
    return filtered;
}

Expression expressionOf(const data::Dataset& dataset, const Filtered& filtered,
                        const std::vector<std::uint32_t>& selected, const base::Job& job) {
    return {filtered.survey
                ? preprocess::logNormalised(*dataset.stream, filtered.quality, selected, job)
                : data::take(filtered.logNormalised, allIndices(filtered.logNormalised.rows),
                             selected, job),
            allIndices(selected.size())};
}

std::size_t memoryOfRun(const data::Dataset& dataset) {
    // A cell has its PCs before and after, 90 neighbours with distances and links, scores and a
    // map; a stored value its copies in the filter and the normalised ones, or, of counts that stay
    // in their file, a place among the variable genes for one in six.
    constexpr std::size_t bytesPerCell = 3000;
    constexpr std::size_t bytesPerValue = 24;
    constexpr std::size_t bytesPerValueInFile = 4;
    return data::storedValues(dataset) * (dataset.stream ? bytesPerValueInFile : bytesPerValue) +
           dataset.cells() * bytesPerCell;
}

Cells seenThrough(const data::Roles& roles, const data::Dataset& dataset,
                  const std::vector<std::uint32_t>& kept) {
    if (roles.batch.empty())
        throw Error(ErrorKind::BadSettings,
                    "no batch column was chosen; say which obs column tells the batches apart");
    Cells cells;
    cells.obs = data::takeRows(dataset.obs, kept);
    cells.batch = batchColumn(dataset.obs, roles.batch, kept);
    for (const std::string& name : roles.moreBatches)
        cells.moreBatches.push_back(batchColumn(dataset.obs, name, kept));
    if (!roles.keepApart.empty())
        cells.keepApart = data::takeRows(
            data::asCategories(roleColumn(dataset.obs, roles.keepApart, "keep-apart")), kept);
    if (!roles.label.empty())
        cells.label = data::takeRows(
            data::asCategories(roleColumn(dataset.obs, roles.label, "cell type")), kept);
    return cells;
}

GeneCounts countsOf(const data::Dataset& dataset, const Filtered& filtered,
                    const std::vector<std::uint32_t>& selected, const base::Job& job) {
    GeneCounts of;
    if (filtered.survey) {
        std::vector<std::uint32_t> genes;
        for (const std::uint32_t gene : selected) genes.push_back(filtered.quality.keptGenes[gene]);
        of.counts = data::take(*dataset.stream, filtered.quality.keptCells, genes, job);
    } else {
        of.counts = data::take(filtered.counts, allIndices(filtered.counts.rows), selected, job);
    }
    for (const std::uint32_t gene : selected)
        of.genes.push_back(dataset.var.index[filtered.quality.keptGenes[gene]]);
    return of;
}

}  // namespace counterpoint::pipeline
