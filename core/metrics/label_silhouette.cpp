#include "core/metrics/label_silhouette.h"

#include "core/base/hash.h"
#include "core/metrics/memo.h"
#include "core/metrics/query_sample.h"
#include "core/metrics/silhouette.h"

#include <limits>

namespace counterpoint::metrics {

std::vector<std::uint32_t> cellsToAsk(const plugin::MetricInput& input, bool everyCell) {
    if (!input.queries.empty()) return {input.queries.begin(), input.queries.end()};
    const std::size_t cells = input.embedding.rows;
    if (everyCell) return {};
    if (input.passing && cells > silhouetteSample)
        return querySample(input.batch, input.label, passingSample);
    if (cells <= silhouetteEveryCell) return {};
    return querySample(input.batch, input.label, silhouetteSample);
}

std::vector<float> asPerCell(std::vector<float> values, std::span<const std::uint32_t> asked,
                             const plugin::MetricInput& input) {
    if (asked.empty() || !input.queries.empty()) return values;
    std::vector<float> perCell(input.embedding.rows, std::numeric_limits<float>::quiet_NaN());
    for (std::size_t row = 0; row < asked.size(); ++row) perCell[asked[row]] = values[row];
    return perCell;
}

std::shared_ptr<const std::vector<float>> labelSilhouette(const plugin::MetricInput& input,
                                                          std::span<const std::uint32_t> asked,
                                                          const base::Job& job) {
    static Memo<std::vector<float>> memo;
    const data::Categories& label = *input.label;
    base::Hasher hasher;
    hasher.add(static_cast<std::uint64_t>(input.embedding.cols));
    hasher.add(std::span<const float>(input.embedding.values));
    hasher.add(std::span<const std::int32_t>(label.codes));
    hasher.add(asked);
    return memo.get(hasher.value(), [&] {
        return silhouette(input.embedding, label.codes, label.levelCount(), job, asked);
    });
}

}  // namespace counterpoint::metrics
