#pragma once

#include "core/base/job.h"
#include "core/data/table.h"
#include "core/diagnose/pair_weights.h"
#include "core/diagnose/partition.h"
#include "core/diagnose/profiles.h"

namespace counterpoint::diagnose {

/// How far groups that never meet in a batch are apart in genes that batches leave alone; 1 = as
/// far as the population is that differs most between these batches, of those that they share.
/// Groups × groups, the smallest over the batches of both; NaN where they meet, or where their
/// batches share fewer than three populations.
///
/// A difference of mean profiles, less what the shared populations differ by on average, counts
/// gene by gene, the less the more the gene differs between the batches in the shared ones. What a
/// treatment does is mostly found in all of them, and weighs little; the markers of sister
/// populations, as of CD14 and CD16 monocytes, are left alone by batches and weigh much.
PairTable markerGaps(const Expression& expression, const Partition& groups,
                     const data::Categories& batch, const base::Job& job);

/// Ambiguous pairs with a gap above 2 that are also less alike than one population usually is are
/// two populations.
PairWeights withSistersDecided(PairWeights weights, const PairTable& gaps,
                               const PairTable& likenessOfGroups);

/// Of pairs of labelled real populations in two batches (3 chemistries, Kang in two versions), same
/// ones lie below 1.8 and different sister populations (monocytes, dendritic cells) above 2.0 in
/// all but Kang's mislabelled monocytes; of 3400 pairs in 34 simulated sets, different ones above
/// 1.6 and the same mostly below 1.5.
inline constexpr double gapOfSisters = 2.0;
/// Up to here two groups differ no more than shared populations do.
inline constexpr double gapOfOne = 1.2;

}  // namespace counterpoint::diagnose
