#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/neighbor_graph.h"
#include "core/diagnose/estimate.h"
#include "core/diagnose/protection_map.h"
#include "core/diagnose/sample.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterpoint::diagnose {

/// Above this loss of a population an embedding is over-corrected.
inline constexpr double overLimit = 0.14;
/// Above this the loss of a cluster is told (spec §4).
inline constexpr double clusterLimit = 0.18;
/// Clusters and populations of fewer cells are not judged alone (spec B5).
inline constexpr std::size_t leastClusterSize = 20;

/// What a cluster of one batch, or a population in all batches, lost (spec B3–B5).
struct LossStatistic {
    std::size_t cells = 0;
    double own = 0.0;        ///< L1
    double course = 0.0;     ///< how much less neighbours follow the course of their cluster
    double foreign = 0.0;    ///< L2
    double ambiguous = 0.0;  ///< A2: share of neighbours nobody can judge
    Estimate loss;           ///< L
};

/// OVER (spec B3–B5): neighbours the cells lost and foreign ones they got.
struct OverStatistic {
    std::vector<float> ownLoss;         ///< per query: own-batch neighbours lost to other clusters
    std::vector<float> foreign;         ///< per query: F
    std::vector<std::int32_t> partner;  ///< per query: group of most of F, or −1
    std::vector<std::int32_t> nearCluster;  ///< per query: other cluster of its own batch that most
                                            ///< of its own-batch neighbours are of, or −1
    std::vector<float> ambiguous;  ///< per query: share of neighbours nobody can judge, less what
                                   ///< it was before correction
    std::vector<std::int32_t> ambiguousPartner;  ///< per query: group of most of these, or −1
    std::vector<LossStatistic> clusters;
    /// Per testing set. One batch of several may be noisier or shallower than the others and lose a
    /// little by the mildest correction; a population is lost where all its cells are asked. L of
    /// few cells is drawn to 0, as if ten more had lost nothing.
    std::vector<LossStatistic> populations;
    std::int32_t worst = -1;  ///< the population of at least 20 cells with the largest L, or −1
    double flagged = 0.0;     ///< share of all cells in such populations with L above the limit

    /// Whether so many cells lost so much that over-correction is said.
    bool isLost(std::size_t population) const;
};

/// `graph` holds the neighbours of the sample's cells, one row each; null when they are not known.
OverStatistic overStatistic(const ProtectionMap& map, const data::Embedding& corrected,
                            const Sample& sample, const data::NeighborGraph* graph,
                            const base::Job& job);

}  // namespace counterpoint::diagnose
