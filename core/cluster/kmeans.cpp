#include "core/cluster/kmeans.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/linalg/kernel.h"
#include "core/linalg/tile.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace counterpoint::cluster {

namespace {

using linalg::TileColumns;

constexpr std::size_t rowsPerBlock = 512;
constexpr std::size_t rowsPerTile = 64;

/// For each of `rows` points the nearest of `count` centres and its squared distance. `panels` are
/// the centres in panels of 16, dimension by dimension, with 0.5 |c|² below: |c|²/2 − x·c orders
/// the centres as their distance does. `norms` are the points' squared lengths.
COUNTERPOINT_KERNEL
void assign(const float* points, const float* norms, std::size_t rows, std::size_t dims,
            const float* panels, std::size_t count, float* scores, std::int32_t* codes,
            float* distances) {
    const std::size_t padded = linalg::paddedToTile(count);
    for (std::size_t first = 0; first < rows; first += rowsPerTile) {
        const std::size_t height = rows - first < rowsPerTile ? rows - first : rowsPerTile;
        for (std::size_t c = 0; c < padded; c += TileColumns)
            linalg::tileProducts(height, points + first * dims, dims, 1, panels + c * (dims + 1),
                                 TileColumns, dims, scores + c, padded);
        for (std::size_t r = 0; r < height; ++r) {
            float best = std::numeric_limits<float>::infinity();
            std::int32_t code = 0;
            for (std::size_t c = 0; c < count; ++c) {
                const float* panel = panels + c / TileColumns * TileColumns * (dims + 1);
                const float score =
                    panel[dims * TileColumns + c % TileColumns] - scores[r * padded + c];
                if (score < best) {
                    best = score;
                    code = static_cast<std::int32_t>(c);
                }
            }
            const float squared = norms[first + r] + 2.0F * best;
            codes[first + r] = code;
            distances[first + r] = squared > 0.0F ? squared : 0.0F;
        }
    }
}

/// Points moved to have mean zero, for the accuracy of float32 products.
struct Centred {
    data::Matrix points;
    std::vector<float> norms;
    std::vector<double> mean;
    double meanVariance = 0.0;  ///< of a dimension

    explicit Centred(const data::Matrix& original)
        : points(original.rows, original.cols), norms(original.rows), mean(original.cols, 0.0) {
        const auto n = static_cast<double>(std::max<std::size_t>(1, points.rows));
        for (std::size_t i = 0; i < points.rows; ++i)
            for (std::size_t d = 0; d < points.cols; ++d) mean[d] += original(i, d);
        for (double& value : mean) value /= n;
        double squares = 0.0;
        for (std::size_t i = 0; i < points.rows; ++i) {
            double norm = 0.0;
            for (std::size_t d = 0; d < points.cols; ++d) {
                points(i, d) = static_cast<float>(original(i, d) - mean[d]);
                norm += static_cast<double>(points(i, d)) * static_cast<double>(points(i, d));
            }
            norms[i] = static_cast<float>(norm);
            squares += norm;
        }
        meanVariance = squares / n / static_cast<double>(std::max<std::size_t>(1, points.cols));
    }
};

/// What the points of one block say: sums and counts by cluster, inertia, points that changed.
struct BlockSums {
    std::vector<double> sums;
    std::vector<double> counts;
    double inertia = 0.0;
    std::size_t changed = 0;
};

class Search {
  public:
    Search(const data::Matrix& points, std::size_t clusters, const base::Job& job)
        : m_data(points),
          m_clusters(clusters),
          m_job(job),
          m_centres(clusters, points.cols),
          m_codes(points.rows, -1),
          m_blocks(base::blockCount(points.rows, rowsPerBlock)) {}

    KMeans run() {
        start();
        constexpr int leastIterations = 300;
        constexpr double relativeTolerance = 1e-4;
        const double tolerance = relativeTolerance * m_data.meanVariance;
        KMeans result;
        double before = std::numeric_limits<double>::infinity();
        for (double change = before; change > tolerance || result.iterations < leastIterations;
             ++result.iterations) {
            assignAll();
            const BlockSums all = total();
            if (all.changed == 0) break;
            moveCentres(all);
            change = std::abs(before - all.inertia);
            before = all.inertia;
        }
        assignAll();
        result.inertia = total().inertia;
        result.codes = std::move(m_codes);
        result.centres = std::move(m_centres);
        for (std::size_t c = 0; c < m_clusters; ++c)
            for (std::size_t d = 0; d < result.centres.cols; ++d)
                result.centres(c, d) += static_cast<float>(m_data.mean[d]);
        return result;
    }

  private:
    /// Greedy k-means++: of several points drawn by their squared distance to the centres so far,
    /// the one that lowers the inertia most becomes the next centre.
    void start() {
        const std::size_t n = m_data.points.rows;
        base::Random random(m_job.seed(), 0x4B4D);
        setCentre(0, random.below(n));
        std::vector<float> nearest(n, std::numeric_limits<float>::infinity());
        lower(nearest, 0);
        const auto trials =
            static_cast<std::size_t>(2.0 + std::floor(std::log(static_cast<double>(m_clusters))));
        for (std::size_t c = 1; c < m_clusters; ++c) {
            std::vector<float> best;
            double bestInertia = std::numeric_limits<double>::infinity();
            std::size_t chosen = 0;
            for (std::size_t trial = 0; trial < trials; ++trial) {
                const std::size_t point = drawn(nearest, random.uniform());
                std::vector<float> lowered = nearest;
                setCentre(c, point);
                const double inertia = lower(lowered, c);
                if (inertia < bestInertia) {
                    bestInertia = inertia;
                    best = std::move(lowered);
                    chosen = point;
                }
            }
            setCentre(c, chosen);
            nearest = std::move(best);
        }
    }

