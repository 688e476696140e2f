#include "core/metrics/shuffled_baseline.h"

#include "core/base/random.h"
#include "core/metrics/summary.h"

#include <cstddef>
#include <vector>

namespace counterpoint::metrics {

data::Categories shuffledBatches(const data::Categories& batch, const data::Categories* label,
                                 std::uint64_t seed) {
    const std::size_t groups = label == nullptr ? 1 : label->levelCount() + 1;
    std::vector<std::vector<std::uint32_t>> cells(groups);
    for (std::size_t i = 0; i < batch.size(); ++i)
        cells[label == nullptr ? 0 : static_cast<std::size_t>(label->codes[i] + 1)].push_back(
            static_cast<std::uint32_t>(i));
    data::Categories shuffled = batch;
    for (std::size_t group = 0; group < groups; ++group) {
        const std::vector<std::uint32_t>& own = cells[group];
        const auto order = base::permutation(own.size(), base::Random(seed, 0x5B00 + group));
        for (std::size_t i = 0; i < own.size(); ++i)
            shuffled.codes[own[i]] = batch.codes[own[order[i]]];
    }
    return shuffled;
}

plugin::Score shuffledBaseline(const plugin::Metric& metric, const plugin::MetricInput& input,
                               const base::Job& job) {
    const data::Categories batch = shuffledBatches(input.batch, input.label, job.seed());
    const plugin::MetricInput shuffled{input.embedding, input.neighbors, batch,
                                       input.label,     nullptr,         input.queries};
    plugin::Score score = metric.compute(shuffled, job);
    if (!score.undefined.empty() && input.unintegrated != nullptr)
        return undefinedScore("There is no such score of shuffled batches.");
    return score;
}

}  // namespace counterpoint::metrics
