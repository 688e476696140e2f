#pragma once

#include "core/data/row_stream.h"
#include "core/data/table.h"
#include "core/preprocess/count_tally.h"
#include "core/preprocess/quality.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::preprocess {

/// What one pass over counts that do not fit into memory finds: the quality filter's answer, and
/// what variable genes are chosen by.
struct Survey {
    Quality quality;
    /// The kept cells of each level of the batch column, and last those without one.
    std::vector<CountTally> batches;
};

/// `batch` has an entry for each row of the stream, or is nullptr. Throws Error(BadSettings) as
/// `qualityFilter` does.
Survey surveyOf(const data::RowStream& counts, const data::Table& var,
                const data::Categories* batch, const QualityOptions& options, const base::Job& job);

/// The log-normalised values of the kept cells in some of the kept genes (`selected` are indices
/// into these, ascending), in a second pass over the same stream.
data::CsrMatrix logNormalised(const data::RowStream& counts, const Quality& quality,
                              std::span<const std::uint32_t> selected, const base::Job& job);

}  // namespace counterpoint::preprocess
