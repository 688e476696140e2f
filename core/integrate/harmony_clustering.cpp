#include "core/integrate/harmony_clustering.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/linalg/tile.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace counterpoint::integrate {
namespace {

/// Fewer cells than this are quicker on one thread than handed to several.
constexpr std::size_t WorthSharing = 1024;
/// As a logit: a padding cluster gets no cells.
constexpr float Never = -1e30F;

std::vector<double> discountedTheta(const HarmonyDesign& design, const HarmonyOptions& options,
                                    std::size_t clusters) {
    std::vector<double> theta(design.levels());
    for (std::size_t b = 0; b < theta.size(); ++b) {
        theta[b] = ofCovariate(options.theta, design.covariateOf[b]);
        if (options.tau <= 0.0) continue;
        const double size = static_cast<double>(design.levelCells[b]) /
                            (static_cast<double>(clusters) * options.tau);
        theta[b] *= 1.0 - std::exp(-size * size);
    }
    return theta;
}

}  // namespace

HarmonyClustering::HarmonyClustering(const HarmonyDesign& design, const HarmonyOptions& options,
                                     std::size_t clusters, std::size_t dims)
    : m_design(design),
      m_first(options.first()),
      m_sumRule(options.covariateRule == "sum" && design.covariates > 1),
      m_sigma(options.sigma),
      m_scale(static_cast<float>(2.0 / options.sigma * std::numbers::log2e)),
      m_theta(discountedTheta(design, options, clusters)),
      m_clusters(clusters),
      m_padded(linalg::paddedToTile(clusters)),
      m_dims(dims),
      m_blockObserved(design.blocks() * design.groupCount() * m_padded, 0.0),
      m_blockTotals(design.blocks()),
      m_observed(design.groupCount() * m_padded, 0.0),
      m_levelObserved(design.levels() * m_padded, 0.0),
      m_clusterSizes(m_padded, 0.0) {
    m_now.scale = m_scale;
    m_now.weights.assign(m_blockObserved.size(), 0.0F);
}

void HarmonyClustering::setCentroids(std::vector<float> centroids) {
    m_now.panels = kernels::packPanels(centroids, m_dims, m_padded);
    m_now.centroids = std::move(centroids);
}

double HarmonyClustering::observed(std::size_t level, std::size_t cluster) const {
    return m_levelObserved[level * m_padded + cluster];
}

double HarmonyClustering::expected(std::size_t level, std::size_t cluster) const {
    return m_clusterSizes[cluster] * m_design.share(level);
}

void HarmonyClustering::restart(const base::Job& job) {
    m_now.scale = m_scale;
    for (std::size_t row = 0; row < m_now.weights.size(); row += m_padded) {
        const auto weights = m_now.weights.begin() + static_cast<std::ptrdiff_t>(row);
        std::fill_n(weights, m_clusters, 0.0F);
        std::fill_n(weights + static_cast<std::ptrdiff_t>(m_clusters), m_padded - m_clusters,
                    Never);
    }
    sweep(0, m_design.blocks(), job);
    observeAll();
}

std::vector<double> HarmonyClustering::update(std::uint64_t stream, const base::Job& job,
                                              const std::vector<float>* x) {
    m_now.scale = m_scale;
    std::vector<double> sums;
    if (x != nullptr) sums.assign(m_design.groupCount() * m_dims * m_padded, 0.0);
    const std::size_t size = m_design.groupCount() * m_padded;
    for (const std::uint32_t block :
         base::permutation(m_design.blocks(), base::Random(job.seed(), stream))) {
        const double* mine = m_blockObserved.data() + block * size;
        for (std::size_t i = 0; i < size; ++i) m_observed[i] -= mine[i];
        refreshLevels();
        weighByDiversity(block);
        sweep(block, block + 1, job, x, &sums);
        for (std::size_t i = 0; i < size; ++i) m_observed[i] += mine[i];
    }
    observeAll();
    return sums;
}

std::vector<double> HarmonyClustering::sums(const std::vector<float>& x, const base::Job& job) {
    std::vector<double> sums(m_design.groupCount() * m_dims * m_padded, 0.0);
    for (std::size_t block = 0; block < m_design.blocks(); ++block)
        sweep(block, block + 1, job, &x, &sums);
    observeAll();
    return sums;
}

