#pragma once

#include "core/base/job.h"
#include "core/base/spare_arrays.h"
#include "core/integrate/harmony_design.h"
#include "core/integrate/harmony_kernels.h"
#include "core/integrate/harmony_options.h"
#include "core/plugin/integration_method.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace counterpoint::integrate {

/// The assignment R of cells to clusters, as what it was computed from: R_ki is proportional to
/// 2^(scale · y_k·z_i) times the weight its block last gave the cell's group.
struct Assignment {
    std::shared_ptr<const base::Floats> unit;  ///< cells × dims, unit rows
    std::vector<float> centroids;              ///< clusters × dims, unit rows
    std::vector<float> panels;                 ///< the centroids for the kernels
    std::vector<float> weights;  ///< blocks × groups × padded clusters, the largest 1, padding 0
    float scale = 0.0F;          ///< 2 / sigma, log 2
};

/// Harmony's maximum-diversity soft clustering on the unit sphere, and how many cells of each batch
/// every cluster holds. Cells are in the design's order; `dims` and the clusters are padded to
/// whole tiles. Within a round only the weights change, so the affinities 2^(scale · y·z) are
/// computed once and kept (4 bytes a cell and cluster); a round of updates then is little more than
/// reading them. Results do not depend on the thread count.
class HarmonyClustering {
  public:
    /// Computes in arrays of `spare`.
    HarmonyClustering(const HarmonyDesign& design, const HarmonyOptions& options,
                      std::size_t clusters, std::size_t dims, std::size_t used,
                      base::SpareArrays& spare);

    std::size_t clusters() const { return m_clusters; }
    std::size_t paddedClusters() const { return m_padded; }
    std::size_t dims() const { return m_dims; }
    const std::vector<float>& centroids() const { return m_now.centroids; }

    /// Cells and centroids of the sweeps to come. Changing either changes R.
    void setCells(std::shared_ptr<const base::Floats> unit);
    void setCentroids(std::vector<float> centroids);

    /// The current R; and back to an earlier one, whose counts are known again after `sums`.
    const Assignment& assignment() const { return m_now; }
    void setAssignment(Assignment assignment);

    /// Cells of a group in a cluster: Σ R_ki over the group.
    double groupWeight(std::size_t group, std::size_t cluster) const {
        return m_observed[group * m_padded + cluster];
    }
    /// Cells of a level in a cluster (O_kb), and expected there were batches spread evenly (E_kb).
    double observed(std::size_t level, std::size_t cluster) const;
    double expected(std::size_t level, std::size_t cluster) const;

    /// R = softmax of −distance / sigma, without regard to batches; O and E from it.
    void restart(const base::Job& job);
    /// One round of block updates: each block of cells leaves, and comes back to the clusters
    /// weighted by their lack of its batches. `stream` numbers the round, for the random order of
    /// the blocks. With `x` (cells × dims), also `sums(x)` of the new R, for little more.
    std::vector<double> update(std::uint64_t stream, const base::Job& job,
                               const base::Floats* x = nullptr);
    /// Σ_i R_ki x_i by group: groups × dims × paddedClusters.
    std::vector<double> sums(const base::Floats& x, const base::Job& job);

    // Of the R that one of the above came to last:

    /// out_i = x_i − Σ_k R_ki shifts[group of i][k]; shifts are groups × paddedClusters × dims.
    void subtract(const base::Floats& x, const std::vector<float>& shifts, base::Floats& out,
                  const base::Job& job) const;
    /// The objective, times 2000 / cells.
    plugin::ObjectivePoint objective(int round, const base::Job& job) const;
    /// R itself: cells × paddedClusters. For tests.
    std::vector<float> responsibilities(const base::Job& job) const;

  private:
    template <class Body>
    void eachStrip(const Segment& segment, Body body) const;
    void setScale();
    void sweep(std::size_t firstBlock, std::size_t lastBlock, const base::Job& job,
               const base::Floats* x = nullptr, std::vector<double>* sums = nullptr);
    void addSums(std::size_t block, const std::vector<float>& partial, std::vector<double>& sums,
                 const base::Job& job) const;
    void observeAll();
    void refreshLevels();
    void weighByDiversity(std::size_t block);
    double logFactor(std::size_t level, std::size_t cluster) const;

    const float* weightsOf(const Segment& segment) const {
        return m_now.weights.data() +
               (segment.block * m_design.groupCount() + segment.group) * m_padded;
    }

    const HarmonyDesign& m_design;
    bool m_first;  ///< variant harmony1
    bool m_sumRule;
    double m_sigma;
    float m_scale;                ///< 2 / sigma, log 2
    std::vector<double> m_theta;  ///< by level, small batches discounted
    std::size_t m_clusters;
    std::size_t m_padded;
    std::size_t m_dims;
    std::size_t m_used;  ///< of the dimensions; the others are padding
    Assignment m_now;
    std::vector<float> m_padding;  ///< padded: what keeps cells out of it, as an exponent

    std::shared_ptr<base::Floats> m_affinities;  ///< cells × padded
    std::shared_ptr<base::Floats> m_peaks;       ///< cells
    bool m_known = false;                        ///< both are those of m_now

    std::vector<double> m_blockObserved;  ///< blocks × groups × padded
    std::vector<double> m_observed;       ///< groups × padded
    std::vector<double> m_levelObserved;  ///< levels × padded, never negative
    std::vector<double> m_clusterSizes;   ///< padded
};

}  // namespace counterpoint::integrate
