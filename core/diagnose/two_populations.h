#pragma once

#include "core/base/job.h"
#include "core/diagnose/profiles.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::diagnose {

/// Hartigan's dip of sorted numbers: how far their distribution is from the nearest one with a
/// single mode, 1/(2n) to 0.25 (Hartigan & Hartigan, Annals of Statistics 1985).
double dip(std::span<const double> sorted);

/// Looks for two populations in the cells of one cluster: in the space of the three leading
/// components of their genes, each scaled to the same variance, the direction of the largest dip.
/// A continuous course, however long, seldom has one: flat is not two. Returns per cell whether it
/// is of the second, or nothing where there is one population (or fewer than 50 cells, or 20 in a
/// half).
std::vector<bool> twoPopulations(const Expression& expression, std::span<const std::uint32_t> cells,
                                 const base::Job& job);

}  // namespace counterpoint::diagnose
