#pragma once

#include "core/base/random.h"
#include "core/data/matrix.h"
#include "core/data/table.h"

#include <string>
#include <vector>

namespace counterpoint::tests {

inline data::Categories categories(std::vector<std::int32_t> codes, std::size_t levels) {
    data::Categories result{std::move(codes), {}, false};
    for (std::size_t b = 0; b < levels; ++b)
        result.levels.push_back(std::string("b").append(std::to_string(b)));
    return result;
}

/// Three cell types in `batches` batches, each batch shifted by its own vector.
struct Cells {
    data::Embedding pca;
    data::Categories batch;
    std::vector<std::size_t> type;
};

inline Cells shiftedCells(std::size_t cells, std::size_t batches, double shift = 2.0) {
    Cells result{data::Embedding(cells, 8), {}, {}};
    std::vector<std::int32_t> codes;
    for (std::size_t i = 0; i < cells; ++i) {
        base::Random random(21, i);
        const std::size_t batch = random.below(batches);
        const std::size_t type = random.below(3);
        codes.push_back(static_cast<std::int32_t>(batch));
        result.type.push_back(type);
        for (std::size_t j = 0; j < 8; ++j) {
            const double centre = j == type ? 10.0 : 0.0;
            const double effect = j == 3 + batch % 5 ? shift : 0.0;
            result.pca(i, j) = static_cast<float>(centre + effect + random.normal());
        }
    }
    result.batch = categories(std::move(codes), batches);
    return result;
}

}  // namespace counterpoint::tests
