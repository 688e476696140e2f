#include "core/embed/umap.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/embed/umap_kernels.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace counterpoint::embed {
namespace {

constexpr double StartNoise = 1e-4;

/// How long, how fast and how far the cells of a Motion go.
struct Pace {
    int epochs = 0;
    double firstRate = 1.0;
    double lastRate = 0.0;
    float reach = 4.0F;     ///< layout units a cell may move in one epoch; more tears clusters
    int blendedEpochs = 0;  ///< the weights take so long to go over to those of the new graph
    /// Random cells met in the first and the last epoch, relative to what umap-learn draws; their
    /// weights make up for it. Few at first shake cells out of wrong places, many at last leave
    /// them calm: over five seeds of four real sets this keeps 1 to 3 % more neighbours.
    float firstDraws = 1.0F;
    float lastDraws = 1.0F;
};

int coldEpochs(const UmapOptions& options, std::size_t cells) {
    return options.epochs.value_or(cells <= 10'000 ? 500 : 200);
}

Pace paceOf(Motion motion, const UmapOptions& options, std::size_t cells) {
    switch (motion) {
        case Motion::Cold:
            return {coldEpochs(options, cells), 1.0, 0.0, 4.0F, 0, 0.0F, 3.0F};
        case Motion::Follow:
            return {40, 0.15, 0.15, 0.5F, 20, 1.0F, 1.0F};
        case Motion::Settle:
            return {75, 0.4, 0.0, 0.5F, 15, 1.0F, 1.0F};
    }
    return {};
}

/// Cells in the order of a Z-shaped curve through the first two dimensions of the start: cells that
/// pull at each other then mostly lie near each other in memory.
std::vector<std::uint32_t> curveOrder(const data::Embedding& start) {
    std::vector<std::uint32_t> order(start.rows);
    std::iota(order.begin(), order.end(), 0U);
    if (start.rows == 0) return order;
    float low = start.values.front();
    float high = low;
    for (const float x : start.values) {
        low = std::min(low, x);
        high = std::max(high, x);
    }
    const float scale = high > low ? 65535.0F / (high - low) : 0.0F;
    const auto spreadOut = [&](float x) {
        auto bits = static_cast<std::uint32_t>((x - low) * scale);
        bits = (bits | (bits << 8U)) & 0x00FF00FFU;
        bits = (bits | (bits << 4U)) & 0x0F0F0F0FU;
        bits = (bits | (bits << 2U)) & 0x33333333U;
        return (bits | (bits << 1U)) & 0x55555555U;
    };
    std::vector<std::uint64_t> keys(start.rows);
    for (std::size_t i = 0; i < start.rows; ++i)
        keys[i] =
            (static_cast<std::uint64_t>(spreadOut(start(i, 0)) | (spreadOut(start(i, 1)) << 1U))
             << 32U) |
            i;
    std::ranges::sort(keys);
    for (std::size_t i = 0; i < start.rows; ++i) order[i] = static_cast<std::uint32_t>(keys[i]);
    return order;
}

}  // namespace

UmapOptions UmapOptions::umapLearn() {
    UmapOptions options;
    options.minDist = 0.1;
    options.start = "spectral";
    return options;
}

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
        {{.key = "start",
          .title = "Start",
          .help =
              "Where the cells stand at first; it decides how the map's parts lie to each other.",
          .kind = ParameterKind::Choice,
          .choices = {"pca", "spectral"},
          .citation = "Kobak & Linderman 2021",
          .advanced = true},
         &UmapOptions::start},
        {{.key = "dims",
          .title = "Dimensions",
          .help = "Two for the plane; three for a map to turn in space.",
          .kind = ParameterKind::Integer,
          .minimum = 2,
          .maximum = 3,
          .step = 1,
          .ticks = {2, 3},
          .citation = paper,
          .advanced = true},
         &UmapOptions::dims},
    });
    return all;
}

struct UmapRun::State {
    kernels::Graph graph;
    kernels::Epoch now;
    std::vector<std::uint32_t> order;  ///< the cell of each row of graph and layout
    data::Embedding layout;
    data::Embedding nextLayout;
    std::vector<kernels::Moments> moments;  ///< one per coordinate
    std::vector<kernels::Moments> nextMoments;
    std::size_t scratch = 0;
    std::uint64_t seed = 0;
    double rate = 1.0;
    Pace pace;
    int epoch = 0;

    void oneEpoch(const base::Job& job);
};

