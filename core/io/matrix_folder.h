#pragma once

#include "core/io/reading.h"

#include <filesystem>
#include <optional>

namespace counterpoint::io {

/// The three files of a matrix as Cell Ranger, STARsolo and their like write it.
struct MatrixFiles {
    std::filesystem::path matrix;    ///< […]matrix.mtx[.gz]
    std::filesystem::path features;  ///< […]features.tsv[.gz] or […]genes.tsv[.gz]
    std::filesystem::path barcodes;  ///< […]barcodes.tsv[.gz]
};

/// The files in a folder, or in the one folder below it that has any (filtered before raw). Throws
/// Error(BadInput) when there are none, several, or not all three.
MatrixFiles findMatrixFiles(const std::filesystem::path& folder);

/// The names that belong to a matrix file, found beside it.
MatrixFiles matrixFilesOf(const std::filesystem::path& matrix);

/// Reads genes × cells (or, where the names say so, cells × genes). Features of other types than
/// gene expression are left out with a note. Sentences name the file at fault.
Overview readMatrixFiles(const MatrixFiles& files, Depth depth, const base::Job& job);

}  // namespace counterpoint::io
