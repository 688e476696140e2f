#include "core/nn/count_kernels.h"

#include "core/linalg/kernel.h"
#include "core/nn/math.h"

#include <algorithm>

namespace counterpoint::nn::kernels {

namespace {

/// scVI's: added where a logarithm or a quotient might meet 0.
template <class T>
constexpr T Epsilon = static_cast<T>(1e-8);

/// With u = μ / (θ + ε): ln((θ + ε) / (θ + μ + ε)) = −ln(1 + u), which stays exact where θ is
/// large.
template <CountLikelihood Of, class T>
[[gnu::always_inline]] inline void countLoop(std::size_t cells, T weight, const CountRow<T>& r) {
    const T* __restrict scaled = r.scaled;
    const T* __restrict factor = r.factor;
    T* __restrict dropout = r.dropout;
    const T* __restrict count = r.count;
    const T* __restrict gammaLog = r.gammaLog;
    const T* __restrict gammaSlope = r.gammaSlope;
    const T* __restrict thetas = r.theta;
    const T* __restrict inverseTheta = r.inverseTheta;
    const T* __restrict logTheta = r.logTheta;
    T* __restrict slopeOut = r.slope;
    T* __restrict dispersionOut = r.dispersionSlope;
    T* __restrict lossOut = r.loss;
    T* __restrict slopesOut = r.slopes;
#pragma omp simd
    for (std::size_t c = 0; c < cells; ++c) {
        const T x = count[c];
        const T mean = scaled[c] * factor[c];
        if constexpr (Of == CountLikelihood::Poisson) {
            lossOut[c] += mean - x * logOf(mean + Epsilon<T>);
            const T slope = weight * (mean - x);
            slopeOut[c] = slope;
            slopesOut[c] += slope;
        } else {
            const T theta = thetas[c];
            const T u = mean * inverseTheta[c];
            const T above = 1 + u;
            const T inverse = 1 / above;
            const T log1pU = logOf(above) + (u - (above - 1)) * inverse;
            const T odds = u * inverse;  // μ / (θ + μ + ε)
            // Of x = 0.
            const T zero = -theta * log1pU;
            const T zeroSlope = -theta * odds;                                      // μ ∂/∂μ
            const T zeroTheta = theta * (theta * inverseTheta[c] * odds - log1pU);  // θ ∂/∂θ
            // What a count adds; nothing where it is 0.
            const T counted = x * (logOf(mean + Epsilon<T>) - logTheta[c] - log1pU) + gammaLog[c];
            const T countedSlope = x * (mean / (mean + Epsilon<T>)-odds);
            const T countedTheta = theta * (gammaSlope[c] - x * inverse * inverseTheta[c]);
            T share = 1;  // how much of the likelihood's slope is the negative binomial's
            T log = zero + counted;
            if constexpr (Of == CountLikelihood::Zinb) {
                const T pi = dropout[c];
                const T a = zero - pi;
                const T expA = expOf(a > 0 ? -a : a);
                const T expPi = expOf(pi > 0 ? -pi : pi);
                const T a1 = 1 / (1 + expA);
                const T pi1 = 1 / (1 + expPi);
                const T sigmoidA = a > 0 ? a1 : expA * a1;
                const T notDropped = pi > 0 ? expPi * pi1 : pi1;  // σ(−π)
                const T plusA = a > 0 ? a : T{0};
                const T plusPi = pi > 0 ? T{0} : -pi;
                const bool positive = x > 0;
                share = positive ? T{1} : sigmoidA;
                // softplus(A) − softplus(−π) of 0, A − softplus(−π) of counts
                const T logs = logOf((positive ? T{1} : 1 + expA) * pi1);
                log = (positive ? a : plusA) - plusPi + logs + counted;
                dropout[c] = weight * (share - notDropped);
            }
            lossOut[c] -= log;
            const T slope = -weight * (share * zeroSlope + countedSlope);
            slopeOut[c] = slope;
            slopesOut[c] += slope;
            dispersionOut[c] = -weight * (share * zeroTheta + countedTheta);
        }
    }
}

template <class T>
[[gnu::always_inline]] inline void softmaxLoop(std::size_t rows, std::size_t cells, T* logits,
                                               std::size_t stride, T* __restrict peak,
                                               T* __restrict sum) {
    for (std::size_t c = 0; c < cells; ++c) peak[c] = logits[c];
    for (std::size_t i = 1; i < rows; ++i) {
        const T* __restrict row = logits + i * stride;
#pragma omp simd
        for (std::size_t c = 0; c < cells; ++c) peak[c] = row[c] > peak[c] ? row[c] : peak[c];
    }
    for (std::size_t c = 0; c < cells; ++c) sum[c] = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        T* __restrict row = logits + i * stride;
#pragma omp simd
        for (std::size_t c = 0; c < cells; ++c) {
            row[c] = expOf(row[c] - peak[c]);
            sum[c] += row[c];
        }
    }
}

template <class T>
[[gnu::always_inline]] inline void shareLoop(std::size_t cells, const T* __restrict e,
                                             const T* __restrict share, T* __restrict slope) {
#pragma omp simd
    for (std::size_t c = 0; c < cells; ++c) slope[c] -= e[c] * share[c];
}

}  // namespace

COUNTERPOINT_KERNEL
void countRow(CountLikelihood likelihood, std::size_t cells, float weight,
              const CountRow<float>& r) {
    if (likelihood == CountLikelihood::Zinb)
        countLoop<CountLikelihood::Zinb>(cells, weight, r);
    else if (likelihood == CountLikelihood::Nb)
        countLoop<CountLikelihood::Nb>(cells, weight, r);
    else
        countLoop<CountLikelihood::Poisson>(cells, weight, r);
}
void countRow(CountLikelihood likelihood, std::size_t cells, double weight,
              const CountRow<double>& r) {
    if (likelihood == CountLikelihood::Zinb)
        countLoop<CountLikelihood::Zinb>(cells, weight, r);
    else if (likelihood == CountLikelihood::Nb)
        countLoop<CountLikelihood::Nb>(cells, weight, r);
    else
        countLoop<CountLikelihood::Poisson>(cells, weight, r);
}

COUNTERPOINT_KERNEL
void softmaxBlock(std::size_t rows, std::size_t cells, float* logits, std::size_t stride,
                  float* peak, float* sum) {
    softmaxLoop(rows, cells, logits, stride, peak, sum);
}
void softmaxBlock(std::size_t rows, std::size_t cells, double* logits, std::size_t stride,
                  double* peak, double* sum) {
    softmaxLoop(rows, cells, logits, stride, peak, sum);
}

COUNTERPOINT_KERNEL
void subtractShare(std::size_t cells, const float* e, const float* share, float* slope) {
    shareLoop(cells, e, share, slope);
}
void subtractShare(std::size_t cells, const double* e, const double* share, double* slope) {
    shareLoop(cells, e, share, slope);
}

}  // namespace counterpoint::nn::kernels
