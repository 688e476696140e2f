#pragma once

#include "core/io/h5_node.h"
#include "core/io/reading.h"

#include <string>
#include <vector>

namespace counterpoint::io {

/// Whether an HDF5 file holds matrices as Cell Ranger writes them.
bool isTenx(const h5::Node& root);

/// Reads a 10x .h5: version 3 and later (one group "matrix" with features of several types, of
/// which genes are kept) and version 2 (a group a genome; the genes of several genomes stand side
/// by side where they share their cells, else the genome with the most cells is read).
/// Sentences do not yet name the file.
Overview readTenx(const h5::Node& root, Depth depth, const base::Job& job);

/// Columns to keep of features of these types: gene expression where there is any, else all. Says
/// in a note what is left out. Files without types (empty texts) keep everything.
std::vector<std::uint32_t> geneFeatures(const std::vector<std::string>& types,
                                        const Reading& reading);

}  // namespace counterpoint::io
