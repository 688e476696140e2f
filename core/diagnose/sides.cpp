#include "core/diagnose/sides.h"

#include <cmath>
#include <limits>

namespace counterpoint::diagnose {

namespace {

/// Squared length of a difference in units of its noise: below it there is none to speak of.
constexpr double leastSignal = 3.0;

class Sides {
  public:
    Sides(const MeanProducts& means, const std::vector<std::int32_t>& group,
          const std::vector<std::int32_t>& batch, std::size_t groups, std::size_t batches)
        : m_means(means), m_batches(batches), m_groups(groups), m_profile(groups * batches, -1) {
        for (std::size_t p = 0; p < group.size(); ++p)
            m_profile[static_cast<std::size_t>(group[p]) * batches + batch[p]] =
                static_cast<std::int32_t>(p);
    }

    bool held(std::size_t g, std::size_t h) const {
        bool seen = false;
        for (std::size_t v = 0; v < m_batches; ++v) {
            if (!has(g, v) || !has(h, v)) continue;
            if (!isDifference(m_means, at(g, v), at(h, v))) return false;
            const double length = m_means.ofDifferences(at(g, v), at(h, v), at(g, v), at(h, v));
            for (std::size_t w = 0; w < m_batches; ++w) {
                if (w == v) continue;
                for (const bool ofG : {false, true}) {
                    const std::size_t part = ofG ? g : h;
                    if (!has(part, w)) continue;
                    const double place = placeOf(part, g, h, v, w) / length;
                    if (std::isnan(place)) continue;
                    seen = true;
                    if (ofG ? place < 1.0 - ownSide : place > ownSide) return false;
                }
            }
        }
        return seen;
    }

  private:
    bool has(std::size_t g, std::size_t v) const { return m_profile[g * m_batches + v] >= 0; }
    std::size_t at(std::size_t g, std::size_t v) const { return m_profile[g * m_batches + v]; }

    /// Where the part of a group in w lies along the way from h to g in v, times its squared
    /// length; NaN without a common reference.
    double placeOf(std::size_t part, std::size_t g, std::size_t h, std::size_t v,
                   std::size_t w) const {
        double sum = m_means.ofDifferences(at(g, v), at(h, v), at(part, w), at(h, v));
        double reference = 0.0;
        std::size_t shared = 0;
        for (std::size_t other = 0; other < m_groups; ++other) {
            if (other == g || other == h || !has(other, v) || !has(other, w)) continue;
            reference += m_means.ofDifferences(at(g, v), at(h, v), at(other, w), at(other, v));
            ++shared;
        }
        if (shared < leastReferences) return std::numeric_limits<double>::quiet_NaN();
        sum -= reference / static_cast<double>(shared);
        return sum;
    }

    const MeanProducts& m_means;
    std::size_t m_batches;
    std::size_t m_groups;
    std::vector<std::int32_t> m_profile;  ///< groups × batches, −1 where there is none
};

}  // namespace

bool isDifference(const MeanProducts& means, std::size_t a, std::size_t b) {
    return means.ofDifferences(a, b, a, b) > leastSignal * (means.noise[a] + means.noise[b]);
}

PairTable heldApart(const MeanProducts& means, const std::vector<std::int32_t>& group,
                    const std::vector<std::int32_t>& batch,
                    std::pair<std::size_t, std::size_t> groupsAndBatches) {
    const auto [groups, batches] = groupsAndBatches;
    const Sides sides(means, group, batch, groups, batches);
    PairTable result(groups, groups);
    for (std::size_t g = 0; g < groups; ++g)
        for (std::size_t h = 0; h < groups; ++h)
            if (g != h && sides.held(g, h)) result(g, h) = 1.0;
    return result;
}

}  // namespace counterpoint::diagnose
