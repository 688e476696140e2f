#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/matrix.h"
#include "core/data/neighbor_graph.h"
#include "core/data/table.h"
#include "core/diagnose/identity_links.h"
#include "core/diagnose/partition.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::diagnose {

/// What is known of the cells before any correction.
struct Uncorrected {
    const data::Embedding& pcs;     ///< cells × dimensions
    const data::Categories& batch;  ///< at least two batches, none missing
    /// log1p(CP10k), cells × genes; without it no identity links are found and every pair of groups
    /// that is never seen in one batch stays ambiguous.
    const data::CsrMatrix* logNormalised = nullptr;
    std::span<const std::uint32_t> genes;  ///< the variable genes: columns of `logNormalised`
};

/// What must not be lost and what should mix, found once per data set and independent of any
/// correction ("part A" of the diagnosis): clusters seen within single batches, groups of the same
/// population across batches, and how much it weighs when cells of two groups come together.
struct ProtectionMap {
    data::Categories batch;
    Partition clusters;  ///< found within each batch (A2)
    std::vector<std::int32_t> clusterBatch;
    Partition groups;                     ///< the same population across batches (A4)
    Partition testing;                    ///< groups joined by identity links (A5)
    std::vector<IdentityLink> links;      ///< proposed ones, rejected ones included
    PairTable profileCorrelation;         ///< groups × groups, NaN where unknown
    PairTable clusterWeight;              ///< clusters × clusters: how surely apart, 0–1
    PairTable unlinkedWeight;             ///< groups × groups: P of A7 as if there were no links
    PairTable unlinkedAmbiguous;          ///< groups × groups: Q of A7 likewise
    PairTable weight;                     ///< P: what one neighbour of the other group costs
    PairTable ambiguous;                  ///< Q: 1 where the data cannot say
    std::vector<float> ownForeignBefore;  ///< per cell: weighted share of other clusters among its
                                          ///< own-batch neighbours before correction (B3)
    std::vector<double> foreignBaseline;  ///< per cluster: f0 of A8
    std::vector<float> residualShift;     ///< per cell: length of its population-dependent shift
    /// The 30 nearest cells (cells × width) in the aligned and in the uncorrected space, from which
    /// baselines are made anew when a link is confirmed or rejected.
    std::vector<std::uint32_t> alignedNeighbors;
    std::vector<std::uint32_t> uncorrectedNeighbors;
    std::size_t neighborWidth = 0;

    std::size_t cells() const { return clusters.codes.size(); }
};

/// Finds the protection map. The same for any number of threads; depends on the job's seed through
/// the clustering only. `neighbors` may give the 30 or more nearest cells in `uncorrected.pcs`
/// where they are known already. Throws Error(BadSettings) for fewer than two batches and
/// Error(BadInput) for coordinates that are no usable numbers.
ProtectionMap protect(const Uncorrected& uncorrected, const data::NeighborGraph* neighbors,
                      const base::Job& job);

/// The map with some of its links rejected: testing groups, weights and baselines made anew.
/// `rejected` holds one flag per link.
ProtectionMap withLinks(const ProtectionMap& map, const std::vector<bool>& rejected);

}  // namespace counterpoint::diagnose
