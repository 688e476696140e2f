#pragma once

#include "core/io/open.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace counterpoint::io {

/// Which genes several files keep together.
enum class JoinedGenes {
    Shared,  ///< those that every file has: no zeros are made up (the default)
    All,     ///< those that any file has; a file counts 0 for genes it does not list
};

struct JoinOptions {
    JoinedGenes genes = JoinedGenes::Shared;
    /// Bytes that may be used. Counts that would need more stay in those files that allow it, see
    /// OpenOptions.
    std::size_t memory = base::availableMemory();
};

/// Opens several files as one dataset whose cells lie in the order of the files. obs gets a column
/// "batch" ("file" where a file has a column batch already) with the name of each cell's file, and
/// every column of any file. Cell names that occur in several files get "-<file>" at their end.
/// Embeddings and colours are left out, because those of different files do not belong together.
/// Notes report all this and the number of genes. One path is opened as it is. Throws as `open`
/// does, Error(BadInput) where the files do not fit together: different kinds of values, no values,
/// or hardly any gene in common, and Error(OutOfMemory) before anything large is read.
std::shared_ptr<const data::Dataset> openAll(const std::vector<std::filesystem::path>& paths,
                                             const JoinOptions& options, const base::Job& job);

/// What that column calls the cells of each file: the file's name, or that of the first folder
/// above it that says something; the same name in two folders is told apart by them.
std::vector<std::string> batchNames(const std::vector<const data::Dataset*>& files);

}  // namespace counterpoint::io
