#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/integrate/harmony_clustering.h"
#include "core/integrate/harmony_design.h"
#include "core/integrate/harmony_kernels.h"
#include "core/integrate/harmony_options.h"
#include "core/integrate/harmony_ridge.h"
#include "core/integrate/methods.h"
#include "core/integrate/spherical_kmeans.h"
#include "core/linalg/tile.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint::integrate {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::size_t BlockRows = 512;
/// R 2.x: a level whose share of cells in a cluster is not above this takes no part there.
constexpr double PruningCutoff = 1e-5;

std::size_t clusterCount(const HarmonyOptions& options, std::size_t cells) {
    // nearbyint rounds half to even, as R and Python do.
    const double automatic = std::min(100.0, std::nearbyint(static_cast<double>(cells) / 30.0));
    const double wanted = options.clusters ? *options.clusters : automatic;
    return std::clamp<std::size_t>(static_cast<std::size_t>(wanted), 1, cells);
}

/// The input in the design's order, float32 rows padded to whole tiles.
std::vector<float> sortedCells(const data::Embedding& pca, const HarmonyDesign& design) {
    const std::size_t dims = linalg::paddedToTile(pca.cols);
    std::vector<float> cells(pca.rows * dims, 0.0F);
    for (std::size_t i = 0; i < pca.rows; ++i) {
        const auto row = pca.row(design.order[i]);
        for (std::size_t j = 0; j < pca.cols; ++j) {
            if (!std::isfinite(row[j]))
                throw Error(ErrorKind::BadInput,
                            "the embedding of cell " + std::to_string(design.order[i] + 1) +
                                " is not a usable number, so Harmony cannot start");
            cells[i * dims + j] = row[j];
        }
    }
    return cells;
}

class HarmonyRun final : public plugin::IntegrationRun {
  public:
    HarmonyRun(const plugin::IntegrationInput& input, const HarmonyOptions& options,
               const base::Job& job)
        : m_options(options),
          m_first(options.variant == "harmony1"),
          m_columns(input.pca.cols),
          m_design(makeDesign(input.batches, input.pca.rows)),
          m_input(sortedCells(input.pca, m_design)),
          m_corrected(m_input),
          m_unit(m_input.size()),
          m_scratch(m_input.size()),
          m_clustering(m_design, options, clusterCount(options, input.pca.rows),
                       linalg::paddedToTile(input.pca.cols)) {
        normalise(job);
        m_clustering.setCentroids(sphericalKmeans(m_unit, m_design.cells, m_clustering.dims(),
                                                  m_clustering.clusters(), job));
        m_clustering.restart(m_unit, job);
        m_objective.push_back(m_clustering.objective(0));
        if (options.clusters && static_cast<std::size_t>(*options.clusters) > m_design.cells)
            m_warnings.push_back("there are fewer cells than clusters; every cell became one");
    }

    bool step(const base::Job& job) override {
        if (m_converged || m_round >= m_options.maxIterations) return false;
        job.checkStop();
        // Everything a stop must leave whole changes in commit() only, but R 1.2 goes on from its
        // last assignment (R 2.x starts every round afresh), so that is kept.
        std::vector<float> lastAssignment;
        if (m_first) lastAssignment = m_clustering.assignment();
        try {
            normalise(job);
            const plugin::ObjectivePoint objective = cluster(job);
            commit(objective, correct(job));
        } catch (const base::Cancelled&) {
            if (m_first) m_clustering.setAssignment(std::move(lastAssignment));
            throw;
        }
        return !m_converged && m_round < m_options.maxIterations;
    }

    double progress() const override {
        return m_converged ? 1.0 : static_cast<double>(m_round) / m_options.maxIterations;
    }

    plugin::IntegrationResult result() const override {
        plugin::IntegrationResult result;
        result.embedding = data::Embedding(m_design.cells, m_columns);
        for (std::size_t i = 0; i < m_design.cells; ++i)
            std::copy_n(m_corrected.begin() + static_cast<std::ptrdiff_t>(i * m_clustering.dims()),
                        m_columns, result.embedding.row(m_design.order[i]).begin());
        result.objective = m_objective;
        result.rounds = m_round;
        result.converged = m_converged;
        result.warnings = m_warnings;
        if (!m_converged && m_round >= m_options.maxIterations)
            result.warnings.push_back("Harmony had not settled after " + std::to_string(m_round) +
                                      " rounds");
        return result;
    }

