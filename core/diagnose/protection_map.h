#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/matrix.h"
#include "core/data/neighbor_graph.h"
#include "core/data/table.h"
#include "core/diagnose/courses.h"
#include "core/diagnose/estimate.h"
#include "core/diagnose/identity_links.h"
#include "core/diagnose/inner_shifts.h"
#include "core/diagnose/pair_weights.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/profiles.h"
#include "core/diagnose/restricted_neighbors.h"
#include "core/diagnose/under_statistic.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::diagnose {

/// What is known of the cells before any correction.
struct Uncorrected {
    const data::Embedding& pcs;     ///< cells × dimensions
    const data::Categories& batch;  ///< at least two batches, none missing
    /// log1p(CP10k) and its variable genes. Without, no identity links are found and every pair of
    /// groups that is never seen in one batch stays ambiguous.
    Expression expression = {};
    /// The nearest cells in `pcs`, 30 or more, where they are known already.
    const data::NeighborGraph* neighbors = nullptr;
    const data::Categories* labels = nullptr;     ///< populations, where known; codes may be −1
    const data::Categories* keepApart = nullptr;  ///< a condition that is biology; codes may be −1
    /// Corrected for besides `batch`; the batches of the map are the combinations.
    std::span<const data::Categories> furtherBatches = {};
};

/// What must not be lost and what should mix, found once per data set and independent of any
/// correction ("part A" of the diagnosis): clusters seen within single batches, groups of the same
/// population across batches, and how much it weighs when cells of two groups come together.
struct ProtectionMap {
    data::Categories batch;  ///< or combinations of levels of several batch variables
    std::vector<data::Categories> batchVariables;  ///< each of them; empty where there is one
    Partition clusters;                            ///< found within each batch (A2)
    std::vector<std::int32_t> clusterBatch;
    PairTable clusterWeight;  ///< clusters × clusters: how surely they are apart, 0–1
    std::vector<float> ownForeignBefore;  ///< per cell: weighted share of other clusters among its
                                          ///< own-batch neighbours before correction (B3)
    std::vector<double> ownBaseline;      ///< per cluster: what alignment adds to it; empty: 0

    Courses courses;  ///< within clusters; none where unknown

    Partition groups;        ///< the same population across batches (A4)
    PairTable groupPresent;  ///< groups × batches, 0 or 1
    PairTable correlation;   ///< groups × groups: likeness of profiles, NaN where unknown
    PairWeights unlinked;    ///< A7 as if there were no links
    bool labelled = false;   ///< labels divided the groups and decided pairs
    bool profiled = false;   ///< genes were known
    std::vector<float> residualShift;  ///< per cell: length of its population-dependent shift

    std::vector<IdentityLink> links;      ///< proposed ones, rejected ones included (A5)
    Partition testing;                    ///< groups joined by links
    PairWeights weights;                  ///< A7 with the links decided
    std::vector<PairTable> separable;     ///< per batch, of groups: w there (A2); empty: all 1
    std::vector<double> foreignBaseline;  ///< per cluster: f0 (A8)
    std::vector<double> foreignBaselineOfPopulation;  ///< likewise, per testing set
    double shareAlone = 0.0;  ///< of the cells: their population lives in one batch only, certainly

    /// Pieces that batches consist of, and the aligned cells with them: how far batches would mix
    /// if pieces stayed apart. Empty where no batch has pieces.
    InnerShifts inner;
    data::Embedding idealWithPieces;

    Estimate underBefore;                ///< U of the uncorrected space, without links
    NeighborTable ownNeighbors;          ///< the 15 nearest of the own batch, uncorrected
    NeighborTable alignedNeighbors;      ///< the 30 nearest in the aligned space, for f0
    NeighborTable uncorrectedNeighbors;  ///< the 30 nearest in the uncorrected space

    std::size_t cells() const { return clusters.codes.size(); }
    /// No population is known to live in two batches, so that no cell misses neighbours.
    bool nothingShared() const { return shareAlone > 0.95; }
    /// What it costs a cell of group g in batch b to have a neighbour of group h: P, but no more
    /// than how surely g and h are apart in b. Where a batch is too shallow to tell two populations
    /// apart, its cells cannot be lost to the other one.
    double cost(std::size_t b, std::size_t g, std::size_t h) const {
        const double p = weights.weight(g, h);
        return separable.empty() ? p : std::min(p, separable[b](g, h));
    }
};

/// Finds the protection map. The same for any number of threads; the job's seed enters the
/// clustering only. Throws Error(BadSettings) for fewer than two batches or missing values of
/// batch, Error(BadInput) for coordinates that are no usable numbers.
ProtectionMap protect(const Uncorrected& uncorrected, const base::Job& job);

/// U within sets, less what the pieces of batches explain: neighbours that no correction for batch
/// could give. The total is undefined where pieces alone keep batches apart and these do not mix.
UnderStatistic underBeyondPieces(const ProtectionMap& map, const data::Embedding& corrected,
                                 const Partition& sets, const Sample& sample,
                                 const data::NeighborGraph* graph, const base::Job& job);

/// The map with these links in place of its own. Testing groups, weights and baselines are made
/// anew.
ProtectionMap withLinks(ProtectionMap map, std::vector<IdentityLink> links);

/// The cell of a group that lies deepest in it: with most neighbours of the same group once batches
/// are aligned; the first of equals. Such a cell names its group in a LinkChoice.
std::uint32_t typicalCell(const ProtectionMap& map, std::int32_t group);

}  // namespace counterpoint::diagnose
