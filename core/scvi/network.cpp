#include "core/scvi/network.h"

#include <algorithm>
#include <numeric>

namespace counterpoint::scvi {

namespace {

/// `upper` over `lower`; the latter may be null.
template <class T>
void stack(const nn::Batch<T>& upper, const nn::Batch<T>* lower, nn::Batch<T>& to) {
    const std::size_t below = lower == nullptr ? 0 : lower->features;
    to.reshape(upper.features + below, upper.cells);
    const auto copy = [](const nn::Batch<T>& from, T* at) {
        std::copy_n(from.row(0), from.features * from.stride, at);
    };
    copy(upper, to.row(0));
    if (below > 0) copy(*lower, to.row(upper.features));
}

}  // namespace

template <class T>
Network<T>::Network(const ScviOptions& options, std::size_t genes, std::size_t levels,
                    std::size_t batches, std::uint64_t seed)
    : m_injected(options.deepInjection),
      m_encoded(options.encodeCovariates),
      m_byBatch(options.dispersion == "gene-batch"),
      m_hidden(static_cast<std::size_t>(options.hidden)),
      m_latent(static_cast<std::size_t>(options.latent)) {
    std::uint64_t stream = 0;
    const auto random = [&] { return base::Random(seed, ++stream); };
    const auto layers = static_cast<std::size_t>(options.layers);
    const std::size_t injected = m_injected ? levels : 0;
    m_first = {parameters, "encoder.0",     genes + (m_encoded ? levels : 0),
               m_hidden,   options.dropout, random()};
    for (std::size_t i = 1; i < layers; ++i)
        m_encoder.emplace_back(parameters, "encoder." + std::to_string(i),
                               m_hidden + (m_encoded ? injected : 0), m_hidden, options.dropout,
                               random());
    m_mean = {parameters, "encoder.mean", m_hidden, m_latent, random()};
    m_variance = {parameters, "encoder.variance", m_hidden, m_latent, random()};
    for (std::size_t i = 0; i < layers; ++i)
        m_decoder.emplace_back(parameters, "decoder." + std::to_string(i),
                               i == 0 ? m_latent + levels : m_hidden + injected, m_hidden, 0.0,
                               random());
    m_output = {
        parameters, "decoder", m_hidden, genes, m_byBatch ? batches : 1, options.countLikelihood(),
        random()};
    m_encoderInputs.resize(layers);
    m_decoderInputs.resize(layers);
}

template <class T>
void Network<T>::encode(const Minibatch<T>& cells, nn::Mode mode, std::uint64_t key,
                        const base::Job& job) {
    const nn::Batch<T>* x = &m_first.forward(parameters, cells.counts, mode, base::mix(key), job);
    for (std::size_t i = 0; i < m_encoder.size(); ++i) {
        nn::Batch<T>& input = m_encoderInputs[i];
        stack(*x, m_encoded && m_injected ? &cells.levels : nullptr, input);
        x = &m_encoder[i].forward(parameters, input, mode, base::mix(key + i + 1), job);
    }
    m_mean.forward(parameters, *x, m_q.mean, job);
    m_variance.forward(parameters, *x, m_q.rawVariance, job);
}

template <class T>
const nn::Batch<T>& Network<T>::hidden(const nn::Batch<T>& z, const nn::Batch<T>& levels,
                                       nn::Mode mode, const base::Job& job) {
    const nn::Batch<T>* x = &z;
    for (std::size_t i = 0; i < m_decoder.size(); ++i) {
        stack(*x, i == 0 || m_injected ? &levels : nullptr, m_decoderInputs[i]);
        x = &m_decoder[i].forward(parameters, m_decoderInputs[i], mode, 0, job);
    }
    return *x;
}

template <class T>
typename nn::CountOutput<T>::Target Network<T>::target(const Minibatch<T>& cells) const {
    return {
        cells.counts, cells.logTotals,
        m_byBatch ? std::span<const std::uint32_t>(cells.batch) : std::span<const std::uint32_t>{}};
}

template <class T>
double Network<T>::reconstruct(const Minibatch<T>& cells, const nn::Batch<T>& hidden,
                               const base::Job& job) {
    m_losses.resize(cells.size());
    m_output.forward(parameters, hidden, target(cells), 1 / static_cast<T>(cells.size()), m_losses,
                     job);
    return std::accumulate(m_losses.begin(), m_losses.end(), cells.logFactorials);
}

template <class T>
Loss Network<T>::learn(const Minibatch<T>& cells, double klWeight, const LatentPenalty& penalty,
                       std::uint64_t key, const base::Job& job) {
    parameters.clearGradients();
    encode(cells, nn::Mode::Train, key, job);
    nn::drawNoise(m_noise, m_latent, cells.size(), key);
    nn::reparameterise(m_q, m_noise, m_z);
    const nn::Batch<T>& last = hidden(m_z, cells.levels, nn::Mode::Train, job);

    Loss loss;
    loss.reconstruction = reconstruct(cells, last, job);
    loss.kl = nn::kullbackLeibler(m_q);

    m_output.backward(parameters, last, target(cells), m_dHidden, job);
    for (std::size_t i = m_decoder.size(); i-- > 0;) {
        m_decoder[i].backward(parameters, m_decoderInputs[i], m_dHidden, job,
                              i == 0 ? &m_dz : &m_dInput);
        if (i == 0) break;
        m_dInput.features = m_hidden;  // the levels have no gradient
        std::swap(m_dHidden, m_dInput);
    }
    m_dz.features = m_latent;
    if (penalty) loss.penalty = penalty(m_z, m_dz);

    nn::posteriorBackward(m_q, m_noise, m_dz, klWeight / static_cast<double>(cells.size()), m_dMean,
                          m_dRaw);
    const nn::Batch<T>& encoded = m_encoder.empty() ? m_first.output() : m_encoder.back().output();
    m_mean.backward(parameters, encoded, m_dMean, &m_dHidden, job);
    m_variance.backward(parameters, encoded, m_dRaw, &m_dInput, job);
    for (std::size_t i = 0; i < m_hidden; ++i)
        for (std::size_t c = 0; c < cells.size(); ++c) m_dHidden.row(i)[c] += m_dInput.row(i)[c];
    for (std::size_t i = m_encoder.size(); i-- > 0;) {
        m_encoder[i].backward(parameters, m_encoderInputs[i], m_dHidden, job, &m_dInput);
        m_dInput.features = m_hidden;
        std::swap(m_dHidden, m_dInput);
    }
    m_first.backward(parameters, cells.counts, m_dHidden, job);
    return loss;
}

template <class T>
Loss Network<T>::evaluate(const Minibatch<T>& cells, std::uint64_t key, const base::Job& job) {
    encode(cells, nn::Mode::Evaluate, key, job);
    nn::drawNoise(m_noise, m_latent, cells.size(), key);
    nn::reparameterise(m_q, m_noise, m_z);
    Loss loss;
    loss.reconstruction =
        reconstruct(cells, hidden(m_z, cells.levels, nn::Mode::Evaluate, job), job);
    loss.kl = nn::kullbackLeibler(m_q);
    return loss;
}

template <class T>
const nn::NormalPosterior<T>& Network<T>::encode(const Minibatch<T>& cells, const base::Job& job) {
    encode(cells, nn::Mode::Evaluate, 0, job);
    return m_q;
}

template <class T>
void Network<T>::decode(const nn::Batch<T>& z, const nn::Batch<T>& levels, nn::Batch<T>& shares,
                        const base::Job& job) {
    m_output.shares(parameters, hidden(z, levels, nn::Mode::Evaluate, job), shares, job);
}

template class Network<float>;
template class Network<double>;

}  // namespace counterpoint::scvi
