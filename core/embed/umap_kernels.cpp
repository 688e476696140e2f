#include "core/embed/umap_kernels.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/linalg/kernel.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace counterpoint::embed::kernels {
namespace {

constexpr float LargestGradient = 4.0F;  ///< umap-learn clips each component to ±4
constexpr float Softening = 0.001F;      ///< keeps the repulsion of touching cells finite
constexpr float SmallestSquare = 1e-12F;
// Adam as uwot's batch mode sets it.
constexpr float MeanDecay = 0.5F;
constexpr float SquareDecay = 0.9F;
constexpr float Epsilon = 1e-7F;

/// Random cells fetched for a block. A cell meets a stretch of them that starts at its own place,
/// so that cells of a block share few.
constexpr std::size_t PoolSize = 1024;
/// Random cells are met this many at a time, and a hub meets at most so many, each counted more.
constexpr std::size_t DrawStep = 2 * Lanes;
constexpr std::size_t MostDraws = 256;
constexpr std::size_t TileRows = 64;

[[gnu::always_inline]] inline float clipped(float x) {
    const float low = x < -LargestGradient ? -LargestGradient : x;
    return low > LargestGradient ? LargestGradient : low;
}

/// 32 well-mixed bits of a counter (Wellons' lowbias32); cheap in vector code.
[[gnu::always_inline]] inline std::uint32_t bitsOf(std::uint32_t x) {
    x ^= x >> 16U;
    x *= 0x7FEB352DU;
    x ^= x >> 15U;
    x *= 0x846CA68BU;
    return x ^ (x >> 16U);
}

/// x^y for normal x > 0 to 1e-4 of itself: no map can tell the difference.
[[gnu::always_inline]] inline float roughPower(float x, float y) {
    const auto bits = std::bit_cast<std::int32_t>(x);
    const std::int32_t exponent = (bits - 0x3F3504F3) >> 23;
    const float t = std::bit_cast<float>(bits - exponent * (1 << 23)) - 1.0F;
    // Minimax polynomials of log2(1 + t) / t on [√½ − 1, √2 − 1] and of 2^r on [−½, ½].
    float log = 0.25265706F;
    log = log * t - 0.39457445F;
    log = log * t + 0.48668659F;
    log = log * t - 0.72024189F;
    log = log * t + 1.442578F;
    const float unbounded = y * (static_cast<float>(exponent) + t * log);
    const float bounded = unbounded < -126.0F ? -126.0F : unbounded;
    const float power = bounded > 126.0F ? 126.0F : bounded;
    constexpr float RoundToInteger = 12582912.0F;  // 1.5 · 2^23: adding it drops the fraction
    const float shifted = power + RoundToInteger;
    const float r = power - (shifted - RoundToInteger);
    float p = 0.055171624F;
    p = p * r + 0.24261114F;
    p = p * r + 0.693261F;
    p = p * r + 0.99992807F;
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(p) +
                                (std::bit_cast<std::uint32_t>(shifted) << 23U));
}

/// Adds to `force` the pull of one lane-full of neighbours at `near` (one array a dimension).
template <std::size_t Dims>
[[gnu::always_inline]] inline void attract(const Epoch& epoch, const float* centre,
                                           const float* const* near, const float* weights,
                                           float (*force)[Lanes]) {
    const float scale = -4.0F * epoch.a * epoch.b;
#pragma omp simd
    for (std::size_t lane = 0; lane < Lanes; ++lane) {
        float square = SmallestSquare;
        for (std::size_t d = 0; d < Dims; ++d) {
            const float apart = centre[d] - near[d][lane];
            square += apart * apart;
        }
        const float power = roughPower(square, epoch.b);
        // The ±4 bound of umap-learn is never reached here: the pull is at most 2ab, near
        // distance 1.
        const float pull = weights[lane] * scale * power / (square * (1.0F + epoch.a * power));
        for (std::size_t d = 0; d < Dims; ++d) force[d][lane] += pull * (centre[d] - near[d][lane]);
    }
}

/// Adds to `force` the push of one lane-full of random cells, each counted `weight` times.
template <std::size_t Dims>
[[gnu::always_inline]] inline void repel(const Epoch& epoch, const float* centre,
                                         const float* const* others, float weight,
                                         float (*force)[Lanes]) {
    const float scale = 2.0F * epoch.b;
#pragma omp simd
    for (std::size_t lane = 0; lane < Lanes; ++lane) {
        float square = SmallestSquare;
        for (std::size_t d = 0; d < Dims; ++d) {
            const float apart = centre[d] - others[d][lane];
            square += apart * apart;
        }
        const float power = roughPower(square, epoch.b);
        const float push = scale / ((Softening + square) * (1.0F + epoch.a * power));
        // A cell does not push itself: it is nowhere apart from itself.
        for (std::size_t d = 0; d < Dims; ++d)
            force[d][lane] += weight * clipped(push * (centre[d] - others[d][lane]));
    }
}

