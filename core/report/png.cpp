#include "core/report/png.h"

#include "core/base/error.h"

#include <zlib.h>

#include <array>

namespace counterpoint::report {

namespace {

std::string bigEndian(std::uint32_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>((value >> shift) & 0xFFU);
    return bytes;
}

/// A chunk (PNG specification, section 5.3): length, type, data, checksum of the last two.
std::string chunk(const char* type, const std::string& data) {
    const std::string body = type + data;
    const auto sum =
        crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
    return bigEndian(static_cast<std::uint32_t>(data.size())) + body +
           bigEndian(static_cast<std::uint32_t>(sum));
}

}  // namespace

std::string pngOf(std::span<const std::uint8_t> rgba, std::size_t width, std::size_t height) {
    // Every row begins with its filter: 0, none. Points on a clear ground pack well without.
    std::string rows;
    rows.reserve((4 * width + 1) * height);
    for (std::size_t row = 0; row < height; ++row) {
        rows += '\0';
        rows.append(reinterpret_cast<const char*>(rgba.data() + 4 * width * row), 4 * width);
    }
    uLongf size = compressBound(rows.size());
    std::string packed(size, '\0');
    if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size,
                  reinterpret_cast<const Bytef*>(rows.data()), rows.size(), 6) != Z_OK)
        throw base::Error(base::ErrorKind::Internal, "a picture could not be compressed");
    packed.resize(size);
    // 8 bits a channel, colour type 6 (RGBA), the only compression and filter method, not
    // interlaced.
    const std::string header = bigEndian(static_cast<std::uint32_t>(width)) +
                               bigEndian(static_cast<std::uint32_t>(height)) +
                               std::string("\x08\x06\x00\x00\x00", 5);
    return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunk("IDAT", packed) + chunk("IEND", "");
}

std::string base64(const std::string& bytes) {
    constexpr const char* alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::array<std::uint32_t, 3> group{};
        for (std::size_t i = 0; i < 3 && at + i < bytes.size(); ++i)
            group[i] = static_cast<unsigned char>(bytes[at + i]);
        const std::uint32_t bits = group[0] << 16U | group[1] << 8U | group[2];
        text += alphabet[bits >> 18U & 63U];
        text += alphabet[bits >> 12U & 63U];
        text += at + 1 < bytes.size() ? alphabet[bits >> 6U & 63U] : '=';
        text += at + 2 < bytes.size() ? alphabet[bits & 63U] : '=';
    }
    return text;
}

}  // namespace counterpoint::report
