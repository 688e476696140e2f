#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/data/neighbor_graph.h"
#include "core/neighbors/panels.h"
#include "core/neighbors/partition.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::neighbors {

/// Finds neighbours among all points of an embedding, a block of queries at a time.
///
/// Blocks of queries meet the points of one region after another, nearest regions first, by blocked
/// float32 products. Where the partition has centres, a query passes over the regions that cannot
/// hold one of its neighbours: whoever lives nearer to centre P than to my own centre A is at least
/// (|x − P|² − |x − A|²) / 2|P − A| away from me, and at least |x − P| less the radius of P. With
/// `slack` 1 the answer is exact; below it, regions are passed over that are further away than
/// `slack` times the k-th neighbour so far, which in many dimensions few neighbours are.
class Search {
  public:
    /// The embedding must outlive the search. Throws Error(BadInput) when a coordinate is not a
    /// usable number.
    Search(const data::Embedding& embedding, std::size_t regions, const base::Job& job);

    /// The neighbours of every point.
    data::NeighborGraph all(std::size_t k, double slack, const base::Job& job) const;
    /// The neighbours of some points, a row each, as `all` finds them with the same slack.
    data::NeighborGraph of(std::span<const std::uint32_t> points, std::size_t k, double slack,
                           const base::Job& job) const;

  private:
    struct Query {
        std::uint32_t point;
        std::uint32_t row;  ///< of the graph
    };
    struct Request;
    class Block;

    data::NeighborGraph run(const Request& request, std::size_t rows, const base::Job& job) const;

    const data::Embedding& m_embedding;
    std::vector<float> m_origin;
    Partition m_partition;
    Panels m_panels;
    std::vector<float> m_radii;        ///< by region: distance of the furthest member
    std::vector<float> m_norms;        ///< by region: largest norm of a member
    std::vector<float> m_centreRows;   ///< (−2c, 1) a centre
    std::vector<float> m_centreNorms;  ///< by region
};

}  // namespace counterpoint::neighbors
