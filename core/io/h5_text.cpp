#include "core/io/h5_text.h"

#include <hdf5.h>

#include <algorithm>
#include <cstring>

namespace counterpoint::io::h5 {

namespace {

/// Bytes a UTF-8 sequence has after a lead byte of this value; −1 for no lead byte.
int continuationBytes(unsigned char lead) {
    if (lead < 0x80) return 0;
    if (lead >= 0xC2 && lead < 0xE0) return 1;
    if (lead >= 0xE0 && lead < 0xF0) return 2;
    if (lead >= 0xF0 && lead < 0xF5) return 3;
    return -1;
}

bool isUtf8(const std::string& text) {
    for (std::size_t i = 0; i < text.size();) {
        const int more = continuationBytes(static_cast<unsigned char>(text[i++]));
        if (more < 0) return false;
        for (int k = 0; k < more; ++k, ++i)
            if (i == text.size() || (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80)
                return false;
    }
    return true;
}

std::string fixedText(const char* at, std::size_t size, H5T_str_t padding) {
    std::string text(at, strnlen(at, size));
    if (padding == H5T_STR_SPACEPAD)
        while (!text.empty() && text.back() == ' ') text.pop_back();
    return text;
}

Handle memoryTextType(Handle::Id fileType, bool variable) {
    Handle type(H5Tcopy(H5T_C_S1));
    H5Tset_size(type.id(), variable ? H5T_VARIABLE : H5Tget_size(fileType));
    H5Tset_cset(type.id(), H5Tget_cset(fileType));
    H5Tset_strpad(type.id(), H5Tget_strpad(fileType));
    return type;
}

}  // namespace

std::string toUtf8(std::string text) {
    if (isUtf8(text)) return text;
    std::string converted;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            converted += c;
        } else {
            converted += static_cast<char>(0xC0U | (byte >> 6U));
            converted += static_cast<char>(0x80U | (byte & 0x3FU));
        }
    }
    return converted;
}

bool readTextElements(Handle::Id fileType, std::size_t count, const TextSource& read,
                      std::vector<std::string>& out) {
    if (count == 0) return true;
    const bool variable = H5Tis_variable_str(fileType) > 0;
    const Handle type = memoryTextType(fileType, variable);
    if (!variable) {
        const std::size_t size = H5Tget_size(fileType);
        std::vector<char> buffer(count * size);
        if (!read(type.id(), buffer.data())) return false;
        for (std::size_t i = 0; i < count; ++i)
            out.push_back(
                toUtf8(fixedText(buffer.data() + i * size, size, H5Tget_strpad(fileType))));
        return true;
    }
    std::vector<char*> buffer(count, nullptr);
    const bool done = read(type.id(), buffer.data());
    if (done)
        for (const char* text : buffer) out.push_back(text == nullptr ? "" : toUtf8(text));
    const hsize_t extent = count;
    const Handle space(H5Screate_simple(1, &extent, nullptr));
    H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, buffer.data());
    return done;
}

}  // namespace counterpoint::io::h5
