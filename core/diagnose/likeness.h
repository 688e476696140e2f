#pragma once

#include "core/base/job.h"
#include "core/data/table.h"
#include "core/diagnose/identity_links.h"
#include "core/diagnose/pair_weights.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/profiles.h"

#include <cstdint>
#include <vector>

namespace counterpoint::diagnose {

/// How alike groups of two batches are, 1 = as alike as one population usually looks in these two
/// batches. A fixed limit on a correlation cannot tell populations from batches: it falls with
/// noise, with population-dependent batch effects and with the number of populations that make the
/// reference. Populations that the two batches share have all three in common.
struct Likeness {
    std::vector<std::int32_t> group;  ///< one a profile: a group in a batch, 10 cells or more
    std::vector<std::int32_t> batch;
    PairTable relative;  ///< profiles × profiles of different batches; NaN where it cannot be told,
                         ///< or need not be since the groups share some batch
    /// Groups × groups: the largest over their profiles, NaN where unknown.
    PairTable betweenGroups(std::size_t groups) const;
};

/// Profiles are mean expressions less that of the other populations the two batches share; their
/// cosine, cleared of the noise of the means, is divided by its median over these populations.
/// Needs two of them.
Likeness groupLikeness(const Expression& expression, const Partition& groups,
                       const data::Categories& batch, const base::Job& job);

/// Groups whose parts in two batches are less alike than 0.6 are taken apart, unless a third batch
/// joins them: the alignment had laid one population on another. The largest part keeps the number.
Partition withoutUnlike(const Partition& groups, const data::Categories& batch,
                        const Likeness& likeness);

/// Pairs that are never together in a batch (`present`: groups × batches) and whose likeness is
/// known: below 0.6 they are two populations; else nobody can say, however low their correlation,
/// unless something else holds them `apart` (groups × groups, or empty).
PairWeights withLikenessDecided(PairWeights weights, const PairTable& likenessOfGroups,
                                const PairTable& present, const PairTable& apart);

/// From here on groups are as alike as one population. True links reach 0.92 (monocytes of 5
/// sources), 0.97 (3 chemistries, Kang's donors); sister populations planted apart 0.84 (3
/// chemistries).
inline constexpr double likenessOfOne = 0.9;

/// Links of groups that are less alike than that are dropped, unless they differ no more than
/// shared populations do in genes that batches leave alone (`gaps`: of `markerGaps`), as Kang's
/// monocytes, stimulated or not: likeness 0.76.
std::vector<IdentityLink> linksOfAlike(std::vector<IdentityLink> links, const Likeness& likeness,
                                       const PairTable& gaps);

}  // namespace counterpoint::diagnose
