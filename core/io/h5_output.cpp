#include "core/io/h5_output.h"

#include "core/io/h5_write.h"

#include <hdf5.h>

#include <algorithm>
#include <numeric>

namespace counterpoint::io::h5 {

void failWriting() {
    const std::string detail = takeErrorStack();
    const std::string key = "error message = '";
    std::string reason;
    if (const auto at = detail.find(key); at != std::string::npos) {
        const auto begin = at + key.size();
        reason = " (" + detail.substr(begin, detail.find('\'', begin) - begin) + ")";
    }
    throw base::Error(base::ErrorKind::Io,
                      "could not be written" + reason +
                          "; check the free space and your rights there, or choose another folder",
                      detail);
}

Handle need(Handle::Id id) {
    if (id < 0) failWriting();
    return Handle(id);
}

void check(int status) {
    if (status < 0) failWriting();
}

namespace {

constexpr std::size_t chunkBytes = std::size_t{1} << 20U;
constexpr std::size_t blockBytes = std::size_t{8} << 20U;   // between two looks at the stop request
constexpr std::size_t smallBytes = std::size_t{16} << 10U;  // chunks would cost more than they save
constexpr unsigned gzipLevel = 2;

template <class T>
hid_t nativeType();
template <>
hid_t nativeType<float>() {
    return H5T_NATIVE_FLOAT;
}
template <>
hid_t nativeType<double>() {
    return H5T_NATIVE_DOUBLE;
}
template <>
hid_t nativeType<std::int32_t>() {
    return H5T_NATIVE_INT32;
}
template <>
hid_t nativeType<std::uint32_t>() {
    return H5T_NATIVE_UINT32;
}
template <>
hid_t nativeType<std::int64_t>() {
    return H5T_NATIVE_INT64;
}

hid_t fileType(Stored stored) {
    switch (stored) {
        case Stored::Int8:
            return H5T_STD_I8LE;
        case Stored::Int16:
            return H5T_STD_I16LE;
        case Stored::Int32:
            return H5T_STD_I32LE;
        case Stored::Int64:
            return H5T_STD_I64LE;
        case Stored::Float:
            return H5T_IEEE_F32LE;
        case Stored::Double:
            return H5T_IEEE_F64LE;
    }
    return H5T_IEEE_F64LE;
}

/// Variable-length UTF-8: readers decode by this tag, so it must be right even for plain ASCII.
Handle textType() {
    Handle type = need(H5Tcopy(H5T_C_S1));
    check(H5Tset_size(type.id(), H5T_VARIABLE));
    check(H5Tset_cset(type.id(), H5T_CSET_UTF8));
    return type;
}

/// The boolean of h5py: readers refuse a plain small integer where this is expected.
Handle flagType() {
    Handle type = need(H5Tenum_create(H5T_STD_I8LE));
    const std::int8_t no = 0;
    const std::int8_t yes = 1;
    check(H5Tenum_insert(type.id(), "FALSE", &no));
    check(H5Tenum_insert(type.id(), "TRUE", &yes));
    return type;
}

Handle simpleSpace(const std::vector<std::size_t>& shape) {
    if (shape.empty()) return need(H5Screate(H5S_SCALAR));
    const std::vector<hsize_t> extents(shape.begin(), shape.end());
    return need(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr));
}

/// Contiguous when small, else whole rows in chunks. No time stamps: equal data, equal file.
Handle creationProperties(const std::vector<std::size_t>& shape, std::size_t rowBytes,
                          bool compressible) {
    Handle properties = need(H5Pcreate(H5P_DATASET_CREATE));
    check(H5Pset_obj_track_times(properties.id(), false));
    if (!compressible || shape.empty() || shape[0] * rowBytes <= smallBytes) return properties;
    std::vector<hsize_t> chunk(shape.begin(), shape.end());
    chunk[0] = std::clamp<std::size_t>(chunkBytes / rowBytes, 1, shape[0]);
    check(H5Pset_chunk(properties.id(), static_cast<int>(chunk.size()), chunk.data()));
    check(H5Pset_shuffle(properties.id()));
    check(H5Pset_deflate(properties.id(), gzipLevel));
    return properties;
}

void writeAttribute(const Handle& node, const std::string& of, const std::string& name,
                    const Handle& space, const Handle& type, const void* value) {
    const Handle attribute =
        need(H5Acreate_by_name(node.id(), of.c_str(), name.c_str(), type.id(), space.id(),
                               H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    if (H5Sget_simple_extent_npoints(space.id()) > 0)
        check(H5Awrite(attribute.id(), type.id(), value));
}

std::vector<const char*> pointersOf(const std::vector<std::string>& texts) {
    std::vector<const char*> pointers;
    pointers.reserve(texts.size());
    for (const auto& text : texts) pointers.push_back(text.c_str());
    return pointers;
}

}  // namespace

Output Output::createFile(const std::filesystem::path& file, const base::Job& job) {
    const Handle created =
        need(H5Fcreate(file.string().c_str(), H5F_ACC_EXCL, H5P_DEFAULT, H5P_DEFAULT));
    return {need(H5Gopen2(created.id(), "/", H5P_DEFAULT)), job};
}

Output Output::group(const std::string& name) const {
    return {need(H5Gcreate2(m_handle.id(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT)),
            *m_job};
}

void Output::text(const std::string& attribute, const std::string& value,
                  const std::string& of) const {
    const char* pointer = value.c_str();
    writeAttribute(m_handle, of, attribute, simpleSpace({}), textType(), &pointer);
}

void Output::texts(const std::string& attribute, const std::vector<std::string>& values) const {
    writeAttribute(m_handle, ".", attribute, simpleSpace({values.size()}), textType(),
                   pointersOf(values).data());
}

void Output::flag(const std::string& attribute, bool value) const {
    const std::int8_t stored = value ? 1 : 0;
    writeAttribute(m_handle, ".", attribute, simpleSpace({}), flagType(), &stored);
}

void Output::integers(const std::string& attribute, const std::vector<std::int64_t>& values) const {
    writeAttribute(m_handle, ".", attribute, simpleSpace({values.size()}),
                   Handle(H5Tcopy(H5T_NATIVE_INT64)), values.data());
}

/// Creates the dataset and writes it some rows at a time.
void Output::blocks(const std::string& name, const std::vector<std::size_t>& shape, Handle::Id type,
                    Handle::Id memoryType, const void* values) const {
    m_job->checkStop();
    const std::size_t rows = shape.empty() ? 1 : shape[0];
    const std::size_t columns =
        shape.empty()
            ? 1
            : std::accumulate(shape.begin() + 1, shape.end(), std::size_t{1}, std::multiplies<>());
    const std::size_t rowBytes = columns * H5Tget_size(memoryType);
    const bool isText = H5Tget_class(type) == H5T_STRING;
    const Handle space = simpleSpace(shape);
    const Handle properties = creationProperties(shape, columns * H5Tget_size(type), !isText);
    const Handle dataset = need(H5Dcreate2(m_handle.id(), name.c_str(), type, space.id(),
                                           H5P_DEFAULT, properties.id(), H5P_DEFAULT));
    if (rows == 0 || columns == 0) return;
    if (shape.empty()) {
        check(H5Dwrite(dataset.id(), memoryType, H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
        return;
    }
    // Blocks are whole chunks: a chunk written in two parts would be compressed twice.
    const std::size_t chunkRows =
        std::clamp<std::size_t>(chunkBytes / std::max<std::size_t>(1, rowBytes), 1, rows);
    const std::size_t step = chunkRows * (blockBytes / chunkBytes);
    std::vector<hsize_t> start(shape.size(), 0);
    std::vector<hsize_t> count(shape.begin(), shape.end());
    for (std::size_t first = 0; first < rows; first += step) {
        m_job->checkStop();
        start[0] = first;
        count[0] = std::min(step, rows - first);
        check(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(),
                                  nullptr));
        const Handle memory =
            need(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr));
        check(H5Dwrite(dataset.id(), memoryType, memory.id(), space.id(), H5P_DEFAULT,
                       static_cast<const char*>(values) + first * rowBytes));
    }
}

template <class T>
void Output::array(const std::string& name, const std::vector<std::size_t>& shape, const T* values,
                   Stored stored) const {
    blocks(name, shape, fileType(stored), nativeType<T>(), values);
}
template void Output::array(const std::string&, const std::vector<std::size_t>&, const float*,
                            Stored) const;
template void Output::array(const std::string&, const std::vector<std::size_t>&, const double*,
                            Stored) const;
template void Output::array(const std::string&, const std::vector<std::size_t>&,
                            const std::int32_t*, Stored) const;
template void Output::array(const std::string&, const std::vector<std::size_t>&,
                            const std::uint32_t*, Stored) const;
template void Output::array(const std::string&, const std::vector<std::size_t>&,
                            const std::int64_t*, Stored) const;

void Output::flagArray(const std::string& name, const std::vector<bool>& values) const {
    const std::vector<std::int8_t> stored(values.begin(), values.end());
    const Handle type = flagType();
    blocks(name, {stored.size()}, type.id(), type.id(), stored.data());
}

void Output::textArray(const std::string& name, const std::vector<std::string>& values) const {
    const Handle type = textType();
    blocks(name, {values.size()}, type.id(), type.id(), pointersOf(values).data());
}

void Output::textScalar(const std::string& name, const std::string& value) const {
    const Handle type = textType();
    const char* pointer = value.c_str();
    blocks(name, {}, type.id(), type.id(), &pointer);
}

void Output::flush() const {
    check(H5Fflush(m_handle.id(), H5F_SCOPE_GLOBAL));
}

}  // namespace counterpoint::io::h5
