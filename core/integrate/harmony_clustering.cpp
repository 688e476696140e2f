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
/// As an exponent: a padding cluster gets no cells.
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
                                     std::size_t clusters, std::size_t dims, std::size_t used,
                                     base::SpareArrays& spare)
    : m_design(design),
      m_first(options.first()),
      m_sumRule(options.covariateRule == "sum" && design.covariates > 1),
      m_sigma(options.sigma),
      m_scale(static_cast<float>(2.0 / options.sigma * std::numbers::log2e)),
      m_theta(discountedTheta(design, options, clusters)),
      m_clusters(clusters),
      m_padded(linalg::paddedToTile(clusters)),
      m_dims(dims),
      m_used(used),
      m_padding(m_padded, Never),
      m_affinities(spare.take(design.cells * m_padded)),
      m_peaks(spare.take(design.cells)),
      m_blockObserved(design.blocks() * design.groupCount() * m_padded, 0.0),
      m_observed(design.groupCount() * m_padded, 0.0),
      m_levelObserved(design.levels() * m_padded, 0.0),
      m_clusterSizes(m_padded, 0.0) {
    m_now.scale = m_scale;
    m_now.weights.assign(m_blockObserved.size(), 0.0F);
    std::fill_n(m_padding.begin(), clusters, 0.0F);
}

void HarmonyClustering::setCells(std::shared_ptr<const base::Floats> unit) {
    m_now.unit = std::move(unit);
    m_known = false;
}

void HarmonyClustering::setAssignment(Assignment assignment) {
    m_now = std::move(assignment);
    m_known = false;
}

void HarmonyClustering::setScale() {
    if (m_now.scale == m_scale) return;
    m_now.scale = m_scale;
    m_known = false;
}

void HarmonyClustering::setCentroids(std::vector<float> centroids) {
    m_known = false;
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
    setScale();
    for (std::size_t i = 0; i < m_now.weights.size(); ++i)
        m_now.weights[i] = i % m_padded < m_clusters ? 1.0F : 0.0F;
    sweep(0, m_design.blocks(), job);
    m_known = true;
    observeAll();
}

std::vector<double> HarmonyClustering::update(std::uint64_t stream, const base::Job& job,
                                              const base::Floats* x) {
    setScale();
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
    m_known = true;
    observeAll();
    return sums;
}

std::vector<double> HarmonyClustering::sums(const base::Floats& x, const base::Job& job) {
    std::vector<double> sums(m_design.groupCount() * m_dims * m_padded, 0.0);
    for (std::size_t block = 0; block < m_design.blocks(); ++block)
        sweep(block, block + 1, job, &x, &sums);
    m_known = true;
    observeAll();
    return sums;
}

/// Calls body(first place, rows, affinities, 1 / Σ_k of the cells) strip by strip; computes the
/// affinities where they are not known.
template <class Body>
void HarmonyClustering::eachStrip(const Segment& segment, Body body) const {
    float inverse[kernels::StripRows];
    for (std::size_t at = segment.begin; at < segment.end; at += kernels::StripRows) {
        const std::size_t rows = std::min(kernels::StripRows, segment.end - at);
        float* e = m_affinities->data() + at * m_padded;
        if (!m_known)
            kernels::affinities(m_now.unit->data() + at * m_dims, rows, m_dims, m_used,
                                m_now.panels.data(), m_padded, m_now.scale, m_padding.data(), e,
                                m_peaks->data() + at);
        kernels::shareOut(e, rows, m_padded, weightsOf(segment), inverse);
        body(at, rows, e, inverse);
    }
}

/// Computes R of some blocks and what they hold; with x, sums += Σ R x of the blocks, one at a
/// time. Up to 256 cells are added in float32, their sums in double.
void HarmonyClustering::sweep(std::size_t firstBlock, std::size_t lastBlock, const base::Job& job,
                              const base::Floats* x, std::vector<double>* sums) {
    const std::size_t first = m_design.blockStarts[firstBlock];
    const std::size_t count = m_design.blockStarts[lastBlock] - first;
    std::vector<float> counts(count * m_padded, 0.0F);
    std::vector<float> products(x != nullptr ? count * m_dims * m_padded : 0, 0.0F);
    const std::size_t cells =
        m_design.segments[first + count - 1].end - m_design.segments[first].begin;
    base::parallelBlocks(
        job, count, cells < WorthSharing ? count : 1,
        [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t s = begin; s < end; ++s)
                eachStrip(m_design.segments[first + s], [&](std::size_t at, std::size_t rows,
                                                            const float* e, const float* inverse) {
                    kernels::addCounts(e, inverse, rows, m_padded, counts.data() + s * m_padded);
                    if (x != nullptr)
                        kernels::addClusterSums(x->data() + at * m_dims, e, inverse, rows, m_dims,
                                                m_used, m_padded,
                                                products.data() + s * m_dims * m_padded);
                });
        });
    const std::size_t size = m_design.groupCount() * m_padded;
    std::fill(m_blockObserved.begin() + static_cast<std::ptrdiff_t>(firstBlock * size),
              m_blockObserved.begin() + static_cast<std::ptrdiff_t>(lastBlock * size), 0.0);
    for (std::size_t s = 0; s < count; ++s) {
        const Segment& segment = m_design.segments[first + s];
        kernels::addWeighted(
            m_blockObserved.data() + segment.block * size + segment.group * m_padded,
            counts.data() + s * m_padded, weightsOf(segment), m_padded, m_padded);
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
            const Segment& segment = m_design.segments[first + s];
            kernels::addWeighted(sums.data() + (segment.group * m_dims + begin) * m_padded,
                                 partial.data() + (s * m_dims + begin) * m_padded,
                                 weightsOf(segment), m_padded, (end - begin) * m_padded);
        }
    });
}

