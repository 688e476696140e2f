#include "core/diagnose/movement_by_population.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t fewestCells = 20;
constexpr double leastMovement = 0.01;

std::string percent(double share) {
    return std::to_string(std::lround(100.0 * share)) + " %";
}

double median(std::vector<float> values) {
    if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return double{*middle};
}

}  // namespace

std::vector<PopulationMovement> movementByPopulation(const Diagnosis& diagnosis,
                                                     std::span<const float> newNeighbors,
                                                     std::span<const float> distance) {
    const std::vector<std::int32_t>& populationOf = diagnosis.populationOf;
    if (newNeighbors.size() != populationOf.size() ||
        (!distance.empty() && distance.size() != populationOf.size()))
        throw base::Error(base::ErrorKind::Internal,
                          "movement and verdict must be about the same cells");
    const std::size_t count = diagnosis.populations.size();
    std::vector<PopulationMovement> moved(count);
    std::vector<std::vector<float>> ways(count);
    for (std::size_t i = 0; i < populationOf.size(); ++i) {
        if (populationOf[i] < 0) continue;
        const auto population = static_cast<std::size_t>(populationOf[i]);
        ++moved[population].cells;
        moved[population].newNeighbors += double{newNeighbors[i]};
        if (!distance.empty()) ways[population].push_back(distance[i]);
    }
    for (std::size_t p = 0; p < count; ++p) {
        moved[p].population = static_cast<std::int32_t>(p);
        moved[p].newNeighbors /= static_cast<double>(std::max<std::size_t>(1, moved[p].cells));
        moved[p].distance = median(std::move(ways[p]));
    }
    std::erase_if(moved, [](const PopulationMovement& one) { return one.cells < fewestCells; });
    std::ranges::stable_sort(moved, std::ranges::greater(), &PopulationMovement::newNeighbors);
    return moved;
}

Diagnosis withMovement(Diagnosis diagnosis, std::span<const float> newNeighbors,
                       std::span<const float> distance) {
    const auto moved = movementByPopulation(diagnosis, newNeighbors, distance);
    for (const PopulationMovement& one : moved) {
        Population& population = diagnosis.populations[static_cast<std::size_t>(one.population)];
        population.newNeighbors = one.newNeighbors;
        population.distanceMoved = one.distance;
    }
    if (moved.empty() || moved.front().newNeighbors < leastMovement) return diagnosis;
    const PopulationMovement& most = moved.front();
    const double all = std::accumulate(newNeighbors.begin(), newNeighbors.end(), 0.0) /
                       static_cast<double>(newNeighbors.size());
    Sentence sentence;
    sentence.kind = SentenceKind::Moved;
    sentence.phrase = diagnosis.populations[static_cast<std::size_t>(most.population)].name;
    sentence.text =
        "The correction moved " + sentence.phrase + " most: " + percent(most.newNeighbors) +
        " of their nearest neighbours are new, against " + percent(all) + " over all cells.";
    for (std::size_t i = 0; i < diagnosis.populationOf.size(); ++i)
        if (diagnosis.populationOf[i] == most.population)
            sentence.cells.push_back(static_cast<std::uint32_t>(i));
    diagnosis.sentences.push_back(std::move(sentence));
    return diagnosis;
}

}  // namespace counterpoint::diagnose
