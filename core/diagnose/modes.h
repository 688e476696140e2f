#pragma once

#include <span>

namespace counterpoint::diagnose {

/// Hartigan's dip of sorted numbers: how far their distribution is from the nearest one with a
/// single mode, 1/(2n) to 0.25 (Hartigan & Hartigan, Annals of Statistics 1985).
double dip(std::span<const double> sorted);

/// The middle between the means of the two halves that a cut at this very middle makes.
double middle(std::span<const double> places);

}  // namespace counterpoint::diagnose
