#include "core/base/error.h"
#include "core/integrate/methods.h"
#include "core/integrate/one_step.h"

#include <Eigen/Core>

#include <algorithm>

namespace counterpoint::integrate {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

/// The design's row of each group: an intercept, then for each covariate one sum-to-zero contrast
/// fewer than it has levels (own level 1, last level −1).
MatrixXd designOf(const BatchGroups& groups) {
    const auto levels = static_cast<Index>(groups.levels());
    MatrixXd design = MatrixXd::Zero(static_cast<Index>(groups.groupCount()),
                                     1 + levels - static_cast<Index>(groups.covariates));
    for (std::size_t g = 0; g < groups.groupCount(); ++g) {
        const auto row = static_cast<Index>(g);
        design(row, 0) = 1.0;
        std::size_t first = 0;
        Index column = 1;
        for (std::size_t c = 0; c < groups.covariates; ++c) {
            const auto last = static_cast<std::size_t>(
                std::ranges::upper_bound(groups.covariateOf, static_cast<std::uint32_t>(c)) -
                groups.covariateOf.begin() - 1);
            const auto contrasts = static_cast<Index>(last - first);
            if (groups.groups[g][c] == last)
                design.block(row, column, 1, contrasts).setConstant(-1.0);
            else
                design(row, column + static_cast<Index>(groups.groups[g][c] - first)) = 1.0;
            column += contrasts;
            first = last + 1;
        }
    }
    return design;
}

/// Least squares from the normal equations, column by column in order (Goodnight's sweep): one that
/// those before it already explain gets coefficients 0, as in limma.
MatrixXd solveInOrder(MatrixXd normal, const MatrixXd& right) {
    const Index size = normal.rows();
    MatrixXd all(size, size + right.cols());
    all << normal, right;
    std::vector<char> used(static_cast<std::size_t>(size), 0);
    for (Index k = 0; k < size; ++k) {
        const double pivot = all(k, k);
        if (!(pivot > 1e-10 * normal(k, k))) continue;
        used[static_cast<std::size_t>(k)] = 1;
        all.row(k) /= pivot;
        for (Index r = 0; r < size; ++r)
            if (r != k) all.row(r) -= all(r, k) * all.row(k).eval();
    }
    MatrixXd coefficients = all.rightCols(right.cols());
    for (Index k = 0; k < size; ++k)
        if (used[static_cast<std::size_t>(k)] == 0) coefficients.row(k).setZero();
    return coefficients;
}

data::Embedding regressed(const data::Embedding& pca, const BatchGroups& groups,
                          const base::Job& job) {
    using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const GroupMoments moments = groupMoments(pca, groups, job);
    const auto count = static_cast<Index>(groups.groupCount());
    const auto columns = static_cast<Index>(pca.cols);
    const Eigen::Map<const Rows> means(moments.means.data(), count, columns);
    const Eigen::Map<const Eigen::VectorXd> weights(moments.counts.data(), count);
    const MatrixXd design = designOf(groups);
    const MatrixXd weighted = weights.asDiagonal() * design;
    const MatrixXd coefficients =
        solveInOrder(design.transpose() * weighted, weighted.transpose() * means);

    GroupLines lines{std::vector<double>(moments.means.size(), 1.0), moments.means};
    Eigen::Map<Rows>(lines.offsets.data(), count, columns) =
        -design.rightCols(design.cols() - 1) * coefficients.bottomRows(design.cols() - 1);
    return along(lines, pca, groups, job);
}

class Regress final : public plugin::IntegrationMethod {
  public:
    const plugin::MethodInfo& info() const override {
        static const plugin::MethodInfo info{
            .id = "regress",
            .title = "Regression (limma)",
            .help = "Subtracts the batch effects of a linear model from each principal component.",
            .citation =
                "Ritchie M. E. et al. limma powers differential expression analyses for "
                "RNA-sequencing and microarray studies. Nucleic Acids Research 43, e47 "
                "(2015), removeBatchEffect"};
        return info;
    }
    int version() const override { return 1; }
    std::unique_ptr<plugin::IntegrationRun> start(const plugin::IntegrationInput& input,
                                                  const plugin::Values& values,
                                                  const base::Job& /*job*/) const override {
        refuseSettings(info().id, values);
        if (!input.reference.empty())
            throw base::Error(base::ErrorKind::BadSettings,
                              "the method regress moves every batch; use combat, centre or harmony "
                              "to keep a reference");
        return oneStep([&pca = input.pca, groups = groupCells(input.batches, input.pca.rows)](
                           const base::Job& job) { return regressed(pca, groups, job); });
    }
};

}  // namespace

std::unique_ptr<plugin::IntegrationMethod> makeRegress() {
    return std::make_unique<Regress>();
}

}  // namespace counterpoint::integrate
