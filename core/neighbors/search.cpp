#include "core/neighbors/search.h"

#include "core/base/parallel.h"
#include "core/linalg/kernel.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>
#include <thread>
#include <utility>

namespace counterpoint::neighbors {

using linalg::TileColumns;

namespace {

constexpr std::size_t BlockQueries = 96;
constexpr std::size_t NoRegion = std::numeric_limits<std::size_t>::max();

/// bounds[q] = how far region P is from query q at least, from the scores of q and the centres of P
/// and of the query's own region; `error` is that of a difference of squared distances.
COUNTERPOINT_KERNEL
void regionBounds(const float* scores, const float* ownScores, const float* squaredNorms,
                  std::size_t queries, float squaredCentre, float squaredOwnCentre,
                  float twiceApart, float radius, float error, float* bounds) {
#pragma omp simd
    for (std::size_t q = 0; q < queries; ++q) {
        const float far = scores[q] + squaredNorms[q] + squaredCentre;
        const float side =
            (scores[q] + squaredCentre - ownScores[q] - squaredOwnCentre - error) / twiceApart;
        const float sure = far - error;
        const float shell = std::sqrt(sure > 0.0F ? sure : 0.0F) - radius;
        bounds[q] = side > shell ? side : shell;
    }
}

/// The queries whose bound is within reach; returns how many.
COUNTERPOINT_KERNEL
std::size_t withinReach(const float* bounds, const float* reach, std::size_t queries,
                        std::uint32_t* asking) {
    int any = 0;
#pragma omp simd reduction(| : any)
    for (std::size_t q = 0; q < queries; ++q) any |= bounds[q] <= reach[q] ? 1 : 0;
    if (any == 0) return 0;
    std::size_t count = 0;
    for (std::size_t q = 0; q < queries; ++q) {
        asking[count] = static_cast<std::uint32_t>(q);
        count += bounds[q] <= reach[q] ? 1 : 0;
    }
    return count;
}

}  // namespace

struct Search::Request {
    struct Part {
        std::span<const Query> queries;
        std::size_t region;
    };
    std::vector<Part> parts;
    std::size_t k = 0;
    double slack = 1.0;

    /// Adds queries of one region in blocks.
    void add(std::span<const Query> queries, std::size_t region) {
        for (std::size_t first = 0; first < queries.size(); first += BlockQueries)
            parts.push_back(
                {queries.subspan(first, std::min(BlockQueries, queries.size() - first)), region});
    }
};

/// A block of queries on its way through the regions.
class Search::Block {
  public:
    Block(const Search& search, const Request& request, const Request::Part& part)
        : m_search(search),
          m_request(request),
          m_part(part),
          m_depth(search.m_panels.depth),
          m_rows(part.queries.size() * m_depth),
          m_asking(part.queries.size() * m_depth),
          m_scores(part.queries.size() * ChunkPoints),
          m_reach(part.queries.size(), std::numeric_limits<float>::infinity()),
          m_shortlists(part.queries.size()) {
        for (std::size_t q = 0; q < size(); ++q)
            queryRow(search.m_embedding.row(point(q)), search.m_origin,
                     m_rows.data() + q * m_depth);
    }

    void search(const base::Job& job) {
        const std::vector<std::uint32_t> order = visitingOrder();
        std::vector<std::uint32_t> asking(size());
        for (const std::uint32_t region : order) {
            const std::size_t end = m_search.m_panels.begins[region + 1];
            for (std::size_t first = m_search.m_panels.begins[region]; first < end;
                 first += ChunkPoints / TileColumns) {
                std::size_t count = size();
                if (m_bounds.empty())
                    std::iota(asking.begin(), asking.end(), 0U);
                else
                    count = withinReach(m_bounds.data() + region * size(), m_reach.data(), size(),
                                        asking.data());
                if (count == 0) break;
                meet(first, std::min(ChunkPoints / TileColumns, end - first),
                     std::span(asking).first(count));
                job.checkStop();
            }
        }
    }

