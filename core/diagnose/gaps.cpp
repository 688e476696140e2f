#include "core/diagnose/gaps.h"

#include "core/base/parallel.h"
#include "core/diagnose/deepest_cut.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t leastCells = 20;
/// Share of the cells that a cut must place with their own group.
constexpr double leastAgreement = 0.9;

using Cells = std::vector<std::uint32_t>;

/// Whether the deepest cut through both parts divides the one from the other.
bool hasGap(const Expression& expression, const Cells& first, const Cells& second,
            const base::Job& job) {
    Cells both = first;
    both.insert(both.end(), second.begin(), second.end());
    const Cut cut = deepestCut(expression, both, job);
    if (cut.depth < leastDepth) return false;
    std::size_t agreeing = 0;
    for (std::size_t i = 0; i < both.size(); ++i)
        agreeing += cut.second[i] == (i >= first.size()) ? 1 : 0;
    agreeing = std::max(agreeing, both.size() - agreeing);
    return static_cast<double>(agreeing) >= leastAgreement * static_cast<double>(both.size());
}

struct Question {
    std::size_t batch;
    std::size_t first;
    std::size_t second;
    bool gap = false;
};

}  // namespace

Gaps gapsBetween(const Expression& expression, const Partition& groups,
                 const data::Categories& batch,
                 const std::function<bool(std::size_t, std::size_t)>& asked, const base::Job& job) {
    const std::size_t batches = batch.levelCount();
    std::vector<Cells> cells(groups.count * batches);
    for (std::uint32_t i = 0; i < groups.codes.size(); ++i)
        cells[groups.codes[i] * batches + batch.codes[i]].push_back(i);
    std::vector<Question> questions;
    for (std::size_t g = 0; g < groups.count; ++g)
        for (std::size_t h = g + 1; h < groups.count; ++h)
            for (std::size_t b = 0; b < batches && asked(g, h); ++b)
                if (cells[g * batches + b].size() >= leastCells &&
                    cells[h * batches + b].size() >= leastCells)
                    questions.push_back({b, g, h});
    base::parallelBlocks(job, questions.size(), 1, [&](std::size_t q, std::size_t, std::size_t) {
        Question& question = questions[q];
        question.gap = hasGap(expression, cells[question.first * batches + question.batch],
                              cells[question.second * batches + question.batch],
                              base::Job(job.stopToken(), 1, job.seed()));
    });

    Gaps result{PairTable(groups.count, groups.count, std::numeric_limits<double>::quiet_NaN()),
                std::vector<PairTable>(batches, PairTable(groups.count, groups.count))};
    for (const auto& [b, g, h, gap] : questions) {
        const double found = gap || result.found(g, h) == 1.0 ? 1.0 : 0.0;
        result.found(g, h) = result.found(h, g) = found;
        result.inBatch[b](g, h) = result.inBatch[b](h, g) = gap ? 1.0 : 0.0;
    }
    return result;
}

void tellApartByGaps(const Gaps& gaps, PairTable& apart, PairTable& confusion,
                     std::vector<PairTable>& separable) {
    for (std::size_t i = 0; i < gaps.found.values.size(); ++i) {
        if (std::isnan(gaps.found.values[i])) continue;
        apart.values[i] = gaps.found.values[i];
        if (gaps.found.values[i] == 0.0) continue;
        confusion.values[i] = 0.0;
        for (std::size_t b = 0; b < separable.size(); ++b)
            if (gaps.inBatch[b].values[i] == 1.0) separable[b].values[i] = 1.0;
    }
}

}  // namespace counterpoint::diagnose