template <std::size_t Dims>
[[gnu::always_inline]] inline void moveTile(const Epoch& epoch, std::size_t begin, std::size_t end,
                                            const float (*pool)[PoolSize + MostDraws],
                                            float* scratch) {
    // All neighbours of the tile are fetched before any is used, so that loads overlap.
    const auto firstEdge = static_cast<std::size_t>(epoch.rowPointers[begin]);
    const std::size_t edges = static_cast<std::size_t>(epoch.rowPointers[end]) - firstEdge;
    for (std::size_t e = 0; e < edges; ++e)
        for (std::size_t d = 0; d < Dims; ++d)
            scratch[d * edges + e] = epoch.layout[Dims * epoch.columns[firstEdge + e] + d];

    float gradient[TileRows * Dims];
    for (std::size_t i = begin; i < end; ++i) {
        float centre[Dims];
        for (std::size_t d = 0; d < Dims; ++d) centre[d] = epoch.layout[Dims * i + d];
        float force[Dims][Lanes] = {};
        const float* from[Dims];
        const auto last = static_cast<std::size_t>(epoch.rowPointers[i + 1]);
        for (auto e = static_cast<std::size_t>(epoch.rowPointers[i]); e < last; e += Lanes) {
            for (std::size_t d = 0; d < Dims; ++d) from[d] = scratch + d * edges + e - firstEdge;
            attract<Dims>(epoch, centre, from, epoch.weights + e, force);
        }
        const float wanted = epoch.negativeRate * epoch.strengths[i];
        constexpr auto step = static_cast<float>(DrawStep);
        const std::size_t steps = std::min(
            MostDraws / DrawStep,
            static_cast<std::size_t>((2.0F * epoch.drawShare * wanted + step) / (2.0F * step)));
        const std::size_t draws = wanted > 0.0F ? std::max<std::size_t>(1, steps) * DrawStep : 0;
        const float each = wanted / static_cast<float>(std::max<std::size_t>(1, draws));
        const std::size_t first =
            bitsOf(static_cast<std::uint32_t>(epoch.key) + static_cast<std::uint32_t>(i)) %
            PoolSize;
        for (std::size_t s = 0; s < draws; s += Lanes) {
            for (std::size_t d = 0; d < Dims; ++d) from[d] = pool[d] + first + s;
            repel<Dims>(epoch, centre, from, each, force);
        }
        for (std::size_t d = 0; d < Dims; ++d) {
            float sum = 0.0F;
            for (std::size_t lane = 0; lane < Lanes; ++lane) sum += force[d][lane];
            gradient[Dims * (i - begin) + d] = sum;
        }
    }

    const std::size_t offset = Dims * begin;
    for (std::size_t c = 0; c < Dims * (end - begin); ++c) {
        const float g = gradient[c];
        const Moments last = epoch.moments[offset + c];
        const float mean = MeanDecay * last.mean + (1.0F - MeanDecay) * g;
        const float square = SquareDecay * last.square + (1.0F - SquareDecay) * g * g;
        const float change = epoch.rate * mean / (std::sqrt(square * epoch.squareScale) + Epsilon);
        const float bounded = change < -epoch.reach ? -epoch.reach : change;
        epoch.nextLayout[offset + c] =
            epoch.layout[offset + c] + (bounded > epoch.reach ? epoch.reach : bounded);
        epoch.nextMoments[offset + c] = {mean, square};
    }
}

template <std::size_t Dims>
[[gnu::always_inline]] inline void moveBlock(const Epoch& epoch, std::size_t begin, std::size_t end,
                                             float* scratch) {
    float pool[Dims][PoolSize + MostDraws];
    const auto key = static_cast<std::uint32_t>(base::mix(epoch.key ^ (begin / BlockRows)));
    const auto bound = static_cast<std::uint64_t>(epoch.cells);
    for (std::size_t s = 0; s < PoolSize; ++s) {
        const std::uint64_t bits = bitsOf(key + static_cast<std::uint32_t>(s) * 0x9E3779B9U);
        const auto other = static_cast<std::size_t>((bits * bound) >> 32U);
        for (std::size_t d = 0; d < Dims; ++d) pool[d][s] = epoch.layout[Dims * other + d];
    }
    for (std::size_t d = 0; d < Dims; ++d)
        for (std::size_t s = 0; s < MostDraws; ++s) pool[d][PoolSize + s] = pool[d][s];
    for (std::size_t tile = begin; tile < end; tile += TileRows)
        moveTile<Dims>(epoch, tile, tile + TileRows < end ? tile + TileRows : end, pool, scratch);
}

COUNTERPOINT_KERNEL
void moveBlockInPlane(const Epoch& epoch, std::size_t begin, std::size_t end, float* scratch) {
    moveBlock<2>(epoch, begin, end, scratch);
}

COUNTERPOINT_KERNEL
void moveBlockInSpace(const Epoch& epoch, std::size_t begin, std::size_t end, float* scratch) {
    moveBlock<3>(epoch, begin, end, scratch);
}

