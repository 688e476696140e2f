#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/matrix.h"
#include "core/data/table.h"
#include "core/plugin/parameter.h"

#include <memory>
#include <string>
#include <vector>

namespace counterpoint::plugin {

/// How a method presents itself.
struct MethodInfo {
    std::string id;        ///< lower case, never translated: `--method id`
    std::string title;     ///< as in the window
    std::string help;      ///< one sentence
    std::string citation;  ///< as printed in the methods paragraph
    std::vector<Parameter> parameters;
    bool needsCounts = false;  ///< raw counts, not PCs
    /// Learns for minutes: what it has so far is worth looking at, and it goes on from where it was
    /// stopped.
    bool trains = false;
    /// Can be told of further columns besides the batches; see IntegrationInput::covariates.
    bool takesCovariates = false;
};

/// What a run remembers for the next one; only the method that made it knows what is inside.
class WarmState {
  public:
    WarmState() = default;
    WarmState(const WarmState&) = delete;
    WarmState& operator=(const WarmState&) = delete;
    virtual ~WarmState() = default;

    /// Memory it holds that is not shared with the input, for the cache.
    virtual std::size_t bytes() const = 0;
};

/// What a method learned, to be kept in a file.
class TrainedModel {
  public:
    TrainedModel() = default;
    TrainedModel(const TrainedModel&) = delete;
    TrainedModel& operator=(const TrainedModel&) = delete;
    virtual ~TrainedModel() = default;

    /// The content of the file; the method reads it back.
    virtual std::string bytes() const = 0;
};

/// An obs column that explains differences between cells besides the batch: a number a cell, or
/// categories, one of the two null. None missing, not all alike.
struct Covariate {
    std::string name;
    const std::vector<float>* numbers = nullptr;
    const data::Categories* categories = nullptr;
};

/// What a method gets. The referenced values outlive the run.
struct IntegrationInput {
    const data::Embedding& pca;                    ///< cells × PCs, uncorrected, natural variances
    std::vector<const data::Categories*> batches;  ///< one or more covariates, none missing
    /// Of a run on the same cells and batches with other values: a method that can goes on from
    /// there, sooner done and slightly off the cold answer. Null, or from another method: a cold
    /// start, whose answer depends on input, values and seed only.
    std::shared_ptr<const WarmState> warm = nullptr;
    /// Take from `warm` only what a cold start would compute all the same (prepared cells,
    /// k-means): the cold answer, bit for bit, only sooner.
    bool settled = false;
    /// Levels of the batches whose cells stay where they are while the others move onto them.
    /// Methods without references refuse them.
    std::vector<std::string> reference = {};
    /// Raw counts of the selected genes, cells × genes, and the names of the genes. Null where the
    /// data has none, and for methods that do not say `needsCounts`.
    const data::CsrMatrix* counts = nullptr;
    const std::vector<std::string>* genes = nullptr;
    /// Empty for methods that do not say `takesCovariates`.
    std::vector<Covariate> covariates = {};
};

/// One value of a method's objective, for plots and for "did it converge".
struct ObjectivePoint {
    int round = 0;
    double total = 0.0;
    std::vector<std::pair<std::string, double>> terms;  ///< named parts that add up to `total`
    /// Further numbers of that round, such as the total on cells held out.
    std::vector<std::pair<std::string, double>> beside = {};
};

/// What a run has to show, at any moment.
struct IntegrationResult {
    data::Embedding embedding;              ///< cells × dimensions, corrected
    std::vector<ObjectivePoint> objective;  ///< one entry a round so far
    int rounds = 0;
    /// Of these, rounds of an earlier run with other values that it went on from; 0: it began anew.
    int takenOver = 0;
    bool converged = false;
    std::vector<std::string> warnings;                    ///< one sentence each
    std::shared_ptr<const TrainedModel> model = nullptr;  ///< null: the method trains none
};

/// A started run: step until done, look at it any time, stop with the last good state by not
/// stepping on. Not thread-safe; owned by the compute thread.
class IntegrationRun {
  public:
    IntegrationRun() = default;
    IntegrationRun(const IntegrationRun&) = delete;
    IntegrationRun& operator=(const IntegrationRun&) = delete;
    virtual ~IntegrationRun() = default;

    /// Does one round (an outer iteration, an epoch). Returns false when there is nothing left to
    /// do. Throws base::Cancelled when the job is stopped; the state is then that of the last whole
    /// round.
    virtual bool step(const base::Job& job) = 0;
    /// Finished share of the expected work, 0–1.
    virtual double progress() const = 0;
    /// The state after the last whole round.
    virtual IntegrationResult result() const = 0;
    /// For IntegrationInput::warm of the next run; null where the method has no use for it.
    virtual std::shared_ptr<const WarmState> warmState() const { return nullptr; }
};

/// One integration method. To add one: implement this, and add a line to `registerBuiltins`.
/// Implementations are stateless: everything a run needs lives in its IntegrationRun.
class IntegrationMethod {
  public:
    IntegrationMethod() = default;
    IntegrationMethod(const IntegrationMethod&) = delete;
    IntegrationMethod& operator=(const IntegrationMethod&) = delete;
    virtual ~IntegrationMethod() = default;

    virtual const MethodInfo& info() const = 0;
    /// Changes whenever the same values would give other numbers; part of the cache key.
    virtual int version() const = 0;
    /// Checks values and input and makes a run. Throws Error(BadSettings | BadInput).
    virtual std::unique_ptr<IntegrationRun> start(const IntegrationInput& input,
                                                  const Values& values,
                                                  const base::Job& job) const = 0;
};

}  // namespace counterpoint::plugin
