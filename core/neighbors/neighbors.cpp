#include "core/neighbors/neighbors.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/linalg/kernel.h"
#include "core/linalg/tile.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace counterpoint::neighbors {
namespace {

using linalg::TileColumns;

// Points scored at once against one block of queries: a chunk's panels stay in the first-level
// cache, the scores of a block in the second.
constexpr std::size_t ChunkPoints = 256;
constexpr std::size_t BlockQueries = 96;
// Far below where squares overflow float32.
constexpr double LargestNorm = 1e15;

/// The centred points in panels of 16: dimension by dimension, 16 points side by side, and below
/// them their squared norms. A query written as (−2x, 1) then scores |y|² − 2xy in one product,
/// which orders the points as their distance from x does.
struct Panels {
    std::size_t depth = 0;       ///< dimensions + 1
    std::size_t count = 0;       ///< panels
    std::vector<float> values;   ///< count × depth × 16; padding scores infinity
    std::vector<float> queries;  ///< points × depth: (−2x, 1)
    std::vector<double> norms;   ///< of the centred points

    explicit Panels(const data::Embedding& embedding);
};

std::vector<double> columnMeans(const data::Embedding& embedding) {
    std::vector<double> means(embedding.cols, 0.0);
    for (std::size_t i = 0; i < embedding.rows; ++i)
        for (std::size_t j = 0; j < embedding.cols; ++j) means[j] += embedding(i, j);
    for (double& mean : means) mean /= static_cast<double>(embedding.rows);
    return means;
}

Panels::Panels(const data::Embedding& embedding)
    : depth(embedding.cols + 1),
      count(base::blockCount(embedding.rows, TileColumns)),
      values(count * depth * TileColumns, 0.0F),
      queries(embedding.rows * depth),
      norms(embedding.rows) {
    const std::vector<double> means = columnMeans(embedding);
    for (std::size_t i = 0; i < count * TileColumns; ++i) {
        float* column = values.data() + i / TileColumns * depth * TileColumns + i % TileColumns;
        float& squaredNorm = column[embedding.cols * TileColumns];
        if (i >= embedding.rows) {
            squaredNorm = std::numeric_limits<float>::infinity();
            continue;
        }
        double squared = 0.0;
        for (std::size_t j = 0; j < embedding.cols; ++j) {
            const auto centred = static_cast<float>(embedding(i, j) - means[j]);
            column[j * TileColumns] = centred;
            queries[i * depth + j] = -2.0F * centred;
            squared += static_cast<double>(centred) * centred;
        }
        queries[i * depth + embedding.cols] = 1.0F;
        squaredNorm = static_cast<float>(squared);
        norms[i] = std::sqrt(squared);
        if (!(norms[i] < LargestNorm))
            throw base::Error(base::ErrorKind::BadInput,
                              "the embedding of cell " + std::to_string(i + 1) +
                                  " is not a usable number, so its neighbours are undefined");
    }
}

/// scores (queries × ChunkPoints): every query of a block against the panels of one chunk.
COUNTERPOINT_KERNEL
void scoreChunk(const float* queries, std::size_t queryCount, const float* panels,
                std::size_t panelCount, std::size_t depth, float* scores) {
    for (std::size_t panel = 0; panel < panelCount; ++panel)
        linalg::tileProducts(queryCount, queries, depth, 1, panels + panel * depth * TileColumns,
                             TileColumns, depth, scores + panel * TileColumns, ChunkPoints);
}

/// Writes the positions whose score is at most `limit`; most groups of 16 hold none.
COUNTERPOINT_KERNEL
std::size_t collect(const float* scores, std::size_t count, float limit, std::uint32_t* positions) {
    std::size_t found = 0;
    for (std::size_t group = 0; group < count; group += TileColumns) {
        int any = 0;
#pragma omp simd reduction(| : any)
        for (std::size_t p = 0; p < TileColumns; ++p) any |= scores[group + p] <= limit ? 1 : 0;
        if (any == 0) continue;
        for (std::size_t p = group; p < group + TileColumns; ++p)
            if (scores[p] <= limit) positions[found++] = static_cast<std::uint32_t>(p);
    }
    return found;
}

double squaredDistance(std::span<const float> x, std::span<const float> y) {
    double sum = 0.0;
    for (std::size_t j = 0; j < x.size(); ++j) {
        const double difference = static_cast<double>(x[j]) - y[j];
        sum += difference * difference;
    }
    return sum;
}

/// Whom one query has met so far that may be among its k nearest: everyone whose score lies within
/// rounding of the k-th smallest score, or has not been compared with it yet.
class Shortlist {
  public:
    struct Met {
        float score;
        std::uint32_t index;
    };

    Shortlist(std::size_t k, double norm, std::size_t depth)
        : m_k(k), m_norm(norm), m_rounding(static_cast<double>(depth + 8) * 0x1.0p-22) {}

    /// Scores above this need not be added.
    float limit() const { return m_limit; }
    void add(float score, std::uint32_t index) { m_met.push_back({score, index}); }
    /// Drops whom the k-th smallest score rules out, once there are enough to make it worthwhile.
    void shorten() {
        if (m_met.size() < m_shortenAt) return;
        const auto kth = m_met.begin() + static_cast<std::ptrdiff_t>(m_k) - 1;
        std::ranges::nth_element(m_met, kth, {}, &Met::score);
        // A score is a sum of `depth` float32 products: its error is bounded in units of
        // (|x| + |y|)², and a neighbour at distance r has |y| ≤ |x| + r.
        const double score = kth->score;
        const double reach = 2.0 * m_norm + std::sqrt(std::max(0.0, score + m_norm * m_norm));
        m_limit = static_cast<float>(score + m_rounding * reach * reach);
        std::erase_if(m_met, [&](const Met& met) { return met.score > m_limit; });
        // Doubling keeps the work linear where many points tie.
        m_shortenAt = std::max(2 * m_k, 2 * m_met.size());
    }
    const std::vector<Met>& final() {
        if (m_met.size() > m_k) m_shortenAt = 0;
        shorten();
        return m_met;
    }

