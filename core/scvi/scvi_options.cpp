#include "core/scvi/scvi_options.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::scvi {

using plugin::ParameterKind;
using plugin::Scale;

const plugin::Fields<ScviOptions>& ScviOptions::fields() {
    static const std::string paper = "Lopez et al. 2018; scvi-tools 1.4";
    static const plugin::Fields<ScviOptions> all({
        {{.key = "kl_weight",
          .title = "KL weight",
          .help = "Pull towards the prior; stronger mixes batches and blurs biology.",
          .minimum = 0.0,
          .maximum = 5.0,
          .step = 0.1,
          .ticks = {0, 1, 2, 5},
          .stronger = "mixes batches more",
          .citation = paper},
         &ScviOptions::klWeight},
        {{.key = "adversarial_weight",
          .title = "Adversary",
          .help =
              "Trains against a classifier that guesses the batch; 0 is none, auto fades as the "
              "KL weight grows.",
          .minimum = 0.0,
          .maximum = 10.0,
          .step = 0.1,
          .ticks = {0, 1, 5, 10},
          .automatic = true,
          .stronger = "mixes batches more",
          .citation = "scvi-tools 1.4, AdversarialTrainingPlan"},
         &ScviOptions::adversary},
        {{.key = "mmd_weight",
          .title = "Discrepancy",
          .help = "Pull between the batches' latent cells (MMD); 0 is none.",
          .minimum = 0.0,
          .maximum = 100.0,
          .step = 1.0,
          .ticks = {0, 10, 50, 100},
          .stronger = "mixes batches more",
          .citation = "Lotfollahi et al. 2020 (trVAE)"},
         &ScviOptions::discrepancy},
        {{.key = "n_latent",
          .title = "Latent dimensions",
          .help = "Dimensions of the latent space; more keep finer biology.",
          .kind = ParameterKind::Integer,
          .minimum = 2,
          .maximum = 100,
          .step = 1,
          .ticks = {2, 10, 30, 50, 100},
          .citation = paper,
          .restarts = true},
         &ScviOptions::latent},
        {{.key = "n_layers",
          .title = "Layers",
          .help = "Hidden layers of encoder and decoder.",
          .kind = ParameterKind::Integer,
          .minimum = 1,
          .maximum = 4,
          .step = 1,
          .ticks = {1, 2, 3, 4},
          .citation = paper,
          .restarts = true},
         &ScviOptions::layers},
        {{.key = "gene_likelihood",
          .title = "Likelihood",
          .help = "How counts spread around their mean; nb is usual for UMI counts.",
          .kind = ParameterKind::Choice,
          .choices = {"zinb", "nb", "poisson"},
          .citation = paper,
          .restarts = true},
         &ScviOptions::likelihood},
        {{.key = "dispersion",
          .title = "Dispersion",
          .help = "Whether a gene spreads alike in all batches, or by batch.",
          .kind = ParameterKind::Choice,
          .choices = {"gene", "gene-batch"},
          .citation = paper,
          .restarts = true},
         &ScviOptions::dispersion},
        {{.key = "max_epochs",
          .title = "Epochs",
          .help = "Passes over the cells; auto is 400 up to 20 000 cells and fewer beyond.",
          .kind = ParameterKind::Integer,
          .minimum = 1,
          .maximum = 2000,
          .step = 10,
          .ticks = {1, 400, 1000, 2000},
          .automatic = true,
          .citation = paper},
         &ScviOptions::epochs},
        {{.key = "learning_rate",
          .title = "Learning rate",
          .help = "Size of the steps of the optimiser; too large diverges.",
          .minimum = 1e-5,
          .maximum = 0.1,
          .step = 1e-4,
          .scale = Scale::Logarithmic,
          .ticks = {1e-5, 1e-4, 1e-3, 1e-2, 0.1},
          .citation = paper},
         &ScviOptions::learningRate},
        {{.key = "n_hidden",
          .title = "Hidden nodes",
          .help = "Nodes of each hidden layer.",
          .kind = ParameterKind::Integer,
          .minimum = 8,
          .maximum = 1024,
          .step = 8,
          .scale = Scale::Logarithmic,
          .ticks = {8, 128, 1024},
          .citation = paper,
          .advanced = true,
          .restarts = true},
         &ScviOptions::hidden},
        {{.key = "dropout_rate",
          .title = "Dropout",
          .help = "Share of the encoder's hidden nodes left out in each step.",
          .minimum = 0.0,
          .maximum = 0.9,
          .step = 0.05,
          .ticks = {0, 0.1, 0.5, 0.9},
          .citation = paper,
          .advanced = true},
         &ScviOptions::dropout},
        {{.key = "n_epochs_kl_warmup",
          .title = "KL warm-up",
          .help = "Epochs over which the KL weight grows to its full value; 0 starts with it. With "
                  "fewer epochs than this it is never reached.",
          .kind = ParameterKind::Integer,
          .minimum = 0,
          .maximum = 1000,
          .step = 10,
          .ticks = {0, 400, 1000},
          .citation = paper,
          .advanced = true},
         &ScviOptions::klWarmup},
        {{.key = "batch_size",
          .title = "Cells a step",
          .help = "Cells of a minibatch.",
          .kind = ParameterKind::Integer,
          .minimum = 16,
          .maximum = 1024,
          .step = 16,
          .scale = Scale::Logarithmic,
          .ticks = {16, 128, 1024},
          .citation = paper,
          .advanced = true},
         &ScviOptions::minibatch},
        {{.key = "train_size",
          .title = "Training share",
          .help = "Share of the cells to learn from; the others are held out to test the model.",
          .minimum = 0.5,
          .maximum = 1.0,
          .step = 0.05,
          .ticks = {0.5, 0.9, 1},
          .citation = paper,
          .advanced = true,
          .restarts = true},
         &ScviOptions::trainShare},
        {{.key = "early_stopping",
          .title = "Stop early",
          .help = "Ends the training when the held-out cells are no longer explained better.",
          .kind = ParameterKind::Boolean,
          .citation = paper,
          .advanced = true},
         &ScviOptions::earlyStopping},
        {{.key = "early_stopping_patience",
          .title = "Patience",
          .help = "Epochs without a better held-out ELBO after which the training stops early.",
          .kind = ParameterKind::Integer,
          .minimum = 1,
          .maximum = 400,
          .step = 5,
          .ticks = {1, 45, 400},
          .citation = paper,
          .advanced = true},
         &ScviOptions::patience},
        {{.key = "encode_covariates",
          .title = "Encode batches",
          .help = "The encoder is told the batch as well; removes less of it in practice.",
          .kind = ParameterKind::Boolean,
          .citation = paper,
          .advanced = true,
          .restarts = true},
         &ScviOptions::encodeCovariates},
        {{.key = "deeply_inject_covariates",
          .title = "Deep injection",
          .help = "Every layer is told the batch, not the first only.",
          .kind = ParameterKind::Boolean,
          .citation = paper,
          .advanced = true,
          .restarts = true},
         &ScviOptions::deepInjection},
    });
    return all;
}

nn::CountLikelihood ScviOptions::countLikelihood() const {
    if (likelihood == "poisson") return nn::CountLikelihood::Poisson;
    return likelihood == "nb" ? nn::CountLikelihood::Nb : nn::CountLikelihood::Zinb;
}

int ScviOptions::epochsFor(std::size_t cells) const {
    if (epochs) return *epochs;
    const double heuristic = std::nearbyint(400.0 * 20000.0 / static_cast<double>(cells));
    return static_cast<int>(std::clamp(heuristic, 1.0, 400.0));
}

double ScviOptions::klWeightIn(int epoch) const {
    return klWarmup == 0 ? klWeight
                         : klWeight * std::min(1.0, static_cast<double>(epoch) / klWarmup);
}

bool ScviOptions::sameNetwork(const ScviOptions& other) const {
    for (const plugin::Parameter& parameter : fields().parameters()) {
        if (!parameter.restarts) continue;
        if (fields().values(*this).at(parameter.key) != fields().values(other).at(parameter.key))
            return false;
    }
    return true;
}

}  // namespace counterpoint::scvi
