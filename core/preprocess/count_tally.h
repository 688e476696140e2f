#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace counterpoint::preprocess {

/// How often each gene has each count in some cells. That is little, because counts are small, and
/// all that means, variances and clipped variances need, so one pass over the cells is enough for
/// them; and it adds up in whole numbers, so its order does not matter.
class CountTally {
  public:
    explicit CountTally(std::size_t genes) : m_small(genes * SmallCounts) {}

    /// One more cell.
    void add(std::span<const std::uint32_t> columns, std::span<const float> values);
    /// The cells of another tally of the same genes.
    void add(const CountTally& other);

    std::size_t genes() const { return m_small.size() / SmallCounts; }
    std::size_t cells() const { return m_cells; }
    /// Bytes of a tally, without those for the few large counts.
    static std::size_t bytes(std::size_t genes) {
        return genes * SmallCounts * sizeof(std::uint32_t);
    }

    /// A count above 0 and the number of cells that have it.
    struct Entry {
        double count;
        double cells;
    };
    /// The counts of each gene in ascending order.
    std::vector<std::vector<Entry>> entries() const;
    /// In how many cells each gene is.
    std::vector<double> expressed() const;

  private:
    /// Counts below are kept in a table of all genes, larger ones in a map.
    static constexpr std::size_t SmallCounts = 16;

    std::size_t m_cells = 0;
    std::vector<std::uint32_t> m_small;                        ///< genes × SmallCounts
    std::unordered_map<std::uint64_t, std::uint32_t> m_large;  ///< by gene and bits of the count
};

/// The tally of the rows `cells` of a matrix, made on the job's threads.
CountTally tallyOf(const data::CsrMatrix& counts, std::span<const std::uint32_t> cells,
                   const base::Job& job);

}  // namespace counterpoint::preprocess
