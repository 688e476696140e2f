#pragma once

#include "core/diagnose/shift_candidates.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterpoint::diagnose {

inline constexpr std::size_t mostPieces = 4;

/// Populations × pieces of one batch: every cell is its population's mean, its piece's shift and
/// noise.
class AdditivePieces {
  public:
    AdditivePieces(const data::Embedding& pcs, const std::vector<BatchCluster>& clusters)
        : m_pcs(&pcs), m_clusters(&clusters) {}

    /// Fits pieces to a first shift and to what further ones lead from them to the clusters that
    /// are left.
    void fit(const ShiftCandidate& first, const std::vector<ShiftCandidate>& others);
    /// Fits as many pieces as there are shifts to begin with.
    void fit(std::vector<Vector> shifts);

    /// Whether the pieces are apart and nearly all populations occur in two of them.
    bool holds() const { return m_shifts.size() > 1 && separated() && supported(); }
    /// The cells of a piece, each less the mean of its population and the shift.
    data::Embedding residuals(std::size_t piece) const;
    /// Sum of squares that populations and pieces leave.
    double misfit() const;
    /// Information criterion (Schwarz 1978) of the likelihood of cells and their pieces together
    /// (Celeux & Govaert 1992), for round noise: smaller is better.
    double cost() const;
    /// Those it was made for.
    const std::vector<BatchCluster>& clusters() const { return *m_clusters; }
    /// dims each; [piece]
    const std::vector<Vector>& shifts() const { return m_shifts; }
    /// Of every cell, in the order of the clusters' cells.
    const std::vector<std::int32_t>& pieceOfCells() const { return m_piece; }

  private:
    void refine();
    void begin(const ShiftCandidate& first, const std::vector<ShiftCandidate>& others);
    void extend(const ShiftCandidate& other);
    double squaredDistance(std::uint32_t cell, const Vector& mean, const Vector& shift) const;
    Vector bestMean(const BatchCluster& cluster) const;
    void place();
    void assign();
    void update();
    template <class Take>
    void forCells(const Take& take) const;
    std::vector<std::int32_t> onlyPieces() const;
    void mergePopulations();
    bool parted(std::size_t k, std::size_t l) const;
    bool separated() const;
    bool supported() const;

    const data::Embedding* m_pcs;
    const std::vector<BatchCluster>* m_clusters;
    std::vector<std::size_t> m_population;  ///< of every cluster
    std::vector<std::int32_t> m_known;      ///< piece of every cluster, or −1
    std::vector<Vector> m_shifts;
    std::vector<Vector> m_means;        ///< of populations
    std::vector<std::int32_t> m_piece;  ///< of every cell
};

}  // namespace counterpoint::diagnose
