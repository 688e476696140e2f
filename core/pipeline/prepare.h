#pragma once

#include "core/base/job.h"
#include "core/pipeline/results.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace counterpoint::pipeline {

/// Whether the analysis starts from principal components in the file: without expression values,
/// and with scaled ones, of which no genes can be chosen.
bool startsFromStoredPca(const data::Dataset& dataset);

/// Quality filter and normalisation. A file that starts from its own components keeps all its
/// cells. Throws Error(BadInput) where such a file has none, Error(BadSettings) when nothing is
/// left.
Filtered filterCells(const data::Dataset& dataset, const preprocess::QualityOptions& options,
                     const base::Job& job);

/// The same for a dataset whose counts stay in their file, in one pass; `batch` is the name of the
/// column that variable genes will be ranked within (or empty).
Filtered surveyCells(const data::Dataset& dataset, const preprocess::QualityOptions& options,
                     const std::string& batch, const base::Job& job);

/// The log-normalised values of the kept cells in the selected genes; counts that stay in their
/// file are passed over once more.
Expression expressionOf(const data::Dataset& dataset, const Filtered& filtered,
                        const std::vector<std::uint32_t>& selected, const base::Job& job);

/// Bytes a run of the dataset needs besides the dataset itself, estimated from cells and stored
/// values.
std::size_t memoryOfRun(const data::Dataset& dataset);

/// The `kept` cells with their batch and label. Throws Error(BadSettings) when a role's column is
/// not there, Error(BadInput) when the batch has gaps or one level only.
Cells seenThrough(const data::Roles& roles, const data::Dataset& dataset,
                  const std::vector<std::uint32_t>& kept);

/// Covariates of the `kept` cells: numbers of a numeric column as they are, everything else as
/// categories. Throws Error(BadSettings) when a column is not there or has another role,
/// Error(BadInput) when it has gaps, is all alike or holds text of its own for every cell.
struct Covariates {
    std::vector<std::string> names;
    std::vector<std::variant<std::vector<float>, data::Categories>> values;

    /// As a method is given them; refers to this.
    std::vector<plugin::Covariate> input() const;
};
Covariates covariatesOf(const data::Roles& roles, const data::Dataset& dataset,
                        const std::vector<std::uint32_t>& kept);

/// The counts of the `selected` genes of `filtered`, which must have counts.
GeneCounts countsOf(const data::Dataset& dataset, const Filtered& filtered,
                    const std::vector<std::uint32_t>& selected, const base::Job& job);

/// The stored principal components of a file: obsm/X_pca, else the first
/// key that starts so; nullptr when there is none.
const data::Embedding* storedPca(const data::Dataset& dataset);

}  // namespace counterpoint::pipeline
