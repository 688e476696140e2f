#include "core/scvi/batch_classifier.h"

namespace counterpoint::scvi {

BatchClassifier::BatchClassifier(std::size_t latent, std::size_t batches, std::uint64_t seed)
    : m_hidden{nn::Block<float>(parameters, "classifier.0", latent, 32, 0.1, base::Random(seed, 1)),
               nn::Block<float>(parameters, "classifier.1", 32, 32, 0.1, base::Random(seed, 2))},
      m_output(parameters, "classifier.logits", 32, batches, base::Random(seed, 3)) {}

double BatchClassifier::crossEntropy(const nn::Batch<float>& z,
                                     std::span<const std::uint32_t> batchOf, bool spread,
                                     double weight, std::uint64_t key, const base::Job& job) {
    parameters.clearGradients();
    const nn::Batch<float>& first =
        m_hidden[0].forward(parameters, z, nn::Mode::Train, base::mix(key + 1), job);
    const nn::Batch<float>& second =
        m_hidden[1].forward(parameters, first, nn::Mode::Train, base::mix(key + 2), job);
    m_output.forward(parameters, second, m_logits, job);
    const double loss = nn::crossEntropy(m_logits, batchOf, spread,
                                         weight / static_cast<double>(z.cells), m_dLogits);
    m_output.backward(parameters, second, m_dLogits, &m_dHidden, job);
    m_hidden[1].backward(parameters, first, m_dHidden, job, &m_dInput);
    m_hidden[0].backward(parameters, z, m_dInput, job, &m_dz);
    return loss;
}

double BatchClassifier::fooled(const nn::Batch<float>& z, std::span<const std::uint32_t> batchOf,
                               double weight, std::uint64_t key, nn::Batch<float>& dz,
                               const base::Job& job) {
    const double loss = crossEntropy(z, batchOf, true, weight, key, job);
    for (std::size_t i = 0; i < z.features; ++i)
        for (std::size_t c = 0; c < z.cells; ++c) dz.row(i)[c] += m_dz.row(i)[c];
    return loss;
}

void BatchClassifier::learn(const nn::Batch<float>& z, std::span<const std::uint32_t> batchOf,
                            double weight, const nn::AdamOptions& adam, std::uint64_t key,
                            const base::Job& job) {
    crossEntropy(z, batchOf, false, weight, key, job);
    parameters.step(adam, job);
}

}  // namespace counterpoint::scvi
