#pragma once

#include "core/data/matrix.h"
#include "core/data/table.h"
#include "core/pipeline/results.h"
#include "core/plugin/registry.h"

#include <string>
#include <vector>

namespace counterpoint::report {

/// What a scatter figure shows.
struct ScatterFigure {
    std::string title;
    const data::Embedding* layout = nullptr;       ///< cells × 2
    const data::Categories* categories = nullptr;  ///< one colour a level; missing values grey
    std::vector<std::string> colors;               ///< "#rrggbb" a level
    std::vector<std::string> axes{"UMAP1", "UMAP2"};
};

/// An SVG of one panel with legend, drawn in a seeded random order so that no category hides
/// another. Text stays text; points are vectors or, of many cells, pixels (see points.h).
std::string scatterSvg(const ScatterFigure& figure);

/// Both panels side by side, with the scores below as bars and their unintegrated marks.
std::string summarySvg(const std::vector<ScatterFigure>& figures, const pipeline::Results& results,
                       const plugin::Registry& registry);

/// The colours of an obs column: those in the file when there are enough, else the house palette.
std::vector<std::string> colorsOf(const data::Dataset& dataset, const std::string& column,
                                  const data::Categories& categories);

}  // namespace counterpoint::report
