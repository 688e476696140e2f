#include "core/metrics/components.h"

#include <numeric>
#include <utility>

namespace counterpoint::metrics {

DisjointSets::DisjointSets(std::size_t n) : m_parents(n) {
    std::iota(m_parents.begin(), m_parents.end(), 0U);
}

void DisjointSets::unite(std::uint32_t a, std::uint32_t b) {
    a = root(a);
    b = root(b);
    if (b < a) std::swap(a, b);
    m_parents[b] = a;
}

std::uint32_t DisjointSets::root(std::uint32_t a) {
    while (m_parents[a] != a) {
        m_parents[a] = m_parents[m_parents[a]];
        a = m_parents[a];
    }
    return a;
}

}  // namespace counterpoint::metrics