  private:
    std::size_t m_k;
    double m_norm;
    double m_rounding;
    float m_limit = std::numeric_limits<float>::max();
    std::size_t m_shortenAt = m_k + 1;
    std::vector<Met> m_met;
};

/// Writes the k nearest of the shortlisted into a row of `graph`, measured directly in double.
void writeRow(const data::Embedding& embedding, std::uint32_t query,
              const std::vector<Shortlist::Met>& shortlisted, std::size_t row,
              data::NeighborGraph& graph) {
    std::vector<std::pair<double, std::uint32_t>> measured;
    measured.reserve(shortlisted.size());
    for (const Shortlist::Met& met : shortlisted)
        measured.emplace_back(squaredDistance(embedding.row(query), embedding.row(met.index)),
                              met.index);
    std::partial_sort(measured.begin(), measured.begin() + static_cast<std::ptrdiff_t>(graph.k),
                      measured.end());
    for (std::size_t n = 0; n < graph.k; ++n) {
        graph.indices[row * graph.k + n] = measured[n].second;
        graph.distances[row * graph.k + n] = static_cast<float>(std::sqrt(measured[n].first));
    }
}

/// Fills the rows of `graph` from `firstRow` on, one for each of `queries`.
void searchBlock(const data::Embedding& embedding, const Panels& panels,
                 std::span<const std::uint32_t> queries, std::size_t firstRow, const base::Job& job,
                 data::NeighborGraph& graph) {
    std::vector<float> scores(queries.size() * ChunkPoints);
    std::vector<float> scaled;  // the queries as (−2x, 1), one after another
    std::vector<Shortlist> shortlists;
    for (const std::uint32_t query : queries) {
        const auto from =
            panels.queries.begin() + static_cast<std::ptrdiff_t>(query * panels.depth);
        scaled.insert(scaled.end(), from, from + static_cast<std::ptrdiff_t>(panels.depth));
        shortlists.emplace_back(graph.k, panels.norms[query], panels.depth);
    }
    std::uint32_t positions[ChunkPoints];

    for (std::size_t first = 0; first < embedding.rows; first += ChunkPoints) {
        job.checkStop();
        const std::size_t firstPanel = first / TileColumns;
        const std::size_t panelCount =
            std::min(ChunkPoints / TileColumns, panels.count - firstPanel);
        scoreChunk(scaled.data(), queries.size(),
                   panels.values.data() + firstPanel * panels.depth * TileColumns, panelCount,
                   panels.depth, scores.data());
        for (std::size_t q = 0; q < queries.size(); ++q) {
            const float* row = scores.data() + q * ChunkPoints;
            const std::size_t found =
                collect(row, panelCount * TileColumns, shortlists[q].limit(), positions);
            for (std::size_t f = 0; f < found; ++f) {
                const std::size_t point = first + positions[f];
                if (point != queries[q])
                    shortlists[q].add(row[positions[f]], static_cast<std::uint32_t>(point));
            }
            shortlists[q].shorten();
        }
    }
    for (std::size_t q = 0; q < queries.size(); ++q)
        writeRow(embedding, queries[q], shortlists[q].final(), firstRow + q, graph);
}

}  // namespace

const plugin::Fields<NeighborOptions>& NeighborOptions::fields() {
    static const plugin::Fields<NeighborOptions> all({
        {{.key = "k",
          .title = "Neighbours",
          .help = "How many nearest cells each cell is compared with in scores and maps.",
          .kind = plugin::ParameterKind::Integer,
          .minimum = 2,
          .maximum = 300,
          .step = 1,
          .ticks = {2, 90, 300},
          .citation = "90 = 3 × perplexity 30 of LISI (Korsunsky et al. 2019)",
          .advanced = true},
         &NeighborOptions::k},
    });
    return all;
}

data::NeighborGraph findNeighbors(const data::Embedding& embedding, const NeighborOptions& options,
                                  const base::Job& job) {
    std::vector<std::uint32_t> everyone(embedding.rows);
    std::iota(everyone.begin(), everyone.end(), 0U);
    return findNeighborsOf(embedding, everyone, options, job);
}

data::NeighborGraph findNeighborsOf(const data::Embedding& embedding,
                                    std::span<const std::uint32_t> queries,
                                    const NeighborOptions& options, const base::Job& job) {
    if (options.k < 1)
        throw base::Error(base::ErrorKind::BadSettings, "k must be at least 1 neighbour");
    data::NeighborGraph graph;
    graph.cells = queries.size();
    if (graph.cells == 0) return graph;
    graph.k = std::min(static_cast<std::size_t>(options.k), embedding.rows - 1);
    graph.indices.resize(graph.cells * graph.k);
    graph.distances.resize(graph.cells * graph.k);
    const Panels panels(embedding);
    if (graph.k == 0) return graph;
    const std::thread::id caller = std::this_thread::get_id();
    std::atomic<std::size_t> done{0};
    base::parallelBlocks(
        job, graph.cells, BlockQueries, [&](std::size_t begin, std::size_t end, std::size_t) {
            searchBlock(embedding, panels, queries.subspan(begin, end - begin), begin, job, graph);
            done += end - begin;
            if (std::this_thread::get_id() == caller)
                job.progress(static_cast<double>(done) / static_cast<double>(graph.cells));
        });
    return graph;
}

}  // namespace counterpoint::neighbors
