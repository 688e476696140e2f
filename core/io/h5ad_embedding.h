#pragma once

#include "core/data/dataset.h"
#include "core/io/h5_node.h"
#include "core/io/reading.h"

namespace counterpoint::io {

/// An entry of obsm for `cells` cells: a dense array; a data frame, whose columns of numbers become
/// the dimensions; or a sparse matrix of up to 1000 columns. The outline (all but matrices) has the
/// sizes but no values. Throws Error(BadInput) for anything else, for another number of rows, and
/// for values that are missing or infinite.
data::Embedding readObsm(const h5::Node& node, std::size_t cells, Depth depth,
                         const Reading& reading);

}  // namespace counterpoint::io
