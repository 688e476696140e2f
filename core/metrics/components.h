#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterpoint::metrics {

/// Disjoint sets of 0 … n−1 (union by smaller root, path halving).
class DisjointSets {
  public:
    explicit DisjointSets(std::size_t n);

    void unite(std::uint32_t a, std::uint32_t b);
    /// The smallest member of the set of `a`.
    std::uint32_t root(std::uint32_t a);

  private:
    std::vector<std::uint32_t> m_parents;
};

}  // namespace counterpoint::metrics
