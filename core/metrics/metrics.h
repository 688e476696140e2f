#pragma once

#include "core/plugin/metric.h"

#include <memory>

namespace counterpoint::metrics {

std::unique_ptr<plugin::Metric> makeIlisi();  ///< "ilisi", per cell
std::unique_ptr<plugin::Metric> makeClisi();  ///< "clisi", per cell, needs labels
std::unique_ptr<plugin::Metric> makeKbet();   ///< "kbet": per-label acceptance, scib-metrics form
std::unique_ptr<plugin::Metric> makeKbetPlain();  ///< "kbet_plain": all cells, k0 = 50, per cell
std::unique_ptr<plugin::Metric> makeAswLabel();   ///< "asw_label", per cell, needs labels
std::unique_ptr<plugin::Metric> makeAswBatch();   ///< "asw_batch", per cell, needs labels

}  // namespace counterpoint::metrics
