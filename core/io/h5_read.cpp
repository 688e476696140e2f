// The dataset half of Node.
#include "core/io/h5_node.h"
#include "core/io/h5_text.h"

#include <hdf5.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>

namespace counterpoint::io::h5 {

using base::ErrorKind;

namespace {

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
hid_t nativeType<std::int64_t>() {
    return H5T_NATIVE_INT64;
}

std::vector<hsize_t> extentsOf(hid_t space) {
    const int rank = H5Sget_simple_extent_ndims(space);
    std::vector<hsize_t> extents(rank > 0 ? static_cast<std::size_t>(rank) : 0);
    if (!extents.empty()) H5Sget_simple_extent_dims(space, extents.data(), nullptr);
    return extents;
}

std::vector<hsize_t> arrayExtents(hid_t type) {
    if (H5Tget_class(type) != H5T_ARRAY) return {};
    std::vector<hsize_t> extents(static_cast<std::size_t>(H5Tget_array_ndims(type)));
    H5Tget_array_dims2(type, extents.data());
    return extents;
}

/// What a compression filter is called, for a scientist who must re-save the file without it.
std::string filterName(H5Z_filter_t id, const std::string& stored) {
    static const std::map<H5Z_filter_t, std::string> known{
        {H5Z_FILTER_SZIP, "szip"}, {32001, "blosc"}, {32004, "lz4"},
        {32008, "bitshuffle"},     {32013, "zfp"},   {32015, "zstd"},
        {32026, "blosc2"},
    };
    const auto found = known.find(id);
    if (found != known.end()) return found->second;
    return stored.empty() ? "number " + std::to_string(id) : stored;
}

/// The largest factor by which the filters can shrink data; 0 where nobody knows.
double expansionLimit(hid_t properties, const std::string& path) {
    constexpr double deflateLimit = 1100.0;  // deflate reaches 1032, lzf 88
    double limit = 1.0;
    const int filters = H5Pget_nfilters(properties);
    for (int i = 0; i < filters; ++i) {
        unsigned flags = 0;
        std::size_t parameters = 0;
        std::array<char, 64> name{};
        const H5Z_filter_t id =
            H5Pget_filter2(properties, static_cast<unsigned>(i), &flags, &parameters, nullptr,
                           name.size(), name.data(), nullptr);
        if (H5Zfilter_avail(id) <= 0)
            fail(ErrorKind::BadInput, path + " is compressed with the " +
                                          filterName(id, name.data()) +
                                          " filter, which is not installed; write the file again "
                                          "with gzip compression or none");
        if (id == H5Z_FILTER_SHUFFLE || id == H5Z_FILTER_FLETCHER32) continue;
        limit = id == H5Z_FILTER_DEFLATE || id == 32000 ? limit * deflateLimit : 0.0;
    }
    return limit;
}

}  // namespace

Handle Node::elementType() const {
    Handle type(H5Dget_type(m_handle.id()));
    if (!m_field.empty()) {
        const int index = H5Tget_member_index(type.id(), m_field.c_str());
        if (index >= 0) type = Handle(H5Tget_member_type(type.id(), static_cast<unsigned>(index)));
    }
    if (!type.valid()) damaged();
    return type;
}

ElementKind Node::elements() const {
    if (m_isGroup) return ElementKind::Other;
    Handle type = elementType();
    if (H5Tget_class(type.id()) == H5T_ARRAY) type = Handle(H5Tget_super(type.id()));
    switch (H5Tget_class(type.id())) {
        case H5T_INTEGER:
            return ElementKind::Integer;
        case H5T_FLOAT:
            return ElementKind::Real;
        case H5T_STRING:
            return ElementKind::Text;
        case H5T_COMPOUND:
            return ElementKind::Compound;
        case H5T_ENUM: {
            int8_t no = 1;
            int8_t yes = 0;
            const bool boolean = H5Tget_size(type.id()) == 1 && H5Tget_nmembers(type.id()) == 2 &&
                                 H5Tenum_valueof(type.id(), "FALSE", &no) >= 0 &&
                                 H5Tenum_valueof(type.id(), "TRUE", &yes) >= 0 && no == 0 &&
                                 yes == 1;
            return boolean ? ElementKind::Boolean : ElementKind::Other;
        }
        default:
            return ElementKind::Other;
    }
}

std::vector<std::size_t> Node::shape() const {
    const Handle space(m_isGroup ? -1 : H5Dget_space(m_handle.id()));
    if (!space.valid()) damaged();
    const auto extents = extentsOf(space.id());
    std::vector<std::size_t> result(extents.begin(), extents.end());
    if (!m_field.empty())
        for (const hsize_t extent : arrayExtents(elementType().id())) result.push_back(extent);
    return result;
}

std::size_t Node::rows() const {
    const auto extents = shape();
    if (!extents.empty()) return extents.front();
    const Handle space(H5Dget_space(m_handle.id()));
    return H5Sget_simple_extent_type(space.id()) == H5S_SCALAR ? 1 : 0;
}

std::vector<std::string> Node::fields() const {
    std::vector<std::string> result;
    const Handle type(H5Dget_type(m_handle.id()));
    if (H5Tget_class(type.id()) != H5T_COMPOUND) return result;
    const int count = H5Tget_nmembers(type.id());
    for (int i = 0; i < count; ++i) {
        char* name = H5Tget_member_name(type.id(), static_cast<unsigned>(i));
        result.emplace_back(name);
        H5free_memory(name);
    }
    return result;
}

Node Node::field(const std::string& name) const {
    H5Iinc_ref(m_handle.id());
    Node member(Handle(m_handle.id()), m_path + "/" + name);
    member.m_field = name;
    return member;
}

/// `memoryType`, or for a member of a compound dataset a compound of only that member.
Handle Node::asField(Handle memoryType) const {
    if (m_field.empty()) return memoryType;
    const auto extents = arrayExtents(elementType().id());
    if (!extents.empty())
        memoryType = Handle(H5Tarray_create2(memoryType.id(), static_cast<unsigned>(extents.size()),
                                             extents.data()));
    Handle compound(H5Tcreate(H5T_COMPOUND, H5Tget_size(memoryType.id())));
    H5Tinsert(compound.id(), m_field.c_str(), 0, memoryType.id());
    return compound;
}

Node::Rows Node::selectRows(std::size_t first, std::size_t count) const {
    Rows rows{Handle(H5Dget_space(m_handle.id())), {}, 1};
    auto size = extentsOf(rows.inFile.id());
    if (size.empty()) {
        rows.inMemory = Handle(H5Scopy(rows.inFile.id()));
    } else {
        std::vector<hsize_t> start(size.size(), 0);
        start[0] = first;
        size[0] = count;
        H5Sselect_hyperslab(rows.inFile.id(), H5S_SELECT_SET, start.data(), nullptr, size.data(),
                            nullptr);
        rows.inMemory =
            Handle(H5Screate_simple(static_cast<int>(size.size()), size.data(), nullptr));
    }
    const hssize_t elements = H5Sget_select_npoints(rows.inFile.id());
    if (elements < 0 || !rows.inMemory.valid()) damaged();
    rows.elements = static_cast<std::size_t>(elements);
    return rows;
}

template <class T>
void Node::read(std::size_t first, std::size_t count, T* out) const {
    const Rows rows = selectRows(first, count);
    if (rows.elements == 0) return;
    const Handle type = asField(Handle(H5Tcopy(nativeType<T>())));
    if (H5Dread(m_handle.id(), type.id(), rows.inMemory.id(), rows.inFile.id(), H5P_DEFAULT, out) <
        0)
        damaged();
}
template void Node::read(std::size_t, std::size_t, float*) const;
template void Node::read(std::size_t, std::size_t, double*) const;
template void Node::read(std::size_t, std::size_t, std::int64_t*) const;

std::vector<std::string> Node::readTexts(std::size_t first, std::size_t count) const {
    std::vector<std::string> result;
    const Rows rows = selectRows(first, count);
    const bool done = readTextElements(
        elementType().id(), rows.elements,
        [&](Handle::Id textType, void* out) {
            const Handle type = asField(Handle(H5Tcopy(textType)));
            return H5Dread(m_handle.id(), type.id(), rows.inMemory.id(), rows.inFile.id(),
                           H5P_DEFAULT, out) >= 0;
        },
        result);
    if (!done) damaged();
    return result;
}

std::size_t Node::blockRows(std::size_t bytes) const {
    const auto extents = shape();
    if (extents.empty()) return 1;
    const std::size_t columns =
        std::accumulate(extents.begin() + 1, extents.end(), std::size_t{1}, std::multiplies<>());
    const std::size_t rowBytes = std::max<std::size_t>(
        1, columns * std::max<std::size_t>(1, H5Tget_size(elementType().id())));
    std::size_t chunkRows = 1;
    const Handle properties(H5Dget_create_plist(m_handle.id()));
    std::vector<hsize_t> chunk(extents.size(), 1);
    if (H5Pget_layout(properties.id()) == H5D_CHUNKED &&
        H5Pget_chunk(properties.id(), static_cast<int>(chunk.size()), chunk.data()) > 0)
        chunkRows = std::max<std::size_t>(1, chunk[0]);
    const std::size_t chunks = std::max<std::size_t>(1, bytes / rowBytes / chunkRows);
    return chunks * chunkRows;
}

void Node::checkReadable() const {
    const Handle space(H5Dget_space(m_handle.id()));
    const Handle properties(H5Dget_create_plist(m_handle.id()));
    const Handle file(H5Iget_file_id(m_handle.id()));
    if (!space.valid() || !properties.valid() || !file.valid()) damaged();
    const auto extents = extentsOf(space.id());
    if (H5Sget_simple_extent_npoints(space.id()) == 0) return;
    const double limit = expansionLimit(properties.id(), m_path);

    if (H5Pget_layout(properties.id()) == H5D_CHUNKED) {
        std::vector<hsize_t> chunk(extents.size(), 1);
        if (H5Pget_chunk(properties.id(), static_cast<int>(chunk.size()), chunk.data()) < 0)
            damaged();
        double expected = 1.0;
        for (std::size_t i = 0; i < extents.size(); ++i) {
            const hsize_t chunksAlong = (extents[i] + chunk[i] - 1) / chunk[i];
            expected *= static_cast<double>(chunksAlong);
        }
        hsize_t present = 0;
        if (H5Dget_num_chunks(m_handle.id(), space.id(), &present) < 0) damaged();
        if (static_cast<double>(present) < expected)
            fail(ErrorKind::BadInput,
                 m_path + " lacks " + std::to_string(static_cast<hsize_t>(expected) - present) +
                     " of its " + std::to_string(static_cast<hsize_t>(expected)) +
                     " blocks, so the file was not written completely; write it again");
    }
    double claimed = static_cast<double>(H5Tget_size(Handle(H5Dget_type(m_handle.id())).id()));
    for (const hsize_t extent : extents) claimed *= static_cast<double>(extent);
    const auto stored = static_cast<double>(H5Dget_storage_size(m_handle.id()));
    hsize_t fileSize = 0;
    H5Fget_filesize(file.id(), &fileSize);
    const bool inFile = stored > 0 && stored <= static_cast<double>(fileSize);
    if (!inFile || (limit > 0 && claimed > limit * stored))
        fail(ErrorKind::BadInput, m_path +
                                      " claims more values than the file can hold, so the file is "
                                      "damaged; copy or download it again");
}

}  // namespace counterpoint::io::h5
