#include "core/diagnose/halved.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace counterpoint::diagnose {

namespace {

constexpr int powerRounds = 30;
constexpr int halvingRounds = 6;

Vector widestDirection(const BatchCluster& cluster) {
    const std::size_t dims = cluster.mean.size();
    Vector direction(dims, 1.0);
    for (int round = 0; round < powerRounds; ++round) {
        Vector next(dims, 0.0);
        for (std::size_t i = 0; i < dims; ++i)
            for (std::size_t j = 0; j < dims; ++j)
                next[i] += cluster.covariance[i * dims + j] * direction[j];
        const double length = std::sqrt(std::max(1e-30, squaredLength(next)));
        for (double& x : next) x /= length;
        direction = std::move(next);
    }
    return direction;
}

Halved cut(const data::Embedding& pcs, const BatchCluster& cluster, const Vector& direction) {
    const std::size_t dims = cluster.mean.size();
    Halved result;
    for (Vector& mean : result.means) mean.assign(dims, 0.0);
    for (const std::uint32_t i : cluster.cells) {
        double along = 0.0;
        for (std::size_t j = 0; j < dims; ++j)
            along += (pcs(i, j) - cluster.mean[j]) * direction[j];
        const std::size_t side = along > 0.0 ? 1 : 0;
        result.cells[side].push_back(i);
        for (std::size_t j = 0; j < dims; ++j) result.means[side][j] += pcs(i, j);
    }
    for (std::size_t side = 0; side < 2; ++side)
        for (double& x : result.means[side])
            x /= std::max(1.0, static_cast<double>(result.cells[side].size()));
    return result;
}

}  // namespace

Halved halved(const data::Embedding& pcs, const BatchCluster& cluster) {
    Vector direction = widestDirection(cluster);
    Halved result;
    for (int round = 0; round < halvingRounds; ++round) {
        result = cut(pcs, cluster, direction);
        if (result.whole()) break;
        direction = across(result);
    }
    return result;
}

Vector across(const Halved& halves) {
    if (halves.whole()) return Vector(halves.means[0].size(), 0.0);
    return difference(halves.means[1], halves.means[0]);
}

}  // namespace counterpoint::diagnose
