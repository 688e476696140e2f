#pragma once

#include "core/base/job.h"
#include "core/data/dataset.h"
#include "core/data/gene_names.h"

#include <cstddef>
#include <string>
#include <vector>

namespace counterpoint::data {

/// How strongly two obs columns go together.
struct Association {
    std::string first;
    std::string second;
    double cramersV = 0.0;  ///< 0 independent … 1 one follows from the other
    bool same = false;      ///< both split the cells in the same way
    bool nested = false;    ///< every level of `first` lies within one level of `second`
};

/// Cramér's V (1946, without correction for bias) over cells where neither value is missing; 0
/// where a column has one level only.
double cramersV(const Categories& a, const Categories& b);
Association associate(const Column& first, const Column& second);

/// Something a scientist should know before integrating, as one sentence.
struct Finding {
    enum class Weight { Note, Warning };
    Weight weight = Weight::Note;
    std::string id;  ///< "confounded", "tiny_batches", …: for programs
    std::string sentence;

    bool operator==(const Finding&) const = default;
};

/// A named number of things, such as a batch and its cells.
struct Count {
    std::string name;
    std::size_t count = 0;

    bool operator==(const Count&) const = default;
};

/// What a dataset seems to be, and what may go wrong with it.
struct Inspection {
    Roles roles;
    std::string condition;  ///< obs column of a biological condition, if any
    ValueKind valueKind = ValueKind::None;
    std::string valueSource;
    GeneNaming geneNaming = GeneNaming::Symbols;
    std::size_t mitochondrialGenes = 0;
    std::string mitochondrialSource;        ///< what told them: see MitochondrialGenes
    std::vector<Association> associations;  ///< of batch, condition and cell type, pairwise
    std::vector<Count> tinyBatches;         ///< with fewer than `tinyBatch` cells
    std::vector<Count> missing;             ///< missing values by obs column
    std::size_t emptyCells = 0;             ///< without any expression; not known of a stream
    std::size_t emptyGenes = 0;
    std::vector<Finding> findings;  ///< warnings first
};

/// Below this many cells a batch is too small for a stable correction.
inline constexpr std::size_t tinyBatch = 50;

/// Looks at all of a dataset. Polls the stop request.
Inspection inspect(const Dataset& dataset, const base::Job& job);

/// Proposes the obs column of a biological condition that must survive integration (condition,
/// treatment, disease, …), never one of `roles`; empty where no name is convincing.
std::string proposeCondition(const Table& obs, const Roles& roles);

}  // namespace counterpoint::data
