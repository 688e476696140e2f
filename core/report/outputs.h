#pragma once

#include "core/base/job.h"
#include "core/pipeline/results.h"
#include "core/pipeline/settings.h"
#include "core/plugin/registry.h"

#include <filesystem>

namespace counterpoint::report {

/// Makes the folder where it is missing; throws Error(Io) where that cannot be.
void makeFolder(const std::filesystem::path& folder);

/// Writes a finished run to `folder` (made if missing): result.h5ad, metrics.json, metrics.csv,
/// recipe.json, methods.txt, umap_batch.svg, umap_label.svg (with labels) and summary.svg. Every
/// file is written to a temporary name and renamed. Throws Error(Io).
void writeOutputs(const std::filesystem::path& folder, const pipeline::Results& results,
                  const pipeline::Settings& settings, const plugin::Registry& registry,
                  const base::Job& job);

/// A new .h5ad with the kept cells: counts in X (none where they stayed in their file), obs with
/// the per-cell scores, Leiden clusters of the integrated cells and, if given, the `provisional`
/// populations, obsm of the file and X_pca, X_<method> and X_umap, obsp distances and
/// connectivities, and uns so that scanpy carries on.
void writeResultH5ad(const std::filesystem::path& path, const pipeline::Results& results,
                     const pipeline::Settings& settings, const plugin::Registry& registry,
                     const base::Job& job, const data::Categories* provisional = nullptr);

/// Writes `content` to a temporary name beside `path` and renames it. Throws Error(Io).
void writeTextFile(const std::filesystem::path& path, const std::string& content);

}  // namespace counterpoint::report
