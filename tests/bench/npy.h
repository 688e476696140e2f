#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

/// Files for the peers of a benchmark.
namespace counterpoint::bench {

/// Writes numbers as NumPy reads them; `type` as "<f4". Without `cols` a vector.
template <class T>
void writeNpy(const std::filesystem::path& path, const char* type, std::size_t rows,
              std::size_t cols, const T* values) {
    std::string header = std::string("{'descr': '") + type +
                         "', 'fortran_order': False, 'shape': (" + std::to_string(rows) +
                         (cols == 0 ? ",)" : ", " + std::to_string(cols) + ")") + ", }";
    header.resize((10 + header.size() + 64) / 64 * 64 - 10 - 1, ' ');
    header += '\n';
    std::ofstream file(path, std::ios::binary);
    const auto size = static_cast<std::uint16_t>(header.size());
    file.write("\x93NUMPY\x01\x00", 8);
    file.write(reinterpret_cast<const char*>(&size), 2);
    file << header;
    file.write(reinterpret_cast<const char*>(values),
               static_cast<std::streamsize>(rows * std::max<std::size_t>(cols, 1) * sizeof(T)));
}

}  // namespace counterpoint::bench
