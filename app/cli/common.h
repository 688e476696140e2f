#pragma once

#include "app/cli/verb.h"
#include "core/base/job.h"
#include "core/base/time_left.h"
#include "core/data/dataset.h"
#include "core/io/h5ad_writer.h"
#include "core/pipeline/chain.h"
#include "core/plugin/registry.h"

#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace counterpoint::cli {

/// What every verb takes and shares.
struct Common {
    int threads = 0;  ///< 0 = all
    std::uint64_t seed = 0;
    bool quiet = false;
    bool json = false;  ///< one JSON document on standard output, nothing else there
    plugin::Registry registry;
    std::stop_source stop;  ///< requested by Ctrl-C

    base::Job job(base::Job::ProgressSink progress = {}) const;
};

/// Each adds its verb to `app`; the verb's callback does the work and throws base::Error.
void addInfo(CLI::App& app, Common& common);
void addSimulate(CLI::App& app, Common& common);
void addConvert(CLI::App& app, Common& common);
void addRun(CLI::App& app, Common& common);
void addSweep(CLI::App& app, Common& common);
void addIntegrate(CLI::App& app, Common& common);
void addStress(CLI::App& app, Common& common);
void addMetrics(CLI::App& app, Common& common);
void addEmbed(CLI::App& app, Common& common);
void addScores(CLI::App& app, Common& common);
void addMethods(CLI::App& app, Common& common);
void addVersion(CLI::App& app, Common& common);

/// Opens `files` (several: one dataset, each file a batch), or makes the demo when there are none;
/// keeps the cells of `subset` ("COLUMN=VALUE") when given. `genes` is "shared" or "all": what
/// several files keep. Notes of the reader go to standard error.
std::shared_ptr<const data::Dataset> openInput(const std::vector<std::string>& files,
                                               const std::string& subset, const Common& common,
                                               const std::string& genes = "shared",
                                               const std::string& values = {});

/// Adds --genes to a verb that takes several files.
void addGenesOption(Verb& verb, std::string& genes);

/// The obs column `name` of a dataset; throws Error(BadSettings) naming the columns there are.
const data::Column& obsColumn(const data::Dataset& dataset, const std::string& name);

/// The obsm entry `key`; throws Error(BadSettings) naming the entries there are.
const data::Embedding& obsmEmbedding(const data::Dataset& dataset, const std::string& key);

/// The obs column `name` as batches; throws Error(BadInput) where a cell has none or all have the
/// same.
data::Categories batchColumn(const data::Dataset& dataset, const std::string& name);

/// Throws Error(BadSettings) where `out` is not named .h5ad or would replace one of `files`. Links
/// and other spellings are seen through.
void refuseBadOutput(const std::vector<std::string>& files, const std::string& out);

/// Everything of a dataset that an .h5ad can carry, for writing it with something added.
io::H5adContents contentsOf(const data::Dataset& dataset);

/// Applies every `--set key=value`. Throws Error(BadSettings) for one that is wrong.
void applySets(pipeline::Settings& settings, const std::vector<std::string>& sets,
               const Common& common);

/// A progress line on standard error while it lives, with the time left of a stage that lasts;
/// silent when quiet or not a terminal.
class ProgressLine {
  public:
    explicit ProgressLine(const Common& common);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    void show(const std::string& stage, double fraction);

  private:
    bool m_enabled;
    bool m_shown = false;
    std::map<std::string, base::TimeLeft> m_left;  ///< by stage
    std::string m_last;
};

}  // namespace counterpoint::cli
