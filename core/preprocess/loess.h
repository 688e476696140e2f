#pragma once

#include "core/base/job.h"

#include <span>
#include <vector>

namespace counterpoint::preprocess {

/// Local quadratic regression of y on x (Cleveland & Devlin 1988), evaluated at every x: the loess
/// of R and scikit-misc with degree 2, gaussian family and the interpolating surface, so that
/// variable genes agree with theirs. `span` is the share of points each local fit uses; x and y
/// have the same, positive size.
std::vector<double> loess(std::span<const double> x, std::span<const double> y, double span,
                          const base::Job& job);

}  // namespace counterpoint::preprocess
