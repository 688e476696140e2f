#pragma once

#include "ui/metrics/card_state.h"

#include <vector>

namespace counterpoint::test {

/// Eight metrics as the window shows them.
inline std::vector<plugin::MetricInfo> eightMetrics() {
    using plugin::MetricFamily;
    const auto batch = [](const char* id, const char* title, bool perCell) {
        return plugin::MetricInfo{.id = id,
                                  .title = title,
                                  .help = "How well batches mix; 1 means like one experiment.",
                                  .source = "a paper",
                                  .family = MetricFamily::BatchRemoved,
                                  .perCell = perCell};
    };
    const auto biology = [](const char* id, const char* title, bool needsLabels) {
        return plugin::MetricInfo{.id = id,
                                  .title = title,
                                  .help = "How well cell types stay apart; 1 is best.",
                                  .source = "a paper",
                                  .family = MetricFamily::BiologyKept,
                                  .needsLabels = needsLabels};
    };
    return {batch("ilisi", "iLISI", true),
            batch("kbet", "kBET", true),
            batch("asw_batch", "ASW batch", true),
            batch("pcr", "PCR", false),
            biology("clisi", "cLISI", true),
            biology("asw_label", "ASW cell type", true),
            biology("isolated", "Isolated labels", true),
            biology("own_neighbours", "Own neighbours", false)};
}

inline scores::CardState exactCard(double value, double unintegrated, double shuffled, double low,
                                   double high) {
    return {.status = scores::CardStatus::Exact,
            .value = value,
            .low = low,
            .high = high,
            .raw = value,
            .unintegrated = unintegrated,
            .shuffled = shuffled,
            .cells = 10679};
}

}  // namespace counterpoint::test
