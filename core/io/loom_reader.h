#pragma once

#include "core/io/h5_node.h"
#include "core/io/reading.h"

namespace counterpoint::io {

/// Whether an HDF5 file is laid out as loom.
bool isLoom(const h5::Node& root);

/// Reads a loom file of specification 2 or 3 (genes × cells, dense): names from the usual row and
/// column attributes, the other attributes as columns, tables among the column attributes as
/// embeddings. A layer named like counts is used when the main matrix does not hold any. Sentences
/// do not yet name the file.
Overview readLoom(const h5::Node& root, Depth depth, const base::Job& job);

}  // namespace counterpoint::io
