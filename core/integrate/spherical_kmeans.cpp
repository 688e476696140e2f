#include "core/integrate/spherical_kmeans.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/integrate/harmony_kernels.h"
#include "core/linalg/tile.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace counterpoint::integrate {
namespace {

using linalg::TileColumns;

constexpr std::size_t BlockRows = 512;
constexpr int LloydRounds = 10;  // as R harmony 2
/// On all rows of many cells, seeding and Lloyd would be more products than ten rounds of Harmony.
constexpr std::size_t SampleRows = 16384;

/// Squared distances of every cell to its nearest seed so far, and their sums by block.
struct Potential {
    std::vector<float> nearest;
    std::vector<double> blockSums;

    double total() const { return std::accumulate(blockSums.begin(), blockSums.end(), 0.0); }
    /// The cell at which the running sum of distances passes `target`.
    std::size_t cellAt(double target) const {
        std::size_t block = 0;
        while (block + 1 < blockSums.size() && target >= blockSums[block])
            target -= blockSums[block++];
        std::size_t cell = block * BlockRows;
        const std::size_t end = std::min(nearest.size(), cell + BlockRows);
        while (cell + 1 < end && target >= nearest[cell]) target -= nearest[cell++];
        return cell;
    }
};

class Seeding {
  public:
    Seeding(const base::Floats& unit, std::size_t rows, std::size_t dims, const base::Job& job)
        : m_unit(unit), m_rows(rows), m_dims(dims), m_job(job), m_random(job.seed(), 0x5EED) {
        m_potential.nearest.assign(rows, 4.0F);  // the largest squared chord
        m_potential.blockSums.assign(base::blockCount(rows, BlockRows), 0.0);
        m_distances.resize(rows * TileColumns);
        m_trialSums.resize(m_potential.blockSums.size() * TileColumns);
    }

    std::vector<float> seeds(std::size_t clusters) {
        const auto trials = std::min<std::size_t>(
            TileColumns, 2 + static_cast<std::size_t>(std::log(static_cast<double>(clusters))));
        std::vector<std::size_t> candidates{m_random.below(m_rows)};
        std::vector<float> seeds;
        seeds.reserve(clusters * m_dims);
        for (std::size_t k = 0; k < clusters; ++k) {
            const std::size_t best = bestOf(candidates);
            const float* row = m_unit.data() + candidates[best] * m_dims;
            seeds.insert(seeds.end(), row, row + m_dims);
            accept(best);
            candidates.clear();
            const double total = m_potential.total();
            while (candidates.size() < trials)
                candidates.push_back(total > 0.0 ? m_potential.cellAt(m_random.uniform() * total)
                                                 : m_random.below(m_rows));
        }
        return seeds;
    }

  private:
    /// Measures all cells against the candidates; returns the one that lowers the potential most.
    std::size_t bestOf(const std::vector<std::size_t>& candidates) {
        std::vector<float> centroids;
        for (const std::size_t cell : candidates)
            centroids.insert(centroids.end(), m_unit.begin() + cell * m_dims,
                             m_unit.begin() + (cell + 1) * m_dims);
        const std::vector<float> panel = kernels::packPanels(centroids, m_dims, TileColumns);
        base::parallelBlocks(
            m_job, m_rows, BlockRows, [&](std::size_t begin, std::size_t end, std::size_t block) {
                float* distances = m_distances.data() + begin * TileColumns;
                kernels::scorePanels(m_unit.data() + begin * m_dims, end - begin, m_dims, m_dims,
                                     panel.data(), TileColumns, distances);
                double* sums = m_trialSums.data() + block * TileColumns;
                std::fill_n(sums, TileColumns, 0.0);
                for (std::size_t i = begin; i < end; ++i, distances += TileColumns) {
                    for (std::size_t t = 0; t < TileColumns; ++t) {
                        distances[t] = std::min(m_potential.nearest[i],
                                                std::max(0.0F, 2.0F - 2.0F * distances[t]));
                        sums[t] += distances[t];
                    }
                }
            });
        std::size_t best = 0;
        double least = 0.0;
        for (std::size_t t = 0; t < candidates.size(); ++t) {
            double sum = 0.0;
            for (std::size_t block = 0; block < m_potential.blockSums.size(); ++block)
                sum += m_trialSums[block * TileColumns + t];
            if (t == 0 || sum < least) {
                best = t;
                least = sum;
            }
        }
        return best;
    }

