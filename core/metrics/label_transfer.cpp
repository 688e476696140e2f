#include "core/linalg/kernel.h"
#include "core/metrics/cell_mean.h"
#include "core/metrics/interval.h"
#include "core/metrics/metrics.h"
#include "core/metrics/summary.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace counterpoint::metrics {

namespace {

constexpr std::size_t voters = 15;
constexpr std::int32_t noLabel = -1;

/// sums[j] = squared distance from `query` to point j of a block of `count` points stored dimension
/// by dimension, `stride` apart.
COUNTERPOINT_KERNEL void squaredDistances(const float* query, const float* points,
                                          std::size_t stride, std::size_t count, std::size_t dims,
                                          float* sums) {
    for (std::size_t j = 0; j < count; ++j) sums[j] = 0.0F;
    for (std::size_t d = 0; d < dims; ++d) {
        const float at = query[d];
        const float* row = points + d * stride;
#pragma omp simd
        for (std::size_t j = 0; j < count; ++j) {
            const float gap = row[j] - at;
            sums[j] += gap * gap;
        }
    }
}

/// The label that the nearest cells of other batches give each labelled cell: votes of 15 weighted
/// by 1 / distance (cells at distance 0 alone decide where there are some), ties to the first
/// label. −1 where there is no labelled cell in another batch. O(cells² · dims).
std::vector<std::int32_t> transferredLabels(const data::Embedding& x, const data::Categories& batch,
                                            const data::Categories& label, const base::Job& job) {
    constexpr std::size_t columns = 1024;  // points scored at once: their distances stay in cache
    std::vector<float> turned(x.values.size());
    for (std::size_t i = 0; i < x.rows; ++i)
        for (std::size_t d = 0; d < x.cols; ++d) turned[d * x.rows + i] = x(i, d);

    std::vector<std::int32_t> result(x.rows, noLabel);
    base::parallelBlocks(job, x.rows, 8, [&](std::size_t begin, std::size_t end, std::size_t) {
        std::vector<float> squares(columns);
        std::vector<std::pair<float, std::uint32_t>> near;  // a heap, farthest first
        std::vector<double> votes(label.levelCount());
        for (std::size_t i = begin; i < end; ++i) {
            if (label.codes[i] < 0) continue;
            near.clear();
            for (std::size_t from = 0; from < x.rows; from += columns) {
                const std::size_t count = std::min(columns, x.rows - from);
                squaredDistances(x.row(i).data(), turned.data() + from, x.rows, count, x.cols,
                                 squares.data());
                for (std::size_t j = 0; j < count; ++j) {
                    const std::pair candidate{squares[j], static_cast<std::uint32_t>(from + j)};
                    if (near.size() == voters && candidate >= near.front()) continue;
                    if (batch.codes[candidate.second] == batch.codes[i] ||
                        label.codes[candidate.second] < 0)
                        continue;
                    if (near.size() == voters) {
                        std::ranges::pop_heap(near);
                        near.pop_back();
                    }
                    near.push_back(candidate);
                    std::ranges::push_heap(near);
                }
            }
            if (near.empty()) continue;
            std::ranges::sort(near);
            const bool touching = near.front().first == 0.0F;
            std::ranges::fill(votes, 0.0);
            for (const auto& [square, cell] : near) {
                const double distance = std::sqrt(static_cast<double>(square));
                votes[label.codes[cell]] +=
                    touching ? (square == 0.0F ? 1.0 : 0.0) : 1.0 / distance;
            }
            result[i] = static_cast<std::int32_t>(std::ranges::max_element(votes) - votes.begin());
        }
    });
    return result;
}

/// Mean F1 over the labels of one batch that other batches have too; NaN when there is none.
/// Writes 1 (right) or 0 (wrong) for each cell that counts.
double macroF1(const std::vector<std::uint32_t>& cells, const std::vector<std::int32_t>& guesses,
               const data::Categories& label, const std::vector<bool>& known,
               std::vector<float>& perCell) {
    std::vector<double> right(label.levelCount(), 0.0);
    std::vector<double> truly(label.levelCount(), 0.0);
    std::vector<double> guessed(label.levelCount(), 0.0);
    for (const std::uint32_t cell : cells) {
        const std::int32_t own = label.codes[cell];
        if (own < 0 || !known[own]) continue;
        truly[own] += 1.0;
        guessed[guesses[cell]] += 1.0;
        right[own] += guesses[cell] == own ? 1.0 : 0.0;
        perCell[cell] = guesses[cell] == own ? 1.0F : 0.0F;
    }
    double total = 0.0;
    double labels = 0.0;
    for (std::size_t l = 0; l < truly.size(); ++l) {
        if (truly[l] == 0.0) continue;
        total += 2.0 * right[l] / (truly[l] + guessed[l]);
        labels += 1.0;
    }
    return labels > 0.0 ? total / labels : std::numeric_limits<double>::quiet_NaN();
}

class LabelTransferF1 final : public plugin::Metric {
  public:
    const plugin::MetricInfo& info() const override {
        static const plugin::MetricInfo info{
            .id = "label_transfer_f1",
            .title = "Label transfer",
            .help =
                "How well the cell types of each batch are told from their 15 nearest cells in "
                "the other batches (mean F1 of types); 1 means without error.",
            .source =
                "k-nearest-neighbour classifier leaving one batch out, k = 15, weights "
                "1 / distance; types of one batch only are left out",
            .family = plugin::MetricFamily::BiologyKept,
            .needsLabels = true,
            .perCell = true,
            .slow = true,
            .onRequest = true};
        return info;
    }
    int version() const override { return 1; }
    /// `value`: macro F1 within each batch, mean over batches. `perCell`: 1 right, 0 wrong, NaN
    /// where the type is found in no other batch; `cells` does not count those. The interval is
    /// that of the share of right cells, moved to the value.
    plugin::Score compute(const plugin::MetricInput& input, const base::Job& job) const override {
        if (input.label == nullptr) return undefinedScore("Label transfer needs cell types.");
        const data::Categories& label = *input.label;
        const std::size_t levels = label.levelCount();
        std::vector<std::vector<bool>> seen(input.batch.levelCount(),
                                            std::vector<bool>(levels, false));
        for (std::size_t i = 0; i < label.size(); ++i)
            if (label.codes[i] >= 0) seen[input.batch.codes[i]][label.codes[i]] = true;

        const auto guesses = transferredLabels(input.embedding, input.batch, label, job);
        plugin::Score score;
        score.perCell.assign(label.size(), std::numeric_limits<float>::quiet_NaN());
        double total = 0.0;
        double batches = 0.0;
        const auto byBatch = cellsByLevel(input.batch);
        for (std::size_t b = 0; b < byBatch.size(); ++b) {
            std::vector<bool> known(levels, false);
            for (std::size_t other = 0; other < seen.size(); ++other)
                for (std::size_t l = 0; other != b && l < levels; ++l)
                    if (seen[other][l]) known[l] = true;
            const double f1 = macroF1(byBatch[b], guesses, label, known, score.perCell);
            if (std::isnan(f1)) continue;
            total += f1;
            batches += 1.0;
        }
        if (batches == 0.0)
            return undefinedScore("Label transfer needs a cell type found in two batches.");
        score.value = total / batches;
        score.mean = meanOf(score.perCell);
        std::vector<double> influence;
        for (const float right : score.perCell)
            if (!std::isnan(right)) influence.push_back(right - score.mean);
        score.cells = influence.size();
        for (double& value : influence) value /= static_cast<double>(score.cells);
        fillScaled(score, {}, std::move(influence), lisiOverlap);
        return score;
    }
};

}  // namespace

std::unique_ptr<plugin::Metric> makeLabelTransferF1() {
    return std::make_unique<LabelTransferF1>();
}

}  // namespace counterpoint::metrics
