#include "core/preprocess/survey.h"

#include "core/preprocess/normalise.h"

#include <algorithm>
#include <memory>

namespace counterpoint::preprocess {

namespace {

/// The tallies of one thread, by batch; a batch it has not met takes no memory.
using Lane = std::vector<std::unique_ptr<CountTally>>;

/// So many threads that their tallies stay below a bound.
std::size_t laneCount(std::size_t batches, std::size_t genes, const base::Job& job) {
    constexpr std::size_t mostBytes = std::size_t{1} << 30U;
    const std::size_t ofLane = std::max<std::size_t>(1, batches * CountTally::bytes(genes));
    return std::clamp<std::size_t>(mostBytes / ofLane, 1, static_cast<std::size_t>(job.threads()));
}

}  // namespace

Survey surveyOf(const data::RowStream& counts, const data::Table& var,
                const data::Categories* batch, const QualityOptions& options,
                const base::Job& job) {
    const std::size_t levels = batch != nullptr ? batch->levelCount() : 0;
    const auto batchOf = [&](std::size_t cell) {
        const std::int32_t code = batch != nullptr ? batch->codes[cell] : -1;
        return code < 0 ? levels : static_cast<std::size_t>(code);
    };
    const CellFilter filter(var, options);
    Survey survey{Quality(counts.rows()), {}};
    std::vector<Lane> lanes(laneCount(levels + 1, counts.cols(), job));
    for (Lane& lane : lanes) lane.resize(levels + 1);
    data::forRowBlocks(counts, lanes.size(), job,
                       [&](std::size_t lane, std::size_t block, const data::CsrMatrix& rows) {
                           for (std::size_t row = 0; row < rows.rows; ++row) {
                               const std::size_t cell = counts.firstRow(block) + row;
                               if (!filter.measure(cell, rows.rowColumns(row), rows.rowValues(row),
                                                   survey.quality))
                                   continue;
                               auto& tally = lanes[lane][batchOf(cell)];
                               if (!tally) tally = std::make_unique<CountTally>(counts.cols());
                               tally->add(rows.rowColumns(row), rows.rowValues(row));
                           }
                       });

    std::vector<double> expressed(counts.cols());
    for (std::size_t level = 0; level <= levels; ++level) {
        CountTally& sum = survey.batches.emplace_back(counts.cols());
        for (Lane& lane : lanes) {
            if (lane[level]) sum.add(*lane[level]);
            lane[level].reset();
        }
        const std::vector<double> more = sum.expressed();
        std::ranges::transform(expressed, more, expressed.begin(), std::plus{});
    }
    filter.keepCells(survey.quality);
    filter.keepGenes(expressed, survey.quality);
    return survey;
}

data::CsrMatrix logNormalised(const data::RowStream& counts, const Quality& quality,
                              std::span<const std::uint32_t> selected, const base::Job& job) {
    std::vector<std::uint32_t> genes;
    for (const std::uint32_t gene : selected) genes.push_back(quality.keptGenes[gene]);
    std::vector<double> totals;
    for (const std::uint32_t cell : quality.keptCells)
        totals.push_back(quality.countsPerCell[cell]);
    return logNormalise(data::take(counts, quality.keptCells, genes, job), totals, job);
}

}  // namespace counterpoint::preprocess
