#pragma once

#include "core/base/job.h"
#include "core/data/row_stream.h"
#include "core/io/h5_output.h"

#include <cstdint>
#include <vector>

namespace counterpoint::io {

/// Writes the lists data and indices of a sparse matrix into `group`, whose rows are read some
/// blocks at a time and packed on all threads; returns the row pointers. Needs the one Session of
/// this thread, and lets others into the library while rows are read and packed.
std::vector<std::int64_t> writeRows(const h5::Output& group, const data::RowStream& stream,
                                    const base::Job& job);

}  // namespace counterpoint::io
