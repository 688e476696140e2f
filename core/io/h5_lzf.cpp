#include "core/io/h5_lzf.h"

#include <hdf5.h>

#include <algorithm>
#include <cstdlib>

namespace counterpoint::io::h5 {

namespace {

constexpr H5Z_filter_t lzfFilter = 32000;  // as registered with the HDF Group

constexpr std::size_t mostExpansion = 88;  // 264 bytes from 3

/// HDF5's filter call: replaces the packed chunk in `*buffer`. Parameter 2 holds the size of a
/// chunk, but too small a one for variable-length text, so it is only the first guess.
std::size_t readChunk(unsigned flags, std::size_t parameterCount, const unsigned parameters[],
                      std::size_t packedBytes, std::size_t* bufferBytes, void** buffer) {
    if ((flags & H5Z_FLAG_REVERSE) == 0) return 0;
    const std::span packed{static_cast<const unsigned char*>(*buffer), packedBytes};
    std::size_t size = parameterCount > 2 && parameters[2] > 0 ? parameters[2] : packedBytes;
    for (;; size *= 2) {
        auto* unpacked = static_cast<unsigned char*>(H5allocate_memory(size, false));
        if (unpacked == nullptr) return 0;
        const std::size_t written = unpackLzf(packed, {unpacked, size});
        if (written > 0) {
            H5free_memory(*buffer);
            *buffer = unpacked;
            *bufferBytes = size;
            return written;
        }
        H5free_memory(unpacked);
        if (size > packedBytes * mostExpansion) return 0;
    }
}

}  // namespace

std::size_t unpackLzf(std::span<const unsigned char> in, std::span<unsigned char> out) {
    std::size_t from = 0;
    std::size_t to = 0;
    while (from < in.size()) {
        const std::size_t control = in[from++];
        if (control < 32) {  // the next control + 1 bytes are literal
            const std::size_t length = control + 1;
            if (length > in.size() - from || length > out.size() - to) return 0;
            std::copy_n(in.begin() + static_cast<std::ptrdiff_t>(from), length,
                        out.begin() + static_cast<std::ptrdiff_t>(to));
            from += length;
            to += length;
            continue;
        }
        // A copy of earlier output: 3 bits of length (7 = one more byte follows), 13 of distance.
        std::size_t length = control >> 5U;
        if (length == 7) {
            if (from == in.size()) return 0;
            length += in[from++];
        }
        length += 2;
        if (from == in.size()) return 0;
        const std::size_t distance = ((control & 31U) << 8U) + in[from++] + 1;
        if (distance > to || length > out.size() - to) return 0;
        // Byte by byte: the source may overlap what is being written, which repeats a pattern.
        for (; length > 0; --length, ++to) out[to] = out[to - distance];
    }
    return to;
}

void registerLzf() {
    if (H5Zfilter_avail(lzfFilter) > 0) return;
    static const H5Z_class2_t filter{H5Z_CLASS_T_VERS, lzfFilter, 0,        1, "lzf",
                                     nullptr,          nullptr,   readChunk};
    H5Zregister(&filter);
}

}  // namespace counterpoint::io::h5
