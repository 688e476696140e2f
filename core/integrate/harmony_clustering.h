#pragma once

#include "core/base/job.h"
#include "core/integrate/harmony_design.h"
#include "core/integrate/harmony_options.h"
#include "core/plugin/integration_method.h"

#include <cstddef>
#include <span>
#include <vector>

namespace counterpoint::integrate {

/// Harmony's maximum-diversity soft clustering: the assignment R of cells to centroids on the unit
/// sphere, and how many cells of each batch every cluster holds. Cells are in the design's order;
/// `dims` and the clusters are padded to whole tiles. R is the only cells × clusters array.
class HarmonyClustering {
  public:
    HarmonyClustering(const HarmonyDesign& design, const HarmonyOptions& options,
                      std::size_t clusters, std::size_t dims);

    std::size_t clusters() const { return m_clusters; }
    std::size_t paddedClusters() const { return m_padded; }
    std::size_t dims() const { return m_dims; }
    /// cells × paddedClusters.
    const std::vector<float>& assignment() const { return m_assignment; }
    /// Goes back to an earlier assignment; call `recount` before going on.
    void setAssignment(std::vector<float> assignment) { m_assignment = std::move(assignment); }
    /// Unit centroids, clusters × dims.
    const std::vector<float>& centroids() const { return m_centroids; }
    void setCentroids(std::vector<float> centroids);

    /// Cells of a group in a cluster: Σ R_ki over the group.
    double groupWeight(std::size_t group, std::size_t cluster) const {
        return m_observed[group * m_padded + cluster];
    }
    /// Cells of a level in a cluster (O_kb), and expected there were batches spread evenly (E_kb).
    double observed(std::size_t level, std::size_t cluster) const;
    double expected(std::size_t level, std::size_t cluster) const;

    /// R = softmax of −distance / sigma, without regard to batches; O and E from it.
    void restart(const std::vector<float>& unit, const base::Job& job);
    /// One round of block updates: each block of cells leaves, and comes back to the clusters
    /// weighted by their lack of its batches. `stream` numbers the round, for its random order.
    void update(const std::vector<float>& unit, std::uint64_t stream, const base::Job& job);
    /// O recomputed from R, to shed what block updates may have lost.
    void recount(const base::Job& job);
    /// Σ_i R_ki x_i by group: groups × dims × paddedClusters.
    std::vector<double> sums(const std::vector<float>& x, const base::Job& job) const;

    /// The objective after the last `restart` or `update`, times 2000 / cells.
    plugin::ObjectivePoint objective(int round) const;

  private:
    void assign(const std::vector<float>& unit, std::span<const std::uint32_t> cells,
                const base::Job& job);
    void count(std::span<const std::uint32_t> cells, double sign, const base::Job& job);
    void refreshLevels();
    void weighByDiversity();
    double logFactor(std::size_t level, std::size_t cluster) const;

    const HarmonyDesign& m_design;
    bool m_first;  ///< variant harmony1
    double m_sigma;
    double m_block;
    std::vector<double> m_theta;  ///< by level, small batches discounted
    std::size_t m_clusters;
    std::size_t m_padded;
    std::size_t m_dims;
    std::vector<float> m_assignment;
    std::vector<float> m_centroids;
    std::vector<float> m_panels;
    std::vector<double> m_observed;       ///< groups × padded
    std::vector<double> m_levelObserved;  ///< levels × padded, never negative
    std::vector<double> m_clusterSizes;   ///< padded
    std::vector<float> m_logWeights;      ///< groups × padded: Σ theta ln f
    double m_closeness = 0.0;             ///< Σ R_ki y_k·z_i of the current R
    double m_logR = 0.0;                  ///< Σ R_ki ln R_ki of the current R
};

}  // namespace counterpoint::integrate
