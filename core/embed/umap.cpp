#include "core/embed/umap.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/embed/umap_kernels.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace counterpoint::embed {
namespace {

constexpr std::size_t BlockRows = 256;
constexpr double StartNoise = 1e-4;
/// A warm start is already near its end: it takes the last part of the usual schedule only.
constexpr double WarmRate = 0.2;
constexpr int WarmShare = 5;
/// Layout units a cell may move in one epoch, so that no epoch tears a cluster.
constexpr float ColdReach = 4.0F;
constexpr float WarmReach = 0.5F;

int epochsFor(const UmapOptions& options, std::size_t cells, bool warm) {
    const int cold = options.epochs.value_or(cells <= 10'000 ? 500 : 200);
    return warm ? std::max(1, cold / WarmShare) : cold;
}

}  // namespace

const plugin::Fields<UmapOptions>& UmapOptions::fields() {
    using plugin::ParameterKind;
    static const std::string paper = "McInnes, Healy & Melville 2018";
    static const plugin::Fields<UmapOptions> all({
        {{.key = "neighbors",
          .title = "Neighbours",
          .help = "Cells each cell is drawn towards; more show the whole, fewer show detail.",
          .kind = ParameterKind::Integer,
          .minimum = 2,
          .maximum = 90,
          .step = 1,
          .ticks = {2, 15, 30, 60, 90},
          .citation = paper},
         &UmapOptions::neighbors},
        {{.key = "min_dist",
          .title = "Minimum distance",
          .help = "How tightly similar cells are packed in the map; larger spreads them out.",
          .minimum = 0.0,
          .maximum = 1.0,
          .step = 0.05,
          .ticks = {0, 0.1, 0.5, 1},
          .citation = "scanpy tl.umap"},
         &UmapOptions::minDist},
        {{.key = "spread",
          .title = "Spread",
          .help = "The scale of the whole map.",
          .minimum = 0.5,
          .maximum = 3.0,
          .step = 0.1,
          .ticks = {0.5, 1, 2, 3},
          .citation = paper,
          .advanced = true},
         &UmapOptions::spread},
        {{.key = "epochs",
          .title = "Epochs",
          .help = "Rounds of optimisation; more give a calmer map and take longer.",
          .kind = ParameterKind::Integer,
          .minimum = 10,
          .maximum = 2000,
          .step = 10,
          .ticks = {10, 200, 500, 1000, 2000},
          .automatic = true,
          .citation = "umap-learn",
          .advanced = true},
         &UmapOptions::epochs},
        {{.key = "learning_rate",
          .title = "Learning rate",
          .help = "How far cells move in one epoch.",
          .minimum = 0.05,
          .maximum = 3.0,
          .step = 0.05,
          .ticks = {0.05, 1, 2, 3},
          .citation = paper,
          .advanced = true},
         &UmapOptions::learningRate},
        {{.key = "negative_rate",
          .title = "Repulsions",
          .help = "Random cells each cell is pushed away from, for each it is drawn to.",
          .kind = ParameterKind::Integer,
          .minimum = 1,
          .maximum = 20,
          .step = 1,
          .ticks = {1, 5, 10, 20},
          .citation = paper,
          .advanced = true},
         &UmapOptions::negativeRate},
    });
    return all;
}

struct UmapRun::State {
    kernels::Graph graph;
    kernels::Forces forces;
    std::vector<kernels::Moments> moments;  ///< one per coordinate
    std::vector<float> gradient;            ///< cells × 2
    data::Embedding layout;
    std::uint64_t seed = 0;
    double rate = 1.0;
    float reach = ColdReach;
    int epochs = 0;
    int epoch = 0;

    void oneEpoch(const base::Job& job);
};

UmapRun::UmapRun(const data::CsrMatrix& graph, const UmapOptions& options, data::Embedding start,
                 bool warm, const base::Job& job)
    : m_state(std::make_unique<State>()) {
    if (start.cols != 2 || start.rows != graph.rows || graph.cols != graph.rows)
        throw base::Error(base::ErrorKind::Internal,
                          "UMAP needs a start in two dimensions for every cell of its graph");
    State& state = *m_state;
    state.epochs = epochsFor(options, graph.rows, warm);
    state.rate = options.learningRate * (warm ? WarmRate : 1.0);
    state.reach = warm ? WarmReach : ColdReach;
    state.seed = job.seed();
    const int coldEpochs = epochsFor(options, graph.rows, false);
    state.graph = kernels::strongEdges(graph, coldEpochs > 10 ? coldEpochs : 500);
    const Curve curve = fitCurve(options.minDist, options.spread);
    state.forces = {static_cast<float>(curve.a), static_cast<float>(curve.b),
                    static_cast<float>(options.negativeRate)};
    state.layout = std::move(start);
    for (std::size_t i = 0; i < state.layout.values.size(); ++i) {
        if (!std::isfinite(state.layout.values[i]))
            throw base::Error(base::ErrorKind::Internal, "the start of a UMAP is not a number");
        if (!warm)
            state.layout.values[i] +=
                static_cast<float>(StartNoise * base::Random(state.seed, i).normal());
    }
    state.gradient.resize(state.layout.values.size());
    state.moments.resize(state.layout.values.size());
}

UmapRun::~UmapRun() = default;
UmapRun::UmapRun(UmapRun&&) noexcept = default;

bool UmapRun::step(int epochs, const base::Job& job) {
    State& state = *m_state;
    for (int e = 0; e < epochs && state.epoch < state.epochs; ++e) {
        job.checkStop();
        state.oneEpoch(job);
    }
    return state.epoch < state.epochs;
}

void UmapRun::State::oneEpoch(const base::Job& job) {
    const std::size_t cells = layout.rows;
    base::parallelBlocks(
        job, cells, BlockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
            kernels::addForces(graph.rowPointers.data(), graph.columns.data(), graph.weights.data(),
                               graph.strengths.data(), layout.values.data(), cells, begin, end,
                               forces.a, forces.b, forces.negativeRate,
                               kernels::epochKey(seed, epoch), gradient.data());
        });
    // From here on the epoch is carried through, so that a stop finds whole epochs only.
    const double now = rate * (1.0 - static_cast<double>(epoch) / epochs);
    const base::Job unstoppable({}, job.threads(), 0);
    base::parallelBlocks(unstoppable, 2 * cells, 64 * BlockRows,
                         [&](std::size_t begin, std::size_t end, std::size_t) {
                             kernels::move(gradient.data(), begin, end, epoch + 1, now, reach,
                                           moments.data(), layout.values.data());
                         });
    ++epoch;
}

double UmapRun::progress() const {
    return m_state->epochs > 0 ? static_cast<double>(m_state->epoch) / m_state->epochs : 1.0;
}

const data::Embedding& UmapRun::layout() const {
    return m_state->layout;
}

}  // namespace counterpoint::embed
