#pragma once

#include <cstddef>
#include <cstdint>

/// What libFuzzer and the regression over stored inputs share: each opens `size` bytes as a file of
/// its format and swallows the refusal. Anything else that happens is a fault of ours.
namespace counterpoint::fuzz {

void table(const std::uint8_t* bytes, std::size_t size);         ///< a text table
void matrixMarket(const std::uint8_t* bytes, std::size_t size);  ///< matrix.mtx in a 10x folder
void hdf5(const std::uint8_t* bytes, std::size_t size);  ///< any HDF5 file: all four layouts

/// The reader of that name ("table", "matrix_market", "h5ad", "tenx", "loom", "h5seurat"), or
/// nullptr.
using Reader = void (*)(const std::uint8_t*, std::size_t);
Reader readerOf(const char* name);

}  // namespace counterpoint::fuzz
