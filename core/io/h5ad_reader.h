#pragma once

#include "core/io/h5_node.h"
#include "core/io/reading.h"

namespace counterpoint::io {

/// Whether an HDF5 file is laid out as AnnData.
bool isH5ad(const h5::Node& root);

/// Reads a .h5ad of any generation since AnnData 0.5. Sentences do not yet name the file.
Overview readH5ad(const h5::Node& root, Depth depth, const base::Job& job);

}  // namespace counterpoint::io
