#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

/// The hot loops of Harmony. Shapes: cells are rows; `dims` and `clusters` are padded to whole
/// tiles (linalg::TileColumns) with zeros, `panels` hold the centroids 16 side by side, dimension
/// by dimension.
namespace counterpoint::integrate::kernels {

/// Centroids (rows × dims) as panels.
std::vector<float> packPanels(const std::vector<float>& centroids, std::size_t dims,
                              std::size_t clusters);

/// out = rows of x at unit length; zero rows stay zero.
void normaliseRows(const float* x, std::size_t rows, std::size_t dims, float* out);

/// scores (rows × clusters) = x · panels.
void scorePanels(const float* x, std::size_t rows, std::size_t dims, const float* panels,
                 std::size_t clusters, float* scores);

/// labels = the first cluster with the largest score − penalty, for rows of scores.
void labelLargest(const float* scores, std::size_t rows, std::size_t clusters,
                  const float* penalties, std::uint32_t* labels);

/// What one call of `assign` adds to the objective.
struct AssignSums {
    double closeness = 0.0;  ///< Σ R_ki y_k·z_i
    double logR = 0.0;       ///< Σ R_ki ln R_ki
};

/// Soft assignment of `count` cells: row `cells[c]` of `r` becomes the softmax over clusters of
/// scale · y_k·z_i + weights[k] of the cell's group. `unit` and `scores` are scratch of count ×
/// dims and count × clusters.
AssignSums assign(const float* x, const std::uint32_t* cells, std::size_t count, std::size_t dims,
                  const float* panels, std::size_t clusters, float scale,
                  const std::uint32_t* groupOf, const float* weights, float* unit, float* scores,
                  float* r);

/// observed[group of the cell] += sign · r[cell] for clusters [begin, end).
void addAssignments(const float* r, const std::uint32_t* cells, std::size_t count,
                    std::size_t clusters, std::size_t begin, std::size_t end,
                    const std::uint32_t* groupOf, double sign, double* observed);

/// sums (dims × clusters) += xᵀ r over `rows` consecutive cells.
void addClusterSums(const float* x, const float* r, std::size_t rows, std::size_t dims,
                    std::size_t clusters, double* sums);

/// out = x − r · shifts (clusters × dims) for `rows` consecutive cells of one group.
void subtractShifts(const float* x, const float* r, std::size_t rows, std::size_t dims,
                    std::size_t clusters, const float* shifts, float* out);

}  // namespace counterpoint::integrate::kernels
