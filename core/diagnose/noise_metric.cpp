#include "core/diagnose/noise_metric.h"

#include <Eigen/Dense>

#include <algorithm>

namespace counterpoint::diagnose {

NoiseMetric::NoiseMetric(const Vector& covariance, std::size_t dims, double cells)
    : m_dims(dims), m_transform(dims * dims) {
    const auto d = static_cast<Eigen::Index>(dims);
    Eigen::MatrixXd drawn = Eigen::Map<const Eigen::MatrixXd>(covariance.data(), d, d);
    const double towardsRound = static_cast<double>(dims) / (static_cast<double>(dims) + cells);
    const double variance = std::max(1e-12, drawn.trace() / static_cast<double>(dims));
    drawn *= 1.0 - towardsRound;
    drawn.diagonal().array() += towardsRound * variance;
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(drawn);
    const Eigen::VectorXd variances = solver.eigenvalues().cwiseMax(1e-9 * variance);
    m_logDeterminant = variances.array().log().sum();
    Eigen::Map<Eigen::MatrixXd>(m_transform.data(), d, d) =
        solver.eigenvectors() * variances.cwiseSqrt().cwiseInverse().asDiagonal() *
        solver.eigenvectors().transpose();
}

Vector NoiseMetric::operator()(const Vector& pcs) const {
    Vector result(m_dims, 0.0);
    for (std::size_t i = 0; i < m_dims; ++i)
        for (std::size_t j = 0; j < m_dims; ++j) result[i] += m_transform[i * m_dims + j] * pcs[j];
    return result;
}

std::vector<Vector> NoiseMetric::operator()(const std::vector<Vector>& places) const {
    std::vector<Vector> result;
    for (const Vector& place : places) result.push_back((*this)(place));
    return result;
}

NoiseMetric metricWithin(const std::vector<BatchCluster>& clusters, std::size_t dims) {
    Vector covariance(dims * dims, 0.0);
    double cells = 0.0;
    for (const BatchCluster& cluster : clusters) cells += cluster.size();
    for (const BatchCluster& cluster : clusters)
        for (std::size_t j = 0; j < covariance.size(); ++j)
            covariance[j] += cluster.covariance[j] * cluster.size() / std::max(1.0, cells);
    return {covariance, dims, cells};
}

}  // namespace counterpoint::diagnose