    void accept(std::size_t trial) {
        for (std::size_t i = 0; i < m_rows; ++i)
            m_potential.nearest[i] = m_distances[i * TileColumns + trial];
        for (std::size_t block = 0; block < m_potential.blockSums.size(); ++block)
            m_potential.blockSums[block] = m_trialSums[block * TileColumns + trial];
    }

    const base::Floats& m_unit;
    std::size_t m_rows;
    std::size_t m_dims;
    const base::Job& m_job;
    base::Random m_random;
    Potential m_potential;
    std::vector<float> m_distances;   ///< cells × trials: nearest if that trial were accepted
    std::vector<double> m_trialSums;  ///< blocks × trials
};

/// Nearest centroid of every cell: the largest y·z − |y|²/2.
void assignNearest(const base::Floats& unit, std::size_t rows, std::size_t dims,
                   const std::vector<float>& centroids, std::size_t clusters, const base::Job& job,
                   std::vector<std::uint32_t>& labels) {
    const std::size_t padded = linalg::paddedToTile(clusters);
    const std::vector<float> panels = kernels::packPanels(centroids, dims, padded);
    std::vector<float> halfNorms(padded, 1e30F);  // keeps cells out of the padding
    for (std::size_t k = 0; k < clusters; ++k) {
        const auto row = centroids.begin() + static_cast<std::ptrdiff_t>(k * dims);
        halfNorms[k] =
            0.5F * std::inner_product(row, row + static_cast<std::ptrdiff_t>(dims), row, 0.0F);
    }
    base::parallelBlocks(job, rows, BlockRows,
                         [&](std::size_t begin, std::size_t end, std::size_t) {
                             std::vector<float> scores((end - begin) * padded);
                             kernels::scorePanels(unit.data() + begin * dims, end - begin, dims,
                                                  dims, panels.data(), padded, scores.data());
                             kernels::labelLargest(scores.data(), end - begin, padded,
                                                   halfNorms.data(), labels.data() + begin);
                         });
}

/// Each centroid becomes the mean of its cells; one without cells stays where it is.
void moveToMeans(const base::Floats& unit, std::size_t dims,
                 const std::vector<std::uint32_t>& labels, std::vector<float>& centroids) {
    std::vector<double> sums(centroids.size(), 0.0);
    std::vector<std::size_t> counts(centroids.size() / dims, 0);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        ++counts[labels[i]];
        for (std::size_t j = 0; j < dims; ++j) sums[labels[i] * dims + j] += unit[i * dims + j];
    }
    for (std::size_t k = 0; k < counts.size(); ++k) {
        if (counts[k] == 0) continue;
        for (std::size_t j = 0; j < dims; ++j)
            centroids[k * dims + j] =
                static_cast<float>(sums[k * dims + j] / static_cast<double>(counts[k]));
    }
}

}  // namespace

std::vector<float> sphericalKmeans(const base::Floats& unit, std::size_t rows, std::size_t dims,
                                   std::size_t clusters, const base::Job& job) {
    if (rows > SampleRows) {
        base::Floats sample(SampleRows * dims);
        for (std::size_t i = 0; i < SampleRows; ++i)
            std::copy_n(unit.begin() + static_cast<std::ptrdiff_t>(i * rows / SampleRows * dims),
                        dims, sample.begin() + static_cast<std::ptrdiff_t>(i * dims));
        return sphericalKmeans(sample, SampleRows, dims, clusters, job);
    }
    std::vector<float> centroids = Seeding(unit, rows, dims, job).seeds(clusters);
    std::vector<std::uint32_t> labels(rows, 0);
    std::vector<std::uint32_t> previous;
    for (int round = 0; round < LloydRounds; ++round) {
        assignNearest(unit, rows, dims, centroids, clusters, job, labels);
        if (labels == previous) break;
        moveToMeans(unit, dims, labels, centroids);
        previous = labels;
    }
    std::vector<float> normalised(centroids.size());
    kernels::normaliseRows(centroids.data(), clusters, dims, normalised.data());
    return normalised;
}

}  // namespace counterpoint::integrate
