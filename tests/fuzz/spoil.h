#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

namespace counterpoint::fuzz {

/// Changes a valid HDF5 file as `script` says, by calls of the library: entries are removed,
/// renamed or replaced by lists and texts of other kinds, sizes and values, and attributes removed
/// or rewritten. The file stays sound as HDF5 and becomes wrong in what it says, which is what our
/// readers have to notice; damage to HDF5's own structures is the library's to notice.
void spoil(const std::filesystem::path& file, const std::uint8_t* script, std::size_t size);

}  // namespace counterpoint::fuzz
