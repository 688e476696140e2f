#include "core/io/h5_growing_list.h"

#include "core/io/h5_write.h"

#include <hdf5.h>
#include <zlib.h>

namespace counterpoint::io::h5 {

namespace {

/// The fastest: levels above shrink shuffled counts by little more and take twice as long.
constexpr int gzipLevel = 1;

template <class T>
hid_t storedType();
template <>
hid_t storedType<float>() {
    return H5T_IEEE_F32LE;
}
template <>
hid_t storedType<std::uint32_t>() {
    return H5T_STD_I32LE;
}

}  // namespace

template <class T>
GrowingList GrowingList::create(const Output& parent, const std::string& name) {
    const hsize_t none = 0;
    const hsize_t unlimited = H5S_UNLIMITED;
    const hsize_t chunk = ChunkLength;
    const Handle space = need(H5Screate_simple(1, &none, &unlimited));
    const Handle properties = need(H5Pcreate(H5P_DATASET_CREATE));
    check(H5Pset_obj_track_times(properties.id(), false));
    check(H5Pset_chunk(properties.id(), 1, &chunk));
    check(H5Pset_shuffle(properties.id()));
    check(H5Pset_deflate(properties.id(), gzipLevel));
    return GrowingList(need(H5Dcreate2(parent.id(), name.c_str(), storedType<T>(), space.id(),
                                       H5P_DEFAULT, properties.id(), H5P_DEFAULT)));
}
template GrowingList GrowingList::create<float>(const Output&, const std::string&);
template GrowingList GrowingList::create<std::uint32_t>(const Output&, const std::string&);

template <class T>
std::vector<unsigned char> GrowingList::pack(std::span<const T> values) {
    // Shuffled as HDF5 does: the first bytes of all values, then the second ones, …
    std::vector<unsigned char> shuffled(ChunkLength * sizeof(T));
    const auto* bytes = reinterpret_cast<const unsigned char*>(values.data());
    for (std::size_t part = 0; part < sizeof(T); ++part)
        for (std::size_t i = 0; i < values.size(); ++i)
            shuffled[part * ChunkLength + i] = bytes[i * sizeof(T) + part];
    uLongf size = compressBound(shuffled.size());
    std::vector<unsigned char> packed(size);
    if (compress2(packed.data(), &size, shuffled.data(), shuffled.size(), gzipLevel) != Z_OK)
        throw base::Error(base::ErrorKind::OutOfMemory,
                          "not enough memory to compress it; close other data first");
    packed.resize(size);
    return packed;
}
template std::vector<unsigned char> GrowingList::pack(std::span<const float>);
template std::vector<unsigned char> GrowingList::pack(std::span<const std::uint32_t>);

void GrowingList::append(const std::vector<unsigned char>& packed, std::size_t count) {
    const hsize_t offset = m_size;
    const hsize_t size = m_size + count;
    check(H5Dset_extent(m_dataset.id(), &size));
    check(H5Dwrite_chunk(m_dataset.id(), H5P_DEFAULT, 0, &offset, packed.size(), packed.data()));
    m_size += count;
}

}  // namespace counterpoint::io::h5
