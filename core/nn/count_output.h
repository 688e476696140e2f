#pragma once

#include "core/nn/count_kernels.h"
#include "core/nn/parameters.h"
#include "core/nn/sparse_batch.h"

#include <span>
#include <string>
#include <vector>

namespace counterpoint::nn {

/// The output of a count model and its loss in one: from the last hidden layer h of the decoder
///   ρ = softmax(W h + b), μ = e^l ρ, π = W' h + b' (zinb), θ = e^r,
/// and −ln p(x | μ, θ, π) with scVI's formulas (Lopez 2018; ε = 1e-8). Everything that is as wide
/// as the genes happens here, block by block of genes: products, softmax, likelihood and slopes,
/// with counts read sparsely and ln Γ asked for non-zeros only.
template <class T>
class CountOutput {
  public:
    CountOutput() = default;
    /// `dispersions`: 1, or one a batch ("gene-batch"); r starts standard normal.
    CountOutput(Parameters<T>& parameters, const std::string& name, std::size_t hidden,
                std::size_t genes, std::size_t dispersions, CountLikelihood likelihood,
                base::Random random);

    /// The minibatch to be explained.
    struct Target {
        const SparseBatch<T>& counts;
        std::span<const T> logTotals;               ///< l by cell
        std::span<const std::uint32_t> dispersion;  ///< by cell; empty: 0 for all
    };

    /// −ln p of each cell, but for the constant Σ ln Γ(x + 1), into `losses` (cells). Slopes for
    /// `backward` are those of weight · Σ losses.
    void forward(const Parameters<T>& parameters, const Batch<T>& hidden, const Target& target,
                 T weight, std::span<double> losses, const base::Job& job);
    /// After forward: adds to the gradients; `dHidden` becomes that of h.
    void backward(Parameters<T>& parameters, const Batch<T>& hidden, const Target& target,
                  Batch<T>& dHidden, const base::Job& job);
    /// After forward: the slope by l of a cell.
    double totalSlope(std::size_t cell) const;
    /// ρ of each cell, genes × cells.
    void shares(const Parameters<T>& parameters, const Batch<T>& hidden, Batch<T>& shares,
                const base::Job& job);

    std::size_t genes() const { return m_genes; }

  private:
    void softmax(const Parameters<T>& parameters, const Batch<T>& hidden, const base::Job& job);
    void logits(const Parameters<T>& parameters, std::size_t weight, std::size_t bias,
                const Batch<T>& hidden, std::size_t begin, std::size_t end, Batch<T>& to) const;
    void explain(const Parameters<T>& parameters, const Target& target, T weight, std::size_t begin,
                 std::size_t end, std::size_t block);
    T* ofBlock(Numbers<T>& rows, std::size_t block) { return rows.data() + block * m_stride; }

    std::size_t m_hidden = 0, m_genes = 0, m_dispersions = 1;
    CountLikelihood m_likelihood = CountLikelihood::Zinb;
    std::size_t m_scaleWeight = 0, m_scaleBias = 0;
    std::size_t m_dropoutWeight = 0, m_dropoutBias = 0;
    std::size_t m_logTheta = 0;  ///< slice: genes × dispersions

    // Of the last minibatch; rows are genes, or blocks of genes.
    std::size_t m_stride = 0;
    Batch<T> m_exponentials;  ///< e^(logit − peak of the block)
    Batch<T> m_slopes;        ///< by logit of the mean, then by logit of the softmax
    Batch<T> m_dropout;       ///< logits, then slopes by them
    Batch<T> m_thetaSlopes;
    Numbers<T> m_peaks, m_sums, m_factors, m_losses, m_slopeSums;
    Numbers<T> m_hiddenSlopes;  ///< blocks × hidden × cells
    Numbers<T> m_cellRows;      ///< h turned: cells × hidden
};

}  // namespace counterpoint::nn
