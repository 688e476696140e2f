#pragma once

#include "core/diagnose/noise_metric.h"
#include "core/diagnose/shift_candidates.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

namespace counterpoint::diagnose {

inline constexpr std::size_t mostPieces = 4;

/// Populations × pieces of one batch: every cell is its population's mean, its piece's shift and
/// noise.
class AdditivePieces {
  public:
    AdditivePieces(const data::Embedding& pcs, const std::vector<BatchCluster>& clusters);

    /// Fits pieces to a first shift and to what further ones lead from them to the clusters that
    /// are left.
    void fit(const ShiftCandidate& first, const std::vector<ShiftCandidate>& others);
    /// Fits as many pieces as there are shifts to begin with.
    void fit(std::vector<Vector> shifts);
    /// Fits pieces and populations to those of another batch, wherever in their clusters cells are:
    /// pieces may bring different populations into one cluster. Begins with the other's `metric`.
    void fit(std::vector<Vector> means, std::vector<Vector> shifts, const NoiseMetric& metric);

    /// Whether nearly all populations occur in two pieces, that move them alike and are apart.
    bool holds() const {
        return m_shifts.size() > 1 && supported() && additive() && informative() && separated();
    }
    /// The cells of a piece, each less the mean of its population and the shift.
    data::Embedding residuals(std::size_t piece) const;
    /// Information criterion (Schwarz 1978) of the likelihood of cells and their pieces together
    /// (Celeux & Govaert 1992), for noise that is the same everywhere: smaller is better.
    double cost() const;
    /// Of what populations and pieces leave.
    NoiseMetric residualMetric() const;
    /// Those it was made for.
    const std::vector<BatchCluster>& clusters() const { return *m_clusters; }
    /// dims each; [piece]
    const std::vector<Vector>& shifts() const { return m_shifts; }
    /// Of the populations that have cells; dims each.
    std::vector<Vector> means() const;
    /// Of every cell, in the order of the clusters' cells.
    const std::vector<std::int32_t>& pieceOfCells() const { return m_piece; }

  private:
    void refine();
    void begin(const ShiftCandidate& first, const std::vector<ShiftCandidate>& others);
    void extend(const ShiftCandidate& other);
    void measureBy(NoiseMetric metric);
    double squaredDistance(std::size_t place, const Vector& mean, const Vector& shift) const;
    Vector bestMean(std::size_t cluster, std::size_t place) const;
    void place();
    void assign();
    void update();
    /// Calls `take(population, piece, cell)` for all cells that have a say.
    template <class Take>
    void forCells(const Take& take) const {
        std::size_t place = 0;
        for (const BatchCluster& cluster : *m_clusters)
            for (const std::uint32_t cell : cluster.cells) {
                if (place % folds != m_leftOut)
                    take(m_cellPopulation[place], static_cast<std::size_t>(m_piece[place]), cell);
                ++place;
            }
    }
    std::vector<std::int32_t> onlyPieces() const;
    void mergePopulations();
    AdditivePieces without(std::size_t fold) const;
    Vector placesBetween(std::size_t k, std::size_t l) const;
    static bool parted(const std::vector<AdditivePieces>& parts, std::size_t k, std::size_t l);
    bool separated() const;
    bool supported() const;
    bool additive() const;
    bool informative() const;
    std::set<std::size_t> populations() const;
    double costOfFit() const;
    double costOfChoice(const std::vector<std::size_t>& chosen) const;

    static constexpr std::size_t folds = 2;  ///< of cells, one here, one there

    const data::Embedding* m_pcs;
    const std::vector<BatchCluster>* m_clusters;
    NoiseMetric m_metric;
    data::Embedding m_measured;  ///< the clusters' cells, one after the other, in that metric
    std::vector<std::size_t> m_population;  ///< of every cluster; empty: its cells may be of any
    std::vector<std::int32_t> m_known;      ///< piece of every cluster, or −1
    std::vector<Vector> m_shifts;
    std::vector<Vector> m_means;                ///< of populations
    std::vector<std::size_t> m_cellPopulation;  ///< of every cell, in the order of the clusters'
    std::vector<std::int32_t> m_piece;          ///< likewise
    std::size_t m_leftOut = folds;  ///< the fold of the cells that have no say; `folds`: none
};

}  // namespace counterpoint::diagnose
