#include "core/integrate/methods.h"
#include "core/integrate/one_step.h"

#include <algorithm>

namespace counterpoint::integrate {
namespace {

/// The mean of all cells, or of the reference cells where there are some.
std::vector<double> targetOf(const GroupMoments& moments, const BatchGroups& groups,
                             std::size_t columns) {
    const bool anchored = std::ranges::find(groups.anchored, 1) != groups.anchored.end();
    std::vector<double> target(columns, 0.0);
    double cells = 0.0;
    for (std::size_t g = 0; g < groups.groupCount(); ++g) {
        if (anchored && groups.anchored[g] == 0) continue;
        cells += moments.counts[g];
        for (std::size_t j = 0; j < columns; ++j)
            target[j] += moments.counts[g] * moments.means[g * columns + j];
    }
    for (double& x : target) x /= cells;
    return target;
}

data::Embedding centred(const data::Embedding& pca, const BatchGroups& groups,
                        const base::Job& job) {
    const GroupMoments moments = groupMoments(pca, groups, job);
    const std::vector<double> target = targetOf(moments, groups, pca.cols);
    GroupLines lines{std::vector<double>(moments.means.size(), 1.0), moments.means};
    for (std::size_t at = 0; at < lines.offsets.size(); ++at)
        lines.offsets[at] = target[at % pca.cols] - moments.means[at];
    return along(lines, pca, groups, job);
}

class Centre final : public plugin::IntegrationMethod {
  public:
    const plugin::MethodInfo& info() const override {
        static const plugin::MethodInfo info{
            .id = "centre",
            .title = "Centre batches",
            .help =
                "Moves the mean of every batch onto the mean of all cells: the least a method "
                "should do better than."};
        return info;
    }
    int version() const override { return 1; }
    std::unique_ptr<plugin::IntegrationRun> start(const plugin::IntegrationInput& input,
                                                  const plugin::Values& values,
                                                  const base::Job& /*job*/) const override {
        refuseSettings(info().id, values);
        return oneStep(
            [&pca = input.pca, groups = groupCells(input.batches, input.pca.rows, input.reference)](
                const base::Job& job) { return centred(pca, groups, job); });
    }
};

}  // namespace

std::unique_ptr<plugin::IntegrationMethod> makeCentre() {
    return std::make_unique<Centre>();
}

}  // namespace counterpoint::integrate
