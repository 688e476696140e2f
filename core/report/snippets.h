#pragma once

#include "core/pipeline/results.h"
#include "core/pipeline/settings.h"
#include "core/plugin/registry.h"

#include <string>

namespace counterpoint::report {

/// A Python script for scanpy that does what the run did, as nearly as those packages can: the same
/// steps with the same settings, and a comment where they differ. Harmony by harmonypy, scVI
/// by scvi-tools; nothing is made up for methods that have no counterpart there.
std::string asScanpy(const pipeline::Results& results, const pipeline::Settings& settings,
                     const plugin::Registry& registry);

/// The same for R with Seurat and harmony (2.x), or limma and sva.
std::string asR(const pipeline::Results& results, const pipeline::Settings& settings,
                const plugin::Registry& registry);

}  // namespace counterpoint::report
