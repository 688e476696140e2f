#pragma once

#include "core/diagnose/identity_links.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/profiles.h"

#include <vector>

namespace counterpoint::diagnose {

/// Correlation of profiles from which on two groups are taken for one population, unless more is
/// known.
inline constexpr double profilesOfOne = 0.60;

/// What it costs when cells of two groups become neighbours (spec A7).
struct PairWeights {
    PairTable weight;     ///< P, 0–1: how surely they are different
    PairTable ambiguous;  ///< Q: 1 where the two are never seen together and the data cannot say
};

/// Groups (rows) with at least 5 cells in a batch (columns) and at least a tenth of the share they
/// have in the batch where they are most common.
PairTable presentForWeights(const PairTable& counts, const std::vector<std::size_t>& batchSizes);

/// Present for weights and for links: enough cells for a profile, and no mere strays of other
/// batches. 13 stimulated cells among 327 control monocytes (Kang) do not make these live among
/// stimulated cells too.
PairTable livesIn(const PairTable& counts, const std::vector<std::size_t>& batchSizes);

/// Whether there is a batch that both groups are present in.
bool meet(const PairTable& present, std::size_t g, std::size_t h);

/// The largest correlation between any profiles of two groups; NaN where a group has none or on the
/// diagonal.
PairTable groupCorrelations(const Profiles& profiles, std::size_t groups);

/// `confusion` and `correlation` of groups, `present` as above. Pairs as alike as one population
/// cost nothing unless `apart` (groups × groups, or empty) is not 0.
PairWeights pairWeights(const PairTable& confusion, const PairTable& correlation,
                        const PairTable& present, const PairTable& apart = {});

/// Two groups that are that alike, and live together in some batch, are told apart by the batches
/// that hold 10 cells of both; elsewhere their separability (one table a batch) becomes 0: a batch
/// that holds one of them alone may have its cells in the wrong one.
void tellApartWhereTogether(const PairTable& correlation, const PairTable& counts,
                            std::vector<PairTable>& separable);

/// Weights with every link decided: a pair taken for one population is free of cost, a pair whose
/// link was rejected is two populations, and bringing them together is a loss.
PairWeights withLinksDecided(PairWeights weights, const std::vector<IdentityLink>& links);

/// The same for what the links lead to: where two groups were taken for one population and a third
/// meets only one of them in a batch, it costs for both what is seen there; nothing where the two
/// that meet have a correlation of 0.6 or more, since what tells these apart holds in their batch.
PairWeights withLinksFollowed(PairWeights weights, const std::vector<IdentityLink>& links,
                              const PairTable& present, const PairTable& correlation);

}  // namespace counterpoint::diagnose
