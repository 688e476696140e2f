#include "core/diagnose/known_populations.h"

#include "core/diagnose/halved.h"

#include <algorithm>
#include <limits>
#include <span>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t sketched = 1000;  ///< cells that are enough to choose shifts
constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<Vector> placesOf(const data::Embedding& pcs,
                             const std::vector<BatchCluster>& clusters) {
    std::vector<Vector> places;
    for (const BatchCluster& cluster : clusters) {
        places.push_back(cluster.mean);
        const Halved halves = halved(pcs, cluster);
        if (halves.whole()) continue;
        places.push_back(halves.means[0]);
        places.push_back(halves.means[1]);
    }
    return places;
}

/// How far cells are from the nearest population, by shift.
class Distances {
  public:
    Distances(const data::Embedding& pcs, const std::vector<BatchCluster>& clusters,
              const std::vector<Vector>& populations, const std::vector<Vector>& shifts,
              const NoiseMetric& metric)
        : m_shifts(shifts.size()) {
        const std::vector<Vector> measuredPopulations = metric(populations);
        const std::vector<Vector> measuredShifts = metric(shifts);
        std::vector<std::uint32_t> cells;
        for (const BatchCluster& cluster : clusters)
            cells.insert(cells.end(), cluster.cells.begin(), cluster.cells.end());
        const std::size_t step = (cells.size() + sketched - 1) / sketched;
        for (std::size_t i = 0; i < cells.size(); i += step) {
            const Vector cell = metric(rowOf(pcs, cells[i]));
            for (const Vector& shift : measuredShifts) {
                double nearest = infinity;
                for (const Vector& population : measuredPopulations) {
                    double squared = 0.0;
                    for (std::size_t j = 0; j < shift.size(); ++j) {
                        const double gap = cell[j] - population[j] - shift[j];
                        squared += gap * gap;
                    }
                    nearest = std::min(nearest, squared);
                }
                m_squared.push_back(nearest);
            }
        }
    }
    std::size_t shifts() const { return m_shifts; }
    std::size_t cells() const { return m_squared.size() / m_shifts; }
    double operator()(std::size_t cell, std::size_t shift) const {
        return m_squared[cell * m_shifts + shift];
    }

  private:
    std::size_t m_shifts;
    std::vector<double> m_squared;  ///< cells × shifts
};

/// What is left of the cells by the shift that is chosen in place of `slot`, and which that is.
struct Choice {
    std::size_t shift = 0;
    double left = infinity;
};

Choice bestInstead(const Distances& distances, std::span<const std::size_t> chosen,
                   std::size_t slot) {
    std::vector<double> sums(distances.shifts(), 0.0);
    for (std::size_t i = 0; i < distances.cells(); ++i) {
        double others = infinity;
        for (std::size_t k = 0; k < chosen.size(); ++k)
            if (k != slot) others = std::min(others, distances(i, chosen[k]));
        for (std::size_t s = 0; s < sums.size(); ++s) sums[s] += std::min(others, distances(i, s));
    }
    const auto least = std::ranges::min_element(sums);
    return {static_cast<std::size_t>(least - sums.begin()), *least};
}

}  // namespace

std::vector<std::vector<Vector>> shiftsOntoCells(const data::Embedding& pcs,
                                                 const std::vector<BatchCluster>& clusters,
                                                 const std::vector<Vector>& populations,
                                                 const NoiseMetric& metric,
                                                 std::size_t mostPieces) {
    std::vector<Vector> shifts;
    for (const Vector& place : placesOf(pcs, clusters))
        for (const Vector& population : populations)
            shifts.push_back(difference(place, population));
    std::vector<std::vector<Vector>> result;
    if (shifts.empty()) return result;
    const Distances distances(pcs, clusters, populations, shifts, metric);
    std::vector<std::size_t> chosen;
    while (chosen.size() < mostPieces) {
        Choice last = bestInstead(distances, chosen, chosen.size());
        chosen.push_back(last.shift);
        for (std::size_t unchanged = 0, slot = 0; unchanged < chosen.size();
             slot = (slot + 1) % chosen.size()) {
            const Choice other = bestInstead(distances, chosen, slot);
            const bool better = other.left < last.left;
            unchanged = better ? 0 : unchanged + 1;
            if (!better) continue;
            chosen[slot] = other.shift;
            last = other;
        }
        if (chosen.size() < 2) continue;
        result.emplace_back();
        for (const std::size_t s : chosen) result.back().push_back(shifts[s]);
    }
    return result;
}

}  // namespace counterpoint::diagnose
