#pragma once

#include "core/base/job.h"
#include "core/data/table.h"
#include "core/plugin/metric.h"

#include <cstdint>

namespace counterpoint::metrics {

/// The batches dealt anew: at random among the cells of each label (cells without a label among
/// themselves), so that every population keeps its composition but batch means nothing within it;
/// among all cells where there are no labels.
data::Categories shuffledBatches(const data::Categories& batch, const data::Categories* label,
                                 std::uint64_t seed);

/// What a metric says of the same embedding when batches are shuffled: its value at ideal mixing
/// without loss of biology. Undefined for metrics that compare with the unintegrated embedding,
/// whose batches would have to be the true ones. The seed is the job's.
plugin::Score shuffledBaseline(const plugin::Metric& metric, const plugin::MetricInput& input,
                               const base::Job& job);

}  // namespace counterpoint::metrics