/// Calls body(first place, rows, R of these rows) strip by strip; counts += the rows of R. Returns
/// what the segment adds to the objective.
template <class Body>
kernels::AssignSums HarmonyClustering::eachStrip(const Segment& segment, float* counts,
                                                 Body body) const {
    std::vector<float> r(kernels::StripRows * m_padded);
    kernels::AssignSums totals;
    for (std::size_t at = segment.begin; at < segment.end; at += kernels::StripRows) {
        const std::size_t rows = std::min(kernels::StripRows, segment.end - at);
        totals +=
            kernels::assign(m_now.unit->data() + at * m_dims, rows, m_dims, m_now.panels.data(),
                            m_padded, m_now.scale, weightsOf(segment), r.data(), counts);
        body(at, rows, r.data());
    }
    return totals;
}

/// Computes R of some blocks and what they hold; with x, sums += Σ R x of the blocks, one at a
/// time.
void HarmonyClustering::sweep(std::size_t firstBlock, std::size_t lastBlock, const base::Job& job,
                              const std::vector<float>* x, std::vector<double>* sums) {
    const std::size_t first = m_design.blockStarts[firstBlock];
    const std::size_t count = m_design.blockStarts[lastBlock] - first;
    std::vector<float> counts(count * m_padded, 0.0F);
    std::vector<float> products(x != nullptr ? count * m_dims * m_padded : 0, 0.0F);
    std::vector<kernels::AssignSums> totals(count);
    const std::size_t cells =
        m_design.segments[first + count - 1].end - m_design.segments[first].begin;
    base::parallelBlocks(job, count, cells < WorthSharing ? count : 1,
                         [&](std::size_t begin, std::size_t end, std::size_t) {
                             for (std::size_t s = begin; s < end; ++s)
                                 totals[s] = eachStrip(
                                     m_design.segments[first + s], counts.data() + s * m_padded,
                                     [&](std::size_t at, std::size_t rows, const float* r) {
                                         if (x != nullptr)
                                             kernels::addClusterSums(
                                                 x->data() + at * m_dims, r, rows, m_dims, m_padded,
                                                 products.data() + s * m_dims * m_padded);
                                     });
                         });
    const std::size_t size = m_design.groupCount() * m_padded;
    std::fill(m_blockObserved.begin() + static_cast<std::ptrdiff_t>(firstBlock * size),
              m_blockObserved.begin() + static_cast<std::ptrdiff_t>(lastBlock * size), 0.0);
    std::fill(m_blockTotals.begin() + static_cast<std::ptrdiff_t>(firstBlock),
              m_blockTotals.begin() + static_cast<std::ptrdiff_t>(lastBlock),
              kernels::AssignSums{});
    for (std::size_t s = 0; s < count; ++s) {
        const Segment& segment = m_design.segments[first + s];
        m_blockTotals[segment.block] += totals[s];
        kernels::addTo(m_blockObserved.data() + segment.block * size + segment.group * m_padded,
                       counts.data() + s * m_padded, m_padded);
    }
    if (x != nullptr) addSums(firstBlock, products, *sums, job);
}

void HarmonyClustering::addSums(std::size_t block, const std::vector<float>& partial,
                                std::vector<double>& sums, const base::Job& job) const {
    const std::size_t first = m_design.blockStarts[block];
    const std::size_t count = m_design.blockStarts[block + 1] - first;
    // Threads share out dimensions, not segments, so that every sum has one order.
    const std::size_t share = count * SegmentRows < WorthSharing ? m_dims : linalg::TileColumns;
    base::parallelBlocks(job, m_dims, share, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t s = 0; s < count; ++s) {
            const std::size_t group = m_design.segments[first + s].group;
            kernels::addTo(sums.data() + (group * m_dims + begin) * m_padded,
                           partial.data() + (s * m_dims + begin) * m_padded,
                           (end - begin) * m_padded);
        }
    });
}

void HarmonyClustering::subtract(const std::vector<float>& x, const std::vector<float>& shifts,
                                 std::vector<float>& out, const base::Job& job) const {
    base::parallelBlocks(
        job, m_design.segments.size(), m_design.cells < WorthSharing ? m_design.segments.size() : 1,
        [&](std::size_t begin, std::size_t end, std::size_t) {
            std::vector<float> counts(m_padded);
            for (std::size_t s = begin; s < end; ++s) {
                const Segment& segment = m_design.segments[s];
                eachStrip(
                    segment, counts.data(), [&](std::size_t at, std::size_t rows, const float* r) {
                        kernels::subtractShifts(x.data() + at * m_dims, r, rows, m_dims, m_padded,
                                                shifts.data() + segment.group * m_padded * m_dims,
                                                out.data() + at * m_dims);
                    });
            }
        });
}

