#include "core/base/error.h"
#include "core/embed/umap.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace counterpoint::embed {
namespace {

constexpr int Points = 300;

/// The curve UMAP wants: flat up to min_dist, then an exponential decay.
struct Target {
    std::array<double, Points> x{};
    std::array<double, Points> y{};

    Target(double minDist, double spread) {
        for (int i = 0; i < Points; ++i) {
            x[i] = 3.0 * spread * i / (Points - 1);
            y[i] = x[i] < minDist ? 1.0 : std::exp(-(x[i] - minDist) / spread);
        }
    }

    double squaredError(const Curve& curve) const {
        double sum = 0.0;
        for (int i = 0; i < Points; ++i) {
            const double error = 1.0 / (1.0 + curve.a * std::pow(x[i], 2.0 * curve.b)) - y[i];
            sum += error * error;
        }
        return sum;
    }
};

}  // namespace

Curve fitCurve(double minDist, double spread) {
    if (!(spread > 0.0) || !(minDist >= 0.0))
        throw base::Error(base::ErrorKind::BadSettings,
                          "UMAP needs a spread above 0 and a min_dist of at least 0");
    const Target target(minDist, spread);
    Curve curve{1.0, 1.0};
    double error = target.squaredError(curve);
    double damping = 1e-3;
    // Levenberg–Marquardt on two parameters.
    for (int step = 0; step < 500; ++step) {
        double aa = 0.0;
        double ab = 0.0;
        double bb = 0.0;
        double ga = 0.0;
        double gb = 0.0;
        for (int i = 1; i < Points; ++i) {  // x = 0 gives 1 whatever a and b are
            const double power = std::pow(target.x[i], 2.0 * curve.b);
            const double value = 1.0 / (1.0 + curve.a * power);
            const double da = -value * value * power;
            const double db = da * curve.a * 2.0 * std::log(target.x[i]);
            const double residual = value - target.y[i];
            aa += da * da;
            ab += da * db;
            bb += db * db;
            ga += da * residual;
            gb += db * residual;
        }
        const double determinant = aa * (1.0 + damping) * bb * (1.0 + damping) - ab * ab;
        const Curve next{curve.a - (bb * (1.0 + damping) * ga - ab * gb) / determinant,
                         curve.b - (aa * (1.0 + damping) * gb - ab * ga) / determinant};
        const double nextError =
            next.a > 0.0 && next.b > 0.0 ? target.squaredError(next) : 2.0 * error + 1.0;
        if (nextError < error) {
            const bool settled = error - nextError < 1e-14 * error;
            curve = next;
            error = nextError;
            damping = std::max(1e-12, damping / 10.0);
            if (settled) break;
        } else {
            damping *= 10.0;
            if (damping > 1e12) break;
        }
    }
    return curve;
}

}  // namespace counterpoint::embed
