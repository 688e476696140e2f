#pragma once

#include "core/scvi/batch_classifier.h"
#include "core/scvi/model.h"

#include <optional>

namespace counterpoint::scvi {

/// A negative ELBO and its parts, mean over cells; lower is better.
struct Elbo {
    double reconstruction = 0.0;
    double kl = 0.0;
    double total() const { return reconstruction + kl; }
};

/// What an epoch came to.
struct Epoch {
    Elbo train;    ///< in training mode, while the weights moved
    Elbo heldOut;  ///< afterwards; 0 where no cells are held out
    double klWeight = 0.0;
    double penalty = 0.0;  ///< adversary and discrepancy, per cell
};

/// Everything that an epoch changes.
struct TrainingState {
    nn::Parameters<float> network;
    std::optional<nn::Parameters<float>> classifier;
    std::vector<Epoch> epochs;
};

/// Bytes that training takes besides the counts: the weights with gradients and moments, as they
/// are, as they were before the epoch and as others keep them; the cells; a minibatch.
std::size_t memoryOfTraining(const Shape& shape, const ScviOptions& options, std::size_t cells);

/// Trains a model epoch by epoch, as scvi-tools' TrainingPlan: Adam, minibatches shuffled each
/// epoch, a share of the cells held out. The same seed gives the same weights, whatever the number
/// of threads.
class Trainer {
  public:
    /// `from` unless null: goes on from there. The model must be of the cells.
    Trainer(std::shared_ptr<Model> model, const Cells& cells, const ScviOptions& options,
            std::uint64_t seed, const TrainingState* from);

    /// One epoch. Returns false, with the weights of the epoch before, where the loss is no longer
    /// a number. Throws Cancelled, likewise.
    bool epoch(const base::Job& job);
    /// Whether the held-out ELBO has not improved for as long as `patience` says.
    bool stale() const;

    TrainingState state() const;
    const std::vector<Epoch>& epochs() const { return m_epochs; }
    const Model& model() const { return *m_model; }

  private:
    bool learn(const base::Job& job, Epoch& epoch);
    void test(const base::Job& job, Epoch& epoch);
    void setBack(const TrainingState& state);

    std::shared_ptr<Model> m_model;
    const Cells& m_cells;
    ScviOptions m_options;
    std::uint64_t m_seed;
    std::optional<BatchClassifier> m_classifier;
    std::vector<std::uint32_t> m_train, m_heldOut;
    Minibatch<float> m_minibatch;
    std::vector<Epoch> m_epochs;
};

}  // namespace counterpoint::scvi
