#include "core/scvi/scvi.h"

#include "core/base/error.h"
#include "core/base/memory.h"
#include "core/scvi/trainer.h"

#include <algorithm>
#include <new>

namespace counterpoint::scvi {
namespace {

using base::Error;
using base::ErrorKind;

/// Where a run ended.
struct ScviState final : plugin::WarmState {
    ScviOptions options;
    TrainingState training;
    bool cold = true;  ///< got there from the start with these options alone

    std::size_t bytes() const override {
        return training.network.bytes() + (training.classifier ? training.classifier->bytes() : 0) +
               training.epochs.size() * sizeof(Epoch);
    }
};

/// The batches, then the categorical covariates, which are the same to the network.
std::vector<const data::Categories*> categoriesOf(const plugin::IntegrationInput& input) {
    std::vector<const data::Categories*> all = input.batches;
    for (const plugin::Covariate& covariate : input.covariates)
        if (covariate.categories != nullptr) all.push_back(covariate.categories);
    return all;
}

std::vector<std::vector<float>> numbersOf(const plugin::IntegrationInput& input) {
    std::vector<std::vector<float>> all;
    for (const plugin::Covariate& covariate : input.covariates)
        if (covariate.numbers != nullptr) all.push_back(*covariate.numbers);
    return all;
}

/// Epochs a run that goes on from earlier weights is given at least, as a share of a whole run.
constexpr double FurtherShare = 0.1;
constexpr int FurtherEpochs = 10;

/// Training as rounds. Goes on from earlier weights where the network is the same: through the
/// epochs that were left, at least a tenth of a whole run.
class ScviRun final : public plugin::IntegrationRun {
  public:
    ScviRun(const plugin::IntegrationInput& input, const ScviOptions& options, const base::Job& job)
        : m_options(options),
          m_cells(cellsOf(*input.counts, categoriesOf(input), job, numbersOf(input))),
          m_threads(job.threads()) {
        const auto* state = dynamic_cast<const ScviState*>(input.warm.get());
        if (state != nullptr && !state->options.sameNetwork(options)) state = nullptr;
        // What a cold start would come to is another's state only where that came so far alike.
        if (state != nullptr && input.settled && !(state->cold && state->options == options))
            state = nullptr;
        m_cold = state == nullptr || input.settled;
        std::vector<std::vector<std::string>> levels;
        for (const data::Categories* covariate : categoriesOf(input))
            if (covariate->levelCount() > 1) levels.push_back(covariate->levels);
        std::vector<std::string> genes =
            input.genes != nullptr ? *input.genes : std::vector<std::string>(input.counts->cols);
        m_trainer.emplace(std::make_shared<Model>(options, std::move(genes), std::move(levels),
                                                  job.seed(), m_cells.numberCount),
                          m_cells, options, job.seed(),
                          state != nullptr ? &state->training : nullptr);
        m_begun = done();
        m_epochs = options.epochsFor(m_cells.size());
        if (!m_cold)
            m_epochs = std::max(
                m_epochs,
                m_begun + std::max(FurtherEpochs, static_cast<int>(FurtherShare * m_epochs)));
        std::vector<bool> seen(input.counts->cols, false);
        for (const std::uint32_t gene : input.counts->columns) seen[gene] = true;
        if (const auto silent = std::ranges::count(seen, false); silent > 0)
            m_warnings.push_back(std::to_string(silent) +
                                 " of the selected genes have no count in any cell and teach scVI "
                                 "nothing");
        const std::size_t empty = m_cells.size() - m_cells.usable.size();
        if (empty > 0)
            m_warnings.push_back(std::to_string(empty) +
                                 (empty == 1 ? " cell has" : " cells have") +
                                 " no count in the selected genes; scVI did not learn from " +
                                 (empty == 1 ? "it" : "them"));
    }

    bool step(const base::Job& job) override {
        if (over()) return false;
        m_threads = job.threads();
        m_diverged = !m_trainer->epoch(job);
        if (m_diverged)
            m_warnings.push_back("the training diverged in epoch " + std::to_string(done() + 1) +
                                 " and was set back to the epoch before; a smaller learning rate "
                                 "may help");
        return !over();
    }

    double progress() const override {
        return over() ? 1.0 : static_cast<double>(done() - m_begun) / (m_epochs - m_begun);
    }

