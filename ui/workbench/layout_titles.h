#pragma once

#include "core/pipeline/results.h"
#include "core/pipeline/settings.h"
#include "core/plugin/registry.h"
#include "ui/embedding/colour_chooser.h"

#include <QString>
#include <QStringList>

#include <cstddef>
#include <vector>

namespace counterpoint::workbench {

/// pipeline::axisNames for the views.
QStringList axisTitles(const pipeline::LayoutChoice& layout, std::size_t axes,
                       const pipeline::Results& results, const pipeline::Settings& settings,
                       const plugin::Registry& registry);

/// What to place the cells by, in the plane or in space: the map, the first components before and
/// after integration, the embeddings in the file. Keys are texts of LayoutChoice.
std::vector<embedding::ColourChoice> layoutList(const pipeline::Results& results,
                                                const pipeline::Settings& settings,
                                                const plugin::Registry& registry);
/// Components, and columns of what the file holds, by their numbers ("3 7"), as far as there are so
/// many.
std::vector<embedding::ColourChoice> layoutSearch(const QString& text,
                                                  const pipeline::Results& results,
                                                  const pipeline::Settings& settings,
                                                  const plugin::Registry& registry);
/// "UMAP", "PC1 × PC2".
QString layoutTitle(const pipeline::LayoutChoice& layout, const pipeline::Settings& settings,
                    const plugin::Registry& registry);

/// Whether the settings ask for three dimensions; of an embedding in the file it decides.
bool isDeep(const pipeline::Settings& settings, const data::Dataset* dataset);
/// The settings with the same layout in two or in three dimensions.
pipeline::Settings inDimensions(pipeline::Settings settings, int dims);

}  // namespace counterpoint::workbench
