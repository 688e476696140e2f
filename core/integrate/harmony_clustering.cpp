#include "core/integrate/harmony_clustering.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/integrate/harmony_kernels.h"
#include "core/linalg/tile.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace counterpoint::integrate {
namespace {

/// Fewer cells than this are quicker on one thread than handed to several.
constexpr std::size_t WorthSharing = 1024;
constexpr std::size_t AssignRows = 128;
constexpr std::size_t SegmentRows = 512;
/// As a logit: a padding cluster gets no cells.
constexpr float Never = -1e30F;

/// Runs of at most SegmentRows consecutive cells within one group.
struct Segment {
    std::size_t begin;
    std::size_t end;
    std::size_t group;
};

std::vector<Segment> segmentsOf(const HarmonyDesign& design) {
    std::vector<Segment> segments;
    for (std::size_t g = 0; g < design.groupCount(); ++g)
        for (std::size_t at = design.groupStarts[g]; at < design.groupStarts[g + 1];
             at += SegmentRows)
            segments.push_back({at, std::min(at + SegmentRows, design.groupStarts[g + 1]), g});
    return segments;
}

std::vector<double> discountedTheta(const HarmonyDesign& design, const HarmonyOptions& options,
                                    std::size_t clusters) {
    std::vector<double> theta(design.levels(), options.theta);
    if (options.tau <= 0.0) return theta;
    for (std::size_t b = 0; b < theta.size(); ++b) {
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
      m_first(options.variant == "harmony1"),
      m_sigma(options.sigma),
      m_block(design.cells < 40 ? 0.2 : options.block),
      m_theta(discountedTheta(design, options, clusters)),
      m_clusters(clusters),
      m_padded(linalg::paddedToTile(clusters)),
      m_dims(dims),
      m_assignment(design.cells * m_padded, 0.0F),
      m_observed(design.groupCount() * m_padded, 0.0),
      m_levelObserved(design.levels() * m_padded, 0.0),
      m_clusterSizes(m_padded, 0.0),
      m_logWeights(design.groupCount() * m_padded, 0.0F) {}

void HarmonyClustering::setCentroids(std::vector<float> centroids) {
    m_centroids = std::move(centroids);
    m_panels = kernels::packPanels(m_centroids, m_dims, m_padded);
}

double HarmonyClustering::observed(std::size_t level, std::size_t cluster) const {
    return m_levelObserved[level * m_padded + cluster];
}

double HarmonyClustering::expected(std::size_t level, std::size_t cluster) const {
    return m_clusterSizes[cluster] * m_design.share(level);
}

void HarmonyClustering::restart(const std::vector<float>& unit, const base::Job& job) {
    for (std::size_t g = 0; g < m_design.groupCount(); ++g) {
        const auto row = m_logWeights.begin() + static_cast<std::ptrdiff_t>(g * m_padded);
        std::fill_n(row, m_clusters, 0.0F);
        std::fill_n(row + static_cast<std::ptrdiff_t>(m_clusters), m_padded - m_clusters, Never);
    }
    std::vector<std::uint32_t> all(m_design.cells);
    std::iota(all.begin(), all.end(), 0U);
    m_closeness = m_logR = 0.0;
    assign(unit, all, job);
    recount(job);
}

void HarmonyClustering::update(const std::vector<float>& unit, std::uint64_t stream,
                               const base::Job& job) {
    const std::size_t cells = m_design.cells;
    const auto order = base::permutation(cells, base::Random(job.seed(), stream));
    const auto size =
        std::max<std::size_t>(1, static_cast<std::size_t>(static_cast<double>(cells) * m_block));
    const auto blocks = std::min(cells / size, static_cast<std::size_t>(std::ceil(1.0 / m_block)));
    m_closeness = m_logR = 0.0;
    for (std::size_t block = 0; block < blocks; ++block) {
        const std::size_t begin = block * size;
        const std::size_t end = block + 1 == blocks ? cells : begin + size;
        const std::span members(order.data() + begin, end - begin);
        count(members, -1.0, job);
        refreshLevels();
        weighByDiversity();
        assign(unit, members, job);
        count(members, 1.0, job);
    }
    refreshLevels();
}

void HarmonyClustering::recount(const base::Job& job) {
    std::vector<std::uint32_t> all(m_design.cells);
    std::iota(all.begin(), all.end(), 0U);
    std::fill(m_observed.begin(), m_observed.end(), 0.0);
    count(all, 1.0, job);
    refreshLevels();
}

void HarmonyClustering::assign(const std::vector<float>& unit, std::span<const std::uint32_t> cells,
                               const base::Job& job) {
    const std::size_t rows = cells.size() < WorthSharing ? WorthSharing : AssignRows;
    std::vector<kernels::AssignSums> parts(base::blockCount(cells.size(), rows));
    const auto scale = static_cast<float>(2.0 / m_sigma);
    base::parallelBlocks(
        job, cells.size(), rows, [&](std::size_t begin, std::size_t end, std::size_t part) {
            std::vector<float> scratch((end - begin) * (m_dims + m_padded));
            parts[part] = kernels::assign(
                unit.data(), cells.data() + begin, end - begin, m_dims, m_panels.data(), m_padded,
                scale, m_design.groupOf.data(), m_logWeights.data(), scratch.data(),
                scratch.data() + (end - begin) * m_dims, m_assignment.data());
        });
    for (const kernels::AssignSums& part : parts) {
        m_closeness += part.closeness;
        m_logR += part.logR;
    }
}

void HarmonyClustering::count(std::span<const std::uint32_t> cells, double sign,
                              const base::Job& job) {
    // Threads share out clusters, not cells, so that every sum has one order.
    const std::size_t share = cells.size() < WorthSharing ? m_padded : 32;
    base::parallelBlocks(
        job, m_padded, share, [&](std::size_t begin, std::size_t end, std::size_t) {
            kernels::addAssignments(m_assignment.data(), cells.data(), cells.size(), m_padded,
                                    begin, end, m_design.groupOf.data(), sign, m_observed.data());
        });
}

void HarmonyClustering::refreshLevels() {
    std::fill(m_levelObserved.begin(), m_levelObserved.end(), 0.0);
    std::fill(m_clusterSizes.begin(), m_clusterSizes.end(), 0.0);
    for (std::size_t g = 0; g < m_design.groupCount(); ++g) {
        for (std::size_t k = 0; k < m_clusters; ++k) {
            // Adding and removing leaves rounding of either sign where nothing is left.
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
    if (!m_first) return std::log((2.0 * e + 1.0) / (o + e + 1.0));
    // R 1.2 has no offset: an emptied cluster would divide zero by zero.
    return std::log(std::clamp(e / std::max(o + e, 1e-8), 1e-8, 1.0));
}

void HarmonyClustering::weighByDiversity() {
    std::vector<double> byLevel(m_design.levels() * m_clusters, 0.0);
    for (std::size_t b = 0; b < m_design.levels(); ++b) {
        if (m_theta[b] == 0.0) continue;
        for (std::size_t k = 0; k < m_clusters; ++k)
            byLevel[b * m_clusters + k] = m_theta[b] * logFactor(b, k);
    }
    for (std::size_t g = 0; g < m_design.groupCount(); ++g) {
        for (std::size_t k = 0; k < m_clusters; ++k) {
            double sum = 0.0;
            for (const std::uint32_t level : m_design.groups[g])
                sum += byLevel[level * m_clusters + k];
            m_logWeights[g * m_padded + k] = static_cast<float>(sum);
        }
    }
}

std::vector<double> HarmonyClustering::sums(const std::vector<float>& x,
                                            const base::Job& job) const {
    const std::size_t size = m_dims * m_padded;
    const std::vector<Segment> segments = segmentsOf(m_design);
    std::vector<double> parts(segments.size() * size, 0.0);
    base::parallelBlocks(job, segments.size(), 1, [&](std::size_t at, std::size_t, std::size_t) {
        const Segment& segment = segments[at];
        kernels::addClusterSums(
            x.data() + segment.begin * m_dims, m_assignment.data() + segment.begin * m_padded,
            segment.end - segment.begin, m_dims, m_padded, parts.data() + at * size);
    });
    std::vector<double> sums(m_design.groupCount() * size, 0.0);
    for (std::size_t at = 0; at < segments.size(); ++at)
        for (std::size_t i = 0; i < size; ++i)
            sums[segments[at].group * size + i] += parts[at * size + i];
    return sums;
}

plugin::ObjectivePoint HarmonyClustering::objective(int round) const {
    const auto cells = static_cast<double>(m_design.cells);
    const double scale = 2000.0 / cells;
    double cross = 0.0;
    for (std::size_t b = 0; b < m_design.levels(); ++b)
        if (m_theta[b] != 0.0)
            for (std::size_t k = 0; k < m_clusters; ++k)
                cross -= m_theta[b] * observed(b, k) * logFactor(b, k);
    plugin::ObjectivePoint point;
    point.round = round;
    point.terms = {{"distance to centroids", scale * 2.0 * (cells - m_closeness)},
                   {"entropy", scale * m_sigma * m_logR},
                   {"batch diversity", scale * m_sigma * cross}};
    for (const auto& term : point.terms) point.total += term.second;
    return point;
}

}  // namespace counterpoint::integrate
