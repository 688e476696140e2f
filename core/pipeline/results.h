#pragma once

#include "core/data/dataset.h"
#include "core/data/neighbor_graph.h"
#include "core/diagnose/diagnosis.h"
#include "core/embed/movement.h"
#include "core/plugin/integration_method.h"
#include "core/plugin/metric.h"
#include "core/preprocess/pca.h"
#include "core/preprocess/quality.h"
#include "core/preprocess/survey.h"
#include "core/preprocess/variable_genes.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace counterpoint::pipeline {

/// The stages of a run in the order they happen; what progress is reported for.
enum class Stage {
    Filter,
    VariableGenes,
    Pca,
    Integrate,
    Neighbors,
    Diagnosis,
    Scores,
    Layout,
    Baseline
};
/// "Filter", "Variable genes", … as shown in the status bar.
std::string nameOf(Stage stage);

/// The cells and genes that passed the quality filter, with their values.
struct Filtered {
    preprocess::Quality quality;
    data::CsrMatrix counts;  ///< kept cells × kept genes; empty when the file holds no counts
    data::CsrMatrix
        logNormalised;  ///< kept cells × kept genes; empty when the file holds embeddings only
    /// In place of both where the counts stay in their file (Dataset::stream).
    std::optional<preprocess::Survey> survey;
};

/// Log-normalised values of the kept cells in the variable genes: what PCA starts from.
struct Expression {
    data::CsrMatrix values;
    std::vector<std::uint32_t> genes;  ///< 0, 1, …: all of its columns
};

/// The kept cells as the chosen roles see them.
struct Cells {
    data::Table obs;
    data::Categories batch;                     ///< at least two levels, none missing
    std::optional<data::Categories> label;      ///< codes may be −1
    std::optional<data::Categories> keepApart;  ///< codes may be −1
    std::vector<data::Categories> moreBatches;  ///< corrected for besides batch; none missing
};

/// Counts of the kept cells in the selected genes, for methods that need them.
struct GeneCounts {
    data::CsrMatrix counts;  ///< cells × selected genes
    std::vector<std::string> genes;
};

/// Scores by metric id.
using Scores = std::map<std::string, std::shared_ptr<const plugin::Score>>;

/// What a run has produced so far: members are null until their stage is done, and never change.
struct Results {
    std::shared_ptr<const data::Dataset> dataset;
    std::shared_ptr<const Filtered> filtered;
    std::shared_ptr<const Cells> cells;
    std::shared_ptr<const preprocess::VariableGenes> variableGenes;
    std::shared_ptr<const Expression> expression;  ///< null when PCs are taken from the file
    std::shared_ptr<const preprocess::Pca> pca;
    std::shared_ptr<const plugin::IntegrationResult> integration;
    std::shared_ptr<const data::NeighborGraph> neighbors;  ///< of all cells
    std::shared_ptr<const data::Embedding> layout;         ///< cells × 2 or 3
    bool layoutSettled = false;  ///< false while the layout is still moving
    std::shared_ptr<const diagnose::ProtectionMap> protection;
    std::shared_ptr<const diagnose::Diagnosis> diagnosis;
    std::shared_ptr<const diagnose::Diagnosis> baselineDiagnosis;  ///< of the unintegrated PCs
    Scores scores;
    Scores baseline;  ///< the same metrics on the unintegrated PCs
    /// Of every cell from the unintegrated PCs to where it is now; null where not all were asked.
    std::shared_ptr<const embed::Movement> movement;
    Scores shuffled;  ///< scores of mixing once more, with batches shuffled within populations
};

}  // namespace counterpoint::pipeline
