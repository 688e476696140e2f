#include "core/diagnose/inner_shifts.h"

#include "core/base/parallel.h"
#include "core/diagnose/additive_pieces.h"
#include "core/diagnose/known_populations.h"
#include "core/diagnose/mistakes_avoided.h"
#include "core/diagnose/pooled_pieces.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <list>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t leastCells = 8;
constexpr double recurring = 0.7;  ///< cosine of shifts in two batches: the same biology
constexpr std::size_t mostTried = 6;
constexpr double leastAvoided = 0.5;

/// A model with pieces, and of these the one that says most with least.
bool isBetter(const AdditivePieces& model, const AdditivePieces& best) {
    return (best.shifts().size() < 2 || model.cost() < best.cost()) && model.holds();
}

/// `model` with the piece cut in two that then fits best; none where nothing can be cut.
std::optional<AdditivePieces> cutOnce(const data::Embedding& pcs, const AdditivePieces& model) {
    std::optional<AdditivePieces> best;
    for (std::size_t k = 0; k < model.shifts().size(); ++k) {
        const std::array<Vector, 2> halves = pooledHalves(model.residuals(k));
        if (halves[0].empty()) continue;
        std::vector<Vector> shifts = model.shifts();
        shifts.push_back(shifts[k]);
        for (std::size_t j = 0; j < pcs.cols; ++j) {
            shifts[k][j] += halves[0][j];
            shifts.back()[j] += halves[1][j];
        }
        AdditivePieces cut(pcs, model.clusters());
        cut.fit(std::move(shifts));
        if (!best || cut.cost() < best->cost()) best.emplace(std::move(cut));
    }
    return best;
}

/// `model` cut for as long as that holds.
AdditivePieces cutFurther(const data::Embedding& pcs, AdditivePieces model, const base::Job& job) {
    while (model.shifts().size() < mostPieces) {
        job.checkStop();
        std::optional<AdditivePieces> cut = cutOnce(pcs, model);
        if (!cut || !cut->holds()) break;
        model = std::move(*cut);
    }
    return model;
}

/// The two clusters whose means lie closest become one.
std::vector<BatchCluster> coarser(const data::Embedding& pcs, std::vector<BatchCluster> clusters) {
    double least = std::numeric_limits<double>::infinity();
    std::pair<std::size_t, std::size_t> closest;
    for (std::size_t c = 0; c < clusters.size(); ++c)
        for (std::size_t e = c + 1; e < clusters.size(); ++e) {
            const double squared = squaredLength(difference(clusters[c].mean, clusters[e].mean));
            if (squared >= least) continue;
            least = squared;
            closest = {c, e};
        }
    std::vector<std::uint32_t> cells = std::move(clusters[closest.first].cells);
    std::ranges::copy(clusters[closest.second].cells, std::back_inserter(cells));
    clusters[closest.first] = batchCluster(pcs, std::move(cells));
    clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(closest.second));
    return clusters;
}

/// The clusters of a batch, as found and coarser, and the model of one of these that is best.
struct Found {
    std::list<std::vector<BatchCluster>> levels;
    std::optional<AdditivePieces> best;

    bool hasPieces() const { return best && best->shifts().size() > 1; }
    void take(AdditivePieces model) {
        if (isBetter(model, *best)) best = std::move(model);
    }
};

/// Shifts part some populations into clusters of their own and leave others whole, so that clusters
/// that lie close are tried as one population, too.
Found piecesOf(const data::Embedding& pcs, std::vector<BatchCluster> clusters,
               const base::Job& job) {
    Found found;
    found.levels.push_back(std::move(clusters));
    found.best.emplace(pcs, found.levels.front());
    found.best->fit({Vector(pcs.cols, 0.0)});
    const std::vector<ShiftCandidate> shifts = shiftCandidates(pcs, found.levels.front());
    for (std::size_t tried = 0; tried < std::min(mostTried, shifts.size()); ++tried) {
        job.checkStop();
        AdditivePieces model(pcs, found.levels.front());
        model.fit(shifts[tried], shifts);
        if (model.holds()) found.take(cutFurther(pcs, std::move(model), job));
    }
    while (true) {
        job.checkStop();
        const std::vector<BatchCluster>& level = found.levels.back();
        AdditivePieces whole(pcs, level);
        whole.fit({Vector(pcs.cols, 0.0)});
        found.take(cutFurther(pcs, std::move(whole), job));
        if (level.size() <= leastMoved) break;
        found.levels.push_back(coarser(pcs, level));
    }
    return found;
}

/// The best model of batch `b` with populations that were found in another one: in clusters that
/// hold different populations of two pieces, none of a batch alone can be seen.
AdditivePieces withKnownPopulations(const data::Embedding& pcs, const std::vector<Found>& found,
                                    std::size_t b, const base::Job& job) {
    Found here{{}, found[b].best};
    for (std::size_t a = 0; a < found.size(); ++a) {
        if (a == b || !found[a].hasPieces()) continue;
        job.checkStop();
        const std::vector<Vector> populations = found[a].best->means();
        const NoiseMetric metric = found[a].best->residualMetric();
        for (std::vector<Vector>& shifts :
             shiftsOntoCells(pcs, found[b].levels.front(), populations, metric, mostPieces)) {
            AdditivePieces model(pcs, found[b].levels.front());
            model.fit(populations, std::move(shifts), metric);
            here.take(std::move(model));
        }
    }
    return *here.best;
}

