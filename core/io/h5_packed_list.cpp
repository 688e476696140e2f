#include "core/io/h5_packed_list.h"

#include "core/io/h5_lzf.h"

#include <hdf5.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace counterpoint::io::h5 {

namespace {

constexpr H5Z_filter_t lzfFilter = 32000;
constexpr std::size_t plainLength = std::size_t{1} << 18U;  // numbers at once where not chunked

/// Native numbers of type From in `bytes`, as T.
template <class From, class T>
void convert(const std::vector<unsigned char>& bytes, std::vector<T>& out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
        From number{};
        std::memcpy(&number, bytes.data() + i * sizeof(From), sizeof(From));
        // Signed 8-bit numbers are numbers here.
        out[i] = static_cast<T>(number);  // NOLINT(bugprone-signed-char-misuse)
    }
}

}  // namespace

PackedList::PackedList(const Node& node) : m_node(node.again()), m_size(node.rows()) {
    m_node.checkReadable();
    readType();
    readLayout();
}

void PackedList::damaged() const {
    throw base::Error(base::ErrorKind::BadInput,
                      m_node.path() +
                          " cannot be read because the file is damaged there; copy or "
                          "download it again");
}

/// Sizes that are no type of this machine (half precision, say) the library turns into doubles.
Handle PackedList::nativeType(bool& isStored) const {
    const Handle type(H5Dget_type(m_node.id()));
    Handle native(H5Tget_native_type(type.id(), H5T_DIR_ASCEND));
    const std::size_t width = H5Tget_size(native.id());
    const bool isReal = H5Tget_class(native.id()) == H5T_FLOAT;
    if (!native.valid() || width > sizeof(double) || (isReal && width < sizeof(float)))
        native = Handle(H5Tcopy(H5T_NATIVE_DOUBLE));
    isStored = H5Tequal(type.id(), native.id()) > 0;
    return native;
}

void PackedList::readType() {
    const Handle native = nativeType(m_unpacksHere);
    m_width = H5Tget_size(native.id());
    if (H5Tget_class(native.id()) == H5T_FLOAT) {
        m_type = m_width == sizeof(float) ? Type::Float : Type::Double;
    } else {
        const Type smallest = H5Tget_sign(native.id()) == H5T_SGN_2 ? Type::Int8 : Type::UInt8;
        m_type = static_cast<Type>(static_cast<int>(smallest) +
                                   static_cast<int>(std::bit_width(m_width)) - 1);
    }
}

/// False where a filter is not known here.
bool PackedList::readFilters(Handle::Id properties) {
    const int count = H5Pget_nfilters(properties);
    for (int i = 0; i < count; ++i) {
        unsigned flags = 0;
        std::size_t parameters = 0;
        switch (H5Pget_filter2(properties, static_cast<unsigned>(i), &flags, &parameters, nullptr,
                               0, nullptr, nullptr)) {
            case H5Z_FILTER_SHUFFLE:
                m_filters.push_back(Filter::Shuffle);
                break;
            case H5Z_FILTER_DEFLATE:
                m_filters.push_back(Filter::Gzip);
                break;
            case lzfFilter:
                m_filters.push_back(Filter::Lzf);
                break;
            default:
                return false;
        }
    }
    return true;
}

void PackedList::readLayout() {
    const Handle properties(H5Dget_create_plist(m_node.id()));
    hsize_t chunk = 0;
    m_isChunked = H5Pget_layout(properties.id()) == H5D_CHUNKED &&
                  H5Pget_chunk(properties.id(), 1, &chunk) == 1 && chunk > 0;
    m_chunkLength = m_isChunked ? chunk : plainLength;
    m_unpacksHere = m_unpacksHere && m_isChunked && readFilters(properties.id());
}

