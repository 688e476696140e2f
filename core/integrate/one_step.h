#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/integrate/batch_groups.h"
#include "core/plugin/integration_method.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace counterpoint::integrate {

/// Number, means and (n − 1) variances of the cells of each group.
struct GroupMoments {
    std::vector<double> counts;     ///< groups
    std::vector<double> means;      ///< groups × columns
    std::vector<double> variances;  ///< groups × columns; 0 for a group of one cell
};
GroupMoments groupMoments(const data::Embedding& x, const BatchGroups& groups,
                          const base::Job& job);

/// For methods whose correction is, for every group and column, a straight line.
struct GroupLines {
    std::vector<double> slopes;   ///< groups × columns
    std::vector<double> offsets;  ///< groups × columns
};
/// x_ij → slope · x_ij + offset of the cell's group.
data::Embedding along(const GroupLines& lines, const data::Embedding& x, const BatchGroups& groups,
                      const base::Job& job);

/// Throws Error(BadSettings) where `values` has any: for methods without settings.
void refuseSettings(const std::string& method, const plugin::Values& values);

/// A run that is done in one step.
std::unique_ptr<plugin::IntegrationRun> oneStep(
    std::function<data::Embedding(const base::Job&)> correct);

}  // namespace counterpoint::integrate
