#include "core/integrate/one_step.h"

#include "core/base/error.h"
#include "core/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace counterpoint::integrate {
namespace {

constexpr std::size_t BlockRows = 4096;

/// Σ over the cells of each group of term(value, group and column), in double, in a fixed order.
template <class Term>
std::vector<double> groupSums(const data::Embedding& x, const BatchGroups& groups,
                              const base::Job& job, Term term) {
    const std::size_t size = groups.groupCount() * x.cols;
    std::vector<std::vector<double>> parts(base::blockCount(x.rows, BlockRows));
    base::parallelBlocks(job, x.rows, BlockRows,
                         [&](std::size_t begin, std::size_t end, std::size_t block) {
                             std::vector<double> sums(size, 0.0);
                             for (std::size_t i = begin; i < end; ++i)
                                 for (std::size_t j = 0; j < x.cols; ++j) {
                                     const std::size_t at = groups.groupOf[i] * x.cols + j;
                                     sums[at] += term(x(i, j), at);
                                 }
                             parts[block] = std::move(sums);
                         });
    std::vector<double> sums(size, 0.0);
    for (const auto& part : parts)
        for (std::size_t at = 0; at < size; ++at) sums[at] += part[at];
    return sums;
}

class OneStepRun final : public plugin::IntegrationRun {
  public:
    explicit OneStepRun(std::function<data::Embedding(const base::Job&)> correct)
        : m_correct(std::move(correct)) {}
    bool step(const base::Job& job) override {
        job.checkStop();
        if (m_result.rounds > 0) return false;
        m_result.embedding = m_correct(job);
        m_result.rounds = 1;
        m_result.converged = true;
        return false;
    }
    double progress() const override { return m_result.rounds; }
    plugin::IntegrationResult result() const override { return m_result; }

  private:
    std::function<data::Embedding(const base::Job&)> m_correct;
    plugin::IntegrationResult m_result;
};

}  // namespace

GroupMoments groupMoments(const data::Embedding& x, const BatchGroups& groups,
                          const base::Job& job) {
    GroupMoments moments;
    moments.counts.assign(groups.groupCount(), 0.0);
    for (const std::uint32_t group : groups.groupOf) moments.counts[group] += 1.0;
    moments.means = groupSums(x, groups, job, [](double value, std::size_t) { return value; });
    for (std::size_t at = 0; at < moments.means.size(); ++at) {
        moments.means[at] /= moments.counts[at / x.cols];
        if (!std::isfinite(moments.means[at]))
            throw base::Error(base::ErrorKind::BadInput,
                              "principal component " + std::to_string(at % x.cols + 1) +
                                  " has values that are no usable numbers");
    }
    moments.variances = groupSums(x, groups, job, [&](double value, std::size_t at) {
        return (value - moments.means[at]) * (value - moments.means[at]);
    });
    for (std::size_t at = 0; at < moments.variances.size(); ++at)
        moments.variances[at] /= std::max(1.0, moments.counts[at / x.cols] - 1.0);
    return moments;
}

data::Embedding along(const GroupLines& lines, const data::Embedding& x, const BatchGroups& groups,
                      const base::Job& job) {
    data::Embedding result(x.rows, x.cols);
    base::parallelBlocks(
        job, x.rows, BlockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i)
                for (std::size_t j = 0; j < x.cols; ++j) {
                    const std::size_t at = groups.groupOf[i] * x.cols + j;
                    result(i, j) =
                        groups.anchored[groups.groupOf[i]] != 0
                            ? x(i, j)
                            : static_cast<float>(lines.slopes[at] * x(i, j) + lines.offsets[at]);
                }
        });
    return result;
}

void refuseSettings(const std::string& method, const plugin::Values& values) {
    if (values.empty()) return;
    throw base::Error(base::ErrorKind::BadSettings, "there is no setting \"" +
                                                        values.begin()->first + "\"; the method " +
                                                        method + " has no settings");
}

std::unique_ptr<plugin::IntegrationRun> oneStep(
    std::function<data::Embedding(const base::Job&)> correct) {
    return std::make_unique<OneStepRun>(std::move(correct));
}

}  // namespace counterpoint::integrate