/// The largest cosine of a shift of one batch and one of the other.
double likenessOf(const std::vector<Vector>& first, const std::vector<Vector>& second) {
    double largest = 0.0;
    for (std::size_t k = 0; k < first.size(); ++k)
        for (std::size_t l = k + 1; l < first.size(); ++l)
            for (std::size_t m = 0; m < second.size(); ++m)
                for (std::size_t n = m + 1; n < second.size(); ++n) {
                    const Vector a = difference(first[k], first[l]);
                    const Vector b = difference(second[m], second[n]);
                    largest = std::max(largest, std::abs(dot(a, b)) /
                                                    std::sqrt(squaredLength(a) * squaredLength(b)));
                }
    return largest;
}

/// Whether who knows a cell's piece knows its level of a condition.
bool tellOf(const data::Categories& condition, const std::vector<std::int32_t>& piece,
            const data::Categories& batch, std::size_t b) {
    std::vector<std::int32_t> levels;
    std::vector<std::int32_t> pieces;
    for (std::size_t i = 0; i < piece.size(); ++i) {
        if (static_cast<std::size_t>(batch.codes[i]) != b) continue;
        levels.push_back(condition.codes[i]);
        pieces.push_back(piece[i]);
    }
    return mistakesAvoided(levels, pieces) >= leastAvoided;
}

}  // namespace

bool InnerShifts::any() const {
    return std::ranges::any_of(shift, [](const auto& pieces) { return pieces.size() > 1; });
}

data::Embedding InnerShifts::without(const data::Embedding& pcs,
                                     const data::Categories& batch) const {
    data::Embedding result = pcs;
    for (std::size_t i = 0; i < pcs.rows; ++i)
        for (std::size_t j = 0; j < pcs.cols; ++j)
            result(i, j) -= static_cast<float>(shift[batch.codes[i]][piece[i]][j]);
    return result;
}

data::Embedding InnerShifts::with(const data::Embedding& middle, const data::Categories& batch,
                                  const PairTable& apart) const {
    const std::size_t batches = shift.size();
    Vector error(batches, 0.0);  // squared standard error of the mean of the pieces
    for (std::size_t b = 0; b < batches; ++b) {
        const auto count = static_cast<double>(shift[b].size());
        for (const Vector& one : shift[b])
            error[b] += squaredLength(one) / std::max(1.0, (count - 1.0) * count);
    }
    Vector aside(batches, 0.0);
    for (std::size_t b = 0; b < batches; ++b) {
        for (std::size_t c = 0; c < batches; ++c) {
            const double both = error[b] + error[c];
            if (b != c && both > 0.0) aside[b] += both / std::max(both, apart(b, c) * apart(b, c));
        }
        aside[b] = std::sqrt(error[b] * aside[b] / static_cast<double>(batches - 1));
    }
    data::Embedding result(middle.rows, middle.cols + batches);
    for (std::size_t i = 0; i < middle.rows; ++i) {
        const std::size_t b = batch.codes[i];
        for (std::size_t j = 0; j < middle.cols; ++j)
            result(i, j) = middle(i, j) + static_cast<float>(shift[b][piece[i]][j]);
        result(i, middle.cols + b) = static_cast<float>(aside[b]);
    }
    return result;
}

InnerShifts innerShifts(const data::Embedding& pcs, const data::Categories& batch,
                        const Partition& clusters, const data::Categories* keepApart,
                        const base::Job& job) {
    InnerShifts result{std::vector<std::int32_t>(pcs.rows, 0), {}};
    result.shift.assign(batch.levelCount(), {Vector(pcs.cols, 0.0)});
    std::vector<std::vector<BatchCluster>> ofBatch(batch.levelCount());
    for (auto& cells : clusters.members())
        if (cells.size() >= leastCells) {
            const std::int32_t b = batch.codes[cells.front()];
            ofBatch[b].push_back(batchCluster(pcs, std::move(cells)));
        }
    std::vector<Found> found(ofBatch.size());
    base::parallelBlocks(job, ofBatch.size(), 1, [&](std::size_t b, std::size_t, std::size_t) {
        found[b] = piecesOf(pcs, std::move(ofBatch[b]), job);
    });
    base::parallelBlocks(job, ofBatch.size(), 1, [&](std::size_t b, std::size_t, std::size_t) {
        const AdditivePieces best = withKnownPopulations(pcs, found, b, job);
        if (best.shifts().size() < 2) return;
        result.shift[b] = best.shifts();
        std::size_t place = 0;
        for (const BatchCluster& cluster : best.clusters())
            for (const std::uint32_t cell : cluster.cells)
                result.piece[cell] = best.pieceOfCells()[place++];
    });
    std::vector<bool> biology(ofBatch.size(), false);
    for (std::size_t b = 0; b < ofBatch.size(); ++b)
        for (std::size_t c = 0; c < ofBatch.size(); ++c)
            if (b != c && likenessOf(result.shift[b], result.shift[c]) > recurring)
                biology[b] = true;
    if (keepApart != nullptr)
        for (std::size_t b = 0; b < ofBatch.size(); ++b)
            if (tellOf(*keepApart, result.piece, batch, b)) biology[b] = true;
    // A shift of a single batch may be a treatment of that batch, or chance: on real data it was
    // (rnamix, whose mixtures of three cell lines lie on a grid; 3 chemistries).
    const auto withPieces =
        std::ranges::count_if(result.shift, [](const auto& pieces) { return pieces.size() > 1; });
    const auto kept = withPieces - std::ranges::count(biology, true);
    for (std::size_t b = 0; b < biology.size(); ++b)
        if (biology[b] || kept < 2) result.shift[b] = {Vector(pcs.cols, 0.0)};
    for (std::size_t i = 0; i < pcs.rows; ++i)
        if (result.shift[batch.codes[i]].size() < 2) result.piece[i] = 0;
    return result;
}

}  // namespace counterpoint::diagnose
