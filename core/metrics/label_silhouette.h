#pragma once

#include "core/base/job.h"
#include "core/plugin/metric.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace counterpoint::metrics {

/// The most cells of which a score of quadratic cost asks every one unless told to; of more it asks
/// a stratified sample of `silhouetteSample`, each against all.
inline constexpr std::size_t silhouetteEveryCell = 20000;
inline constexpr std::size_t silhouetteSample = 5000;
/// What it asks of a passing embedding of more cells than `silhouetteSample`.
inline constexpr std::size_t passingSample = 2000;

/// The cells a score of quadratic cost asks: those it is told to, or a sample of its own; empty
/// means all.
std::vector<std::uint32_t> cellsToAsk(const plugin::MetricInput& input, bool everyCell);

/// Values of the `asked` cells as Score::perCell must hold them: one a query, or one a cell with
/// NaN where the score chose not to ask.
std::vector<float> asPerCell(std::vector<float> values, std::span<const std::uint32_t> asked,
                             const plugin::MetricInput& input);

/// Silhouettes by label of the cells `cellsToAsk` names. The last answer is remembered.
std::shared_ptr<const std::vector<float>> labelSilhouette(const plugin::MetricInput& input,
                                                          std::span<const std::uint32_t> asked,
                                                          const base::Job& job);

}  // namespace counterpoint::metrics
