#include "core/markers/rank_genes.h"

#include "core/base/error.h"
#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace counterpoint::markers {

namespace {

constexpr std::size_t genesAtOnce = 128;
constexpr std::size_t cellsBetweenPolls = 8192;

/// One side of the comparison: how many cells, and the values of a gene that are not zero.
struct Side {
    std::size_t cells = 0;
    std::vector<float> values;  ///< ascending

    std::size_t zeros() const { return cells - values.size(); }
    double mean() const {
        return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(cells);
    }
    double share() const {
        const auto positive = values.end() - std::upper_bound(values.begin(), values.end(), 0.0F);
        return static_cast<double>(positive) / static_cast<double>(cells);
    }
};

struct Ranks {
    double groupSum = 0.0;  ///< of the ranks of the group, ties sharing their mean
    double ties = 0.0;      ///< Σ t³ − t over groups of t equal values
};

/// Merges both sides from the smallest value up; the zeros, which are not stored, are one tie.
Ranks ranksOf(const Side& group, const Side& others) {
    Ranks ranks;
    double below = 0.0;
    auto a = group.values.begin();
    auto b = others.values.begin();
    bool zerosLeft = group.zeros() + others.zeros() > 0;
    constexpr float none = std::numeric_limits<float>::infinity();
    while (a != group.values.end() || b != others.values.end() || zerosLeft) {
        float value =
            std::min(a != group.values.end() ? *a : none, b != others.values.end() ? *b : none);
        std::size_t inGroup = 0;
        std::size_t inOthers = 0;
        if (zerosLeft && value > 0.0F) {
            value = 0.0F;
            zerosLeft = false;
            inGroup = group.zeros();
            inOthers = others.zeros();
        }
        for (; a != group.values.end() && *a == value; ++a) ++inGroup;
        for (; b != others.values.end() && *b == value; ++b) ++inOthers;
        const auto tied = static_cast<double>(inGroup + inOthers);
        ranks.groupSum += static_cast<double>(inGroup) * (below + (tied + 1.0) / 2.0);
        ranks.ties += tied * tied * tied - tied;
        below += tied;
    }
    return ranks;
}

Marker compare(std::uint32_t gene, Side& group, Side& others) {
    std::sort(group.values.begin(), group.values.end());
    std::sort(others.values.begin(), others.values.end());
    const Ranks ranks = ranksOf(group, others);
    const auto n = static_cast<double>(group.cells);
    const auto m = static_cast<double>(others.cells);
    const double all = n + m;

    Marker marker;
    marker.gene = gene;
    marker.auc = (ranks.groupSum - n * (n + 1.0) / 2.0) / (n * m);
    const double untied = 1.0 - ranks.ties / (all * all * all - all);
    const double spread = std::sqrt(untied * n * m * (all + 1.0) / 12.0);
    if (spread > 0.0) {
        marker.score = (ranks.groupSum - n * (all + 1.0) / 2.0) / spread;
        marker.p = std::erfc(std::abs(marker.score) / std::numbers::sqrt2);
    }
    constexpr double tiny = 1e-9;
    marker.logFoldChange =
        std::log2((std::expm1(group.mean()) + tiny) / (std::expm1(others.mean()) + tiny));
    marker.groupShare = group.share();
    marker.othersShare = others.share();
    return marker;
}

/// The values of the genes [begin, end) in `cells`, one list a gene.
void gather(const data::CsrMatrix& matrix, std::span<const std::uint32_t> cells, std::size_t begin,
            std::size_t end, std::vector<Side>& sides, const base::Job& job) {
    for (Side& side : sides) side.values.clear();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i % cellsBetweenPolls == 0) job.checkStop();
        const auto columns = matrix.rowColumns(cells[i]);
        const auto values = matrix.rowValues(cells[i]);
        auto at = static_cast<std::size_t>(std::lower_bound(columns.begin(), columns.end(), begin) -
                                           columns.begin());
        for (; at < columns.size() && columns[at] < end; ++at)
            sides[columns[at] - begin].values.push_back(values[at]);
    }
    for (Side& side : sides) side.cells = cells.size();
}

/// The step-up procedure of Benjamini and Hochberg.
void adjust(std::vector<Marker>& markers) {
    std::vector<std::size_t> order(markers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return markers[a].p > markers[b].p; });
    double least = 1.0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        Marker& marker = markers[order[i]];
        const auto rank = static_cast<double>(order.size() - i);
        least = std::min(least, marker.p * static_cast<double>(order.size()) / rank);
        marker.adjusted = least;
    }
}

std::vector<std::uint32_t> allBut(std::span<const std::uint32_t> group, std::size_t cells) {
    std::vector<bool> taken(cells, false);
    for (const std::uint32_t cell : group) taken[cell] = true;
    std::vector<std::uint32_t> rest;
    for (std::size_t cell = 0; cell < cells; ++cell)
        if (!taken[cell]) rest.push_back(static_cast<std::uint32_t>(cell));
    return rest;
}

}  // namespace

std::vector<Marker> rankGenes(const data::CsrMatrix& logNormalised,
                              std::span<const std::uint32_t> group,
                              std::span<const std::uint32_t> others, const base::Job& job) {
    std::vector<std::uint32_t> rest;
    if (others.empty()) {
        rest = allBut(group, logNormalised.rows);
        others = rest;
    }
    if (group.empty() || others.empty())
        throw base::Error(base::ErrorKind::BadInput,
                          "Markers need cells on both sides: select some cells, but not all");

    std::vector<Marker> markers(logNormalised.cols);
    std::atomic<std::size_t> done{0};
    base::parallelBlocks(
        job, logNormalised.cols, genesAtOnce, [&](std::size_t begin, std::size_t end, std::size_t) {
            std::vector<Side> inGroup(end - begin);
            std::vector<Side> inOthers(end - begin);
            gather(logNormalised, group, begin, end, inGroup, job);
            gather(logNormalised, others, begin, end, inOthers, job);
            for (std::size_t gene = begin; gene < end; ++gene) {
                job.checkStop();
                markers[gene] = compare(static_cast<std::uint32_t>(gene), inGroup[gene - begin],
                                        inOthers[gene - begin]);
            }
            job.progress(static_cast<double>(done += end - begin) /
                         static_cast<double>(logNormalised.cols));
        });
    adjust(markers);
    std::stable_sort(markers.begin(), markers.end(),
                     [](const Marker& a, const Marker& b) { return a.score > b.score; });
    return markers;
}

}  // namespace counterpoint::markers