UmapRun::UmapRun(const data::CsrMatrix& graph, const UmapOptions& options, data::Embedding start,
                 Motion motion, const base::Job& job, const data::CsrMatrix* previous)
    : m_state(std::make_unique<State>()) {
    const bool sameCells = start.rows == graph.rows && graph.cols == graph.rows &&
                           (previous == nullptr || previous->rows == graph.rows);
    if (start.cols < 2 || start.cols > 3 || !sameCells)
        throw base::Error(base::ErrorKind::Internal,
                          "UMAP needs a start in two or three dimensions for every cell");
    if (!std::ranges::all_of(start.values, [](float x) { return std::isfinite(x); }))
        throw base::Error(base::ErrorKind::Internal, "the start of a UMAP is not a number");
    State& state = *m_state;
    state.pace = paceOf(motion, options, graph.rows);
    state.rate = options.learningRate;
    state.seed = job.seed();
    state.order = curveOrder(start);
    const int epochs = coldEpochs(options, graph.rows);
    state.graph =
        kernels::strongEdges(graph, previous, state.order, epochs > 10 ? epochs : 500, job);
    state.layout = data::takeRows(start, state.order);
    if (motion == Motion::Cold)
        for (std::size_t c = 0; c < state.layout.values.size(); ++c)
            state.layout.values[c] +=
                static_cast<float>(StartNoise * base::Random(state.seed, c).normal());
    state.nextLayout = state.layout;
    state.moments.resize(state.layout.values.size());
    state.nextMoments.resize(state.layout.values.size());
    state.scratch = kernels::scratchFor(state.graph, start.cols);
    const Curve curve = fitCurve(options.minDist, options.spread);
    state.now.a = static_cast<float>(curve.a);
    state.now.b = static_cast<float>(curve.b);
    state.now.negativeRate = static_cast<float>(options.negativeRate);
    state.now.reach = state.pace.reach;
    state.now.cells = graph.rows;
    state.now.dims = start.cols;
}

UmapRun::~UmapRun() = default;
UmapRun::UmapRun(UmapRun&&) noexcept = default;

bool UmapRun::step(int epochs, const base::Job& job) {
    State& state = *m_state;
    for (int e = 0; e < epochs && state.epoch < state.pace.epochs; ++e) {
        job.checkStop();
        state.oneEpoch(job);
    }
    return state.epoch < state.pace.epochs;
}

void UmapRun::State::oneEpoch(const base::Job& job) {
    if (!graph.after.empty() && epoch < pace.blendedEpochs)
        kernels::blend(graph,
                       static_cast<float>(epoch + 1) / static_cast<float>(pace.blendedEpochs), job);
    const double done = static_cast<double>(epoch) / pace.epochs;
    kernels::setEpoch(now, seed, epoch,
                      rate * (pace.firstRate + done * (pace.lastRate - pace.firstRate)));
    now.drawShare = pace.firstDraws + static_cast<float>(done) * (pace.lastDraws - pace.firstDraws);
    now.rowPointers = graph.rowPointers.data();
    now.columns = graph.columns.data();
    now.weights = graph.weights.data();
    now.strengths = graph.strengths.data();
    now.layout = layout.values.data();
    now.moments = moments.data();
    now.nextLayout = nextLayout.values.data();
    now.nextMoments = nextMoments.data();
    base::parallelBlocks(job, layout.rows, kernels::BlockRows,
                         [&](std::size_t begin, std::size_t end, std::size_t) {
                             thread_local std::vector<float> room;
                             if (room.size() < scratch) room.resize(scratch);
                             kernels::moveCells(now, begin, end, room.data());
                         });
    // Only a whole epoch counts: a stop before here leaves everything as it was.
    std::swap(layout, nextLayout);
    std::swap(moments, nextMoments);
    ++epoch;
}

double UmapRun::progress() const {
    const State& state = *m_state;
    return state.pace.epochs > 0 ? static_cast<double>(state.epoch) / state.pace.epochs : 1.0;
}

data::Embedding UmapRun::layout() const {
    const State& state = *m_state;
    data::Embedding layout(state.layout.rows, state.layout.cols);
    for (std::size_t i = 0; i < layout.rows; ++i)
        std::ranges::copy(state.layout.row(i), layout.row(state.order[i]).begin());
    return layout;
}

double edgeOverlap(const data::CsrMatrix& a, const data::CsrMatrix& b, const base::Job& job) {
    if (a.rows != b.rows) return 0.0;
    std::vector<std::size_t> shared(base::blockCount(a.rows, kernels::BlockRows));
    base::parallelBlocks(job, a.rows, kernels::BlockRows,
                         [&](std::size_t begin, std::size_t end, std::size_t block) {
                             for (std::size_t i = begin; i < end; ++i) {
                                 auto other = b.rowColumns(i).begin();
                                 const auto last = b.rowColumns(i).end();
                                 for (const std::uint32_t column : a.rowColumns(i)) {
                                     while (other != last && *other < column) ++other;
                                     shared[block] += other != last && *other == column ? 1 : 0;
                                 }
                             }
                         });
    const std::size_t both = std::accumulate(shared.begin(), shared.end(), std::size_t{0});
    const std::size_t either = a.nonZeros() + b.nonZeros() - both;
    return either > 0 ? static_cast<double>(both) / static_cast<double>(either) : 1.0;
}

}  // namespace counterpoint::embed
