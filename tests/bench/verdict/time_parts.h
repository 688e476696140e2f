#pragma once

#include <cstddef>
#include <ostream>

namespace counterpoint::bench {

/// Prints wall and processor seconds of the protection map (part A) and, given a ready neighbour
/// graph, of the live statistics (part B) of all cells and of a preview from 2000, for a made-up
/// data set corrected by Harmony. Graphs of more than 20 000 cells are approximate.
void timeParts(std::ostream& out, std::size_t cells, int threads);

}  // namespace counterpoint::bench
