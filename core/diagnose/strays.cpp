#include "core/diagnose/strays.h"

#include "core/diagnose/sides.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t leastStrays = 5;
constexpr std::size_t leastElsewhere = 8;
constexpr double mostStrays = 0.5;  ///< of the cells that stay
constexpr double leastApart = 4.0;
constexpr int rounds = 10;

using Cells = std::vector<std::uint32_t>;
using Vector = std::vector<double>;

Vector meanOf(const data::Embedding& aligned, std::span<const std::uint32_t> cells) {
    Vector mean(aligned.cols, 0.0);
    for (const std::uint32_t cell : cells)
        for (std::size_t j = 0; j < mean.size(); ++j)
            mean[j] += aligned(cell, j) / static_cast<double>(cells.size());
    return mean;
}

/// Where cells lie between the mean of some and a target: 0 and 1.
class Way {
  public:
    Way(const data::Embedding& aligned, std::span<const std::uint32_t> from, const Vector& target)
        : m_aligned(&aligned), m_from(meanOf(aligned, from)), m_step(target) {
        double squared = 0.0;
        for (std::size_t j = 0; j < m_step.size(); ++j) {
            m_step[j] -= m_from[j];
            squared += m_step[j] * m_step[j];
        }
        for (double& x : m_step) x /= std::max(squared, 1e-9);
    }

    double place(std::uint32_t cell) const {
        double sum = 0.0;
        for (std::size_t j = 0; j < m_step.size(); ++j)
            sum += m_step[j] * ((*m_aligned)(cell, j) - m_from[j]);
        return sum;
    }

  private:
    const data::Embedding* m_aligned;
    Vector m_from;
    Vector m_step;
};

struct Moments {
    double mean = 0.0;
    double squares = 0.0;  ///< about the mean

    Moments(const Way& way, std::span<const std::uint32_t> cells) {
        const auto count = static_cast<double>(cells.size());
        for (const std::uint32_t cell : cells) mean += way.place(cell) / count;
        for (const std::uint32_t cell : cells) squares += std::pow(way.place(cell) - mean, 2.0);
    }
};

/// How many standard deviations strays are from those that stay; 0 where they are not strays.
double deviationsApart(const Way& way, const Cells& strays, const Cells& stay) {
    if (strays.size() < leastStrays ||
        static_cast<double>(strays.size()) > mostStrays * static_cast<double>(stay.size()))
        return 0.0;
    const Moments gone(way, strays);
    const Moments left(way, stay);
    const double deviation = std::sqrt((gone.squares + left.squares) /
                                       static_cast<double>(strays.size() + stay.size() - 2));
    if (gone.mean - left.mean < 1.0 - ownSide) return 0.0;
    return (gone.mean - left.mean) / std::max(deviation, 1e-9);
}

/// Which of some cells lie at the target, and how far apart from the others.
std::pair<Cells, double> straysAmong(const data::Embedding& aligned, const Cells& cells,
                                     const Vector& target) {
    Cells stay = cells;
    Cells strays;
    for (int round = 0; round < rounds; ++round) {
        const Way way(aligned, stay, target);
        std::array<Cells, 2> sides;
        for (const std::uint32_t cell : cells) sides[way.place(cell) > 0.5 ? 1 : 0].push_back(cell);
        if (sides[0].empty()) return {};
        const bool same = sides[1] == strays;
        stay = std::move(sides[0]);
        strays = std::move(sides[1]);
        if (same) break;
    }
    const double far = deviationsApart(Way(aligned, stay, target), strays, stay);
    return {std::move(strays), far};
}

/// The cells of every group (first) in every batch (second).
std::vector<std::vector<Cells>> partsOf(const data::Categories& batch, const Partition& groups) {
    std::vector<std::vector<Cells>> parts(groups.count, std::vector<Cells>(batch.levelCount()));
    for (std::uint32_t i = 0; i < groups.codes.size(); ++i)
        if (groups.codes[i] >= 0) parts[groups.codes[i]][batch.codes[i]].push_back(i);
    return parts;
}

/// Of all batches but one.
Cells elsewhere(const std::vector<Cells>& parts, std::size_t b) {
    Cells cells;
    for (std::size_t other = 0; other < parts.size(); ++other)
        if (other != b) cells.insert(cells.end(), parts[other].begin(), parts[other].end());
    return cells;
}

/// The largest part of all batches but one.
const Cells& largestElsewhere(const std::vector<Cells>& parts, std::size_t b) {
    std::size_t largest = b == 0 ? 1 : 0;
    for (std::size_t other = 0; other < parts.size(); ++other)
        if (other != b && parts[other].size() > parts[largest].size()) largest = other;
    return parts[largest];
}

/// Of the cells of batch b those that lie at the target, where group h is: some of another group,
/// or all that one has in this batch. Where several groups have such, those farthest from the rest.
Cells farthestStrays(const data::Embedding& aligned, const std::vector<std::vector<Cells>>& parts,
                     std::size_t h, std::size_t b, const Vector& target) {
    Cells best;
    double farthest = leastApart;
    const auto consider = [&](Cells strays, double far) {
        if (far < farthest) return;
        farthest = far;
        best = std::move(strays);
    };
    for (std::size_t g = 0; g < parts.size(); ++g) {
        const Cells& here = parts[g][b];
        if (g == h || here.size() < leastStrays) continue;
        auto [strays, far] = straysAmong(aligned, here, target);
        consider(std::move(strays), far);
        const Cells& largest = largestElsewhere(parts[g], b);
        if (!largest.empty())
            consider(here, deviationsApart(Way(aligned, largest, target), here, largest));
    }
    return best;
}

}  // namespace

bool moveStrays(const data::Embedding& aligned, const data::Categories& batch, Partition& groups) {
    if (batch.levelCount() < 2) return false;
    bool moved = false;
    std::vector<std::vector<Cells>> parts = partsOf(batch, groups);
    for (std::size_t b = 0; b < batch.levelCount(); ++b)
        for (std::size_t h = 0; h < groups.count; ++h) {
            if (parts[h][b].size() >= leastStrays) continue;
            const Cells others = elsewhere(parts[h], b);
            if (others.size() < leastElsewhere) continue;
            const Cells strays = farthestStrays(aligned, parts, h, b, meanOf(aligned, others));
            if (strays.empty()) continue;
            for (const std::uint32_t cell : strays)
                groups.codes[cell] = static_cast<std::int32_t>(h);
            parts = partsOf(batch, groups);
            moved = true;
        }
    return moved;
}

}  // namespace counterpoint::diagnose
