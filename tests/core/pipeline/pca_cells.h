#pragma once

#include "core/base/random.h"
#include "core/data/dataset.h"

#include <memory>
#include <string>

namespace counterpoint::tests {

/// Cells with principal components only; a quarter belongs to batch "a".
inline std::shared_ptr<const data::Dataset> cellsWithPca(std::size_t cells) {
    auto dataset = std::make_shared<data::Dataset>();
    dataset->name = "cells";
    data::Embedding pca(cells, 4);
    data::Categories batch{std::vector<std::int32_t>(cells), {"a", "b"}, false};
    for (std::size_t i = 0; i < cells; ++i) {
        base::Random random(3, i);
        for (float& x : pca.row(i)) x = static_cast<float>(random.normal());
        batch.codes[i] = random.below(4) == 0 ? 0 : 1;
        dataset->obs.index.push_back("cell" + std::to_string(i));
    }
    dataset->obs.set({"batch", batch});
    dataset->obsm["X_pca"] = std::move(pca);
    return dataset;
}

}  // namespace counterpoint::tests
