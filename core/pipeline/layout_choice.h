#pragma once

#include "core/data/dataset.h"

#include <cstddef>
#include <string>
#include <vector>

namespace counterpoint::pipeline {

/// What places the cells in the view. As text: "umap", "pca:1,2" (two or three principal
/// components, counted from 1), "corrected:1,2" (the same of the integrated embedding),
/// "obsm:X_tsne" (its first two or three columns), "obsm:X_scVI:4,7" (two or three of them).
struct LayoutChoice {
    enum class Kind { Umap, Pca, Corrected, Stored };
    Kind kind = Kind::Umap;
    std::vector<int> components;  ///< of Stored empty for the first ones; of Umap always
    std::string key;              ///< of Stored: in the dataset's obsm

    bool operator==(const LayoutChoice&) const = default;
};

std::string textOf(const LayoutChoice& choice);
/// Throws Error(BadSettings) with one sentence that says what is allowed.
LayoutChoice layoutChoice(const std::string& text);

/// What to offer of a dataset: the map, the first pairs of components before and after correction,
/// and the stored embeddings of two dimensions or more, the first two of those with more than
/// three.
std::vector<LayoutChoice> layoutChoices(const data::Dataset& dataset);

}  // namespace counterpoint::pipeline