  private:
    /// Unit vectors of the corrected cells.
    void normalise(const base::Job& job) {
        const std::size_t dims = m_clustering.dims();
        base::parallelBlocks(
            job, m_design.cells, BlockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
                kernels::normaliseRows(m_corrected.data() + begin * dims, end - begin, dims,
                                       m_unit.data() + begin * dims);
            });
    }

    /// Clusters the unit vectors; returns the objective of the last round.
    plugin::ObjectivePoint cluster(const base::Job& job) {
        if (m_first)
            m_clustering.recount(job);
        else
            m_clustering.restart(m_unit, job);
        const int rounds = m_options.clusteringRounds.value_or(m_first ? 20 : 4);
        std::vector<double> totals;
        plugin::ObjectivePoint objective;
        for (int t = 0; t < rounds; ++t) {
            if (m_first) m_clustering.setCentroids(centroidsFromAssignment(job));
            const auto stream = static_cast<std::uint64_t>(m_round) * 1000 + t + 1;
            m_clustering.update(m_unit, stream, job);
            objective = m_clustering.objective(m_round + 1);
            totals.push_back(objective.total);
            if (t > 3 && clusteringSettled(totals)) break;
        }
        return objective;
    }

    /// Compares the sums of the last three and the three before, overlapping by two.
    bool clusteringSettled(const std::vector<double>& totals) const {
        const std::size_t n = totals.size();
        const double now = totals[n - 1] + totals[n - 2] + totals[n - 3];
        const double before = totals[n - 2] + totals[n - 3] + totals[n - 4];
        const double decrease = (before - now) / std::abs(before);
        return (m_first ? decrease : std::abs(decrease)) < m_options.epsilonCluster;
    }

    /// R 1.2: the unit-length means of the cells weighted by their assignment.
    std::vector<float> centroidsFromAssignment(const base::Job& job) const {
        const std::vector<double> sums = m_clustering.sums(m_unit, job);
        const std::size_t dims = m_clustering.dims();
        const std::size_t padded = m_clustering.paddedClusters();
        std::vector<float> means(m_clustering.clusters() * dims, 0.0F);
        for (std::size_t k = 0; k < m_clustering.clusters(); ++k) {
            for (std::size_t j = 0; j < dims; ++j) {
                double sum = 0.0;
                for (std::size_t g = 0; g < m_design.groupCount(); ++g)
                    sum += sums[(g * dims + j) * padded + k];
                means[k * dims + j] = static_cast<float>(sum);
            }
        }
        std::vector<float> centroids(means.size());
        kernels::normaliseRows(means.data(), m_clustering.clusters(), dims, centroids.data());
        return centroids;
    }

    /// Writes the corrected cells to m_scratch, always from the original input, and returns the
    /// centroids of the next round.
    std::vector<float> correct(const base::Job& job) {
        const std::size_t dims = m_clustering.dims();
        const std::size_t padded = m_clustering.paddedClusters();
        const std::vector<double> sums = m_clustering.sums(m_input, job);
        std::vector<float> shifts(m_design.groupCount() * padded * dims, 0.0F);
        std::vector<float> intercepts = m_clustering.centroids();
        base::parallelBlocks(
            job, m_clustering.clusters(), 1, [&](std::size_t k, std::size_t, std::size_t) {
                const RidgeSolution solution = regress(k, sums);
                if (!solution.solved) return;
                for (std::size_t j = 0; j < m_columns; ++j) {
                    intercepts[k * dims + j] = static_cast<float>(solution.intercept[j]);
                    for (std::size_t g = 0; g < m_design.groupCount(); ++g) {
                        double shift = 0.0;
                        for (const std::uint32_t level : m_design.groups[g])
                            shift += solution.shifts[level * m_columns + j];
                        shifts[(g * padded + k) * dims + j] = static_cast<float>(shift);
                    }
                }
            });
        for (std::size_t g = 0; g < m_design.groupCount(); ++g) {
            const std::size_t first = m_design.groupStarts[g];
            base::parallelBlocks(
                job, m_design.groupStarts[g + 1] - first, BlockRows,
                [&](std::size_t begin, std::size_t end, std::size_t) {
                    const std::size_t at = first + begin;
                    kernels::subtractShifts(
                        m_input.data() + at * dims, m_clustering.assignment().data() + at * padded,
                        end - begin, dims, padded, shifts.data() + g * padded * dims,
                        m_scratch.data() + at * dims);
                });
        }
        std::vector<float> centroids(intercepts.size());
        kernels::normaliseRows(intercepts.data(), m_clustering.clusters(), dims, centroids.data());
        return centroids;
    }

    RidgeSolution regress(std::size_t cluster, const std::vector<double>& sums) const {
        const std::size_t dims = m_clustering.dims();
        const std::size_t padded = m_clustering.paddedClusters();
        std::vector<double> weights(m_design.groupCount());
        std::vector<double> cellSums(m_design.groupCount() * m_columns);
        for (std::size_t g = 0; g < m_design.groupCount(); ++g) {
            weights[g] = std::max(0.0, m_clustering.groupWeight(g, cluster));
            for (std::size_t j = 0; j < m_columns; ++j)
                cellSums[g * m_columns + j] = sums[(g * dims + j) * padded + cluster];
        }
        const std::vector<char> kept = keptLevels(cluster);
        return solveRidge({m_design, m_columns, weights, cellSums, penalties(cluster), kept});
    }

    /// R 2.x: levels practically absent from a cluster take no part, nor does a covariate with
    /// fewer than two levels left.
    std::vector<char> keptLevels(std::size_t cluster) const {
        std::vector<char> kept(m_design.levels(), 1);
        if (m_first) return kept;
        std::vector<int> left(m_design.covariates, 0);
        for (std::size_t b = 0; b < kept.size(); ++b) {
            const double share =
                m_clustering.observed(b, cluster) / static_cast<double>(m_design.levelCells[b]);
            kept[b] = share > PruningCutoff ? 1 : 0;
            left[m_design.covariateOf[b]] += kept[b];
        }
        for (std::size_t b = 0; b < kept.size(); ++b)
            if (left[m_design.covariateOf[b]] < 2) kept[b] = 0;
        return kept;
    }

    std::vector<double> penalties(std::size_t cluster) const {
        std::vector<double> lambda(m_design.levels(), m_options.lambda.value_or(1.0));
        if (m_options.lambda || m_first) return lambda;
        for (std::size_t b = 0; b < lambda.size(); ++b)
            lambda[b] = m_options.alpha * m_clustering.expected(b, cluster);
        return lambda;
    }

    void commit(const plugin::ObjectivePoint& objective, std::vector<float> centroids) {
        const double before = m_objective.back().total;
        const double decrease = (before - objective.total) / std::abs(before);
        m_corrected.swap(m_scratch);
        if (!m_first) m_clustering.setCentroids(std::move(centroids));
        m_objective.push_back(objective);
        ++m_round;
        m_converged =
            decrease < m_options.epsilonHarmony && (decrease >= 0.0 || m_options.stopWhenWorse);
        if (decrease < 0.0)
            m_warnings.push_back(
                "the objective rose in round " + std::to_string(m_round) +
                (m_converged ? ", and Harmony stopped there" : "; compare with the rounds before"));
    }

    HarmonyOptions m_options;
    bool m_first;  ///< variant harmony1
    std::size_t m_columns;
    HarmonyDesign m_design;
    std::vector<float> m_input;      ///< cells × dims: never changes
    std::vector<float> m_corrected;  ///< after the last whole round
    std::vector<float> m_unit;       ///< m_corrected on the unit sphere
    std::vector<float> m_scratch;
    HarmonyClustering m_clustering;
    std::vector<plugin::ObjectivePoint> m_objective;
    int m_round = 0;
    bool m_converged = false;
    std::vector<std::string> m_warnings;
};

