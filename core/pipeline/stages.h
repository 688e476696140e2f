#pragma once

#include "core/base/hash.h"
#include "core/data/csr_matrix.h"
#include "core/embed/umap.h"
#include "core/pipeline/chain.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// The stages of runChain; nothing outside this room needs them.
namespace counterpoint::pipeline {

/// Key of a value that other runs may not use: it is made and forgotten.
inline constexpr std::uint64_t Unremembered = 0;

base::Hasher keyOf(const char* step, int version, std::uint64_t inputKey);
void addValues(base::Hasher& hasher, const plugin::Values& values);

/// A list as text that no other list has.
std::string listText(const std::vector<std::string>& list);

template <class Options>
std::uint64_t withOptions(base::Hasher hasher, const Options& options) {
    addValues(hasher, Options::fields().values(options));
    return hasher.value();
}

std::size_t sizeOf(const Filtered& x);
std::size_t sizeOf(const Expression& x);
std::size_t sizeOf(const preprocess::VariableGenes& x);
std::size_t sizeOf(const preprocess::Pca& x);
std::size_t sizeOf(const GeneCounts& x);
std::size_t sizeOf(const Cells& x);
std::size_t sizeOf(const plugin::IntegrationResult& x);
std::size_t sizeOf(const data::NeighborGraph& x);
std::size_t sizeOf(const plugin::Score& x);
std::size_t sizeOf(const data::Embedding& x);
std::size_t sizeOf(const std::vector<std::uint32_t>& x);
std::size_t sizeOf(const diagnose::ProtectionMap& x);
std::size_t sizeOf(const diagnose::Diagnosis& x);

/// What all stages of one run share.
struct Run {
    const ChainInput& input;
    const plugin::Registry& registry;
    Cache& cache;
    const ChainSink& sink;
    const base::Job& job;
    Results results = {};
    std::shared_ptr<const data::Embedding> lastLayout = input.lastLayout;  ///< maps go on from it
    std::uint64_t cellsKey = 0;
    std::uint64_t genesKey = 0;
    std::uint64_t pcaKey = 0;

    const Settings& settings() const { return input.settings; }
    void publish() const { sink.update(results); }
    base::Job stageJob(Stage stage) const;

    /// The remembered value of `key`, or `make(job)`'s, remembered unless the key is
    /// `Unremembered`.
    template <class Make>
    auto remember(Stage stage, std::uint64_t key, Make make) {
        using T = std::decay_t<decltype(make(job))>;
        if (key != Unremembered)
            if (auto found = cache.find<T>(key)) return found;
        job.checkStop();
        sink.progress(stage, 0.0);
        auto made = std::make_shared<const T>(make(stageJob(stage)));
        if (key != Unremembered) cache.store<T>(key, made, sizeOf(*made));
        sink.progress(stage, 1.0);
        return std::shared_ptr<const T>(std::move(made));
    }
};

/// An embedding to be judged. A live one that went on from an earlier answer is `Unremembered`.
struct Space {
    std::shared_ptr<const plugin::IntegrationResult> result;
    std::uint64_t key = Unremembered;
    bool passing = false;  ///< seen while a method trains: another follows soon
};

/// Who is near whom in a Space.
struct Neighborhood {
    std::shared_ptr<const data::NeighborGraph> graph;
    /// The cells whose neighbours `graph` holds, ascending; null: all cells.
    std::shared_ptr<const std::vector<std::uint32_t>> queries;
    std::uint64_t key = Unremembered;
};

/// Filter → normalise → variable genes → PCA; fills the results and keys of `run`.
void prepare(Run& run);

/// One method with its settings. A live run goes on from the method's last state. `look` is called
/// now and then with what a method that trains has so far, and takes at most a fifth of the time.
using Look = std::function<void(const Space&)>;
Space integrate(Run& run, const std::string& method, const plugin::Values& values,
                const Look& look = {});

/// Neighbours of all cells; a live run of many cells is content with as many as the map needs,
/// found approximately.
Neighborhood neighborsOfAll(Run& run, const Space& space);

/// Whether the scores of a Space are to be had from a sample of its cells: of many, in a live run
/// or of a passing Space.
bool asksSample(const Run& run, const Space& space);
/// The exact neighbours of a fixed sample of cells, the same share of every batch and cell type.
Neighborhood neighborsOfSample(Run& run, const Space& space);

/// Which metrics a call of `scores` computes.
enum class Pace { Quick, Slow };
/// The metrics asked for that are of this pace and can be had from `around`; publishes after each.
void scores(Run& run, const Space& space, const Neighborhood& around, Pace pace, Stage stage,
            Scores& into);

/// What the quick scores of mixing would be, were batches without meaning within populations.
void shuffledScores(Run& run, const Space& space, const Neighborhood& around);

/// The protection map of the uncorrected cells, once per PCs and batches, and the verdict on a
/// Space; of many cells a live verdict is asked of a sample.
std::shared_ptr<const diagnose::Diagnosis> diagnose(Run& run, const Space& space,
                                                    const Neighborhood& around);

/// Runs until the next frame is worth showing, some hundredths of a second; false when there are no
/// epochs left. How often it is called changes nothing in the map.
bool stepFrame(embed::UmapRun& umap, const base::Job& job);

/// Of very many cells none of which is on screen yet: shows a map of some, spread over the space,
/// with every other cell where the one that stands for it is.
void sketchLayout(Run& run, const Space& space);

/// The map of a Space, frame by frame, or the fixed layout that the settings ask for instead. A
/// settled map starts from the data; one that follows a hand starts from where the cells are on
/// screen.
class LayoutStage {
  public:
    LayoutStage(Run& run, const Space& space, const Neighborhood& around);

    /// Whether cells are on screen from where they can move on.
    bool canFollow() const;
    /// Moves on from the screen. Where too many edges are new, a map is begun afresh instead, or
    /// left to `settle`.
    void follow(embed::Motion motion);
    /// Shows the settled map if it is remembered, else starts it.
    void settle();
    /// Publishes the next frame; false when there is none left.
    bool step();
    void finish() {
        while (step()) {
        }
    }

  private:
    const data::CsrMatrix& graph();
    void start(embed::Motion motion, data::Embedding from, const data::CsrMatrix* previous);
    /// Shows the map that is, or is going to be, the settled one: in the frame of a pinned run if
    /// there is one.
    void showSettling(std::shared_ptr<const data::Embedding> map, bool settled);
    void show(std::shared_ptr<const data::Embedding> layout, bool settled);

    Run& m_run;
    const Space& m_space;
    const Neighborhood& m_around;
    const base::Job m_job;
    const std::uint64_t m_key;
    std::shared_ptr<const data::CsrMatrix> m_graph;
    std::optional<embed::UmapRun> m_umap;
    std::optional<data::Embedding> m_frame;  ///< maps are turned to it
    bool m_settling = false;                 ///< what is under way ends in the settled map
    bool m_watched = true;                   ///< frames before the last are shown
};

}  // namespace counterpoint::pipeline
