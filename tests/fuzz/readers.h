#pragma once

#include <cstddef>
#include <cstdint>

/// What libFuzzer and the regression over stored inputs share: each opens a hostile file of its
/// format and swallows the refusal. Anything else that happens is a fault of ours. Text formats
/// take the bytes as the file; formats in HDF5 take them as a script that spoils a valid file.
namespace counterpoint::fuzz {

/// The reader of that name ("table", "matrix_market", "h5ad", "tenx", "loom", "h5seurat"), or
/// nullptr.
using Reader = void (*)(const std::uint8_t*, std::size_t);
Reader readerOf(const char* name);

}  // namespace counterpoint::fuzz
