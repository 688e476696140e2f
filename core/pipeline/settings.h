#pragma once

#include "core/data/dataset.h"
#include "core/embed/umap.h"
#include "core/neighbors/neighbors.h"
#include "core/pipeline/layout_choice.h"
#include "core/plugin/registry.h"
#include "core/preprocess/pca.h"
#include "core/preprocess/quality.h"
#include "core/preprocess/variable_genes.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace counterpoint::pipeline {

/// The user's word on two populations that the verdict could not tell to be one or two, each named
/// by one of its cells; see diagnose::LinkChoice.
struct LinkChoice {
    std::string first;  ///< name of a cell
    std::string second;
    bool same = true;

    bool operator==(const LinkChoice&) const = default;
};

/// Everything that decides a run's numbers, one member a step. A run is (dataset, Settings);
/// history, recipes, undo and "copy as command" are lists of Settings.
struct Settings {
    data::Roles roles;
    preprocess::QualityOptions quality;             ///< qc.*
    preprocess::VariableGeneOptions variableGenes;  ///< hvg.*
    preprocess::PcaOptions pca;                     ///< pca.*
    std::string method = "harmony";
    plugin::Values methodValues;  ///< only what differs from the method's defaults needs to be here
    neighbors::NeighborOptions neighbors;  ///< neighbors.*
    embed::UmapOptions umap;               ///< umap.*
    LayoutChoice layout;                   ///< "layout": what places the cells in the view
    std::uint64_t seed = 0;
    std::vector<LinkChoice> links = {};  ///< the verdict takes them into account

    bool operator==(const Settings&) const = default;
};

/// Sets one value by name as `--set` does: "qc.min_genes", "umap.epochs", "layout", or a bare key
/// of the method. Throws Error(BadSettings) naming the key and what is allowed.
void setValue(Settings& settings, const plugin::Registry& registry, const std::string& name,
              const std::string& text);

/// The declared parameters of a step ("qc", "hvg", "pca", "neighbors", "umap") and their current
/// values.
struct StepParameters {
    std::string step;
    std::vector<plugin::Parameter> parameters;
    plugin::Values values;
};
std::vector<StepParameters> stepParameters(const Settings& settings);

/// All values of the method: its defaults overlaid with `methodValues`, checked.
plugin::Values completeMethodValues(const Settings& settings, const plugin::Registry& registry);

/// The settings with other roles. Lists with a number for each batch column follow their columns; a
/// column that is new gets the default, or the first number where the default is automatic.
Settings withRoles(Settings settings, const data::Roles& roles, const plugin::Registry& registry);

/// A recipe: complete and readable, the same text for the same settings.
nlohmann::json toJson(const Settings& settings, const plugin::Registry& registry);
/// Throws Error(BadInput) when the recipe names something unknown or out of range.
Settings fromJson(const nlohmann::json& recipe, const plugin::Registry& registry);

}  // namespace counterpoint::pipeline
