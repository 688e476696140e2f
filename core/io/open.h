#pragma once

#include "core/base/job.h"
#include "core/data/dataset.h"

#include <filesystem>
#include <memory>

namespace counterpoint::io {

/// Reads a dataset, recognising its format by content. Throws Error(BadInput | Io) with one
/// sentence that names the file, what is wrong and what to do; Cancelled when stopped.
std::shared_ptr<const data::Dataset> open(const std::filesystem::path& path, const base::Job& job);

/// What a file claims to hold, read without its matrices: obs, var and names are there;
/// `dataset.counts` is empty and the embeddings have sizes but no values. What kind of values there
/// are, and where the counts are, is judged by the first values. `memory` estimates what `open`
/// will need.
struct Overview {
    data::Dataset dataset;
    std::size_t cells = 0;
    std::size_t genes = 0;
    std::size_t nonZeros = 0;  ///< stored values of the main matrix (cells × genes when dense)
    std::size_t memory = 0;    ///< bytes `open` needs at its peak, estimated
};
Overview inspect(const std::filesystem::path& path, const base::Job& job);

}  // namespace counterpoint::io
