#include "core/diagnose/batch_cluster.h"

#include <numeric>
#include <utility>

namespace counterpoint::diagnose {

double dot(const Vector& a, const Vector& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

double squaredLength(const Vector& a) {
    return dot(a, a);
}

Vector difference(const Vector& a, const Vector& b) {
    Vector result = a;
    for (std::size_t j = 0; j < a.size(); ++j) result[j] -= b[j];
    return result;
}

Vector rowOf(const data::Embedding& pcs, std::size_t cell) {
    Vector result(pcs.cols);
    for (std::size_t j = 0; j < pcs.cols; ++j) result[j] = pcs(cell, j);
    return result;
}

double BatchCluster::varianceAlong(const Vector& direction) const {
    double sum = 0.0;
    const std::size_t dims = direction.size();
    for (std::size_t i = 0; i < dims; ++i)
        for (std::size_t j = 0; j < dims; ++j)
            sum += direction[i] * covariance[i * dims + j] * direction[j];
    return sum / squaredLength(direction);
}

BatchCluster batchCluster(const data::Embedding& pcs, std::vector<std::uint32_t> cells) {
    const std::size_t dims = pcs.cols;
    BatchCluster result{std::move(cells), Vector(dims, 0.0), Vector(dims * dims, 0.0)};
    for (const std::uint32_t i : result.cells)
        for (std::size_t j = 0; j < dims; ++j) result.mean[j] += pcs(i, j) / result.size();
    Vector gap(dims);
    for (const std::uint32_t i : result.cells) {
        for (std::size_t j = 0; j < dims; ++j) gap[j] = pcs(i, j) - result.mean[j];
        for (std::size_t j = 0; j < dims; ++j)
            for (std::size_t l = 0; l < dims; ++l)
                result.covariance[j * dims + l] += gap[j] * gap[l] / (result.size() - 1.0);
    }
    for (std::size_t j = 0; j < dims; ++j) result.noise += result.covariance[j * dims + j];
    result.noise /= result.size();
    return result;
}

}  // namespace counterpoint::diagnose