    void setCentre(std::size_t c, std::size_t point) {
        std::ranges::copy(m_data.points.row(point), m_centres.row(c).begin());
    }

    /// Lowers squared distances to those to centre `c`, where smaller; returns their sum.
    double lower(std::vector<float>& nearest, std::size_t c) {
        const auto centre = m_centres.row(c);
        base::parallelBlocks(m_job, nearest.size(), rowsPerBlock,
                             [&](std::size_t begin, std::size_t end, std::size_t block) {
                                 double sum = 0.0;
                                 for (std::size_t i = begin; i < end; ++i) {
                                     const float* point = m_data.points.row(i).data();
                                     float squared = 0.0F;
#pragma omp simd reduction(+ : squared)
                                     for (std::size_t d = 0; d < centre.size(); ++d) {
                                         const float gap = point[d] - centre[d];
                                         squared += gap * gap;
                                     }
                                     nearest[i] = std::min(nearest[i], squared);
                                     sum += static_cast<double>(nearest[i]);
                                 }
                                 m_blocks[block].inertia = sum;
                             });
        return std::accumulate(m_blocks.begin(), m_blocks.end(), 0.0,
                               [](double sum, const BlockSums& one) { return sum + one.inertia; });
    }

    /// The point at the share `part` of the summed distances.
    static std::size_t drawn(const std::vector<float>& distances, double part) {
        double left = part * std::accumulate(distances.begin(), distances.end(), 0.0);
        for (std::size_t i = 0; i < distances.size(); ++i) {
            left -= static_cast<double>(distances[i]);
            if (left < 0.0) return i;
        }
        return distances.size() - 1;
    }

    void assignAll() {
        const std::size_t dims = m_centres.cols;
        const std::size_t padded = linalg::paddedToTile(m_clusters);
        std::vector<float> panels(padded * (dims + 1), 0.0F);
        for (std::size_t c = 0; c < m_clusters; ++c) {
            float* panel = panels.data() + c / TileColumns * TileColumns * (dims + 1);
            double norm = 0.0;
            for (std::size_t d = 0; d < dims; ++d) {
                panel[d * TileColumns + c % TileColumns] = m_centres(c, d);
                norm += static_cast<double>(m_centres(c, d)) * static_cast<double>(m_centres(c, d));
            }
            panel[dims * TileColumns + c % TileColumns] = static_cast<float>(0.5 * norm);
        }
        base::parallelBlocks(m_job, m_codes.size(), rowsPerBlock,
                             [&](std::size_t begin, std::size_t end, std::size_t block) {
                                 std::vector<float> scores(rowsPerTile * padded);
                                 std::vector<std::int32_t> codes(end - begin);
                                 std::vector<float> distances(end - begin);
                                 assign(m_data.points.row(begin).data(),
                                        m_data.norms.data() + begin, end - begin, dims,
                                        panels.data(), m_clusters, scores.data(), codes.data(),
                                        distances.data());
                                 BlockSums& sums = m_blocks[block];
                                 sums = {std::vector<double>(m_clusters * dims, 0.0),
                                         std::vector<double>(m_clusters, 0.0), 0.0, 0};
                                 for (std::size_t i = begin; i < end; ++i) {
                                     const std::int32_t code = codes[i - begin];
                                     sums.changed += m_codes[i] != code ? 1 : 0;
                                     m_codes[i] = code;
                                     sums.inertia += static_cast<double>(distances[i - begin]);
                                     sums.counts[code] += 1.0;
                                     const float* point = m_data.points.row(i).data();
                                     double* to = sums.sums.data() + code * dims;
                                     for (std::size_t d = 0; d < dims; ++d)
                                         to[d] += static_cast<double>(point[d]);
                                 }
                             });
    }

    BlockSums total() const {
        BlockSums all{std::vector<double>(m_clusters * m_centres.cols, 0.0),
                      std::vector<double>(m_clusters, 0.0), 0.0, 0};
        for (const BlockSums& block : m_blocks) {
            std::ranges::transform(all.sums, block.sums, all.sums.begin(), std::plus{});
            std::ranges::transform(all.counts, block.counts, all.counts.begin(), std::plus{});
            all.inertia += block.inertia;
            all.changed += block.changed;
        }
        return all;
    }

    void moveCentres(const BlockSums& all) {
        for (std::size_t c = 0; c < m_clusters; ++c)
            if (all.counts[c] > 0.0)
                for (std::size_t d = 0; d < m_centres.cols; ++d)
                    m_centres(c, d) =
                        static_cast<float>(all.sums[c * m_centres.cols + d] / all.counts[c]);
    }

    Centred m_data;
    std::size_t m_clusters;
    const base::Job& m_job;
    data::Matrix m_centres;
    std::vector<std::int32_t> m_codes;
    std::vector<BlockSums> m_blocks;
};

}  // namespace

KMeans kmeans(const data::Matrix& points, std::size_t clusters, const base::Job& job) {
    if (points.rows == 0) return {{}, data::Matrix(clusters, points.cols), 0.0, 0};
    return Search(points, clusters, job).run();
}

}  // namespace counterpoint::cluster
