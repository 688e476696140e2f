#include "core/nn/losses.h"

#include "core/nn/math.h"

#include <array>
#include <cmath>
#include <type_traits>
#include <vector>

namespace counterpoint::nn {

template <class T>
void reparameterise(const NormalPosterior<T>& q, const Batch<T>& noise, Batch<T>& z) {
    z.reshape(q.mean.features, q.mean.cells);
    for (std::size_t i = 0; i < z.features; ++i)
        for (std::size_t c = 0; c < z.cells; ++c) {
            const T v = expOf(q.rawVariance.row(i)[c]) + static_cast<T>(q.LeastVariance);
            z.row(i)[c] = q.mean.row(i)[c] + std::sqrt(v) * noise.row(i)[c];
        }
}

template <class T>
double kullbackLeibler(const NormalPosterior<T>& q, const NormalPrior<T>& prior) {
    double sum = 0.0;
    for (std::size_t i = 0; i < q.mean.features; ++i)
        for (std::size_t c = 0; c < q.mean.cells; ++c) {
            // In units of the prior.
            T m = q.mean.row(i)[c];
            T v = expOf(q.rawVariance.row(i)[c]) + static_cast<T>(q.LeastVariance);
            if (!prior.mean.empty()) {
                m = (m - prior.mean[c]) / std::sqrt(prior.variance[c]);
                v /= prior.variance[c];
            }
            sum += 0.5 * static_cast<double>(v + m * m - 1 - logOf(v));
        }
    return sum;
}

template <class T>
void posteriorBackward(const NormalPosterior<T>& q, const Batch<T>& noise, const Batch<T>& dz,
                       double klWeight, Batch<T>& dMean, Batch<T>& dRaw,
                       const NormalPrior<T>& prior) {
    dMean.reshape(dz.features, dz.cells);
    dRaw.reshape(dz.features, dz.cells);
    const auto w = static_cast<T>(klWeight);
    for (std::size_t i = 0; i < dz.features; ++i)
        for (std::size_t c = 0; c < dz.cells; ++c) {
            const T e = expOf(q.rawVariance.row(i)[c]);
            const T v = e + static_cast<T>(q.LeastVariance);
            const T d = dz.row(i)[c];
            const bool standard = prior.mean.empty();
            const T from = standard ? T{0} : prior.mean[c];
            const T precision = standard ? T{1} : 1 / prior.variance[c];
            dMean.row(i)[c] = d + w * (q.mean.row(i)[c] - from) * precision;
            const T dv = d * noise.row(i)[c] / (2 * std::sqrt(v)) + w * (precision - 1 / v) / 2;
            dRaw.row(i)[c] = dv * e;
        }
}

template <class T>
void drawNoise(Batch<T>& noise, std::size_t features, std::size_t cells, std::uint64_t key) {
    noise.reshape(features, cells);
    base::Random random(key);
    for (std::size_t i = 0; i < features; ++i)
        for (std::size_t c = 0; c < cells; ++c) noise.row(i)[c] = static_cast<T>(random.normal());
}

template <class T>
double crossEntropy(const Batch<T>& logits, std::span<const std::uint32_t> classOf, bool spread,
                    double weight, Batch<T>& gradient) {
    const std::size_t classes = logits.features;
    gradient.reshape(classes, logits.cells);
    const T other = spread ? 1 / static_cast<T>(classes - 1) : T{0};
    const T own = spread ? T{0} : T{1};
    double loss = 0.0;
    for (std::size_t c = 0; c < logits.cells; ++c) {
        T peak = logits.row(0)[c];
        for (std::size_t k = 1; k < classes; ++k) peak = std::max(peak, logits.row(k)[c]);
        T sum = 0;
        for (std::size_t k = 0; k < classes; ++k) sum += std::exp(logits.row(k)[c] - peak);
        const T logSum = peak + std::log(sum);
        for (std::size_t k = 0; k < classes; ++k) {
            const T target = k == classOf[c] ? own : other;
            const T logShare = logits.row(k)[c] - logSum;
            loss -= static_cast<double>(target * logShare);
            gradient.row(k)[c] = static_cast<T>(weight) * (std::exp(logShare) - target);
        }
    }
    return weight * loss;
}

template <class T>
double discrepancy(const Batch<T>& z, std::span<const std::uint32_t> batchOf, std::size_t batches,
                   double weight, Batch<T>& dz) {
    static constexpr std::array Widths{1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 5.0, 10.0, 15.0,
                                       20.0, 25.0, 30.0, 35.0, 1e2,  1e3,  1e4, 1e5, 1e6};
    std::vector<double> cellsOf(batches, 0.0);
    for (const std::uint32_t b : batchOf.first(z.cells)) cellsOf[b] += 1.0;
    double present = 0.0;
    for (const double n : cellsOf) present += n > 0.0 ? 1.0 : 0.0;
    if (present < 2.0) return 0.0;
    // A pair of cells of one batch counts 1 / n² for each of the other batches, of two −2 / (n n').
    double loss = 0.0;
    std::vector<T> difference(z.features);
    for (std::size_t i = 0; i < z.cells; ++i)
        for (std::size_t j = 0; j < i; ++j) {
            T distance = 0;
            for (std::size_t d = 0; d < z.features; ++d) {
                difference[d] = z.row(d)[i] - z.row(d)[j];
                distance += difference[d] * difference[d];
            }
            const bool same = batchOf[i] == batchOf[j];
            const double share = weight * 2.0 / (cellsOf[batchOf[i]] * cellsOf[batchOf[j]]) *
                                 (same ? present - 1.0 : -1.0);
            T kernel = 0;
            T slope = 0;  // by the squared distance
            for (const double width : Widths) {
                const T exponent = -distance / static_cast<T>(2.0 * width);
                if (exponent < T{-30}) continue;
                const T k = expOf(exponent);
                kernel += k;
                slope -= k / static_cast<T>(2.0 * width);
            }
            loss += share * static_cast<double>(kernel);
            const T factor = static_cast<T>(share) * 2 * slope;
            for (std::size_t d = 0; d < z.features; ++d) {
                dz.row(d)[i] += factor * difference[d];
                dz.row(d)[j] -= factor * difference[d];
            }
        }
    // Each cell with itself: every kernel is 1.
    for (const double n : cellsOf)
        if (n > 0.0) loss += weight * (present - 1.0) / n * static_cast<double>(Widths.size());
    return loss;
}

template <class T>
double gaussianLoss(const Batch<T>& x, const Batch<T>& mean, const T* logVariance, double weight,
                    Batch<T>& dMean, T* dLogVariance) {
    dMean.reshape(x.features, x.cells);
    double loss = 0.0;
    for (std::size_t i = 0; i < x.features; ++i) {
        const T inverse = std::exp(-logVariance[i]);
        for (std::size_t c = 0; c < x.cells; ++c) {
            const T difference = mean.row(i)[c] - x.row(i)[c];
            const T square = difference * difference * inverse;
            loss += 0.5 * static_cast<double>(logVariance[i] + square);
            dMean.row(i)[c] = static_cast<T>(weight) * difference * inverse;
            dLogVariance[i] += static_cast<T>(weight) * (1 - square) / 2;
        }
    }
    return weight * loss;
}

#define COUNTERPOINT_LOSSES(T)                                                                   \
    template void reparameterise(const NormalPosterior<T>&, const Batch<T>&, Batch<T>&);         \
    template double kullbackLeibler(const NormalPosterior<T>&, const NormalPrior<T>&);           \
    template void posteriorBackward(const NormalPosterior<T>&, const Batch<T>&, const Batch<T>&, \
                                    double, Batch<T>&, Batch<T>&, const NormalPrior<T>&);        \
    template void drawNoise(Batch<T>&, std::size_t, std::size_t, std::uint64_t);                 \
    template double crossEntropy(const Batch<T>&, std::span<const std::uint32_t>, bool, double,  \
                                 Batch<T>&);                                                     \
    template double discrepancy(const Batch<T>&, std::span<const std::uint32_t>, std::size_t,    \
                                double, Batch<T>&);                                              \
    template double gaussianLoss(const Batch<T>&, const Batch<T>&, std::add_pointer_t<const T>,  \
                                 double, Batch<T>&, std::add_pointer_t<T>);
COUNTERPOINT_LOSSES(float)
COUNTERPOINT_LOSSES(double)
#undef COUNTERPOINT_LOSSES

}  // namespace counterpoint::nn
