#pragma once

#include <cstddef>

/// The loops over every gene of every cell.
namespace counterpoint::nn {

enum class CountLikelihood { Zinb, Nb, Poisson };

namespace kernels {

/// One gene in all cells of a minibatch; each pointer to one value a cell.
template <class T>
struct CountRow {
    T* scaled;            ///< e: in; the mean of the count is e · factor
    const T* factor;      ///< by cell, of this block of genes
    T* dropout;           ///< in: logits π; out: weight · the loss's slope by π (Zinb)
    const T* count;       ///< x
    const T* gammaLog;    ///< ln Γ(x + θ) − ln Γ(θ)
    const T* gammaSlope;  ///< its slope by θ
    const T* theta;
    const T* inverseTheta;  ///< 1 / (θ + ε)
    const T* logTheta;      ///< ln(θ + ε)
    T* slope;               ///< out: weight · mean · the loss's slope by the mean
    T* dispersionSlope;     ///< out: weight · θ · the loss's slope by θ
    T* loss;                ///< −ln p without ln Γ(x + 1) is added to it
    T* slopes;              ///< slope is added to it
};

/// Loss and slopes of a row.
void countRow(CountLikelihood likelihood, std::size_t cells, float weight,
              const CountRow<float>& r);
void countRow(CountLikelihood likelihood, std::size_t cells, double weight,
              const CountRow<double>& r);

/// peak[c] = max over rows of logits[row · stride + c], and then in place e^(logit − peak), summed
/// over rows into `sum`.
void softmaxBlock(std::size_t rows, std::size_t cells, float* logits, std::size_t stride,
                  float* peak, float* sum);
void softmaxBlock(std::size_t rows, std::size_t cells, double* logits, std::size_t stride,
                  double* peak, double* sum);

/// slope[c] −= e[c] · share[c]: the slope by a logit of the softmax.
void subtractShare(std::size_t cells, const float* e, const float* share, float* slope);
void subtractShare(std::size_t cells, const double* e, const double* share, double* slope);

}  // namespace kernels
}  // namespace counterpoint::nn
