#include "core/preprocess/loess.h"

#include "core/base/parallel.h"

#include <Eigen/QR>
#include <Eigen/SVD>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace counterpoint::preprocess {

namespace {

/// A vertex of the surface: where it is, and value and slope of the local fit there.
struct Vertex {
    double x;
    double value = 0.0;
    double slope = 0.0;
};

/// The points in ascending order of x.
struct Points {
    std::vector<double> x;
    std::vector<double> y;
};

Points sorted(std::span<const double> x, std::span<const double> y) {
    std::vector<std::size_t> order(x.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return x[i]; });
    Points points;
    for (const std::size_t i : order) {
        points.x.push_back(x[i]);
        points.y.push_back(y[i]);
    }
    return points;
}

/// The point near the median of first … last after which a cell is cut: the nearest one that
/// differs from its right neighbour (looking right first), so that ties stay together. This is how
/// scikit-misc 0.5.3 cuts, found by comparing its fits; R cuts half-way to the neighbour.
std::size_t cutPoint(const std::vector<double>& x, std::size_t first, std::size_t last) {
    const std::size_t median = (first + last) / 2;
    for (std::size_t step = 0;; ++step) {
        if (median + step >= last) return median;
        if (x[median + step] != x[median + step + 1]) return median + step;
        if (median < first + step) return median;
        if (x[median - step] != x[median - step + 1]) return median - step;
    }
}

/// Cuts the cell [left, right] that holds the points first … last until it holds at most `capacity`
/// points; adds the cuts to `vertices`.
void cut(const std::vector<double>& x, std::size_t first, std::size_t last, double left,
         double right, std::size_t capacity, std::vector<Vertex>& vertices) {
    if (last - first + 1 <= capacity) return;
    const std::size_t point = cutPoint(x, first, last);
    const double at = x[point];
    if (at == left || at == right) return;
    vertices.push_back({at});
    cut(x, first, point, left, at, capacity, vertices);
    cut(x, point + 1, last, at, right, capacity, vertices);
}

std::vector<Vertex> surfaceVertices(const std::vector<double>& x, std::size_t capacity) {
    const double low = x.front();
    const double high = x.back();
    const double largest = std::max(std::abs(low), std::abs(high));
    const double margin = 0.005 * std::max(high - low, 1e-10 * largest + 1e-30);
    std::vector<Vertex> vertices{{low - margin}, {high + margin}};
    cut(x, 0, x.size() - 1, low - margin, high + margin, capacity, vertices);
    std::ranges::sort(vertices, {}, &Vertex::x);
    return vertices;
}

/// Fits value and slope at the vertex to its `count` nearest points, tricube weighted. Singular
/// directions (few distinct x) are left out, as a pseudo-inverse does.
void fit(const Points& points, std::size_t count, Vertex& vertex) {
    // The nearest points are neighbours in the sorted order: move a window to the right until its
    // far right point is no nearer than the one it would lose on the left.
    const auto& x = points.x;
    std::size_t begin = 0;
    std::size_t end = x.size() - count;
    while (begin < end) {
        const std::size_t middle = (begin + end) / 2;
        if (vertex.x - x[middle] > x[middle + count] - vertex.x)
            begin = middle + 1;
        else
            end = middle;
    }
    if (x[begin] == x[begin + count - 1]) {  // no slope can be told
        const auto first = points.y.begin() + static_cast<std::ptrdiff_t>(begin);
        vertex.value = std::accumulate(first, first + static_cast<std::ptrdiff_t>(count), 0.0) /
                       static_cast<double>(count);
        return;
    }
    double nearest = std::numeric_limits<double>::infinity();
    double width = 0.0;
    for (std::size_t i = begin; i < begin + count; ++i) {
        nearest = std::min(nearest, std::abs(x[i] - vertex.x));
        width = std::max(width, std::abs(x[i] - vertex.x));
    }
    if (nearest == width) width *= 2.0;  // all equally far: they count alike

    // At least as many rows as coefficients: rows of zeros say nothing.
    const auto rows = static_cast<Eigen::Index>(std::max<std::size_t>(count, 3));
    Eigen::MatrixX3d design = Eigen::MatrixX3d::Zero(rows, 3);
    Eigen::VectorXd response = Eigen::VectorXd::Zero(rows);
    for (std::size_t i = 0; i < count; ++i) {
        const double offset = x[begin + i] - vertex.x;
        const double relative = width > 0.0 ? std::abs(offset) / width : 0.0;
        const double tricube = std::pow(1.0 - std::pow(relative, 3), 3);
        const double weight = relative < 1.0 ? std::sqrt(tricube) : 0.0;
        const auto row = static_cast<Eigen::Index>(i);
        design.row(row) << weight, weight * offset, weight * offset * offset;
        response[row] = weight * points.y[begin + i];
    }
    const Eigen::HouseholderQR<Eigen::MatrixX3d> qr(design);
    const Eigen::VectorXd rotated = qr.householderQ().adjoint() * response;
    // Columns of very different size (offsets near 0) are no singularity: scale them first.
    Eigen::Matrix3d r = qr.matrixQR().topRows<3>().triangularView<Eigen::Upper>();
    Eigen::Vector3d scale = r.colwise().norm();
    scale = (scale.array() > 0.0).select(scale, 1.0);
    r *= scale.cwiseInverse().asDiagonal();
    Eigen::JacobiSVD<Eigen::Matrix3d> svd(r, Eigen::ComputeFullU | Eigen::ComputeFullV);
    svd.setThreshold(100.0 * std::numeric_limits<double>::epsilon());
    const Eigen::Vector3d coefficients =
        svd.solve(Eigen::Vector3d(rotated.head<3>())).cwiseQuotient(scale);
    vertex.value = coefficients[0];
    vertex.slope = coefficients[1];
}

/// Cubic Hermite interpolation between the two vertices around `x`.
double interpolate(const std::vector<Vertex>& vertices, double x) {
    auto right = std::ranges::lower_bound(vertices, x, {}, &Vertex::x);
    if (right == vertices.begin()) ++right;
    const Vertex& a = *(right - 1);
    const Vertex& b = *right;
    const double width = b.x - a.x;
    const double t = (x - a.x) / width;
    const double u = 1.0 - t;
    return u * u * (1.0 + 2.0 * t) * a.value + t * t * (3.0 - 2.0 * t) * b.value +
           width * (t * u * u * a.slope - t * t * u * b.slope);
}

}  // namespace

std::vector<double> loess(std::span<const double> x, std::span<const double> y, double span,
                          const base::Job& job) {
    constexpr double cellShare = 0.2;  // of the span: how many points a surface cell may hold
    const Points points = sorted(x, y);
    const auto n = static_cast<double>(x.size());
    const std::size_t nearest =
        std::clamp(static_cast<std::size_t>(n * span + 1e-5), std::size_t{1}, x.size());
    const auto capacity = static_cast<std::size_t>(n * span * cellShare);

    std::vector<Vertex> vertices = surfaceVertices(points.x, std::max(capacity, std::size_t{1}));
    base::parallelBlocks(job, vertices.size(), 1, [&](std::size_t i, std::size_t, std::size_t) {
        fit(points, nearest, vertices[i]);
    });
    std::vector<double> fitted(x.size());
    std::ranges::transform(x, fitted.begin(), [&](double at) { return interpolate(vertices, at); });
    return fitted;
}

}  // namespace counterpoint::preprocess
