#include "core/diagnose/shift_candidates.h"

#include "core/diagnose/halved.h"
#include "core/diagnose/partition.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint::diagnose {

namespace {

std::vector<std::pair<std::size_t, std::size_t>> matched(const std::vector<BatchCluster>& clusters,
                                                         const Vector& shift) {
    const std::size_t count = clusters.size();
    PairTable distance(count, count, std::numeric_limits<double>::infinity());
    std::vector<std::size_t> to(count, 0);
    std::vector<std::size_t> from(count, 0);
    for (std::size_t c = 0; c < count; ++c)
        for (std::size_t e = 0; e < count; ++e) {
            if (c == e) continue;
            double squared = -clusters[c].noise - clusters[e].noise;
            for (std::size_t j = 0; j < shift.size(); ++j) {
                const double gap = clusters[c].mean[j] + shift[j] - clusters[e].mean[j];
                squared += gap * gap;
            }
            distance(c, e) = squared;
        }
    for (std::size_t c = 0; c < count; ++c)
        for (std::size_t e = 0; e < count; ++e) {
            if (distance(c, e) < distance(c, to[c])) to[c] = e;
            if (distance(c, e) < distance(from[e], e)) from[e] = c;
        }
    const double limit = shiftTolerance * shiftTolerance * squaredLength(shift);
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    std::vector<bool> used(count, false);
    for (std::size_t c = 0; c < count; ++c) {
        const std::size_t e = to[c];
        if (from[e] != c || !(distance(c, e) < limit)) continue;
        if (used[c] || used[e]) return {};  // steps of a course, not pieces
        used[c] = used[e] = true;
        pairs.emplace_back(c, e);
    }
    return pairs;
}

ShiftCandidate candidateOf(const std::vector<BatchCluster>& clusters, Vector shift) {
    ShiftCandidate result{std::move(shift), {}};
    for (int round = 0; round < 2; ++round) {
        result.pairs = matched(clusters, result.shift);
        if (result.pairs.empty()) break;
        std::ranges::fill(result.shift, 0.0);
        for (const auto& [c, e] : result.pairs)
            for (std::size_t j = 0; j < result.shift.size(); ++j)
                result.shift[j] += (clusters[e].mean[j] - clusters[c].mean[j]) /
                                   static_cast<double>(result.pairs.size());
    }
    result.pairs = matched(clusters, result.shift);
    std::vector<bool> paired(clusters.size(), false);
    double first = 0.0;
    double second = 0.0;
    double variance = 0.0;
    for (const auto& [c, e] : result.pairs) {
        paired[c] = paired[e] = true;
        first += clusters[c].size();
        second += clusters[e].size();
        variance += clusters[c].size() * clusters[c].varianceAlong(result.shift) +
                    clusters[e].size() * clusters[e].varianceAlong(result.shift);
    }
    result.cells = first + second;
    result.moved = result.pairs.size();
    const double share = result.pairs.empty() ? 0.5 : first / (first + second);
    const double within = result.pairs.empty() ? 0.0 : variance / (first + second);
    const double between = share * (1.0 - share) * squaredLength(result.shift);
    for (std::size_t c = 0; c < clusters.size(); ++c) {
        if (paired[c] || clusters[c].varianceAlong(result.shift) - within < between / 2.0) continue;
        result.cells += clusters[c].size();
        ++result.moved;
    }
    return result;
}

}  // namespace

std::vector<ShiftCandidate> shiftCandidates(const data::Embedding& pcs,
                                            const std::vector<BatchCluster>& clusters) {
    std::vector<ShiftCandidate> found;
    const auto add = [&](Vector shift) {
        if (squaredLength(shift) < 1e-12) return;
        ShiftCandidate candidate = candidateOf(clusters, std::move(shift));
        if (candidate.moved >= leastMoved) found.push_back(std::move(candidate));
    };
    for (std::size_t c = 0; c < clusters.size(); ++c) {
        add(across(halved(pcs, clusters[c])));
        for (std::size_t e = c + 1; e < clusters.size(); ++e)
            add(difference(clusters[e].mean, clusters[c].mean));
    }
    std::ranges::stable_sort(found, [](const ShiftCandidate& a, const ShiftCandidate& b) {
        return std::pair(a.pairs.size(), a.cells) > std::pair(b.pairs.size(), b.cells);
    });
    return found;
}

}  // namespace counterpoint::diagnose