std::vector<float> HarmonyClustering::responsibilities(const base::Job& job) const {
    std::vector<float> result(m_design.cells * m_padded);
    base::parallelBlocks(
        job, m_design.segments.size(), 1, [&](std::size_t s, std::size_t, std::size_t) {
            std::vector<float> counts(m_padded);
            eachStrip(m_design.segments[s], counts.data(),
                      [&](std::size_t at, std::size_t rows, const float* r) {
                          std::copy_n(r, rows * m_padded, result.data() + at * m_padded);
                      });
        });
    return result;
}

/// O of all blocks together, summed anew to shed what adding and removing may have lost.
void HarmonyClustering::observeAll() {
    std::fill(m_observed.begin(), m_observed.end(), 0.0);
    for (std::size_t i = 0; i < m_blockObserved.size(); ++i)
        m_observed[i % m_observed.size()] += m_blockObserved[i];
    refreshLevels();
}

void HarmonyClustering::refreshLevels() {
    std::fill(m_levelObserved.begin(), m_levelObserved.end(), 0.0);
    std::fill(m_clusterSizes.begin(), m_clusterSizes.end(), 0.0);
    for (std::size_t g = 0; g < m_design.groupCount(); ++g) {
        for (std::size_t k = 0; k < m_clusters; ++k) {
            // Removing leaves rounding of either sign where nothing is left.
            const double cells = std::max(0.0, m_observed[g * m_padded + k]);
            m_clusterSizes[k] += cells;
            for (const std::uint32_t level : m_design.groups[g])
                m_levelObserved[level * m_padded + k] += cells;
        }
    }
}

double HarmonyClustering::logFactor(std::size_t level, std::size_t cluster) const {
    const double o = observed(level, cluster);
    const double e = expected(level, cluster);
    if (!m_first) return std::log2((2.0 * e + 1.0) / (o + e + 1.0));
    // R 1.2 has no offset: an emptied cluster would divide zero by zero.
    return std::log2(std::clamp(e / std::max(o + e, 1e-8), 1e-8, 1.0));
}

void HarmonyClustering::weighByDiversity(std::size_t block) {
    std::vector<double> byLevel(m_design.levels() * m_clusters, 0.0);
    for (std::size_t b = 0; b < m_design.levels(); ++b) {
        if (m_theta[b] == 0.0) continue;
        for (std::size_t k = 0; k < m_clusters; ++k)
            byLevel[b * m_clusters + k] = m_theta[b] * logFactor(b, k);
    }
    float* weights = m_now.weights.data() + block * m_design.groupCount() * m_padded;
    for (std::size_t g = 0; g < m_design.groupCount(); ++g, weights += m_padded) {
        for (std::size_t k = 0; k < m_clusters; ++k) {
            double sum = 0.0;
            for (const std::uint32_t level : m_design.groups[g]) {
                const double log = byLevel[level * m_clusters + k];
                sum += m_sumRule ? std::exp2(log) : log;
            }
            weights[k] = static_cast<float>(m_sumRule ? std::log2(sum) : sum);
        }
    }
}

plugin::ObjectivePoint HarmonyClustering::objective(int round) const {
    kernels::AssignSums totals;
    for (const kernels::AssignSums& block : m_blockTotals) totals += block;
    // Σ R logit less the weights' part of it leaves scale · Σ R y·z.
    double weighted = 0.0;
    for (std::size_t row = 0; row < m_blockObserved.size(); row += m_padded)
        for (std::size_t k = 0; k < m_clusters; ++k)
            weighted += m_blockObserved[row + k] * static_cast<double>(m_now.weights[row + k]);
    const double closeness = (totals.logit - weighted) / static_cast<double>(m_now.scale);

    const auto cells = static_cast<double>(m_design.cells);
    const double scale = 2000.0 / cells;
    double cross = 0.0;
    for (std::size_t b = 0; b < m_design.levels(); ++b)
        if (m_theta[b] != 0.0)
            for (std::size_t k = 0; k < m_clusters; ++k)
                cross -= m_theta[b] * observed(b, k) * logFactor(b, k);
    plugin::ObjectivePoint point;
    point.round = round;
    point.terms = {{"distance to centroids", scale * 2.0 * (cells - closeness)},
                   {"entropy", scale * m_sigma * std::numbers::ln2 * totals.logR},
                   {"batch diversity", scale * m_sigma * std::numbers::ln2 * cross}};
    for (const auto& term : point.terms) point.total += term.second;
    return point;
}

}  // namespace counterpoint::integrate
