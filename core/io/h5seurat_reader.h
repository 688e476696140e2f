#pragma once

#include "core/io/h5_node.h"
#include "core/io/reading.h"

namespace counterpoint::io {

/// Whether an HDF5 file is laid out as h5Seurat (SeuratDisk).
bool isH5Seurat(const h5::Node& root);

/// Reads the active assay (of Seurat 3 to 5) with cell metadata and reductions: counts where there
/// are any, else the data slot. Matrices lie transposed, as R stores columns first. Sentences do
/// not yet name the file. Source: SeuratDisk's file format specification.
Overview readH5Seurat(const h5::Node& root, Depth depth, const base::Job& job);

}  // namespace counterpoint::io
