#pragma once

#include "core/data/csr_matrix.h"

#include <cstddef>
#include <cstdint>
#include <vector>

/// The hot loops of the UMAP optimisation. Layouts are cells × 2.
namespace counterpoint::embed::kernels {

/// Edges and draws are worked through this many at a time.
inline constexpr std::size_t Lanes = 16;

/// The edges worth drawing, weights relative to the strongest. Rows are filled up to whole lanes
/// with edges of weight 0 to the cell itself.
struct Graph {
    std::vector<std::int64_t> rowPointers{0};
    std::vector<std::uint32_t> columns;
    std::vector<float> weights;    ///< at most 1
    std::vector<float> strengths;  ///< by cell: the sum of its weights
};

/// Leaves out edges that umap-learn would never sample in so many epochs.
Graph strongEdges(const data::CsrMatrix& graph, int epochs);

struct Forces {
    float a = 1.0F;
    float b = 1.0F;
    float negativeRate = 5.0F;
};

/// Adam's running means of one coordinate's gradient and of its square.
struct Moments {
    float mean = 0.0F;
    float square = 0.0F;
};

/// The key of one epoch's random numbers.
std::uint64_t epochKey(std::uint64_t seed, int epoch);

/// gradient rows [begin, end) = the force on each of those cells: the expected attraction along its
/// edges, counted twice because each edge pulls from both ends, and repulsion from random cells,
/// `negativeRate` for each unit of edge weight. A cell writes its own row only.
void addForces(const std::int64_t* rowPointers, const std::uint32_t* columns, const float* weights,
               const float* strengths, const float* layout, std::size_t cells, std::size_t begin,
               std::size_t end, float a, float b, float negativeRate, std::uint64_t key,
               float* gradient);

/// Moves coordinates [begin, end) by one step of Adam, at most `reach`.
void move(const float* gradient, std::size_t begin, std::size_t end, int step, double rate,
          float reach, Moments* moments, float* layout);

}  // namespace counterpoint::embed::kernels
