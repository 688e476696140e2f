#include "core/integrate/harmony_run.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/integrate/spherical_kmeans.h"

#include <algorithm>
#include <atomic>
#include <cmath>

namespace counterpoint::integrate {
namespace {

constexpr std::size_t BlockRows = 1024;
/// Rounds of a warm run: enough to follow a slider; where it rests, a cold run settles it.
constexpr int WarmRounds = 3;
/// Clustering rounds before their objectives are compared.
constexpr int RoundsBeforeSettling = 4;

std::size_t clusterCount(const HarmonyOptions& options, std::size_t cells) {
    // nearbyint rounds half to even, as R and Python do.
    const double automatic = std::min(100.0, std::nearbyint(static_cast<double>(cells) / 30.0));
    const double wanted = options.clusters ? *options.clusters : automatic;
    return std::clamp<std::size_t>(static_cast<std::size_t>(wanted), 1, cells);
}

/// The earlier run's state where it is one of Harmony on the same cells.
const HarmonyState* usable(const plugin::IntegrationInput& input, const HarmonyOptions& options,
                           const base::Job& job) {
    const auto* state = dynamic_cast<const HarmonyState*>(input.warm.get());
    return state != nullptr && madeFrom(*state->cells, input, options.block, job) ? state : nullptr;
}

/// Whether only the penalty of the correction differs, so that the assignment may stand.
bool sameAssignment(HarmonyOptions a, const HarmonyOptions& b) {
    a.lambda = b.lambda;
    a.alpha = b.alpha;
    return a == b;
}

/// Makes `rows` ready to be written: others where a warm state or an assignment still reads them.
void makeWritable(std::shared_ptr<base::Floats>& rows, const HarmonyCells& cells) {
    if (rows && rows.use_count() == 1)
        std::atomic_thread_fence(std::memory_order_acquire);  // after the last reader let go
    else
        rows = cells.spare->take(cells.values.size());
}

}  // namespace

HarmonyRun::HarmonyRun(const plugin::IntegrationInput& input, const HarmonyOptions& options,
                       const base::Job& job)
    : HarmonyRun(input, options, usable(input, options, job), job) {}

HarmonyRun::HarmonyRun(const plugin::IntegrationInput& input, const HarmonyOptions& options,
                       const HarmonyState* state, const base::Job& job)
    : m_options(options),
      m_columns(input.pca.cols),
      m_cells(state != nullptr ? state->cells : prepareCells(input, options.block, job)),
      m_clustering(m_cells->design, options, clusterCount(options, input.pca.rows), m_cells->dims,
                   input.pca.cols, *m_cells->spare),
      m_rounds(options.maxIterations) {
    const std::size_t clusters = m_clustering.clusters();
    const bool sameStart = state != nullptr && state->start.size() == clusters * m_cells->dims;
    if (sameStart && !input.settled && state->corrected &&
        state->options.first() == options.first()) {
        goOnFrom(*state, job);
        return;
    }
    if (sameStart) {
        m_start = state->start;
    } else {
        m_unit = normalised(m_cells->values, job);
        m_start = sphericalKmeans(*m_unit, m_cells->design.cells, m_cells->dims, clusters, job);
    }
    placeCells(job);
    m_objective.push_back(m_clustering.objective(0, job));
    if (options.clusters && static_cast<std::size_t>(*options.clusters) > clusters)
        m_warnings.push_back("there are fewer cells than clusters; every cell became one");
}

void HarmonyRun::goOnFrom(const HarmonyState& state, const base::Job& job) {
    m_start = state.start;
    m_corrected = state.corrected;
    m_settled = state.settled;
    m_rounds = std::min(m_rounds, WarmRounds);
    m_oneCorrection = m_settled.unit != nullptr && sameAssignment(m_options, state.options);
    m_clustering.setCentroids(state.centroids);
    if (m_oneCorrection) {
        m_rounds = 1;
    } else {
        placeCells(job);
        m_objective.push_back(m_clustering.objective(0, job));
    }
}

bool HarmonyRun::step(const base::Job& job) {
    if (over()) return false;
    job.checkStop();
    // What a stop must leave whole changes in commit() only; the rest is placed anew.
    std::vector<double> sums;
    plugin::ObjectivePoint objective;
    if (m_oneCorrection) {
        m_clustering.setAssignment(m_settled);
        sums = m_clustering.sums(m_cells->values, job);
        objective = m_clustering.objective(m_round + 1, job);
        if (m_objective.empty()) m_objective.push_back(m_clustering.objective(0, job));
    } else {
        placeCells(job);
        m_placed = false;
        objective = cluster(job, sums);
        if (sums.empty()) sums = m_clustering.sums(m_cells->values, job);
    }
    HarmonyCorrection correction =
        integrate::correction(m_cells->design, m_options, m_clustering, sums, job);
    makeWritable(m_scratch, *m_cells);
    m_clustering.subtract(m_cells->values, correction.shifts, *m_scratch, job);
    commit(objective, std::move(correction));
    return !over();
}

/// Puts the corrected cells on the unit sphere, with the assignment a round starts from: afresh in
/// R 2.x, where the centroids are those of the last correction; the last one in R 1.2, where the
/// centroids follow from it.
void HarmonyRun::placeCells(const base::Job& job) {
    if (m_placed) return;
    if (m_corrected && m_options.first()) {
        Rows unit = normalised(*m_corrected, job);
        m_clustering.setAssignment(m_settled);
        std::vector<float> means = meansOf(m_clustering.sums(*unit, job));
        m_unit = std::move(unit);
        m_clustering.setCells(m_unit);
        m_clustering.setCentroids(std::move(means));
    } else {
        m_settled = {};  // its cells are about to be overwritten
        m_clustering.setCells(nullptr);
        m_unit = normalised(m_corrected ? *m_corrected : m_cells->values, job);
        m_clustering.setCells(m_unit);
        if (!m_corrected) m_clustering.setCentroids(m_start);
        m_clustering.restart(job);
    }
    m_placed = true;
}

/// Unit vectors of `rows`, in the buffer of the last where nobody reads that any more.
HarmonyRun::Rows HarmonyRun::normalised(const base::Floats& rows, const base::Job& job) {
    Rows unit = std::move(m_unit);
    makeWritable(unit, *m_cells);
    const std::size_t dims = m_cells->dims;
    base::parallelBlocks(job, m_cells->design.cells, BlockRows,
                         [&](std::size_t begin, std::size_t end, std::size_t) {
                             kernels::normaliseRows(rows.data() + begin * dims, end - begin, dims,
                                                    unit->data() + begin * dims);
                         });
    return unit;
}

/// Clusters the unit vectors; returns the objective of the last round and, where they came for
/// little more, the sums of the original cells.
plugin::ObjectivePoint HarmonyRun::cluster(const base::Job& job, std::vector<double>& sums) {
    const bool first = m_options.first();
    const int rounds = m_options.clusteringRounds.value_or(first ? 20 : 4);
    std::vector<double> totals;
    plugin::ObjectivePoint objective;
    for (int t = 0; t < rounds; ++t) {
        if (first && (t > 0 || !m_corrected))
            m_clustering.setCentroids(meansOf(m_clustering.sums(*m_unit, job)));
        const auto stream = static_cast<std::uint64_t>(m_round) * 1000 + t + 1;
        const bool last = !first && t + 1 == rounds;
        sums = m_clustering.update(stream, job, last ? &m_cells->values : nullptr);
        // Few rounds are never compared, so their objectives are not worth a pass over the cells.
        if (t + 1 < rounds && rounds <= RoundsBeforeSettling) continue;
        objective = m_clustering.objective(m_round + 1, job);
        totals.push_back(objective.total);
        if (t >= RoundsBeforeSettling && clusteringSettled(totals)) break;
    }
    return objective;
}

/// Compares the sums of the last three and the three before, overlapping by two.
bool HarmonyRun::clusteringSettled(const std::vector<double>& totals) const {
    const std::size_t n = totals.size();
    const double now = totals[n - 1] + totals[n - 2] + totals[n - 3];
    const double before = totals[n - 2] + totals[n - 3] + totals[n - 4];
    const double decrease = (before - now) / std::abs(before);
    return (m_options.first() ? decrease : std::abs(decrease)) < m_options.epsilonCluster;
}

/// R 1.2: the unit-length means of the cells weighted by their assignment.
std::vector<float> HarmonyRun::meansOf(const std::vector<double>& unitSums) const {
    const std::size_t dims = m_clustering.dims();
    const std::size_t padded = m_clustering.paddedClusters();
    std::vector<float> means(m_clustering.clusters() * dims);
    for (std::size_t k = 0; k < m_clustering.clusters(); ++k) {
        for (std::size_t j = 0; j < dims; ++j) {
            double sum = 0.0;
            for (std::size_t g = 0; g < m_cells->design.groupCount(); ++g)
                sum += unitSums[(g * dims + j) * padded + k];
            means[k * dims + j] = static_cast<float>(sum);
        }
    }
    kernels::normaliseRows(means.data(), m_clustering.clusters(), dims, means.data());
    return means;
}

void HarmonyRun::commit(const plugin::ObjectivePoint& objective, HarmonyCorrection correction) {
    const double before = m_objective.back().total;
    const double decrease = (before - objective.total) / std::abs(before);
    m_corrected.swap(m_scratch);
    m_settled = m_clustering.assignment();
    if (!m_options.first()) m_clustering.setCentroids(std::move(correction.centroids));
    m_placed = false;
    m_objective.push_back(objective);
    ++m_round;
    m_converged =
        decrease < m_options.epsilonHarmony && (decrease >= 0.0 || m_options.stopWhenWorse);
    if (decrease < 0.0)
        m_warnings.push_back(
            "the objective rose in round " + std::to_string(m_round) +
            (m_converged ? ", and Harmony stopped there" : "; compare with the rounds before"));
}

double HarmonyRun::progress() const {
    return m_converged ? 1.0 : static_cast<double>(m_round) / m_rounds;
}

plugin::IntegrationResult HarmonyRun::result() const {
    plugin::IntegrationResult result;
    const std::size_t cells = m_cells->design.cells;
    const base::Floats& rows = m_corrected ? *m_corrected : m_cells->values;
    result.embedding = data::Embedding(cells, m_columns);
    for (std::size_t at = 0; at < cells; ++at)
        std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(at * m_cells->dims), m_columns,
                    result.embedding.row(m_cells->design.order[at]).begin());
    result.objective = m_objective;
    result.rounds = m_round;
    result.converged = m_converged;
    result.warnings = m_warnings;
    if (!m_converged && m_round >= m_options.maxIterations)
        result.warnings.push_back("Harmony had not settled after " + std::to_string(m_round) +
                                  " rounds");
    return result;
}

std::size_t HarmonyState::bytes() const {
    std::size_t numbers = start.size() + centroids.size() + settled.centroids.size() +
                          settled.panels.size() + settled.weights.size();
    if (cells) numbers += cells->values.size() + cells->design.order.size();
    if (corrected) numbers += corrected->size();
    if (settled.unit) numbers += settled.unit->size();
    return numbers * sizeof(float) + (cells ? cells->spare->bytes() : 0);
}

std::shared_ptr<const plugin::WarmState> HarmonyRun::warmState() const {
    auto state = std::make_shared<HarmonyState>();
    state->cells = m_cells;
    state->options = m_options;
    state->start = m_start;
    state->corrected = m_corrected;
    state->centroids = m_clustering.centroids();
    state->settled = m_settled;
    return state;
}

}  // namespace counterpoint::integrate
