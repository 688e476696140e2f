#include "core/scvi/trainer.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::scvi {

std::size_t memoryOfTraining(const Shape& shape, const ScviOptions& options, std::size_t cells) {
    const auto hidden = static_cast<double>(options.hidden);
    const auto layers = static_cast<double>(options.layers);
    const auto genes = static_cast<double>(shape.genes);
    const auto covariates = static_cast<double>(shape.levels + shape.numbers);
    const auto latent = static_cast<double>(options.latent);
    const double heads = options.likelihood == "zinb" ? 2.0 : 1.0;
    // Rows are padded to whole vectors; a row of one number takes 32.
    const double row = std::ceil(hidden / 32.0) * 32.0 + 16.0;
    const double dispersion =
        static_cast<double>(nn::strideOf(options.dispersion == "gene-batch" ? shape.batches : 1));
    const double encoders = options.observedTotals ? 1.0 : 2.0;
    const double weights =
        genes * (row * (encoders + heads) + heads * 32.0 + dispersion) +
        hidden * (2.0 * layers * (row + covariates + 32.0) + 3.0 * latent + covariates);
    constexpr double Arrays = 4.0;  // values, gradients, two moments
    constexpr double Copies = 4.0;  // its own, the epoch's before, the cache's, the result's
    const auto minibatch = static_cast<double>(std::max(options.minibatch, 512));
    const double activations =
        minibatch * (4.0 * genes + 8.0 * hidden) + genes / 96.0 * hidden * minibatch;
    const double ofCell = 24.0 + 4.0 * covariates + 8.0 * latent;
    return static_cast<std::size_t>((weights * Arrays * Copies + activations) * sizeof(float) +
                                    static_cast<double>(cells) * ofCell);
}

Trainer::Trainer(std::shared_ptr<Model> model, const Cells& cells, const ScviOptions& options,
                 std::uint64_t seed, const TrainingState* from)
    : m_model(std::move(model)), m_cells(cells), m_options(options), m_seed(seed) {
    std::vector<std::uint32_t> order = m_cells.usable;
    base::Random random(m_seed, 1);
    base::shuffle(order, random);
    const auto n = static_cast<double>(order.size());
    // At least two cells to learn from; never a single one.
    const std::size_t train =
        std::max<std::size_t>(2, static_cast<std::size_t>(std::ceil(n * m_options.trainShare)));
    const auto middle = order.begin() + static_cast<std::ptrdiff_t>(std::min(train, order.size()));
    m_train.assign(order.begin(), middle);
    m_heldOut.assign(middle, order.end());
    const bool adversary = m_options.adversary.value_or(1.0) > 0.0;
    if (adversary)
        m_classifier.emplace(static_cast<std::size_t>(m_options.latent), m_cells.batches,
                             base::mix(m_seed + 2));
    if (from != nullptr) setBack(*from);
}

TrainingState Trainer::state() const {
    TrainingState state{m_model->network().parameters, {}, m_epochs};
    if (m_classifier) state.classifier = m_classifier->parameters;
    return state;
}

void Trainer::setBack(const TrainingState& state) {
    m_model->network().parameters = state.network;
    if (m_classifier && state.classifier) m_classifier->parameters = *state.classifier;
    m_epochs = state.epochs;
}

bool Trainer::epoch(const base::Job& job) {
    const TrainingState before = state();
    Epoch epoch;
    bool finite = false;
    try {
        finite = learn(job, epoch);
        if (finite) test(job, epoch);
    } catch (const base::Cancelled&) {
        setBack(before);
        throw;
    }
    if (finite)
        m_epochs.push_back(epoch);
    else
        setBack(before);
    return finite;
}

bool Trainer::learn(const base::Job& job, Epoch& epoch) {
    const auto number = m_epochs.size();
    base::Random random(m_seed, 1000 + number);
    std::vector<std::uint32_t> order = m_train;  // each epoch's depends on its number alone
    base::shuffle(order, random);
    epoch.klWeight = m_options.klWeightIn(static_cast<int>(number));
    const double adversary = m_options.adversary.value_or(std::max(0.0, 1.0 - epoch.klWeight));
    nn::AdamOptions adam;
    adam.rate = m_options.learningRate;
    const auto size = static_cast<std::size_t>(m_options.minibatch);
    double cells = 0.0;
    for (std::size_t begin = 0; begin < m_train.size(); begin += size) {
        job.checkStop();
        const std::size_t n = std::min(size, m_train.size() - begin);
        if (n < 2) break;  // batch norm has nothing to say about a single cell
        m_minibatch.gather(m_cells, std::span(order).subspan(begin, n), m_options.encodeCovariates);
        const std::uint64_t key = base::mix(m_seed) ^ base::mix((number << 32U) + begin);
        nn::Batch<float> latent;
        const auto penalty = [&](const nn::Batch<float>& z, nn::Batch<float>& dz) {
            double loss = 0.0;
            if (m_classifier && adversary > 0.0) {
                latent = z;
                loss += m_classifier->fooled(z, m_minibatch.batch, adversary, key, dz, job);
            }
            if (m_options.discrepancy > 0.0)
                loss += nn::discrepancy(z, m_minibatch.batch, m_cells.batches,
                                        m_options.discrepancy, dz);
            return loss;
        };
        const Loss loss = m_model->network().learn(m_minibatch, epoch.klWeight, penalty, key, job);
        if (!std::isfinite(loss.reconstruction + loss.kl + loss.totalKl + loss.penalty))
            return false;
        m_model->network().parameters.step(adam, job);
        if (latent.cells > 0)
            m_classifier->learn(latent, m_minibatch.batch, adversary, adam, base::mix(key + 7),
                                job);
        epoch.train.reconstruction += loss.reconstruction;
        epoch.train.kl += loss.kl + loss.totalKl;
        epoch.penalty += loss.penalty * static_cast<double>(n);
        cells += static_cast<double>(n);
    }
    epoch.train.reconstruction /= cells;
    epoch.train.kl /= cells;
    epoch.penalty /= cells;
    return true;
}

void Trainer::test(const base::Job& job, Epoch& epoch) {
    const auto size = static_cast<std::size_t>(m_options.minibatch);
    for (std::size_t begin = 0; begin < m_heldOut.size(); begin += size) {
        job.checkStop();
        const std::size_t n = std::min(size, m_heldOut.size() - begin);
        m_minibatch.gather(m_cells, std::span(m_heldOut).subspan(begin, n),
                           m_options.encodeCovariates);
        const Loss loss =
            m_model->network().evaluate(m_minibatch, base::mix(m_seed + 3) ^ begin, job);
        epoch.heldOut.reconstruction += loss.reconstruction;
        epoch.heldOut.kl += loss.kl + loss.totalKl;
    }
    if (m_heldOut.empty()) return;
    epoch.heldOut.reconstruction /= static_cast<double>(m_heldOut.size());
    epoch.heldOut.kl /= static_cast<double>(m_heldOut.size());
}

bool Trainer::stale() const {
    if (m_heldOut.empty() || m_epochs.empty()) return false;
    const auto best = std::ranges::min_element(
        m_epochs, {}, [](const Epoch& epoch) { return epoch.heldOut.total(); });
    return m_epochs.end() - best > m_options.patience;
}

}  // namespace counterpoint::scvi
