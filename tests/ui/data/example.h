#pragma once

#include "core/data/dataset.h"

#include <memory>
#include <string>
#include <vector>

namespace counterpoint::test {

/// A dataset of nothing but obs, with the batches and populations of the pictures: every population
/// is spread over the batches by a fixed rule, one cell has no type.
inline std::shared_ptr<const data::Dataset> bloodLike(int types = 8) {
    const std::vector<std::string> batches{"3' v2 1k PBMC", "Frozen donor A", "Kang control",
                                           "MUDAN reference", "Zheng FACS-sorted"};
    std::vector<std::string> names{"B",        "CD34+", "DC", "Megakaryocyte",
                                   "Monocyte", "NK",    "T",  "Unassigned"};
    std::vector<int> sizes{151, 69, 5, 4, 110, 181, 542, 6};
    for (int i = static_cast<int>(names.size()); i < types; ++i) {
        names.push_back(
            std::string("A population with a long name, number ").append(std::to_string(i)));
        sizes.push_back(3 + i);
    }
    data::Categories batch{.codes = {}, .levels = batches};
    data::Categories type{.codes = {}, .levels = names};
    for (std::size_t t = 0; t < names.size(); ++t)
        for (int i = 0; i < sizes[t]; ++i) {
            type.codes.push_back(static_cast<std::int32_t>(t));
            // CD34+ comes from one batch only; the others in the ratio 1 : 2 : 1 : 2 : 4.
            static constexpr std::int32_t turn[] = {4, 1, 4, 3, 0, 4, 1, 2, 4, 3};
            batch.codes.push_back(names[t] == "CD34+" ? 4 : turn[i % 10]);
        }
    type.codes.push_back(-1);
    batch.codes.push_back(0);

    auto dataset = std::make_shared<data::Dataset>();
    const std::size_t cells = batch.size();
    for (std::size_t i = 0; i < cells; ++i) dataset->obs.index.push_back(std::to_string(i));
    std::vector<double> depth(cells);
    for (std::size_t i = 0; i < cells; ++i) depth[i] = 0.5 + static_cast<double>(i);
    dataset->obs.set({"batch", batch});
    dataset->obs.set({"cell_type", type});
    dataset->obs.set({"depth", depth});
    dataset->obs.set({"kept", std::vector<bool>(cells, true)});
    return dataset;
}

}  // namespace counterpoint::test
