#include "core/diagnose/alignment.h"

#include "core/diagnose/neighborhood_weights.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace counterpoint::diagnose {

namespace {

constexpr double separated = 0.30;  // confusion up to here: two clusters, not two pieces of one
constexpr double noiseFactor = 2.0;

using Vector = std::vector<double>;

double matchedCells(const BatchPair& pair) {
    double cells = 0.0;
    for (const MatchedPair& match : pair.matches) cells += match.cells;
    return cells;
}

/// The translation of every batch onto the largest one: directly where clusters match, else through
/// the batch with most matched cells.
std::vector<Vector> batchTranslations(const std::vector<BatchPair>& pairs,
                                      const std::vector<std::size_t>& batchSizes,
                                      std::size_t dims) {
    const auto reference =
        static_cast<std::int32_t>(std::ranges::max_element(batchSizes) - batchSizes.begin());
    std::vector<Vector> translations(batchSizes.size(), Vector(dims, 0.0));
    std::vector<bool> placed(batchSizes.size(), false);
    placed[reference] = true;
    for (;;) {
        const BatchPair* best = nullptr;
        bool bestDirect = false;
        double bestCells = -1.0;
        for (const BatchPair& pair : pairs) {
            if (placed[pair.first] == placed[pair.second]) continue;
            const double cells = matchedCells(pair);
            const bool direct =
                cells > 0.0 && (pair.first == reference || pair.second == reference);
            if (best != nullptr && (direct != bestDirect ? bestDirect : cells <= bestCells))
                continue;
            best = &pair;
            bestDirect = direct;
            bestCells = cells;
        }
        if (best == nullptr) return translations;
        const bool forwards = placed[best->second];  // the first joins the second
        const std::int32_t joins = forwards ? best->first : best->second;
        const std::int32_t through = forwards ? best->second : best->first;
        for (std::size_t j = 0; j < dims; ++j)
            translations[joins][j] = translations[through][j] +
                                     (forwards ? best->translation[j] : -best->translation[j]);
        placed[joins] = true;
    }
}

/// Clusters joined by their matches, surest first, unless two clusters that are apart within one
/// batch, or that must stay apart, would come together. Returns the clusters of every component.
std::vector<std::vector<std::size_t>> components(const std::vector<BatchPair>& pairs,
                                                 const std::vector<std::int32_t>& clusterBatch,
                                                 const PairTable& confusion,
                                                 const PairTable& apart) {
    std::vector<MatchedPair> matches;
    for (const BatchPair& pair : pairs)
        matches.insert(matches.end(), pair.matches.begin(), pair.matches.end());
    std::ranges::stable_sort(matches, {}, &MatchedPair::doubt);

    const std::size_t count = clusterBatch.size();
    std::vector<std::vector<std::size_t>> members(count);
    std::vector<std::size_t> component(count);
    std::iota(component.begin(), component.end(), std::size_t{0});
    for (std::size_t c = 0; c < count; ++c) members[c] = {c};
    const auto mayJoin = [&](std::size_t a, std::size_t b) {
        for (const std::size_t p : members[a])
            for (const std::size_t q : members[b])
                if ((!apart.values.empty() && apart(p, q) != 0.0) ||
                    (clusterBatch[p] == clusterBatch[q] && !(confusion(p, q) > separated)))
                    return false;
        return true;
    };
    for (const MatchedPair& match : matches) {
        const std::size_t to = component[match.first];
        const std::size_t from = component[match.second];
        if (to == from || !mayJoin(to, from)) continue;
        for (const std::size_t c : members[from]) component[c] = to;
        members[to].insert(members[to].end(), members[from].begin(), members[from].end());
        members[from].clear();
    }
    return members;
}

/// The cell-weighted mean of some clusters, each moved with its batch.
Vector meanOf(const ClusterMeans& means, const std::vector<Vector>& translations,
              const std::vector<std::size_t>& clusters) {
    Vector mean(means.dims, 0.0);
    double cells = 0.0;
    for (const std::size_t c : clusters) {
        cells += means.sizes[c];
        for (std::size_t j = 0; j < means.dims; ++j)
            mean[j] += means.sizes[c] * (means.mean(c)[j] + translations[means.batch[c]][j]);
    }
    for (double& x : mean) x /= cells;
    return mean;
}

/// The shift of every cluster that brings its component together, shrunk where it is no larger than
/// the noise of the cluster's mean.
std::vector<Vector> residualShifts(const ClusterMeans& means,
                                   const std::vector<Vector>& translations,
                                   const std::vector<std::vector<std::size_t>>& components) {
    std::vector<Vector> shifts(means.count(), Vector(means.dims, 0.0));
    for (const std::vector<std::size_t>& component : components) {
        std::map<std::int32_t, std::vector<std::size_t>> byBatch;
        for (const std::size_t c : component) byBatch[means.batch[c]].push_back(c);
        if (byBatch.size() < 2) continue;
        const Vector target = meanOf(means, translations, component);
        for (const auto& [batch, clusters] : byBatch) {
            Vector residual = meanOf(means, translations, clusters);
            double squared = 0.0;
            for (std::size_t j = 0; j < means.dims; ++j) {
                residual[j] = target[j] - residual[j];
                squared += residual[j] * residual[j];
            }
            for (const std::size_t c : clusters) {
                const double kept =
                    std::max(0.0, 1.0 - noiseFactor * means.noise[c] / std::max(squared, 1e-9));
                for (std::size_t j = 0; j < means.dims; ++j) shifts[c][j] = kept * residual[j];
            }
        }
    }
    return shifts;
}

}  // namespace

Alignment align(const data::Embedding& pcs, const data::Categories& batch,
                const Partition& clusters, const ClusterMeans& means,
                const std::vector<BatchPair>& batchPairs, const PairTable& confusion,
                const NeighborTable& ownNeighbors, const PairTable& apart) {
    const std::vector<Vector> translations =
        batchTranslations(batchPairs, batch.counts(), pcs.cols);
    const std::vector<Vector> shifts =
        residualShifts(means, translations, components(batchPairs, means.batch, confusion, apart));

    Alignment result{data::Embedding(pcs.rows, pcs.cols), std::vector<float>(pcs.rows)};
    Vector shift(pcs.cols);
    for (std::size_t i = 0; i < pcs.rows; ++i) {
        const auto near = ownNeighbors.of(i).first(std::min(ownWidth, ownNeighbors.of(i).size()));
        shift = shifts[clusters.codes[i]];
        for (const std::uint32_t neighbor : near)
            for (std::size_t j = 0; j < pcs.cols; ++j)
                shift[j] += shifts[clusters.codes[neighbor]][j];
        double squared = 0.0;
        for (std::size_t j = 0; j < pcs.cols; ++j) {
            shift[j] /= static_cast<double>(near.size() + 1);
            squared += shift[j] * shift[j];
            result.aligned(i, j) =
                static_cast<float>(pcs(i, j) + translations[batch.codes[i]][j] + shift[j]);
        }
        result.residualShift[i] = static_cast<float>(std::sqrt(squared));
    }
    return result;
}

}  // namespace counterpoint::diagnose
