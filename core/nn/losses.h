#pragma once

#include "core/base/job.h"
#include "core/base/random.h"
#include "core/nn/numbers.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::nn {

/// A diagonal normal of every cell, q(z | x): means m, variances v = e^raw + 1e-4 (scVI).
template <class T>
struct NormalPosterior {
    Batch<T> mean;
    Batch<T> rawVariance;

    static constexpr double LeastVariance = 1e-4;
};

/// A normal prior by cell, the same for all features; empty: N(0, 1).
template <class T>
struct NormalPrior {
    std::vector<T> mean;
    std::vector<T> variance;
};

/// z = m + √v · noise, one draw a cell (Kingma & Welling 2014); `noise` is given, so that a test
/// may hold it.
template <class T>
void reparameterise(const NormalPosterior<T>& q, const Batch<T>& noise, Batch<T>& z);
/// Σ over cells of KL(q ‖ prior); of N(0, 1): ½ Σ (v + m² − 1 − ln v).
template <class T>
double kullbackLeibler(const NormalPosterior<T>& q, const NormalPrior<T>& prior = {});
/// The gradient of loss(z) + klWeight · Σ KL by m and raw, given that of loss by z.
template <class T>
void posteriorBackward(const NormalPosterior<T>& q, const Batch<T>& noise, const Batch<T>& dz,
                       double klWeight, Batch<T>& dMean, Batch<T>& dRaw,
                       const NormalPrior<T>& prior = {});

/// Standard normal noise, the same for the same key.
template <class T>
void drawNoise(Batch<T>& noise, std::size_t features, std::size_t cells, std::uint64_t key);

/// Σ over cells of −Σ_k target_k ln softmax(logits)_k, times `weight`; `gradient` becomes that by
/// the logits. The target of a cell is its class, or, `spread`, all other classes alike.
template <class T>
double crossEntropy(const Batch<T>& logits, std::span<const std::uint32_t> classOf, bool spread,
                    double weight, Batch<T>& gradient);

/// Squared maximum mean discrepancy between every two batches (Gretton et al. 2012), summed over
/// pairs of batches, with trVAE's sum of Gaussian kernels exp(−‖x − y‖² / (2 s)), s from 1e-6 to
/// 1e6; times `weight`, whose gradient is added to `dz`. Batches with no cell are left out.
template <class T>
double discrepancy(const Batch<T>& z, std::span<const std::uint32_t> batchOf, std::size_t batches,
                   double weight, Batch<T>& dz);

/// Σ ½ (ln v + (x − μ)² / v) over features and cells, one raw ln v a feature; gradients are set
/// (dMean) and added to (dLogVariance).
template <class T>
double gaussianLoss(const Batch<T>& x, const Batch<T>& mean, const T* logVariance, double weight,
                    Batch<T>& dMean, T* dLogVariance);

}  // namespace counterpoint::nn
