#include "core/diagnose/additive_pieces.h"
#include "core/diagnose/modes.h"
#include "core/diagnose/partition.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>

namespace counterpoint::diagnose {

namespace {

// Found on the development series, as shiftTolerance and leastMoved.
constexpr double leastSupport = 0.85;  ///< of the cells, in populations that occur in two pieces
constexpr double leastPieceShare = 0.1;
/// In 40 nested sets 0 to 0.014; of pieces that look like these in 144 controls drawn from real
/// sets (states, of which every population has more or less), half have more.
constexpr double mostDeparture = 0.1;
constexpr double leastCellsOfPiece = 5.0;
/// Distance of two pieces over the standard deviation within them along the line between. Halves of
/// a normal distribution have 2.65, of a uniform one (a common course) 3.46.
constexpr double leastSeparation = 3.5;
/// Less will do where the cells dip between them: the dip times the square root of their number.
constexpr double leastDippedSeparation = 2.6;
constexpr double leastPieceDip = 0.6;
constexpr int leftOutRounds = 6;

/// Distance of the means of what is below 0 and above, over the standard deviation about them.
double separationAtZero(const Vector& places) {
    std::array<double, 2> counts{};
    std::array<double, 2> sums{};
    double squares = 0.0;
    for (const double x : places) {
        counts[x > 0.0] += 1.0;
        sums[x > 0.0] += x;
        squares += x * x;
    }
    if (counts[0] == 0.0 || counts[1] == 0.0) return 0.0;
    for (const std::size_t side : {0U, 1U}) {
        squares -= sums[side] * sums[side] / counts[side];
        sums[side] /= counts[side];
    }
    return (sums[1] - sums[0]) / std::sqrt(squares / (counts[0] + counts[1]));
}

}  // namespace

/// The model as the cells outside a fold alone make it; those in it are assigned nevertheless.
AdditivePieces AdditivePieces::without(std::size_t fold) const {
    AdditivePieces rest = *this;
    rest.m_leftOut = fold;
    for (int round = 0; round < leftOutRounds; ++round) {
        rest.assign();
        rest.update();
    }
    rest.assign();
    return rest;
}

/// Where the left out cells of two pieces lie along the line between these, from −1/2 at the one's
/// mean to 1/2 at the other's.
Vector AdditivePieces::placesBetween(std::size_t k, std::size_t l) const {
    const NoiseMetric metric = residualMetric();
    const Vector apart = metric(difference(m_shifts[l], m_shifts[k]));
    const Vector direction =
        metric(apart);  // its product with PCs is that of `apart` in the metric
    const double squared = squaredLength(apart);
    Vector places;
    if (!(squared > 0.0)) return places;
    const auto middle = [&](std::size_t j) { return 0.5 * (m_shifts[k][j] + m_shifts[l][j]); };
    std::size_t at = 0;
    for (const BatchCluster& cluster : *m_clusters)
        for (const std::uint32_t cell : cluster.cells) {
            const auto piece = static_cast<std::size_t>(m_piece[at]);
            const Vector& mean = m_means[m_cellPopulation[at]];
            if (at++ % folds != m_leftOut || (piece != k && piece != l)) continue;
            double place = 0.0;
            for (std::size_t j = 0; j < direction.size(); ++j)
                place += ((*m_pcs)(cell, j) - mean[j] - middle(j)) * direction[j] / squared;
            places.push_back(place);
        }
    return places;
}

/// Far apart for the noise along the line between them, or nearly, with few cells between. Told by
/// cells that had no part in finding that line: in many dimensions some line parts those that had.
bool AdditivePieces::parted(const std::vector<AdditivePieces>& parts, std::size_t k,
                            std::size_t l) {
    Vector places;
    for (const AdditivePieces& part : parts)
        std::ranges::copy(part.placesBetween(k, l), std::back_inserter(places));
    const double separation = separationAtZero(places);
    if (separation >= leastSeparation) return true;
    if (!(separation >= leastDippedSeparation)) return false;
    std::ranges::sort(places);
    return dip(places) * std::sqrt(static_cast<double>(places.size())) >= leastPieceDip;
}

bool AdditivePieces::separated() const {
    std::vector<AdditivePieces> parts;
    for (std::size_t fold = 0; fold < folds; ++fold) parts.push_back(without(fold));
    for (std::size_t k = 0; k < m_shifts.size(); ++k)
        for (std::size_t l = k + 1; l < m_shifts.size(); ++l)
            if (!parted(parts, k, l)) return false;
    return true;
}

/// Whether shifts move all populations alike: how far the difference of two pieces within a
/// population lies from their shift, beyond noise and squared, as a share of that shift.
bool AdditivePieces::additive() const {
    const NoiseMetric metric = residualMetric();
    const std::size_t dims = m_pcs->cols;
    PairTable counts(m_means.size(), m_shifts.size());
    std::vector<std::vector<Vector>> left(m_means.size(),
                                          std::vector<Vector>(m_shifts.size(), Vector(dims, 0.0)));
    forCells([&](std::size_t p, std::size_t k, std::uint32_t cell) {
        counts(p, k) += 1.0;
        for (std::size_t j = 0; j < dims; ++j)
            left[p][k][j] += (*m_pcs)(cell, j) - m_means[p][j] - m_shifts[k][j];
    });
    const auto departure = [&](std::size_t k, std::size_t l) {
        double sum = 0.0;
        double weights = 0.0;
        for (std::size_t p = 0; p < m_means.size(); ++p) {
            if (std::min(counts(p, k), counts(p, l)) < leastCellsOfPiece) continue;
            Vector gap(dims);
            for (std::size_t j = 0; j < dims; ++j)
                gap[j] = left[p][k][j] / counts(p, k) - left[p][l][j] / counts(p, l);
            const double noise =
                static_cast<double>(dims) * (1.0 / counts(p, k) + 1.0 / counts(p, l));
            const double weight = counts(p, k) + counts(p, l);
            sum += weight * (squaredLength(metric(gap)) - noise);
            weights += weight;
        }
        return sum / std::max(1.0, weights) /
               squaredLength(metric(difference(m_shifts[k], m_shifts[l])));
    };
    for (std::size_t k = 0; k < m_shifts.size(); ++k)
        for (std::size_t l = k + 1; l < m_shifts.size(); ++l)
            if (!(departure(k, l) <= mostDeparture)) return false;
    return true;
}

/// Whether cells are told better than by their clusters.
bool AdditivePieces::informative() const {
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < m_piece.size(); ++i)
        chosen.push_back(m_cellPopulation[i] * m_shifts.size() +
                         static_cast<std::size_t>(m_piece[i]));
    const auto cells = static_cast<double>(m_piece.size());
    const auto dims = static_cast<double>(m_pcs->cols);
    const double byClusters = cells * metricWithin(*m_clusters, m_pcs->cols).logDeterminant() +
                              dims * static_cast<double>(m_clusters->size()) * std::log(cells);
    return costOfFit() + costOfChoice(chosen) < byClusters;
}

bool AdditivePieces::supported() const {
    PairTable counts(m_means.size(), m_shifts.size());
    forCells([&](std::size_t p, std::size_t k, std::uint32_t) { counts(p, k) += 1.0; });
    double cells = 0.0;
    double moved = 0.0;
    std::size_t populations = 0;
    Vector ofPiece(m_shifts.size(), 0.0);
    for (std::size_t p = 0; p < counts.rows; ++p) {
        double size = 0.0;
        for (std::size_t k = 0; k < counts.cols; ++k) {
            size += counts(p, k);
            ofPiece[k] += counts(p, k);
        }
        cells += size;
        std::size_t in = 0;
        for (std::size_t k = 0; k < counts.cols; ++k)
            if (counts(p, k) >= leastPieceShare * size && counts(p, k) > 0.0) ++in;
        if (in < 2) continue;
        moved += size;
        ++populations;
    }
    return populations >= leastMoved && moved >= leastSupport * cells &&
           std::ranges::all_of(ofPiece, [&](double n) { return n >= leastPieceShare * cells; });
}

}  // namespace counterpoint::diagnose
