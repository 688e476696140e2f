#pragma once

#include "core/nn/count_output.h"
#include "core/nn/dense_block.h"
#include "core/nn/losses.h"
#include "core/scvi/cells.h"
#include "core/scvi/scvi_options.h"

#include <functional>
#include <vector>

namespace counterpoint::scvi {

/// Sums over the cells of a minibatch.
struct Loss {
    double reconstruction = 0.0;  ///< −Σ ln p(x | z)
    double kl = 0.0;              ///< Σ KL(q(z | x) ‖ N(0, 1))
    double totalKl = 0.0;  ///< Σ KL(q(l | x) ‖ the batch's totals), where those are inferred
    double penalty = 0.0;  ///< what the latent penalty came to, per cell
};

/// What a network is made for.
struct Shape {
    std::size_t genes = 0;
    std::size_t levels = 0;   ///< of all categorical covariates
    std::size_t batches = 0;  ///< levels of the first
    std::size_t numbers = 0;  ///< continuous covariates
};

/// scVI's variational autoencoder (Lopez 2018; scvi-tools 1.x with its defaults): ln(1 + counts) →
/// hidden layers → q(z | x); z and batches → hidden layers → counts.
template <class T>
class Network {
  public:
    Network() = default;
    /// Weights are drawn from `seed`.
    Network(const ScviOptions& options, const Shape& shape, std::uint64_t seed);

    /// Something to add to the loss of a minibatch: gets z, returns its value, adds its slopes.
    using LatentPenalty = std::function<double(const nn::Batch<T>& z, nn::Batch<T>& dz)>;

    /// The loss of a minibatch in Mode::Train and, into `parameters`, the gradients of
    /// (reconstruction + klWeight · kl + totalKl) / cells + penalty.
    Loss learn(const Minibatch<T>& cells, double klWeight, const LatentPenalty& penalty,
               std::uint64_t key, const base::Job& job);
    /// The loss in Mode::Evaluate.
    Loss evaluate(const Minibatch<T>& cells, std::uint64_t key, const base::Job& job);
    /// q(z | x) in Mode::Evaluate; valid until the next call.
    const nn::NormalPosterior<T>& encode(const Minibatch<T>& cells, const base::Job& job);
    /// The share of every gene in cells of these z and the covariates of `cells`, genes × cells, in
    /// Mode::Evaluate.
    void decode(const nn::Batch<T>& z, const Minibatch<T>& cells, nn::Batch<T>& shares,
                const base::Job& job);

    nn::Parameters<T> parameters;

  private:
    using Dense = nn::Block<T>;

    void encode(const Minibatch<T>& cells, nn::Mode mode, std::uint64_t key, const base::Job& job);
    const nn::Batch<T>& hidden(const nn::Batch<T>& z, const Minibatch<T>& cells, nn::Mode mode,
                               const base::Job& job);
    void inferTotals(const Minibatch<T>& cells, nn::Mode mode, std::uint64_t key,
                     const base::Job& job);
    void totalsBackward(const Minibatch<T>& cells, const base::Job& job);
    typename nn::CountOutput<T>::Target target(const Minibatch<T>& cells) const;
    /// The loss of drawn z and totals.
    Loss lossOf(const Minibatch<T>& cells, const nn::Batch<T>& hidden, const base::Job& job);

    bool m_injected = true;  ///< layers after the first are told the levels
    bool m_encoded = false;
    bool m_byBatch = false;
    bool m_infersTotals = false;
    std::size_t m_hidden = 0;
    std::size_t m_latent = 0;
    nn::Block<T, nn::SparseLinear> m_first;
    std::vector<Dense> m_encoder;  ///< the layers after the first
    nn::Linear<T> m_mean, m_variance;
    std::vector<Dense> m_decoder;
    nn::CountOutput<T> m_output;
    nn::Block<T, nn::SparseLinear> m_totalHidden;  ///< of q(l | x)
    nn::Linear<T> m_totalMean, m_totalVariance;

    // Of the last minibatch.
    std::vector<nn::Batch<T>> m_encoderInputs, m_decoderInputs;
    nn::NormalPosterior<T> m_q;
    nn::Batch<T> m_noise, m_z, m_dz, m_dMean, m_dRaw, m_dHidden, m_dInput;
    nn::NormalPosterior<T> m_totalQ;
    nn::Batch<T> m_totalNoise, m_totals, m_dTotals;
    std::vector<double> m_losses;
};

}  // namespace counterpoint::scvi
