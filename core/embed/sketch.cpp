#include "core/embed/sketch.h"

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/parallel.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace counterpoint::embed {
namespace {

constexpr std::size_t MostDims = 16;
constexpr std::size_t BlockRows = 1024;

/// A number for the box of side `side` that each cell lies in.
std::vector<std::uint64_t> boxesOf(const data::Embedding& embedding, double side,
                                   const base::Job& job) {
    std::vector<std::uint64_t> boxes(embedding.rows);
    const std::size_t dims = std::min(MostDims, embedding.cols);
    base::parallelBlocks(
        job, embedding.rows, BlockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i) {
                std::uint64_t box = 0;
                for (std::size_t d = 0; d < dims; ++d) {
                    const auto at = static_cast<std::int64_t>(std::floor(embedding(i, d) / side));
                    box = base::mix(box ^ static_cast<std::uint64_t>(at));
                }
                boxes[i] = box;
            }
        });
    return boxes;
}

std::size_t distinct(std::vector<std::uint64_t> boxes) {
    std::ranges::sort(boxes);
    return static_cast<std::size_t>(std::unique(boxes.begin(), boxes.end()) - boxes.begin());
}

/// The boxes of the smallest side that makes at most `size` of them.
std::vector<std::uint64_t> finestBoxes(const data::Embedding& embedding, std::size_t size,
                                       const base::Job& job) {
    double large = 1.0;
    for (const float x : embedding.values) large = std::max(large, 4.0 * std::abs(double{x}));
    double small = large * 1e-4;
    std::vector<std::uint64_t> best(embedding.rows);  // one box for all
    constexpr int halvings = 14;
    for (int step = 0; step < halvings; ++step) {
        job.checkStop();
        const double side = std::sqrt(small * large);
        std::vector<std::uint64_t> boxes = boxesOf(embedding, side, job);
        if (distinct(boxes) <= size) {
            best = std::move(boxes);
            large = side;
        } else {
            small = side;
        }
    }
    return best;
}

}  // namespace

Sketch geometricSketch(const data::Embedding& embedding, std::size_t size, const base::Job& job) {
    const std::size_t n = embedding.rows;
    size = std::min(size, n);
    Sketch sketch;
    sketch.representative.resize(n);
    if (size == 0) return sketch;
    const std::vector<std::uint64_t> boxes = finestBoxes(embedding, size, job);
    const auto lot = [&](std::uint32_t i) { return base::mix(base::mix(job.seed()) ^ i); };
    std::vector<std::uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::uint32_t i) { return std::tuple(boxes[i], lot(i), i); });
    job.checkStop();

    std::vector<std::uint32_t> rank(n);  // in its box
    for (std::size_t s = 1; s < n; ++s)
        rank[order[s]] = boxes[order[s]] == boxes[order[s - 1]] ? rank[order[s - 1]] + 1 : 0;
    sketch.cells.resize(n);
    std::iota(sketch.cells.begin(), sketch.cells.end(), 0U);
    std::ranges::sort(sketch.cells, {},
                      [&](std::uint32_t i) { return std::tuple(rank[i], lot(i), i); });
    sketch.cells.resize(size);
    std::ranges::sort(sketch.cells);

    // The cells taken from a box share its others among them.
    constexpr auto none = static_cast<std::uint32_t>(-1);
    std::vector<std::uint32_t> place(n, none);
    for (std::size_t s = 0; s < size; ++s) place[sketch.cells[s]] = static_cast<std::uint32_t>(s);
    for (std::size_t first = 0; first < n;) {
        std::size_t taken = first;
        std::size_t last = first;
        while (last < n && boxes[order[last]] == boxes[order[first]]) {
            if (place[order[last]] != none) taken = last + 1;
            ++last;
        }
        const std::size_t count = std::max<std::size_t>(1, taken - first);
        for (std::size_t s = first; s < last; ++s)
            sketch.representative[order[s]] = place[order[s]] != none
                                                  ? place[order[s]]
                                                  : place[order[first + (s - first) % count]];
        first = last;
    }
    return sketch;
}

data::Embedding placedByNeighbors(const data::CsrMatrix& graph,
                                  std::span<const std::uint32_t> cells,
                                  const data::Embedding& layout, const base::Job& job) {
    if (layout.rows != cells.size() || cells.size() > graph.rows)
        throw base::Error(base::ErrorKind::Internal,
                          "cells can only be placed around others of the same graph");
    const std::size_t dims = layout.cols;
    data::Embedding all(graph.rows, dims);
    std::vector<double> middle(dims);
    for (std::size_t s = 0; s < cells.size(); ++s)
        for (std::size_t d = 0; d < dims; ++d)
            middle[d] += layout(s, d) / static_cast<double>(cells.size());
    for (std::size_t i = 0; i < graph.rows; ++i)
        for (std::size_t d = 0; d < dims; ++d) all(i, d) = static_cast<float>(middle[d]);
    // The round in which a cell found its place; cells look at earlier rounds only.
    constexpr int never = -1;
    std::vector<int> placed(graph.rows, never);
    for (std::size_t s = 0; s < cells.size(); ++s) {
        std::ranges::copy(layout.row(s), all.row(cells[s]).begin());
        placed[cells[s]] = 0;
    }
    std::vector<std::size_t> found(base::blockCount(graph.rows, BlockRows));
    for (int round = 1;; ++round) {
        std::vector<int> next = placed;
        base::parallelBlocks(job, graph.rows, BlockRows,
                             [&](std::size_t begin, std::size_t end, std::size_t block) {
                                 found[block] = 0;
                                 for (std::size_t i = begin; i < end; ++i) {
                                     if (placed[i] != never) continue;
                                     double total = 0.0;
                                     std::vector<double> sum(dims);
                                     for (std::size_t e = 0; e < graph.rowSize(i); ++e) {
                                         const std::size_t other = graph.rowColumns(i)[e];
                                         if (placed[other] == never) continue;
                                         const double weight = graph.rowValues(i)[e];
                                         total += weight;
                                         for (std::size_t d = 0; d < dims; ++d)
                                             sum[d] += weight * all(other, d);
                                     }
                                     if (total <= 0.0) continue;
                                     for (std::size_t d = 0; d < dims; ++d)
                                         all(i, d) = static_cast<float>(sum[d] / total);
                                     next[i] = round;
                                     ++found[block];
                                 }
                             });
        placed = std::move(next);
        if (std::accumulate(found.begin(), found.end(), std::size_t{0}) == 0) return all;
    }
}

}  // namespace counterpoint::embed
