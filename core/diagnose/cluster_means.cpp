#include "core/diagnose/cluster_means.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::diagnose {

ClusterMeans clusterMeans(const data::Embedding& pcs, const Partition& clusters,
                          const data::Categories& batch) {
    ClusterMeans result;
    result.dims = pcs.cols;
    result.means.assign(clusters.count * pcs.cols, 0.0);
    result.sizes.assign(clusters.count, 0.0);
    result.noise.assign(clusters.count, 0.0);
    result.batch.assign(clusters.count, 0);
    for (std::size_t i = 0; i < pcs.rows; ++i) {
        const std::size_t c = clusters.codes[i];
        result.sizes[c] += 1.0;
        result.batch[c] = batch.codes[i];
        for (std::size_t j = 0; j < pcs.cols; ++j) result.means[c * pcs.cols + j] += pcs(i, j);
    }
    for (std::size_t c = 0; c < clusters.count; ++c)
        for (std::size_t j = 0; j < pcs.cols; ++j)
            result.means[c * pcs.cols + j] /= std::max(1.0, result.sizes[c]);
    for (std::size_t i = 0; i < pcs.rows; ++i) {
        const std::size_t c = clusters.codes[i];
        for (std::size_t j = 0; j < pcs.cols; ++j) {
            const double gap = pcs(i, j) - result.means[c * pcs.cols + j];
            result.noise[c] += gap * gap;
        }
    }
    for (std::size_t c = 0; c < clusters.count; ++c)
        result.noise[c] /= std::max(1.0, result.sizes[c] - 1.0) * std::max(1.0, result.sizes[c]);
    return result;
}

double distanceBetween(const ClusterMeans& clusters, std::size_t c, std::span<const double> shift,
                       std::size_t e) {
    double squared = 0.0;
    for (std::size_t j = 0; j < clusters.dims; ++j) {
        const double gap = clusters.mean(c)[j] + shift[j] - clusters.mean(e)[j];
        squared += gap * gap;
    }
    return std::sqrt(std::max(0.0, squared - clusters.noise[c] - clusters.noise[e]));
}

}  // namespace counterpoint::diagnose