    /// Measures the shortlisted and writes the nearest.
    void write(data::NeighborGraph& graph) {
        const data::Embedding& embedding = m_search.m_embedding;
        std::vector<double> squared;
        std::vector<std::pair<double, std::uint32_t>> nearest;
        for (std::size_t q = 0; q < size(); ++q) {
            const std::uint32_t self = point(q);
            if (m_shortlists[q].count > wanted()) tighten(q);
            const auto places = std::span(m_shortlists[q].places).first(m_shortlists[q].count);
            squared.resize(places.size());
            squaredDistances(embedding.row(self).data(), m_search.m_panels.rows.data(),
                             embedding.cols, places.data(), places.size(), squared.data());
            nearest.clear();
            for (std::size_t i = 0; i < places.size(); ++i) {
                const std::uint32_t other = m_search.m_panels.ids[places[i]];
                if (other != self) nearest.emplace_back(squared[i], other);
            }
            std::ranges::sort(nearest);
            const std::size_t row = m_part.queries[q].row * graph.k;
            for (std::size_t n = 0; n < graph.k; ++n) {
                graph.indices[row + n] = nearest[n].second;
                graph.distances[row + n] = static_cast<float>(std::sqrt(nearest[n].first));
            }
        }
    }

  private:
    /// Whom one query has met so far that may be among its k nearest: everyone whose score lies
    /// within rounding of the k-th smallest score, or has not been compared with it yet.
    struct Shortlist {
        float limit = std::numeric_limits<float>::max();  ///< scores above need not be added
        std::size_t count = 0;
        std::size_t tightenAt = 0;
        std::vector<float> scores;
        std::vector<std::uint32_t> places;
    };

    std::size_t size() const { return m_part.queries.size(); }
    std::uint32_t point(std::size_t q) const { return m_part.queries[q].point; }
    /// A query meets itself too.
    std::size_t wanted() const { return m_request.k + 1; }

    /// Regions by the distance of their centres, and how far they are from each query at least.
    std::vector<std::uint32_t> visitingOrder() {
        const Partition& partition = m_search.m_partition;
        std::vector<std::uint32_t> order(partition.regions());
        std::iota(order.begin(), order.end(), 0U);
        if (m_part.region == NoRegion) return order;

        const std::size_t own = m_part.region;
        const auto& norms = m_search.m_panels.norms;
        const auto& centreNorms = m_search.m_centreNorms;
        std::vector<float> squaredNorms(size());
        float largestNorm = 0.0F;
        for (std::size_t q = 0; q < size(); ++q) {
            const float norm = norms[point(q)];
            squaredNorms[q] = norm * norm;
            largestNorm = std::max(largestNorm, norm);
        }
        std::vector<float> distances(partition.regions());
        for (std::size_t region = 0; region < partition.regions(); ++region)
            distances[region] = static_cast<float>(
                std::sqrt(squaredDistance(partition.centres.row(own).data(),
                                          partition.centres.row(region).data(), m_depth - 1)));
        scoreCentres();
        const float* ownScores = m_bounds.data() + own * size();
        const std::vector<float> kept(ownScores, ownScores + size());
        for (std::size_t region = 0; region < partition.regions(); ++region) {
            const double scale = std::max(largestNorm, m_search.m_norms[region]) +
                                 std::max(centreNorms[region], centreNorms[own]);
            const double error = 4.0 * rounding(m_depth) * scale * scale;
            float* bounds = m_bounds.data() + region * size();
            if (distances[region] == 0.0F) {
                std::fill_n(bounds, size(), -1.0F);
            } else {
                regionBounds(bounds, kept.data(), squaredNorms.data(), size(),
                             centreNorms[region] * centreNorms[region],
                             centreNorms[own] * centreNorms[own], 2.0F * distances[region],
                             m_search.m_radii[region], static_cast<float>(error), bounds);
            }
        }
        std::ranges::sort(
            order, {}, [&](std::uint32_t region) { return std::pair(distances[region], region); });
        return order;
    }

