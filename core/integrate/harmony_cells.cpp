#include "core/integrate/harmony_cells.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/linalg/tile.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>

namespace counterpoint::integrate {
namespace {

constexpr std::size_t BlockRows = 1024;

}  // namespace

std::shared_ptr<const HarmonyCells> prepareCells(const plugin::IntegrationInput& input,
                                                 double block, const base::Job& job) {
    const data::Embedding& pca = input.pca;
    auto cells = std::make_shared<HarmonyCells>();
    cells->design = makeDesign(input.batches, pca.rows, block, job.seed(), input.reference);
    cells->dims = linalg::paddedToTile(pca.cols);
    cells->seed = job.seed();
    cells->block = block;
    for (const data::Categories* batch : input.batches) cells->batches.push_back(*batch);
    cells->reference = input.reference;
    cells->values.resize(pca.rows * cells->dims);
    base::parallelBlocks(
        job, pca.rows, BlockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t at = begin; at < end; ++at) {
                const std::uint32_t row = cells->design.order[at];
                float* to = cells->values.data() + at * cells->dims;
                std::fill(to + pca.cols, to + cells->dims, 0.0F);
                for (std::size_t j = 0; j < pca.cols; ++j) {
                    to[j] = pca(row, j);
                    if (!std::isfinite(to[j]))
                        throw base::Error(base::ErrorKind::BadInput,
                                          "the embedding of cell " + std::to_string(row + 1) +
                                              " is not a usable number, so Harmony cannot start");
                }
            }
        });
    return cells;
}

bool madeFrom(const HarmonyCells& cells, const plugin::IntegrationInput& input, double block,
              const base::Job& job) {
    const data::Embedding& pca = input.pca;
    if (cells.seed != job.seed() || cells.block != block || cells.reference != input.reference ||
        cells.design.cells != pca.rows || cells.dims != linalg::paddedToTile(pca.cols) ||
        cells.batches.size() != input.batches.size())
        return false;
    for (std::size_t c = 0; c < cells.batches.size(); ++c)
        if (!(cells.batches[c] == *input.batches[c])) return false;
    std::atomic<bool> same{true};
    base::parallelBlocks(
        job, pca.rows, BlockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t at = begin; at < end && same.load(std::memory_order_relaxed); ++at) {
                const float* mine = cells.values.data() + at * cells.dims;
                const auto theirs = pca.row(cells.design.order[at]);
                if (std::memcmp(mine, theirs.data(), theirs.size_bytes()) != 0 ||
                    std::any_of(mine + pca.cols, mine + cells.dims, [](float x) { return x != 0; }))
                    same = false;
            }
        });
    return same;
}

}  // namespace counterpoint::integrate