/// Calls `visit(column, now, before)` for the columns of a row of either graph, ascending.
template <class Visit>
void eitherRow(const data::CsrMatrix& graph, const data::CsrMatrix* previous, std::size_t row,
               Visit visit) {
    const auto now = graph.rowColumns(row);
    const auto old =
        previous != nullptr ? previous->rowColumns(row) : std::span<const std::uint32_t>{};
    std::size_t n = 0;
    std::size_t o = 0;
    while (n < now.size() || o < old.size()) {
        const bool inNow = o == old.size() || (n < now.size() && now[n] <= old[o]);
        const bool inOld = n == now.size() || (o < old.size() && old[o] <= now[n]);
        visit(inNow ? now[n] : old[o], inNow ? graph.rowValues(row)[n] : 0.0F,
              inOld ? previous->rowValues(row)[o] : 0.0F);
        n += inNow ? 1 : 0;
        o += inOld ? 1 : 0;
    }
}

void addUpStrengths(Graph& graph, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
        float sum = 0.0F;
        for (std::int64_t e = graph.rowPointers[i]; e < graph.rowPointers[i + 1]; ++e)
            sum += graph.weights[static_cast<std::size_t>(e)];
        graph.strengths[i] = sum;
    }
}

}  // namespace

Graph strongEdges(const data::CsrMatrix& graph, const data::CsrMatrix* previous,
                  std::span<const std::uint32_t> order, int epochs, const base::Job& job) {
    const float largest =
        graph.values.empty() ? 1.0F : *std::max_element(graph.values.begin(), graph.values.end());
    const float least = largest / static_cast<float>(epochs);
    std::vector<std::uint32_t> place(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = static_cast<std::uint32_t>(i);

    Graph strong;
    strong.rowPointers.assign(graph.rows + 1, 0);
    base::parallelBlocks(
        job, graph.rows, BlockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i) {
                std::int64_t kept = 0;
                eitherRow(graph, previous, order[i], [&](std::uint32_t, float now, float before) {
                    kept += now >= least || before >= least ? 1 : 0;
                });
                constexpr auto lanes = static_cast<std::int64_t>(Lanes);
                strong.rowPointers[i + 1] = (kept + lanes - 1) / lanes * lanes;
            }
        });
    for (std::size_t i = 0; i < graph.rows; ++i) strong.rowPointers[i + 1] += strong.rowPointers[i];
    const auto edges = static_cast<std::size_t>(strong.rowPointers.back());
    strong.columns.resize(edges);
    strong.weights.resize(edges);
    strong.strengths.resize(graph.rows);
    if (previous != nullptr) {
        strong.before.resize(edges);
        strong.after.resize(edges);
    }
    base::parallelBlocks(
        job, graph.rows, BlockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i) {
                auto at = static_cast<std::size_t>(strong.rowPointers[i]);
                const auto last = static_cast<std::size_t>(strong.rowPointers[i + 1]);
                eitherRow(graph, previous, order[i],
                          [&](std::uint32_t column, float now, float before) {
                              if (now < least && before < least) return;
                              strong.columns[at] = place[column];
                              strong.weights[at] =
                                  std::min(1.0F, (previous != nullptr ? before : now) / largest);
                              if (previous != nullptr) {
                                  strong.before[at] = strong.weights[at];
                                  strong.after[at] = now / largest;
                              }
                              ++at;
                          });
                for (; at < last; ++at) strong.columns[at] = static_cast<std::uint32_t>(i);
            }
            addUpStrengths(strong, begin, end);
        });
    return strong;
}

void blend(Graph& graph, float share, const base::Job& job) {
    base::parallelBlocks(
        job, graph.strengths.size(), BlockRows,
        [&](std::size_t begin, std::size_t end, std::size_t) {
            const auto last = static_cast<std::size_t>(graph.rowPointers[end]);
            for (auto e = static_cast<std::size_t>(graph.rowPointers[begin]); e < last; ++e)
                graph.weights[e] = graph.before[e] + share * (graph.after[e] - graph.before[e]);
            addUpStrengths(graph, begin, end);
        });
}

void setEpoch(Epoch& epoch, std::uint64_t seed, int number, double rate) {
    epoch.key = base::mix(base::mix(seed) + static_cast<std::uint64_t>(number));
    // The means start at zero; these undo their pull towards it.
    epoch.rate = static_cast<float>(rate / (1.0 - std::pow(MeanDecay, number + 1)));
    epoch.squareScale = static_cast<float>(1.0 / (1.0 - std::pow(SquareDecay, number + 1)));
}

std::size_t scratchFor(const Graph& graph, std::size_t dims) {
    std::int64_t most = 0;
    const std::size_t cells = graph.strengths.size();
    // Tiles start at multiples of TileRows, because blocks do.
    for (std::size_t i = 0; i < cells; i += TileRows)
        most =
            std::max(most, graph.rowPointers[std::min(cells, i + TileRows)] - graph.rowPointers[i]);
    return static_cast<std::size_t>(most) * dims;
}

void moveCells(const Epoch& epoch, std::size_t begin, std::size_t end, float* scratch) {
    if (epoch.dims == 2)
        moveBlockInPlane(epoch, begin, end, scratch);
    else
        moveBlockInSpace(epoch, begin, end, scratch);
}

}  // namespace counterpoint::embed::kernels
