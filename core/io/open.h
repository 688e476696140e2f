#pragma once

#include "core/base/job.h"
#include "core/base/memory.h"
#include "core/data/dataset.h"

#include <filesystem>
#include <memory>

namespace counterpoint::io {

struct OpenOptions {
    /// Bytes that may be used. Counts whose analysis would need more stay in their file, to be read
    /// in blocks of rows (Dataset::stream), if the format allows it: compressed rows of cells in
    /// .h5ad and 10x .h5.
    std::size_t memory = base::availableMemory();
};

/// Reads a dataset, recognising its format by content. Throws Error(BadInput | Io) with one
/// sentence that names the file, what is wrong and what to do; Error(OutOfMemory) before anything
/// large is read when it would not fit; Cancelled when stopped.
std::shared_ptr<const data::Dataset> open(const std::filesystem::path& path, const base::Job& job,
                                          const OpenOptions& options = {});

/// What a file claims to hold, read without its matrices: obs, var and names are there;
/// `dataset.counts` is empty and the embeddings have sizes but no values. What kind of values there
/// are, and where the counts are, is judged by the first values. `memory` estimates what `open`
/// will need.
struct Overview {
    data::Dataset dataset;
    std::size_t cells = 0;
    std::size_t genes = 0;
    std::size_t nonZeros = 0;   ///< stored values of the main matrix (cells × genes when dense)
    std::size_t memory = 0;     ///< bytes needed to hold the matrix while it is read, estimated
    std::size_t runMemory = 0;  ///< bytes needed when it is analysed, estimated
    bool streams = false;       ///< the matrix can stay in the file, see OpenOptions
};
Overview inspect(const std::filesystem::path& path, const base::Job& job);

}  // namespace counterpoint::io