void HarmonyClustering::subtract(const base::Floats& x, const std::vector<float>& shifts,
                                 base::Floats& out, const base::Job& job) const {
    const std::size_t count = m_design.segments.size();
    base::parallelBlocks(
        job, count, m_design.cells < WorthSharing ? count : 1,
        [&](std::size_t begin, std::size_t end, std::size_t) {
            std::vector<float> weighted(m_padded * m_dims);
            for (std::size_t s = begin; s < end; ++s) {
                const Segment& segment = m_design.segments[s];
                const float* weights = weightsOf(segment);
                const float* plain = shifts.data() + segment.group * m_padded * m_dims;
                for (std::size_t k = 0; k < m_padded; ++k)
                    for (std::size_t j = k * m_dims; j < (k + 1) * m_dims; ++j)
                        weighted[j] = weights[k] * plain[j];
                eachStrip(segment, [&](std::size_t at, std::size_t rows, const float* e,
                                       const float* inverse) {
                    kernels::subtractShifts(x.data() + at * m_dims, e, inverse, rows, m_dims,
                                            m_used, m_clusters, m_padded, weighted.data(),
                                            out.data() + at * m_dims);
                });
            }
        });
}

std::vector<float> HarmonyClustering::responsibilities(const base::Job& job) const {
    std::vector<float> result(m_design.cells * m_padded);
    base::parallelBlocks(
        job, m_design.segments.size(), 1, [&](std::size_t s, std::size_t, std::size_t) {
            const Segment& segment = m_design.segments[s];
            const float* weights = weightsOf(segment);
            eachStrip(segment,
                      [&](std::size_t at, std::size_t rows, const float* e, const float* inverse) {
                          for (std::size_t i = 0; i < rows; ++i)
                              for (std::size_t k = 0; k < m_padded; ++k)
                                  result[(at + i) * m_padded + k] =
                                      e[i * m_padded + k] * weights[k] * inverse[i];
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
    std::vector<double> logs(m_clusters);
    for (std::size_t g = 0; g < m_design.groupCount(); ++g, weights += m_padded) {
        for (std::size_t k = 0; k < m_clusters; ++k) {
            double sum = 0.0;
            for (const std::uint32_t level : m_design.groups[g]) {
                const double log = byLevel[level * m_clusters + k];
                sum += m_sumRule ? std::exp2(log) : log;
            }
            logs[k] = m_sumRule ? std::log2(sum) : sum;
        }
        const double most = std::ranges::max(logs);
        for (std::size_t k = 0; k < m_clusters; ++k)
            weights[k] =
                static_cast<float>(std::exp2(std::max(logs[k] - most, kernels::LeastWeight)));
    }
}

plugin::ObjectivePoint HarmonyClustering::objective(int round, const base::Job& job) const {
    const std::size_t count = m_design.segments.size();
    std::vector<kernels::ObjectiveSums> bySegment(count);
    base::parallelBlocks(job, count, m_design.cells < WorthSharing ? count : 1,
                         [&](std::size_t begin, std::size_t end, std::size_t) {
                             for (std::size_t s = begin; s < end; ++s) {
                                 const Segment& segment = m_design.segments[s];
                                 eachStrip(segment, [&](std::size_t at, std::size_t rows,
                                                        const float* e, const float* inverse) {
                                     bySegment[s] +=
                                         kernels::objectiveSums(e, m_peaks->data() + at, inverse,
                                                                rows, m_padded, weightsOf(segment));
                                 });
                             }
                         });
    kernels::ObjectiveSums totals;
    for (const kernels::ObjectiveSums& segment : bySegment) totals += segment;
    const double closeness = totals.closeness / static_cast<double>(m_now.scale);
    double logR = totals.logShare;
    for (std::size_t row = 0; row < m_blockObserved.size(); row += m_padded)
        for (std::size_t k = 0; k < m_clusters; ++k)
            logR +=
                m_blockObserved[row + k] * std::log2(static_cast<double>(m_now.weights[row + k]));

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
                   {"entropy", scale * m_sigma * std::numbers::ln2 * logR},
                   {"batch diversity", scale * m_sigma * std::numbers::ln2 * cross}};
    for (const auto& term : point.terms) point.total += term.second;
    return point;
}

}  // namespace counterpoint::integrate
