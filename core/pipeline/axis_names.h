#pragma once

#include "core/pipeline/results.h"
#include "core/pipeline/settings.h"
#include "core/plugin/registry.h"

#include <cstddef>
#include <string>
#include <vector>

namespace counterpoint::pipeline {

/// What a component is called before or after integration: "PC3", "Harmony 3".
std::string componentName(LayoutChoice::Kind kind, int component, const Settings& settings,
                          const plugin::Registry& registry);

/// What the `axes` (2 or 3) axes of the chosen layout are called: "UMAP1", "PC1 (12.3 %)" with its
/// share of the variance where that is known, "Harmony 1", "X_tsne 1".
std::vector<std::string> axisNames(const LayoutChoice& layout, std::size_t axes,
                                   const Results& results, const Settings& settings,
                                   const plugin::Registry& registry);

}  // namespace counterpoint::pipeline
