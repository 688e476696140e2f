#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

/// The hot loops of Harmony, each on a strip of consecutive cells of one group that stays in the
/// cache. Shapes: cells are rows; `dims` and `clusters` are padded to whole tiles
/// (linalg::TileColumns), `panels` hold the centroids 16 side by side, dimension by dimension.
namespace counterpoint::integrate::kernels {

/// Cells in a strip: a multiple of the tile's rows whose clusters fit the first-level cache.
inline constexpr std::size_t StripRows = 48;

/// Centroids (rows × dims) as panels.
std::vector<float> packPanels(const std::vector<float>& centroids, std::size_t dims,
                              std::size_t clusters);

/// out = rows of x at unit length; zero rows stay zero. `out` may be `x`.
void normaliseRows(const float* x, std::size_t rows, std::size_t dims, float* out);

/// scores (rows × clusters) = x · panels.
void scorePanels(const float* x, std::size_t rows, std::size_t dims, const float* panels,
                 std::size_t clusters, float* scores);

/// labels = the first cluster with the largest score − penalty, for rows of scores.
void labelLargest(const float* scores, std::size_t rows, std::size_t clusters,
                  const float* penalties, std::uint32_t* labels);

/// What cells add to the objective, in units of log 2.
struct AssignSums {
    double logit = 0.0;  ///< Σ R_ki logit_ki
    double logR = 0.0;   ///< Σ R_ki log2 R_ki

    AssignSums& operator+=(const AssignSums& other) {
        logit += other.logit;
        logR += other.logR;
        return *this;
    }
};

/// Soft assignment of a strip: `r` (rows × clusters) = the softmax over clusters of the logits
/// scale · x·panels + weights, to the base 2, and counts += its rows. Rows are at most StripRows.
AssignSums assign(const float* x, std::size_t rows, std::size_t dims, const float* panels,
                  std::size_t clusters, float scale, const float* weights, float* r, float* counts);

/// sums (dims × clusters) += xᵀ r.
void addClusterSums(const float* x, const float* r, std::size_t rows, std::size_t dims,
                    std::size_t clusters, float* sums);

/// to += from.
void addTo(double* to, const float* from, std::size_t count);

/// out = x − r · shifts (clusters × dims).
void subtractShifts(const float* x, const float* r, std::size_t rows, std::size_t dims,
                    std::size_t clusters, const float* shifts, float* out);

}  // namespace counterpoint::integrate::kernels
