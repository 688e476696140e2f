#pragma once

#include "core/nn/dense_block.h"
#include "core/nn/losses.h"

#include <array>
#include <span>

namespace counterpoint::scvi {

/// Guesses the batch of a cell from z (scvi-tools' adversarial classifier): two hidden layers of 32
/// with dropout 0.1, trained against the encoder.
class BatchClassifier {
  public:
    BatchClassifier(std::size_t latent, std::size_t batches, std::uint64_t seed);

    /// How far the guesses are from "any batch but the right one", mean over cells, times `weight`;
    /// its slopes are added to `dz`. The classifier itself learns nothing.
    double fooled(const nn::Batch<float>& z, std::span<const std::uint32_t> batchOf, double weight,
                  std::uint64_t key, nn::Batch<float>& dz, const base::Job& job);
    /// One step towards the right batch; the loss counts `weight`.
    void learn(const nn::Batch<float>& z, std::span<const std::uint32_t> batchOf, double weight,
               const nn::AdamOptions& adam, std::uint64_t key, const base::Job& job);

    nn::Parameters<float> parameters;

  private:
    /// Leaves the slopes by z in m_dz.
    double crossEntropy(const nn::Batch<float>& z, std::span<const std::uint32_t> batchOf,
                        bool spread, double weight, std::uint64_t key, const base::Job& job);

    std::array<nn::Block<float>, 2> m_hidden;
    nn::Linear<float> m_output;
    nn::Batch<float> m_logits, m_dLogits, m_dHidden, m_dInput, m_dz;
};

}  // namespace counterpoint::scvi