class Harmony final : public plugin::IntegrationMethod {
  public:
    const plugin::MethodInfo& info() const override {
        static const plugin::MethodInfo info{
            .id = "harmony",
            .title = "Harmony",
            .help = "Moves the batches of each soft cluster of similar cells onto each other.",
            .citation =
                "Korsunsky I. et al. Fast, sensitive and accurate integration of "
                "single-cell data with Harmony. Nature Methods 16, 1289–1296 (2019)",
            .parameters = HarmonyOptions::fields().parameters()};
        return info;
    }
    int version() const override { return 1; }
    std::unique_ptr<plugin::IntegrationRun> start(const plugin::IntegrationInput& input,
                                                  const plugin::Values& values,
                                                  const base::Job& job) const override {
        const HarmonyOptions options = HarmonyOptions::fields().options(values);
        if (input.pca.rows < 6)
            throw Error(ErrorKind::BadInput, "Harmony needs at least 6 cells; there are " +
                                                 std::to_string(input.pca.rows));
        if (input.pca.cols == 0)
            throw Error(ErrorKind::BadInput, "Harmony needs principal components; there are none");
        return std::make_unique<HarmonyRun>(input, options, job);
    }
};

}  // namespace

std::unique_ptr<plugin::IntegrationMethod> makeHarmony() {
    return std::make_unique<Harmony>();
}

}  // namespace counterpoint::integrate
