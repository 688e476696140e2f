#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace counterpoint::report {

/// A PNG file of a picture of 8-bit red, green, blue and alpha, row by row from the top.
std::string pngOf(std::span<const std::uint8_t> rgba, std::size_t width, std::size_t height);

/// RFC 4648, with padding.
std::string base64(const std::string& bytes);

}  // namespace counterpoint::report