    plugin::IntegrationResult result() const override {
        plugin::IntegrationResult result;
        result.embedding = m_trainer->model().latent(m_cells, base::Job({}, m_threads, 0));
        for (const Epoch& epoch : m_trainer->epochs()) {
            plugin::ObjectivePoint point;
            point.round = static_cast<int>(result.objective.size()) + 1;
            point.total = epoch.train.total();
            point.terms = {{"reconstruction", epoch.train.reconstruction}, {"KL", epoch.train.kl}};
            point.beside = {{"held out", epoch.heldOut.total()}, {"KL weight", epoch.klWeight}};
            if (epoch.penalty != 0.0) point.beside.emplace_back("penalty", epoch.penalty);
            result.objective.push_back(std::move(point));
        }
        result.rounds = done();
        result.takenOver = m_cold ? 0 : m_begun;
        result.converged = over() && !m_diverged;
        result.warnings = m_warnings;
        result.model = std::make_shared<const Model>(m_trainer->model());
        return result;
    }

    std::shared_ptr<const plugin::WarmState> warmState() const override {
        auto state = std::make_shared<ScviState>();
        state->options = m_options;
        state->training = m_trainer->state();
        state->cold = m_cold;
        return state;
    }

  private:
    int done() const { return static_cast<int>(m_trainer->epochs().size()); }
    bool over() const {
        return m_diverged || done() >= m_epochs || (m_options.earlyStopping && m_trainer->stale());
    }

    ScviOptions m_options;
    Cells m_cells;
    std::optional<Trainer> m_trainer;
    int m_epochs = 0;  ///< in all, with those of the run it goes on from
    int m_begun = 0;
    int m_threads;
    bool m_cold = true;
    bool m_diverged = false;
    std::vector<std::string> m_warnings;
};

/// Refuses before anything is started what would not fit.
void requireMemory(const plugin::IntegrationInput& input, const ScviOptions& options) {
    const data::CsrMatrix& counts = *input.counts;
    const std::vector<const data::Categories*> covariates = categoriesOf(input);
    Shape shape;
    shape.numbers = numbersOf(input).size();
    shape.genes = counts.cols;
    for (const data::Categories* covariate : covariates) shape.levels += covariate->levelCount();
    shape.batches = covariates.empty() ? 0 : covariates.front()->levelCount();
    const std::size_t needed = memoryOfTraining(shape, options, counts.rows);
    const std::size_t available = base::availableMemory();
    if (needed > available)
        throw Error(ErrorKind::OutOfMemory,
                    "scVI on " + std::to_string(counts.rows) + " cells and " +
                        std::to_string(counts.cols) + " genes needs about " +
                        base::memoryText(needed) + " of memory and this computer has " +
                        base::memoryText(available) +
                        " free; close other programs, or choose fewer genes or hidden nodes");
}

class Scvi final : public plugin::IntegrationMethod {
  public:
    const plugin::MethodInfo& info() const override {
        static const plugin::MethodInfo info{
            .id = "scvi",
            .title = "scVI",
            .help = "Learns a latent space that explains the raw counts, the batch apart.",
            .citation =
                "Lopez R. et al. Deep generative modeling for single-cell transcriptomics. "
                "Nature Methods 15, 1053–1058 (2018)",
            .parameters = ScviOptions::fields().parameters(),
            .needsCounts = true,
            .trains = true,
            .takesCovariates = true};
        return info;
    }
    int version() const override { return 1; }
    std::unique_ptr<plugin::IntegrationRun> start(const plugin::IntegrationInput& input,
                                                  const plugin::Values& values,
                                                  const base::Job& job) const override {
        const ScviOptions options = ScviOptions::fields().options(values);
        if (!input.reference.empty())
            throw Error(ErrorKind::BadSettings,
                        "scVI moves all batches; leave out the reference, or use Harmony");
        if (input.counts == nullptr)
            throw Error(ErrorKind::BadInput,
                        "scVI needs raw counts, and this file has none; open a file with counts in "
                        "X, raw or a layer");
        requireMemory(input, options);
        try {
            return std::make_unique<ScviRun>(input, options, job);
        } catch (const std::bad_alloc&) {
            throw Error(ErrorKind::OutOfMemory,
                        "the memory does not suffice for scVI with these settings; close other "
                        "programs, or choose fewer genes or hidden nodes");
        }
    }
};

}  // namespace

std::unique_ptr<plugin::IntegrationMethod> makeScvi() {
    return std::make_unique<Scvi>();
}

}  // namespace counterpoint::scvi
