#pragma once

#include "core/integrate/harmony_design.h"

#include <cstddef>
#include <span>
#include <vector>

namespace counterpoint::integrate {

/// One cluster's mixture-of-experts ridge regression: cells (weighted by their membership) on an
/// unpenalised intercept and a penalised shift for every level taken part. Cells enter through
/// their groups only; anchored groups have the intercept only, and so do not move.
struct RidgeProblem {
    const HarmonyDesign& design;
    std::size_t dimensions;
    std::span<const double> weights;  ///< groups: Σ R_ki over the group's cells
    std::span<const double> sums;     ///< groups × dimensions: Σ R_ki z_i
    std::span<const double> lambda;   ///< levels: penalties, > 0
    std::span<const char> kept;       ///< levels: 1 where the level takes part
};

struct RidgeSolution {
    bool solved = false;            ///< false: nothing to correct in this cluster
    std::vector<double> intercept;  ///< dimensions
    std::vector<double> shifts;     ///< levels × dimensions; 0 for levels that take no part
};

/// Picks the closed form for one covariate, the general solve for several.
RidgeSolution solveRidge(const RidgeProblem& problem);

/// One covariate: the normal matrix is an arrowhead and needs no factorisation.
RidgeSolution solveArrowhead(const RidgeProblem& problem);

/// Any number of covariates: Cholesky (LDLᵀ), least squares where that is rank deficient.
RidgeSolution solveGeneral(const RidgeProblem& problem);

}  // namespace counterpoint::integrate
