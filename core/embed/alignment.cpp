#include "core/base/error.h"
#include "core/embed/umap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace counterpoint::embed {
namespace {

constexpr std::size_t MostDims = 3;
using Vector = std::array<double, MostDims>;
using Square = std::array<Vector, MostDims>;

Vector centreOf(const data::Embedding& layout, const std::vector<double>& weights) {
    Vector centre{};
    double sum = 0.0;
    for (std::size_t i = 0; i < layout.rows; ++i) {
        for (std::size_t j = 0; j < layout.cols; ++j) centre[j] += weights[i] * layout(i, j);
        sum += weights[i];
    }
    for (double& x : centre) x /= sum > 0.0 ? sum : 1.0;
    return centre;
}

/// The orthogonal matrix nearest to `m` (its polar factor): one-sided Jacobi turns m's columns
/// until they are orthogonal, m = U S Vᵀ; the answer is U Vᵀ. Rows and columns beyond `dims` are
/// not used.
Square nearestOrthogonal(Square m, std::size_t dims) {
    Square v{};
    for (std::size_t j = 0; j < MostDims; ++j) v[j][j] = 1.0;
    for (int sweep = 0; sweep < 30; ++sweep)
        for (std::size_t p = 0; p + 1 < dims; ++p)
            for (std::size_t q = p + 1; q < dims; ++q) {
                double pp = 0.0;
                double qq = 0.0;
                double pq = 0.0;
                for (std::size_t r = 0; r < dims; ++r) {
                    pp += m[r][p] * m[r][p];
                    qq += m[r][q] * m[r][q];
                    pq += m[r][p] * m[r][q];
                }
                if (std::abs(pq) <= 1e-15 * std::sqrt(pp * qq)) continue;
                const double angle = 0.5 * std::atan2(2.0 * pq, pp - qq);
                const double c = std::cos(angle);
                const double s = std::sin(angle);
                for (Square* turned : {&m, &v})
                    for (std::size_t r = 0; r < dims; ++r) {
                        const double x = (*turned)[r][p];
                        const double y = (*turned)[r][q];
                        (*turned)[r][p] = c * x + s * y;
                        (*turned)[r][q] = c * y - s * x;
                    }
            }
    // Unit columns; where a layout is flat, any direction at right angles to the others will do.
    double largest = 0.0;
    Vector lengths{};
    for (std::size_t j = 0; j < dims; ++j) {
        for (std::size_t r = 0; r < dims; ++r) lengths[j] += m[r][j] * m[r][j];
        lengths[j] = std::sqrt(lengths[j]);
        largest = std::max(largest, lengths[j]);
    }
    Square u{};
    for (std::size_t j = 0; j < dims; ++j)
        if (lengths[j] > 1e-12 * largest && lengths[j] > 0.0)
            for (std::size_t r = 0; r < dims; ++r) u[r][j] = m[r][j] / lengths[j];
    for (std::size_t j = 0; j < dims; ++j) {
        double best = lengths[j] > 1e-12 * largest ? 1.0 : 0.0;
        for (std::size_t axis = 0; axis < dims && best < 0.5; ++axis) {
            Vector candidate{};
            candidate[axis] = 1.0;
            for (std::size_t other = 0; other < dims; ++other)
                for (std::size_t r = 0; r < dims && other != j; ++r)
                    candidate[r] -= u[r][other] * u[axis][other];
            double length = 0.0;
            for (const double x : candidate) length += x * x;
            length = std::sqrt(length);
            if (length <= 0.5) continue;
            best = length;
            for (std::size_t r = 0; r < dims; ++r) u[r][j] = candidate[r] / length;
        }
    }
    Square product{};
    for (std::size_t r = 0; r < dims; ++r)
        for (std::size_t c = 0; c < dims; ++c)
            for (std::size_t j = 0; j < dims; ++j) product[r][c] += u[r][j] * v[c][j];
    return product;
}

/// `layout` turned onto `reference` as the weighted cells ask for.
data::Embedding turnedOnto(const data::Embedding& layout, const data::Embedding& reference,
                           const std::vector<double>& weights) {
    const std::size_t dims = layout.cols;
    const Vector from = centreOf(layout, weights);
    const Vector to = centreOf(reference, weights);
    Square products{};
    for (std::size_t i = 0; i < layout.rows; ++i)
        for (std::size_t r = 0; r < dims; ++r)
            for (std::size_t c = 0; c < dims; ++c)
                products[r][c] += weights[i] * (layout(i, r) - from[r]) * (reference(i, c) - to[c]);
    const Square turn = nearestOrthogonal(products, dims);
    data::Embedding result(layout.rows, dims);
    for (std::size_t i = 0; i < layout.rows; ++i)
        for (std::size_t c = 0; c < dims; ++c) {
            double x = to[c];
            for (std::size_t r = 0; r < dims; ++r) x += (layout(i, r) - from[r]) * turn[r][c];
            result(i, c) = static_cast<float>(x);
        }
    return result;
}

}  // namespace

data::Embedding pcaStart(const data::Embedding& embedding, std::size_t dims) {
    data::Embedding start(embedding.rows, dims);
    const std::size_t shared = std::min(dims, embedding.cols);
    std::vector<double> centre(shared);
    for (std::size_t i = 0; i < embedding.rows; ++i)
        for (std::size_t j = 0; j < shared; ++j) centre[j] += embedding(i, j);
    for (double& x : centre) x /= static_cast<double>(std::max<std::size_t>(1, embedding.rows));
    double largest = 0.0;
    for (std::size_t i = 0; i < embedding.rows; ++i)
        for (std::size_t j = 0; j < shared; ++j)
            largest = std::max(largest, std::abs(embedding(i, j) - centre[j]));
    const double scale = largest > 0.0 ? 10.0 / largest : 0.0;
    for (std::size_t i = 0; i < embedding.rows; ++i)
        for (std::size_t j = 0; j < shared; ++j)
            start(i, j) = static_cast<float>((embedding(i, j) - centre[j]) * scale);
    return start;
}

data::Embedding aligned(const data::Embedding& layout, const data::Embedding& reference) {
    if (layout.cols != reference.cols || layout.cols > MostDims || layout.rows != reference.rows)
        throw base::Error(base::ErrorKind::Internal,
                          "only layouts of the same cells in as many dimensions can be aligned");
    if (layout.rows == 0) return layout;
    std::vector<double> weights(layout.rows, 1.0);
    data::Embedding result = turnedOnto(layout, reference, weights);
    std::vector<double> residuals(layout.rows);
    for (std::size_t i = 0; i < layout.rows; ++i) {
        double square = 0.0;
        for (std::size_t j = 0; j < layout.cols; ++j)
            square += std::pow(static_cast<double>(result(i, j)) - reference(i, j), 2.0);
        residuals[i] = std::sqrt(square);
    }
    std::vector<double> sorted = residuals;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    if (*middle <= 0.0) return result;
    for (std::size_t i = 0; i < layout.rows; ++i)
        weights[i] = residuals[i] > *middle ? *middle / residuals[i] : 1.0;
    return turnedOnto(layout, reference, weights);
}

}  // namespace counterpoint::embed
