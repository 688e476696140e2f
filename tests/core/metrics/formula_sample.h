#pragma once

#include "core/plugin/metric.h"
#include "tests/core/metrics/test_data.h"

#include <cstdint>
#include <vector>

namespace counterpoint::tests {

/// Cells before and after integration, with everything a metric asks for.
struct Sample {
    data::Embedding before;
    data::Embedding after;
    data::Categories batch;
    data::Categories label;
    data::NeighborGraph neighbors;

    plugin::MetricInput input() const { return {after, neighbors, batch, &label, &before}; }
    void search() { neighbors = bruteForceNeighbors(after, 90); }
};

/// 600 cells in 8 dimensions: batches of 300, 200 and 100, three types and a fourth of 17 cells of
/// the first batch only, uniform noise. tests/interop/metric_formulas.py makes the same numbers.
inline Sample formulaSample() {
    constexpr std::size_t n = 600;
    constexpr std::size_t dims = 8;
    Sample sample{data::Embedding(n, dims), data::Embedding(n, dims), {}, {}, {}};
    std::vector<std::int32_t> batch(n);
    std::vector<std::int32_t> label(n);
    base::Random noise(101);
    base::Random change(202);
    for (std::size_t i = 0; i < n; ++i) {
        batch[i] = i % 6 < 3 ? 0 : i % 6 < 5 ? 1 : 2;
        label[i] = i % 36 == 0 ? 3 : static_cast<std::int32_t>(i / 6 % 3);
        for (std::size_t d = 0; d < dims; ++d) {
            double x = 2.0 * noise.uniform() - 1.0;
            if (static_cast<std::int32_t>(d) == label[i]) x += 1.0;
            if (d == 4) x += 0.75 * batch[i];
            sample.before(i, d) = static_cast<float>(x);
            x += 0.25 * (2.0 * change.uniform() - 1.0);
            if (d == 4) x -= 0.5 * batch[i];
            sample.after(i, d) = static_cast<float>(x);
        }
    }
    sample.batch = categories(batch);
    sample.label = categories(label);
    sample.search();
    return sample;
}

}  // namespace counterpoint::tests
