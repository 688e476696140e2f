#include "core/diagnose/label_groups.h"

#include "core/diagnose/confusion.h"
#include "core/diagnose/names.h"
#include "core/diagnose/pair_weights.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint::diagnose {

namespace {

constexpr double leastCells = 10.0;
constexpr double leastShare = 0.10;

/// Every group's labels apart; `origin` is the group that a new one was part of. The few cells of a
/// label that do not make a group join the group where their label is most common.
Partition dividedByLabel(const Partition& groups, const data::Categories& labels,
                         std::vector<std::size_t>& origin) {
    PairTable counts(groups.count, labels.levelCount());
    for (std::size_t i = 0; i < groups.codes.size(); ++i)
        if (labels.codes[i] >= 0) counts(groups.codes[i], labels.codes[i]) += 1.0;
    Partition result = groups;
    std::vector<std::int32_t> codeOf(counts.values.size(), -1);
    origin.clear();
    for (std::size_t g = 0; g < groups.count; ++g) origin.push_back(g);
    for (std::size_t g = 0; g < groups.count; ++g) {
        double all = 0.0;
        std::size_t most = 0;
        for (std::size_t label = 0; label < counts.cols; ++label) {
            all += counts(g, label);
            if (counts(g, label) > counts(g, most)) most = label;
        }
        for (std::size_t label = 0; label < counts.cols; ++label) {
            const double cells = counts(g, label);
            std::int32_t& code = codeOf[g * counts.cols + label];
            if (label == most) {
                code = static_cast<std::int32_t>(g);
            } else if (cells >= leastCells && cells >= leastShare * all) {
                code = static_cast<std::int32_t>(result.count++);
                origin.push_back(g);
            }
        }
    }
    for (std::size_t label = 0; label < counts.cols; ++label) {
        std::size_t home = 0;
        for (std::size_t g = 0; g < groups.count; ++g)
            if (counts(g, label) > counts(home, label)) home = g;
        for (std::size_t g = 0; g < groups.count; ++g) {
            std::int32_t& code = codeOf[g * counts.cols + label];
            if (code < 0) code = codeOf[home * counts.cols + label];
            if (code < 0) code = static_cast<std::int32_t>(g);
        }
    }
    for (std::size_t i = 0; i < groups.codes.size(); ++i)
        if (labels.codes[i] >= 0)
            result.codes[i] = codeOf[groups.codes[i] * counts.cols + labels.codes[i]];
    return result;
}

/// Groups of two labels are no surer apart in a batch than its cells of these labels are: where the
/// labels mix before any correction, a cell is not lost when it meets the other label of another
/// batch.
void noSurerThanLabels(const std::vector<std::int32_t>& label, const data::Categories& labels,
                       ProtectionMap& map) {
    const PairTable everywhere(labels.levelCount(), map.batch.levelCount(), 1.0);  // no strays
    const std::vector<PairTable> ofLabels = separabilityByBatch(
        map.ownNeighbors, {labels.codes, labels.levelCount()}, map.batch, everywhere);
    for (std::size_t b = 0; b < map.separable.size(); ++b)
        for (std::size_t g = 0; g < map.groups.count; ++g)
            for (std::size_t h = 0; h < map.groups.count; ++h)
                if (label[g] >= 0 && label[h] >= 0 && label[g] != label[h])
                    map.separable[b](g, h) =
                        std::min(map.separable[b](g, h), ofLabels[b](label[g], label[h]));
}

/// For every group the most alike one of the same label that it never meets.
void linkByLabel(const std::vector<std::int32_t>& label, ProtectionMap& map) {
    const PairTable present = livesIn(countByBatch(map.groups, map.batch), map.batch.counts());
    for (std::size_t g = 0; g < map.groups.count; ++g) {
        std::size_t best = g;
        for (std::size_t h = 0; h < map.groups.count; ++h) {
            if (h == g || label[g] < 0 || label[g] != label[h] || meet(present, g, h)) continue;
            if (best == g || map.correlation(g, h) > map.correlation(g, best)) best = h;
        }
        if (best == g) continue;
        IdentityLink link;
        link.first = static_cast<std::int32_t>(g);
        link.second = static_cast<std::int32_t>(best);
        link.correlation = map.correlation(g, best);
        link.byLabel = true;
        map.links.push_back(link);
    }
}

}  // namespace

void useLabels(ProtectionMap& map, const data::Categories& labels) {
    std::vector<std::size_t> origin;
    map.groups = dividedByLabel(map.groups, labels, origin);
    const std::size_t count = map.groups.count;
    const std::vector<std::int32_t> label = majorityLabels(map.groups, labels);
    map.groupPresent = presentForWeights(countByBatch(map.groups, map.batch), map.batch.counts());

    PairTable correlation(count, count, std::numeric_limits<double>::quiet_NaN());
    const PairWeights before = std::move(map.unlinked);
    map.unlinked = {PairTable(count, count), PairTable(count, count)};
    for (std::size_t g = 0; g < count; ++g)
        for (std::size_t h = 0; h < count; ++h) {
            if (g == h) continue;
            const bool divided = origin[g] == origin[h];
            double& weight = map.unlinked.weight(g, h);
            if (!divided) {
                correlation(g, h) = map.correlation(origin[g], origin[h]);
                weight = before.weight(origin[g], origin[h]);
            }
            if (label[g] < 0 || label[h] < 0) {
                if (!divided) map.unlinked.ambiguous(g, h) = before.ambiguous(origin[g], origin[h]);
            } else if (label[g] == label[h]) {
                weight = 0.0;
            } else if (!meet(map.groupPresent, g, h)) {
                weight = 1.0;
            }
        }
    map.correlation = std::move(correlation);
    map.separable = separabilityByBatch(map.ownNeighbors, map.groups, map.batch, map.groupPresent);
    tellApartWhereTogether(map.correlation, countByBatch(map.groups, map.batch), map.separable);
    noSurerThanLabels(label, labels, map);
    linkByLabel(label, map);
}

}  // namespace counterpoint::diagnose
