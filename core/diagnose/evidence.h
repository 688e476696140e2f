#pragma once

#include "core/diagnose/diagnosis.h"
#include "core/diagnose/over_statistic.h"
#include "core/diagnose/restricted_neighbors.h"
#include "core/diagnose/sample.h"
#include "core/diagnose/under_statistic.h"

#include <optional>
#include <string>
#include <vector>

namespace counterpoint::diagnose {

/// Everything that was measured on one corrected embedding, for those who put it into words and
/// tables.
struct Evidence {
    const ProtectionMap& map;  ///< with its links as decided
    const Context& context;
    const Sample& sample;
    NeighborTable nearest;  ///< 30 of every query cell
    UnderStatistic under;
    Estimate underWithoutLinks;
    std::optional<UnderStatistic> underByLabel;
    OverStatistic over;
    std::vector<MarkerRetention> markers;  ///< per label; empty where not measured
    std::vector<MarkerRetention> markersBefore;
    std::vector<std::string> groupNames;
    std::vector<std::string> testingNames;
    std::vector<std::string> clusterNames;
};

/// Whether a cell is behind "over-corrected": its population is lost, and so is its cluster.
bool isLost(const Evidence& evidence, std::uint32_t cell);

/// The clusters of at least 8 cells and what they lost, worst first.
std::vector<ClusterLoss> clusterLosses(const Evidence& evidence);

/// Ambiguous merges by the cells they concern, most first, at most three, of 20 cells or more.
/// Groups that labels call the same are not ambiguous.
std::vector<AmbiguousMerge> ambiguousMerges(const Evidence& evidence);

/// Which population every cell is of: its label, or its testing group without labels.
Partition populationsOfCells(const ProtectionMap& map, const Context& context);

/// One row for every set of `populationsOfCells`.
std::vector<Population> populationTable(const Evidence& evidence);

}  // namespace counterpoint::diagnose