    /// m_bounds (regions × queries) = scores of the queries, as points, against the centres.
    void scoreCentres() {
        // As one column a query: its coordinates, and 0 in place of the norm.
        const std::size_t panels = base::blockCount(size(), TileColumns);
        std::vector<float> columns(panels * m_depth * TileColumns, 0.0F);
        for (std::size_t q = 0; q < size(); ++q)
            for (std::size_t j = 0; j + 1 < m_depth; ++j)
                columns[(q / TileColumns * m_depth + j) * TileColumns + q % TileColumns] =
                    -0.5F * m_rows[q * m_depth + j];
        const std::size_t regions = m_search.m_partition.regions();
        std::vector<float> scores(regions * panels * TileColumns);
        scoreChunk(m_search.m_centreRows.data(), regions, columns.data(), panels, m_depth,
                   scores.data(), panels * TileColumns);
        m_bounds.resize(regions * size());
        for (std::size_t region = 0; region < regions; ++region)
            std::copy_n(scores.data() + region * panels * TileColumns, size(),
                        m_bounds.data() + region * size());
    }

    /// Nobody whose score is above `kth` is among the nearest.
    void setLimit(std::size_t q, double kth) {
        // The error of a score is bounded in units of (|x| + |y|)², and a neighbour at distance r
        // has |y| ≤ |x| + r.
        const double norm = m_search.m_panels.norms[point(q)];
        const double distance = std::sqrt(std::max(0.0, kth + norm * norm));
        const double span = 2.0 * norm + distance;
        const double limit = kth + rounding(m_depth) * span * span;
        m_shortlists[q].limit = static_cast<float>(limit);
        m_reach[q] = static_cast<float>(m_request.slack * (1.0 + 1e-6) *
                                        std::sqrt(std::max(0.0, limit + norm * norm)));
    }

    /// Drops whom the k-th smallest score rules out.
    void tighten(std::size_t q) {
        Shortlist& list = m_shortlists[q];
        setLimit(q, nearlyKth(list.scores.data(), list.count, wanted()));
        list.count = keep(list.scores.data(), list.places.data(), list.count, list.limit);
        // Doubling keeps the work linear where many points tie.
        list.tightenAt = std::max(2 * wanted(), 2 * list.count);
    }

    /// The asking queries look at `panels` panels from `first` on.
    void meet(std::size_t first, std::size_t panels, std::span<const std::uint32_t> asking) {
        const float* rows = m_rows.data();
        if (asking.size() < size()) {
            for (std::size_t a = 0; a < asking.size(); ++a)
                std::copy_n(m_rows.data() + asking[a] * m_depth, m_depth,
                            m_asking.data() + a * m_depth);
            rows = m_asking.data();
        }
        scoreChunk(rows, asking.size(), m_search.m_panels.panel(first), panels, m_depth,
                   m_scores.data(), ChunkPoints);
        const std::size_t points = panels * TileColumns;
        for (std::size_t a = 0; a < asking.size(); ++a) {
            Shortlist& list = m_shortlists[asking[a]];
            if (list.scores.size() < list.count + points) {
                list.scores.resize(list.count + 2 * ChunkPoints);
                list.places.resize(list.scores.size());
            }
            list.count +=
                collect(m_scores.data() + a * ChunkPoints,
                        static_cast<std::uint32_t>(first * TileColumns), points, list.limit,
                        list.scores.data() + list.count, list.places.data() + list.count);
            if (list.count > std::max(wanted(), list.tightenAt)) tighten(asking[a]);
        }
    }

