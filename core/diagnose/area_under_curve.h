#pragma once

#include <utility>
#include <vector>

namespace counterpoint::diagnose {

/// Area under the curve of a score for telling the ones with `true` from the others; equal scores
/// count half. NaN when all are alike.
double areaUnderCurve(std::vector<std::pair<double, bool>> scores);

}  // namespace counterpoint::diagnose
