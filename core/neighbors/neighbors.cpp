#include "core/neighbors/neighbors.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/linalg/kernel.h"
#include "core/linalg/tile.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
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

/// One neighbour found so far. The order is that of the answer: nearer first, then smaller index.
struct Candidate {
    double squared;
    std::uint32_t index;
    bool operator<(const Candidate& other) const {
        return squared != other.squared ? squared < other.squared : index < other.index;
    }
};

/// The centred points in panels of 16: dimension by dimension, 16 points side by side, and below
/// them their squared norms. A query written as (−2x, 1) then scores |y|² − 2xy in one product,
/// which orders the points as their distance from x does.
struct Panels {
    std::size_t depth = 0;           ///< dimensions + 1
    std::size_t count = 0;           ///< panels
    std::vector<float> values;       ///< count × depth × 16; padding scores infinity
    std::vector<float> queries;      ///< points × depth: (−2x, 1)
    std::vector<double> norms;       ///< of the centred points
    std::vector<double> chunkNorms;  ///< largest norm in each chunk

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
      norms(embedding.rows),
      chunkNorms(base::blockCount(embedding.rows, ChunkPoints), 0.0) {
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
        double& largest = chunkNorms[i / ChunkPoints];
        largest = std::max(largest, norms[i]);
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

double squaredDistance(const float* x, const float* y, std::size_t dimensions) {
    double sum = 0.0;
#pragma omp simd reduction(+ : sum)
    for (std::size_t j = 0; j < dimensions; ++j) {
        const double difference = static_cast<double>(x[j]) - y[j];
        sum += difference * difference;
    }
    return sum;
}

/// The k nearest others of one query while the points pass by: a heap with the worst on top.
class Nearest {
  public:
    void reset(std::size_t k) {
        m_k = k;
        m_heap.clear();
    }
    double worst() const {
        return m_heap.size() < m_k ? std::numeric_limits<double>::infinity()
                                   : m_heap.front().squared;
    }
    void offer(const Candidate& candidate) {
        if (m_heap.size() == m_k) {
            if (!(candidate < m_heap.front())) return;
            std::pop_heap(m_heap.begin(), m_heap.end());
            m_heap.back() = candidate;
        } else {
            m_heap.push_back(candidate);
        }
        std::push_heap(m_heap.begin(), m_heap.end());
    }
    /// Nearest first; empties the heap order.
    const std::vector<Candidate>& sorted() {
        std::sort_heap(m_heap.begin(), m_heap.end());
        return m_heap;
    }

  private:
    std::size_t m_k = 0;
    std::vector<Candidate> m_heap;
};

/// Fills the rows [begin, end) of `graph`. Scores in float32 only choose whom to look at: whoever
/// could be among the k nearest within the rounding of a score is measured directly in double.
void searchBlock(const data::Embedding& embedding, const Panels& panels, std::size_t begin,
                 std::size_t end, const base::Job& job, data::NeighborGraph& graph) {
    std::vector<float> scores((end - begin) * ChunkPoints);
    std::vector<Nearest> nearest(end - begin);
    for (Nearest& one : nearest) one.reset(graph.k);
    std::uint32_t positions[ChunkPoints];
    // A score is a sum of `depth` float32 products: its error bound in units of (|x| + |y|)².
    const double rounding = static_cast<double>(panels.depth + 8) * 0x1.0p-23;

    for (std::size_t chunk = 0; chunk < panels.chunkNorms.size(); ++chunk) {
        job.checkStop();
        const std::size_t first = chunk * ChunkPoints;
        const std::size_t firstPanel = first / TileColumns;
        const std::size_t panelCount =
            std::min(ChunkPoints / TileColumns, panels.count - firstPanel);
        scoreChunk(panels.queries.data() + begin * panels.depth, end - begin,
                   panels.values.data() + firstPanel * panels.depth * TileColumns, panelCount,
                   panels.depth, scores.data());
        for (std::size_t query = begin; query < end; ++query) {
            Nearest& best = nearest[query - begin];
            const double norm = panels.norms[query];
            const double reach = norm + panels.chunkNorms[chunk];
            const double limit = best.worst() - norm * norm + rounding * reach * reach;
            const float* x = embedding.row(query).data();
            const std::size_t found = collect(
                scores.data() + (query - begin) * ChunkPoints, panelCount * TileColumns,
                std::min(static_cast<float>(limit), std::numeric_limits<float>::max()), positions);
            for (std::size_t f = 0; f < found; ++f) {
                const std::size_t point = first + positions[f];
                if (point == query) continue;
                best.offer({squaredDistance(x, embedding.row(point).data(), embedding.cols),
                            static_cast<std::uint32_t>(point)});
            }
        }
    }

    for (std::size_t query = begin; query < end; ++query) {
        std::size_t at = query * graph.k;
        for (const Candidate& candidate : nearest[query - begin].sorted()) {
            graph.indices[at] = candidate.index;
            graph.distances[at] = static_cast<float>(std::sqrt(candidate.squared));
            ++at;
        }
    }
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
    if (options.k < 1)
        throw base::Error(base::ErrorKind::BadSettings, "k must be at least 1 neighbour");
    data::NeighborGraph graph;
    graph.cells = embedding.rows;
    if (graph.cells == 0) return graph;
    graph.k = std::min(static_cast<std::size_t>(options.k), graph.cells - 1);
    graph.indices.resize(graph.cells * graph.k);
    graph.distances.resize(graph.cells * graph.k);
    const Panels panels(embedding);
    if (graph.k == 0) return graph;
    base::parallelBlocks(job, graph.cells, BlockQueries,
                         [&](std::size_t begin, std::size_t end, std::size_t) {
                             searchBlock(embedding, panels, begin, end, job, graph);
                         });
    return graph;
}

}  // namespace counterpoint::neighbors
