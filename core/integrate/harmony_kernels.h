#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

/// The hot loops of Harmony, each on a strip of consecutive cells of one group that stays in the
/// cache. Shapes: cells are rows; `dims` and `clusters` are padded to whole tiles
/// (linalg::TileColumns), of the dimensions the first `used` are not padding; `panels` hold the
/// centroids 16 side by side, dimension by dimension.
///
/// The assignment R of a cell to the clusters is its affinities e times the weights w of its group,
/// divided by their sum: R_k = e_k w_k / Σ e w. R itself is never written: `inverse` holds
/// 1 / Σ e w of every cell, and w is the same for a whole strip, so sums over R are sums over
/// e · inverse, times w in the end.
namespace counterpoint::integrate::kernels {

/// Cells in a strip: a multiple of the tile's rows whose clusters fit the first-level cache.
inline constexpr std::size_t StripRows = 48;

/// Affinities below 2^-64 of a cell's largest are 0, weights below 2^-60 of the largest are held
/// there: no product of the two leaves the normal numbers, and a cell always has a cluster left.
inline constexpr float LeastAffinity = -64.0F;
inline constexpr double LeastWeight = -60.0;

/// Centroids (rows × dims) as panels.
std::vector<float> packPanels(const std::vector<float>& centroids, std::size_t dims,
                              std::size_t clusters);

/// out = rows of x at unit length; zero rows stay zero. `out` may be `x`.
void normaliseRows(const float* x, std::size_t rows, std::size_t dims, float* out);

/// scores (rows × clusters) = x · panels.
void scorePanels(const float* x, std::size_t rows, std::size_t dims, std::size_t used,
                 const float* panels, std::size_t clusters, float* scores);

/// labels = the first cluster with the largest score − penalty, for rows of scores.
void labelLargest(const float* scores, std::size_t rows, std::size_t clusters,
                  const float* penalties, std::uint32_t* labels);

/// e (rows × clusters) = 2^(scale · x·panels − peak), where `peaks` are the largest exponents of
/// the rows. `padding` is 0 for clusters and far below 0 for the padding, where e is 0.
void affinities(const float* x, std::size_t rows, std::size_t dims, std::size_t used,
                const float* panels, std::size_t clusters, float scale, const float* padding,
                float* e, float* peaks);

/// inverse = 1 / Σ_k e_k w_k.
void shareOut(const float* e, std::size_t rows, std::size_t clusters, const float* weights,
              float* inverse);

/// counts += Σ_i e_i · inverse_i: times the weights, the cells in each cluster.
void addCounts(const float* e, const float* inverse, std::size_t rows, std::size_t clusters,
               float* counts);

/// What cells add to the objective, in units of log 2.
struct ObjectiveSums {
    double closeness = 0.0;  ///< Σ R_ki scale · y_k·z_i
    double logShare = 0.0;   ///< Σ R_ki log2(R_ki / w_k)

    ObjectiveSums& operator+=(const ObjectiveSums& other) {
        closeness += other.closeness;
        logShare += other.logShare;
        return *this;
    }
};
ObjectiveSums objectiveSums(const float* e, const float* peaks, const float* inverse,
                            std::size_t rows, std::size_t clusters, const float* weights);

/// sums (dims × clusters) += Σ_i x_i e_i · inverse_i: times the weights, Σ R x.
void addClusterSums(const float* x, const float* e, const float* inverse, std::size_t rows,
                    std::size_t dims, std::size_t used, std::size_t clusters, float* sums);

/// to[i] += weights[i mod clusters] · from[i].
void addWeighted(double* to, const float* from, const float* weights, std::size_t clusters,
                 std::size_t count);

/// out = x − inverse · e · shifts (clusters × dims); the shifts times the weights, this takes
/// Σ R shift off every cell. Rows of e are `padded` long; columns of x from `used` on are zeros.
void subtractShifts(const float* x, const float* e, const float* inverse, std::size_t rows,
                    std::size_t dims, std::size_t used, std::size_t clusters, std::size_t padded,
                    const float* shifts, float* out);

}  // namespace counterpoint::integrate::kernels
