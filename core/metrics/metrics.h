#pragma once

#include "core/plugin/metric.h"

#include <memory>

namespace counterpoint::metrics {

// Batch effect removed.
std::unique_ptr<plugin::Metric> makeIlisi();          ///< "ilisi", per cell
std::unique_ptr<plugin::Metric> makeKbet();           ///< "kbet": within labels, scib-metrics form
std::unique_ptr<plugin::Metric> makeKbetPlain();      ///< "kbet_plain": k0 = 50, per cell
std::unique_ptr<plugin::Metric> makeAswBatch();       ///< "asw_batch", per cell, needs labels
std::unique_ptr<plugin::Metric> makeBras();           ///< "bras", per cell, needs labels
std::unique_ptr<plugin::Metric> makePcr();            ///< "pcr": R² of the embedding on batch
std::unique_ptr<plugin::Metric> makePcrComparison();  ///< "pcr_comparison", needs `unintegrated`
std::unique_ptr<plugin::Metric> makeGraphConnectivity();  ///< "graph_connectivity", needs labels

// Biology kept.
std::unique_ptr<plugin::Metric> makeClisi();     ///< "clisi", per cell, needs labels
std::unique_ptr<plugin::Metric> makeAswLabel();  ///< "asw_label", per cell, needs labels
std::unique_ptr<plugin::Metric>
makeAswLabelExact();  ///< "asw_label_exact": of every cell, on request

}  // namespace counterpoint::metrics
