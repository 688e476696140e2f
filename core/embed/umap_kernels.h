#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// The hot loops of the UMAP optimisation. Layouts are cells × 2 or cells × 3.
namespace counterpoint::embed::kernels {

/// Edges and draws are worked through this many at a time.
inline constexpr std::size_t Lanes = 8;
/// Cells that one task moves. They draw their random cells from one pool, fetched once.
inline constexpr std::size_t BlockRows = 256;

/// The edges worth pulling at, weights relative to the strongest. Rows are filled up to whole lanes
/// with edges of weight 0 to the cell itself.
struct Graph {
    std::vector<std::int64_t> rowPointers{0};
    std::vector<std::uint32_t> columns;
    std::vector<float> weights;    ///< at most 1
    std::vector<float> strengths;  ///< by cell: the sum of its weights
    /// Where the weights came from and go to, when they change during the run; empty when not.
    std::vector<float> before;
    std::vector<float> after;
};

/// Leaves out edges that umap-learn would never sample in so many epochs. Row i of the answer is
/// cell `order[i]`. With a `previous` graph the answer holds the edges of both and starts from its
/// weights.
Graph strongEdges(const data::CsrMatrix& graph, const data::CsrMatrix* previous,
                  std::span<const std::uint32_t> order, int epochs, const base::Job& job);

/// Weights a `share` (0–1) of the way from `before` to `after`.
void blend(Graph& graph, float share, const base::Job& job);

/// Adam's running means of one coordinate's gradient and of its square.
struct Moments {
    float mean = 0.0F;
    float square = 0.0F;
};

/// One epoch: reads the layout and moments of the last one, writes those of the next.
struct Epoch {
    const std::int64_t* rowPointers = nullptr;
    const std::uint32_t* columns = nullptr;
    const float* weights = nullptr;
    const float* strengths = nullptr;
    std::size_t cells = 0;
    std::size_t dims = 2;
    float a = 1.0F;
    float b = 1.0F;
    float negativeRate = 5.0F;
    float drawShare = 1.0F;  ///< random cells met for each that `negativeRate` asks for
    std::uint64_t key = 0;   ///< of its random numbers
    float rate = 1.0F;       ///< of Adam, its bias correction included
    float squareScale = 1.0F;
    float reach = 4.0F;  ///< the farthest a coordinate may move
    const float* layout = nullptr;
    const Moments* moments = nullptr;
    float* nextLayout = nullptr;
    Moments* nextMoments = nullptr;
};

/// Sets key, rate and scale of epoch `number` (from 0) at learning rate `rate`.
void setEpoch(Epoch& epoch, std::uint64_t seed, int number, double rate);

/// Memory a task needs for its cells' neighbours.
std::size_t scratchFor(const Graph& graph, std::size_t dims);

/// Moves the cells [begin, end), at most `BlockRows`, one step along the force on each: the
/// expected attraction of its edges, counted twice because each pulls from both ends, and the
/// repulsion of random cells, `negativeRate` for each unit of edge weight.
void moveCells(const Epoch& epoch, std::size_t begin, std::size_t end, float* scratch);

}  // namespace counterpoint::embed::kernels
