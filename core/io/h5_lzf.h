#pragma once

#include <cstddef>
#include <span>

namespace counterpoint::io::h5 {

/// Unpacks one LZF block into `out` and returns the bytes written; 0 when the block is damaged or
/// does not fit.
std::size_t unpackLzf(std::span<const unsigned char> in, std::span<unsigned char> out);

/// Teaches HDF5 to read the lzf filter, which h5py offers without a plug-in. Reading only.
void registerLzf();

}  // namespace counterpoint::io::h5
