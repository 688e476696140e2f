#include "core/scvi/network.h"

#include <algorithm>
#include <initializer_list>
#include <numeric>

namespace counterpoint::scvi {

namespace {

/// The rows of one above those of the next.
template <class T>
void stack(std::initializer_list<const nn::Batch<T>*> parts, nn::Batch<T>& to) {
    std::size_t features = 0;
    for (const nn::Batch<T>* part : parts) features += part->features;
    to.reshape(features, (*parts.begin())->cells);
    std::size_t row = 0;
    for (const nn::Batch<T>* part : parts) {
        if (part->features == 0) continue;
        std::copy_n(part->row(0), part->features * part->stride, to.row(row));
        row += part->features;
    }
}

template <class T>
void addTo(nn::Batch<T>& sum, const nn::Batch<T>& more) {
    for (std::size_t i = 0; i < sum.features; ++i)
        for (std::size_t c = 0; c < sum.cells; ++c) sum.row(i)[c] += more.row(i)[c];
}

}  // namespace

template <class T>
Network<T>::Network(const ScviOptions& options, const Shape& shape, std::uint64_t seed)
    : m_injected(options.deepInjection),
      m_encoded(options.encodeCovariates),
      m_byBatch(options.dispersion == "gene-batch"),
      m_infersTotals(!options.observedTotals),
      m_hidden(static_cast<std::size_t>(options.hidden)),
      m_latent(static_cast<std::size_t>(options.latent)) {
    std::uint64_t stream = 0;
    const auto random = [&] { return base::Random(seed, ++stream); };
    const auto layers = static_cast<std::size_t>(options.layers);
    const std::size_t injected = m_injected ? shape.levels : 0;
    const std::size_t inputs = shape.genes + (m_encoded ? shape.levels + shape.numbers : 0);
    m_first = {parameters, "encoder.0", inputs, m_hidden, options.dropout, random()};
    for (std::size_t i = 1; i < layers; ++i)
        m_encoder.emplace_back(parameters, "encoder." + std::to_string(i),
                               m_hidden + (m_encoded ? injected : 0), m_hidden, options.dropout,
                               random());
    m_mean = {parameters, "encoder.mean", m_hidden, m_latent, random()};
    m_variance = {parameters, "encoder.variance", m_hidden, m_latent, random()};
    for (std::size_t i = 0; i < layers; ++i)
        m_decoder.emplace_back(
            parameters, "decoder." + std::to_string(i),
            i == 0 ? m_latent + shape.numbers + shape.levels : m_hidden + injected, m_hidden, 0.0,
            random());
    m_output = {parameters,
                "decoder",
                m_hidden,
                shape.genes,
                m_byBatch ? shape.batches : 1,
                options.countLikelihood(),
                random()};
    if (m_infersTotals) {
        m_totalHidden = {parameters, "total.0", inputs, m_hidden, options.dropout, random()};
        m_totalMean = {parameters, "total.mean", m_hidden, 1, random()};
        m_totalVariance = {parameters, "total.variance", m_hidden, 1, random()};
    }
    m_encoderInputs.resize(layers);
    m_decoderInputs.resize(layers);
}

template <class T>
void Network<T>::encode(const Minibatch<T>& cells, nn::Mode mode, std::uint64_t key,
                        const base::Job& job) {
    const nn::Batch<T>* x = &m_first.forward(parameters, cells.counts, mode, base::mix(key), job);
    for (std::size_t i = 0; i < m_encoder.size(); ++i) {
        nn::Batch<T>& input = m_encoderInputs[i];
        if (m_encoded && m_injected)
            stack({x, &cells.levels}, input);
        else
            stack({x}, input);
        x = &m_encoder[i].forward(parameters, input, mode, base::mix(key + i + 1), job);
    }
    m_mean.forward(parameters, *x, m_q.mean, job);
    m_variance.forward(parameters, *x, m_q.rawVariance, job);
}

template <class T>
const nn::Batch<T>& Network<T>::hidden(const nn::Batch<T>& z, const Minibatch<T>& cells,
                                       nn::Mode mode, const base::Job& job) {
    const nn::Batch<T>* x = &z;
    for (std::size_t i = 0; i < m_decoder.size(); ++i) {
        if (i == 0)
            stack({x, &cells.numbers, &cells.levels}, m_decoderInputs[i]);
        else if (m_injected)
            stack({x, &cells.levels}, m_decoderInputs[i]);
        else
            stack({x}, m_decoderInputs[i]);
        x = &m_decoder[i].forward(parameters, m_decoderInputs[i], mode, 0, job);
    }
    return *x;
}

template <class T>
void Network<T>::inferTotals(const Minibatch<T>& cells, nn::Mode mode, std::uint64_t key,
                             const base::Job& job) {
    if (!m_infersTotals) return;
    const nn::Batch<T>& x =
        m_totalHidden.forward(parameters, cells.counts, mode, base::mix(key + 101), job);
    m_totalMean.forward(parameters, x, m_totalQ.mean, job);
    m_totalVariance.forward(parameters, x, m_totalQ.rawVariance, job);
    nn::drawNoise(m_totalNoise, 1, cells.size(), base::mix(key + 102));
    nn::reparameterise(m_totalQ, m_totalNoise, m_totals);
}

template <class T>
void Network<T>::totalsBackward(const Minibatch<T>& cells, const base::Job& job) {
    if (!m_infersTotals) return;
    m_dTotals.reshape(1, cells.size());
    for (std::size_t c = 0; c < cells.size(); ++c)
        m_dTotals.row(0)[c] = static_cast<T>(m_output.totalSlope(c));
    // Its divergence counts in full from the first epoch on.
    nn::posteriorBackward(m_totalQ, m_totalNoise, m_dTotals,
                          1.0 / static_cast<double>(cells.size()), m_dMean, m_dRaw, cells.total);
    const nn::Batch<T>& x = m_totalHidden.output();
    m_totalMean.backward(parameters, x, m_dMean, &m_dHidden, job);
    m_totalVariance.backward(parameters, x, m_dRaw, &m_dInput, job);
    addTo(m_dHidden, m_dInput);
    m_totalHidden.backward(parameters, cells.counts, m_dHidden, job);
}

template <class T>
typename nn::CountOutput<T>::Target Network<T>::target(const Minibatch<T>& cells) const {
    return {
        cells.counts,
        m_infersTotals ? std::span<const T>(m_totals.row(0), cells.size())
                       : std::span<const T>(cells.logTotals),
        m_byBatch ? std::span<const std::uint32_t>(cells.batch) : std::span<const std::uint32_t>{}};
}

template <class T>
Loss Network<T>::lossOf(const Minibatch<T>& cells, const nn::Batch<T>& hidden,
                        const base::Job& job) {
    m_losses.resize(cells.size());
    m_output.forward(parameters, hidden, target(cells), 1 / static_cast<T>(cells.size()), m_losses,
                     job);
    Loss loss;
    loss.reconstruction = std::accumulate(m_losses.begin(), m_losses.end(), cells.logFactorials);
    loss.kl = nn::kullbackLeibler(m_q);
    if (m_infersTotals) loss.totalKl = nn::kullbackLeibler(m_totalQ, cells.total);
    return loss;
}

template <class T>
Loss Network<T>::learn(const Minibatch<T>& cells, double klWeight, const LatentPenalty& penalty,
                       std::uint64_t key, const base::Job& job) {
    parameters.clearGradients();
    encode(cells, nn::Mode::Train, key, job);
    nn::drawNoise(m_noise, m_latent, cells.size(), key);
    nn::reparameterise(m_q, m_noise, m_z);
    inferTotals(cells, nn::Mode::Train, key, job);
    const nn::Batch<T>& last = hidden(m_z, cells, nn::Mode::Train, job);
    Loss loss = lossOf(cells, last, job);

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
    addTo(m_dHidden, m_dInput);
    for (std::size_t i = m_encoder.size(); i-- > 0;) {
        m_encoder[i].backward(parameters, m_encoderInputs[i], m_dHidden, job, &m_dInput);
        m_dInput.features = m_hidden;
        std::swap(m_dHidden, m_dInput);
    }
    m_first.backward(parameters, cells.counts, m_dHidden, job);
    totalsBackward(cells, job);
    return loss;
}

template <class T>
Loss Network<T>::evaluate(const Minibatch<T>& cells, std::uint64_t key, const base::Job& job) {
    encode(cells, nn::Mode::Evaluate, key, job);
    nn::drawNoise(m_noise, m_latent, cells.size(), key);
    nn::reparameterise(m_q, m_noise, m_z);
    inferTotals(cells, nn::Mode::Evaluate, key, job);
    return lossOf(cells, hidden(m_z, cells, nn::Mode::Evaluate, job), job);
}

template <class T>
const nn::NormalPosterior<T>& Network<T>::encode(const Minibatch<T>& cells, const base::Job& job) {
    encode(cells, nn::Mode::Evaluate, 0, job);
    return m_q;
}

template <class T>
void Network<T>::decode(const nn::Batch<T>& z, const Minibatch<T>& cells, nn::Batch<T>& shares,
                        const base::Job& job) {
    m_output.shares(parameters, hidden(z, cells, nn::Mode::Evaluate, job), shares, job);
}

template class Network<float>;
template class Network<double>;

}  // namespace counterpoint::scvi
