#pragma once

#include "core/integrate/harmony_cells.h"
#include "core/integrate/harmony_correction.h"

namespace counterpoint::integrate {

/// Harmony round by round. Cold: k-means, then rounds of clustering and correction until the
/// objective settles. Warm: at most three rounds onwards from where an earlier run ended; one
/// correction of its last assignment where only lambda or alpha changed.
class HarmonyRun final : public plugin::IntegrationRun {
  public:
    HarmonyRun(const plugin::IntegrationInput& input, const HarmonyOptions& options,
               const base::Job& job);

    bool step(const base::Job& job) override;
    double progress() const override;
    plugin::IntegrationResult result() const override;
    std::shared_ptr<const plugin::WarmState> warmState() const override;

  private:
    using Rows = std::shared_ptr<base::Floats>;

    HarmonyRun(const plugin::IntegrationInput& input, const HarmonyOptions& options,
               const HarmonyState* state, const base::Job& job);

    bool over() const { return m_converged || m_round >= m_rounds; }
    void goOnFrom(const HarmonyState& state, const base::Job& job);
    void placeCells(const base::Job& job);
    Rows normalised(const base::Floats& rows, const base::Job& job);
    plugin::ObjectivePoint cluster(const base::Job& job, std::vector<double>& sums);
    bool clusteringSettled(const std::vector<double>& totals) const;
    std::vector<float> meansOf(const std::vector<double>& unitSums) const;
    void commit(const plugin::ObjectivePoint& objective, HarmonyCorrection correction);

    HarmonyOptions m_options;
    std::size_t m_columns;
    std::shared_ptr<const HarmonyCells> m_cells;
    HarmonyClustering m_clustering;
    std::vector<float> m_start;  ///< centroids of k-means
    Rows m_corrected;            ///< after the last whole round; null before the first
    Rows m_unit;                 ///< the corrected cells on the unit sphere
    Rows m_scratch;              ///< the corrected cells to be
    Assignment m_settled;        ///< of the last whole round
    bool m_placed = false;       ///< unit cells and assignment are those a round starts from
    bool m_oneCorrection = false;
    int m_rounds;  ///< at most
    int m_round = 0;
    bool m_converged = false;
    std::vector<plugin::ObjectivePoint> m_objective;
    std::vector<std::string> m_warnings;
};

}  // namespace counterpoint::integrate
