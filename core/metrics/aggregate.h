#pragma once

#include "core/plugin/metric.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace counterpoint::metrics {

/// The scIB aggregate (Luecken 2022; the groups of scib-metrics' Benchmarker, without min-max
/// scaling): plain means of scaled scores, and total = 0.6 biology + 0.4 batch.
///
/// Biology: isolated_labels, nmi_kmeans, ari_kmeans, asw_label, clisi. Batch: bras, ilisi, kbet,
/// graph_connectivity (the undirected form), pcr_comparison. Scores that are missing or undefined
/// are left out of the means and named in `missing`; a group without any is NaN, and so is a total
/// without both groups.
struct Aggregate {
    double batch = 0.0;
    double bio = 0.0;
    double total = 0.0;
    std::vector<std::string> missing;  ///< ids
};

Aggregate scibAggregate(const std::map<std::string, std::shared_ptr<const plugin::Score>>& scores);

}  // namespace counterpoint::metrics