PackedList::Chunk PackedList::fetch(std::size_t index) const {
    if (!m_unpacksHere) return readPlain(index);
    Chunk chunk;
    const hsize_t offset = index * m_chunkLength;
    hsize_t bytes = 0;
    hsize_t fileSize = 0;
    const Handle file(H5Iget_file_id(m_node.id()));
    if (H5Fget_filesize(file.id(), &fileSize) < 0 ||
        H5Dget_chunk_storage_size(m_node.id(), &offset, &bytes) < 0 || bytes == 0 ||
        bytes > fileSize)
        damaged();
    chunk.bytes.resize(bytes);
    if (H5Dread_chunk(m_node.id(), H5P_DEFAULT, &offset, &chunk.skippedFilters,
                      chunk.bytes.data()) < 0)
        damaged();
    return chunk;
}

PackedList::Chunk PackedList::readPlain(std::size_t index) const {
    const std::size_t first = index * m_chunkLength;
    Chunk chunk;
    chunk.isPlain = true;
    const hsize_t start = first;
    const hsize_t count = std::min(m_chunkLength, m_size - first);
    chunk.bytes.resize(m_chunkLength * m_width);
    const Handle inFile(H5Dget_space(m_node.id()));
    const Handle inMemory(H5Screate_simple(1, &count, nullptr));
    bool isStored = false;
    const Handle native = nativeType(isStored);
    if (H5Sselect_hyperslab(inFile.id(), H5S_SELECT_SET, &start, nullptr, &count, nullptr) < 0 ||
        H5Dread(m_node.id(), native.id(), inMemory.id(), inFile.id(), H5P_DEFAULT,
                chunk.bytes.data()) < 0)
        damaged();
    return chunk;
}

void PackedList::undo(Filter filter, std::vector<unsigned char>& bytes) const {
    const std::size_t size = m_chunkLength * m_width;
    std::vector<unsigned char> result(size);
    if (filter == Filter::Shuffle) {
        if (bytes.size() != size) damaged();
        for (std::size_t part = 0; part < m_width; ++part) {
            const unsigned char* from = bytes.data() + part * m_chunkLength;
            unsigned char* to = result.data() + part;
            for (std::size_t i = 0; i < m_chunkLength; ++i) to[i * m_width] = from[i];
        }
    } else if (filter == Filter::Gzip) {
        uLongf written = size;
        if (uncompress(result.data(), &written, bytes.data(), bytes.size()) != Z_OK ||
            written != size)
            damaged();
    } else if (unpackLzf(bytes, result) != size) {
        damaged();
    }
    bytes = std::move(result);
}

template <class T>
void PackedList::unpack(Chunk chunk, std::vector<T>& out) const {
    if (!chunk.isPlain)
        for (std::size_t i = m_filters.size(); i-- > 0;)
            if ((chunk.skippedFilters >> i & 1U) == 0) undo(m_filters[i], chunk.bytes);
    if (chunk.bytes.size() != m_chunkLength * m_width) damaged();
    out.resize(m_chunkLength);
    switch (m_type) {
        case Type::Int8:
            return convert<std::int8_t>(chunk.bytes, out);
        case Type::Int16:
            return convert<std::int16_t>(chunk.bytes, out);
        case Type::Int32:
            return convert<std::int32_t>(chunk.bytes, out);
        case Type::Int64:
            return convert<std::int64_t>(chunk.bytes, out);
        case Type::UInt8:
            return convert<std::uint8_t>(chunk.bytes, out);
        case Type::UInt16:
            return convert<std::uint16_t>(chunk.bytes, out);
        case Type::UInt32:
            return convert<std::uint32_t>(chunk.bytes, out);
        case Type::UInt64:
            return convert<std::uint64_t>(chunk.bytes, out);
        case Type::Float:
            return convert<float>(chunk.bytes, out);
        case Type::Double:
            return convert<double>(chunk.bytes, out);
    }
}
template void PackedList::unpack(Chunk, std::vector<float>&) const;
template void PackedList::unpack(Chunk, std::vector<std::int64_t>&) const;

}  // namespace counterpoint::io::h5
