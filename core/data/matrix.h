#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::data {

/// A dense row-major float32 matrix that owns its values; rows are cells unless said otherwise.
struct Matrix {
    std::size_t rows = 0;
    std::size_t cols = 0;
    std::vector<float> values;  ///< rows × cols

    Matrix() = default;
    Matrix(std::size_t rowCount, std::size_t colCount, float fill = 0.0F)
        : rows(rowCount), cols(colCount), values(rowCount * colCount, fill) {}

    std::span<float> row(std::size_t i) { return {values.data() + i * cols, cols}; }
    std::span<const float> row(std::size_t i) const { return {values.data() + i * cols, cols}; }
    float& operator()(std::size_t i, std::size_t j) { return values[i * cols + j]; }
    float operator()(std::size_t i, std::size_t j) const { return values[i * cols + j]; }
    bool empty() const { return values.empty(); }

    bool operator==(const Matrix&) const = default;
};

/// A cells × dimensions matrix whose Euclidean distances mean something: PCs, Harmony, UMAP.
using Embedding = Matrix;

/// The rows `rows` of `matrix`, in that order. Out-of-range indices are a programming error.
Matrix takeRows(const Matrix& matrix, std::span<const std::uint32_t> rows);

}  // namespace counterpoint::data
