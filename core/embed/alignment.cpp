#include "core/base/error.h"
#include "core/embed/umap.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace counterpoint::embed {
namespace {

std::array<double, 2> centreOf(const data::Embedding& layout) {
    std::array<double, 2> centre{};
    for (std::size_t i = 0; i < layout.rows; ++i)
        for (std::size_t j = 0; j < std::min<std::size_t>(2, layout.cols); ++j)
            centre[j] += layout(i, j);
    for (double& x : centre) x /= static_cast<double>(std::max<std::size_t>(1, layout.rows));
    return centre;
}

}  // namespace

data::Embedding pcaStart(const data::Embedding& embedding) {
    data::Embedding start(embedding.rows, 2);
    const auto centre = centreOf(embedding);
    double largest = 0.0;
    for (std::size_t i = 0; i < embedding.rows; ++i)
        for (std::size_t j = 0; j < std::min<std::size_t>(2, embedding.cols); ++j)
            largest = std::max(largest, std::abs(embedding(i, j) - centre[j]));
    const double scale = largest > 0.0 ? 10.0 / largest : 0.0;
    for (std::size_t i = 0; i < embedding.rows; ++i)
        for (std::size_t j = 0; j < std::min<std::size_t>(2, embedding.cols); ++j)
            start(i, j) = static_cast<float>((embedding(i, j) - centre[j]) * scale);
    return start;
}

data::Embedding aligned(const data::Embedding& layout, const data::Embedding& reference) {
    if (layout.cols != 2 || reference.cols != 2 || layout.rows != reference.rows)
        throw base::Error(base::ErrorKind::Internal,
                          "only two layouts of the same cells in two dimensions can be aligned");
    const auto from = centreOf(layout);
    const auto to = centreOf(reference);
    double xx = 0.0;
    double xy = 0.0;
    double yx = 0.0;
    double yy = 0.0;
    for (std::size_t i = 0; i < layout.rows; ++i) {
        const double x = layout(i, 0) - from[0];
        const double y = layout(i, 1) - from[1];
        const double u = reference(i, 0) - to[0];
        const double v = reference(i, 1) - to[1];
        xx += x * u;
        xy += x * v;
        yx += y * u;
        yy += y * v;
    }
    // In the plane, orthogonal Procrustes is a choice between the best rotation and the best
    // mirrored one; each has a closed form, and the length of its vector is how well it fits.
    const double rotation[2] = {xx + yy, xy - yx};
    const double mirror[2] = {xx - yy, xy + yx};
    const double rotationFit = std::hypot(rotation[0], rotation[1]);
    const double mirrorFit = std::hypot(mirror[0], mirror[1]);
    const bool mirrored = mirrorFit > rotationFit;
    const double fit = mirrored ? mirrorFit : rotationFit;
    const double cosine = fit > 0.0 ? (mirrored ? mirror[0] : rotation[0]) / fit : 1.0;
    const double sine = fit > 0.0 ? (mirrored ? mirror[1] : rotation[1]) / fit : 0.0;
    const double flip = mirrored ? -1.0 : 1.0;

    data::Embedding result(layout.rows, 2);
    for (std::size_t i = 0; i < layout.rows; ++i) {
        const double x = layout(i, 0) - from[0];
        const double y = layout(i, 1) - from[1];
        result(i, 0) = static_cast<float>(x * cosine - flip * y * sine + to[0]);
        result(i, 1) = static_cast<float>(x * sine + flip * y * cosine + to[1]);
    }
    return result;
}

}  // namespace counterpoint::embed
