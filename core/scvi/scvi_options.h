#pragma once

#include "core/nn/count_kernels.h"
#include "core/plugin/fields.h"

#include <optional>
#include <string>

namespace counterpoint::scvi {

/// Settings of scVI; defaults and names as scvi-tools 1.x.
struct ScviOptions {
    int latent = 10;                  ///< dimensions of the latent space
    int hidden = 128;                 ///< nodes of each hidden layer
    int layers = 1;                   ///< hidden layers of encoder and of decoder
    std::string likelihood = "zinb";  ///< "zinb", "nb", "poisson"
    std::string dispersion = "gene";  ///< "gene", "gene-batch"
    double dropout = 0.1;             ///< of the encoder's hidden nodes
    bool encodeCovariates = false;    ///< the encoder is told the batches as well
    bool deepInjection = true;        ///< every layer is told, not the first only
    bool observedTotals = true;  ///< a cell's total is taken as counted; otherwise it is inferred
    double klWeight = 1.0;       ///< of the prior; larger mixes more and keeps less biology
    int klWarmup = 400;          ///< epochs over which that weight grows from 0
    /// Weight of fooling a batch classifier; 0: none; automatic: 1 − the current KL weight.
    std::optional<double> adversary = 0.0;
    double discrepancy = 0.0;   ///< weight of the MMD between the batches' latent cells
    std::optional<int> epochs;  ///< automatic: 400 to 20 000 cells, fewer beyond
    double learningRate = 1e-3;
    int minibatch = 128;      ///< cells a step
    double trainShare = 0.9;  ///< of the cells; the others tell the held-out ELBO
    bool earlyStopping = false;
    int patience = 45;  ///< epochs without a better held-out ELBO after which that stops

    static const plugin::Fields<ScviOptions>& fields();
    bool operator==(const ScviOptions&) const = default;

    nn::CountLikelihood countLikelihood() const;
    /// max(1, min(round(400 · 20 000 / cells), 400)) unless given.
    int epochsFor(std::size_t cells) const;
    /// The KL weight of an epoch, counted from 0.
    double klWeightIn(int epoch) const;
    /// Whether a network of `other` is one of these settings, and may be trained on with them.
    bool sameNetwork(const ScviOptions& other) const;
};

}  // namespace counterpoint::scvi
