#pragma once

#include "core/io/h5_node.h"
#include "core/io/reading.h"

#include <algorithm>
#include <string>
#include <vector>

namespace counterpoint::io {

/// The AnnData encoding of a node: its attribute encoding-type, or what older files without that
/// attribute mean by its form ("csr_matrix", "array", "string-array", "dataframe", …).
std::string encodingOf(const h5::Node& node);

/// Notes a version of a known encoding that is newer than this reader; it is read all the same.
void noteNewerVersion(const h5::Node& node, const Reading& reading);

/// Calls `body(first, count)` for consecutive rows of a dataset in blocks of whole chunks of about
/// 8 MB, polling the stop request and reporting progress from `from` to `to`. Checks first that
/// the dataset is complete and readable.
template <class Body>
void forBlocks(const h5::Node& node, const base::Job& job, double from, double to, Body body) {
    constexpr std::size_t blockBytes = std::size_t{8} << 20U;
    node.checkReadable();
    const std::size_t rows = node.rows();
    const std::size_t step = node.blockRows(blockBytes);
    for (std::size_t first = 0; first < rows; first += step) {
        job.checkStop();
        const std::size_t count = std::min(step, rows - first);
        body(first, count);
        if (to > from)
            job.progress(from + (to - from) * static_cast<double>(first + count) /
                                    static_cast<double>(rows));
    }
}

/// Throws Error(BadInput) unless the node is a dataset with one axis (or a single value): lists are
/// given memory by their rows alone.
void requireOneAxis(const h5::Node& node);

/// A whole one-dimensional dataset, without progress.
template <class T>
std::vector<T> readVector(const h5::Node& node, const base::Job& job) {
    requireOneAxis(node);
    node.checkReadable();
    std::vector<T> values(node.rows());
    forBlocks(node, job, 0.0, 0.0, [&](std::size_t first, std::size_t count) {
        node.read(first, count, values.data() + first);
    });
    return values;
}
std::vector<std::string> readTexts(const h5::Node& node, const base::Job& job);

}  // namespace counterpoint::io