    const Search& m_search;
    const Request& m_request;
    const Request::Part& m_part;
    const std::size_t m_depth;
    std::vector<float> m_rows;
    std::vector<float> m_asking;
    std::vector<float> m_scores;
    std::vector<float> m_bounds;
    std::vector<float> m_reach;  ///< regions at most this far may hold a neighbour
    std::vector<Shortlist> m_shortlists;
};

Search::Search(const data::Embedding& embedding, std::size_t regions, const base::Job& job)
    : m_embedding(embedding),
      m_origin(originAmid(embedding, job)),
      m_partition(regions > 1 ? voronoi(embedding, m_origin, regions, job)
                              : stretches(embedding.rows, ChunkPoints)),
      m_panels(embedding, m_origin, m_partition, job) {
    const data::Matrix& centres = m_partition.centres;
    if (centres.empty()) return;
    m_radii.resize(centres.rows);
    m_norms.resize(centres.rows);
    m_centreNorms.resize(centres.rows);
    m_centreRows.resize(centres.rows * m_panels.depth);
    constexpr std::size_t regionsPerBlock = 8;
    base::parallelBlocks(
        job, centres.rows, regionsPerBlock, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t region = begin; region < end; ++region) {
                const auto centre = centres.row(region);
                queryRow(centre, m_origin, m_centreRows.data() + region * m_panels.depth);
                m_centreNorms[region] = static_cast<float>(
                    std::sqrt(squaredDistance(centre.data(), m_origin.data(), centres.cols)));
                double furthest = 0.0;
                for (const std::uint32_t point : m_partition.members(region)) {
                    furthest = std::max(
                        furthest,
                        squaredDistance(centre.data(), embedding.row(point).data(), centres.cols));
                    m_norms[region] = std::max(m_norms[region], m_panels.norms[point]);
                }
                m_radii[region] = static_cast<float>(std::sqrt(furthest) * (1.0 + 1e-6));
            }
        });
}

data::NeighborGraph Search::run(const Request& request, std::size_t rows,
                                const base::Job& job) const {
    data::NeighborGraph graph;
    graph.cells = rows;
    graph.k = request.k;
    graph.exact = request.slack >= 1.0;
    graph.indices.resize(rows * graph.k);
    graph.distances.resize(rows * graph.k);
    if (graph.k == 0) return graph;
    const std::thread::id caller = std::this_thread::get_id();
    std::atomic<std::size_t> done{0};
    base::parallelBlocks(
        job, request.parts.size(), 1, [&](std::size_t part, std::size_t, std::size_t) {
            Block block(*this, request, request.parts[part]);
            block.search(job);
            block.write(graph);
            ++done;
            if (std::this_thread::get_id() == caller)
                job.progress(static_cast<double>(done) / static_cast<double>(request.parts.size()));
        });
    return graph;
}

data::NeighborGraph Search::all(std::size_t k, double slack, const base::Job& job) const {
    std::vector<Query> queries;
    queries.reserve(m_embedding.rows);
    for (const std::uint32_t point : m_partition.order) queries.push_back({point, point});
    Request request{.k = k, .slack = slack};
    for (std::size_t region = 0; region < m_partition.regions(); ++region)
        request.add(std::span(queries).subspan(m_partition.begins[region],
                                               m_partition.members(region).size()),
                    m_partition.centres.empty() ? NoRegion : region);
    return run(request, m_embedding.rows, job);
}

data::NeighborGraph Search::of(std::span<const std::uint32_t> points, std::size_t k, double slack,
                               const base::Job& job) const {
    std::vector<Query> queries;
    queries.reserve(points.size());
    Request request{.k = k, .slack = slack};
    if (slack >= 1.0 || m_partition.centres.empty()) {
        // Full blocks that meet everyone are faster than blocks of the few queries of a region.
        for (const std::uint32_t point : points)
            queries.push_back({point, static_cast<std::uint32_t>(queries.size())});
        request.add(queries, NoRegion);
        return run(request, points.size(), job);
    }
    constexpr std::uint32_t notAsked = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> rowOf(m_embedding.rows, notAsked);
    for (std::size_t row = 0; row < points.size(); ++row)
        rowOf[points[row]] = static_cast<std::uint32_t>(row);
    for (std::size_t region = 0; region < m_partition.regions(); ++region) {
        const std::size_t first = queries.size();
        for (const std::uint32_t point : m_partition.members(region))
            if (rowOf[point] != notAsked) queries.push_back({point, rowOf[point]});
        request.add(std::span(queries).subspan(first), region);
    }
    return run(request, points.size(), job);
}

}  // namespace counterpoint::neighbors
