#include "core/io/h5_node.h"

#include "core/io/h5_text.h"

#include <hdf5.h>

#include <algorithm>

namespace counterpoint::io::h5 {

using base::ErrorKind;

namespace {

constexpr const char* rootName = "the file";

/// Number of elements of an attribute; 0 when it has an empty dataspace.
std::size_t attributeSize(const Handle& attribute) {
    const Handle space(H5Aget_space(attribute.id()));
    const hssize_t count = H5Sget_simple_extent_npoints(space.id());
    return count < 0 ? 0 : static_cast<std::size_t>(count);
}

herr_t collectName(hid_t, const char* name, const H5L_info_t*, void* names) {
    static_cast<std::vector<std::string>*>(names)->emplace_back(name);
    return 0;
}

}  // namespace

Node::Node(Handle handle, std::string path)
    : m_handle(std::move(handle)),
      m_path(std::move(path)),
      m_isGroup(H5Iget_type(m_handle.id()) == H5I_GROUP) {}

Node Node::again() const {
    H5Iinc_ref(m_handle.id());
    return {Handle(m_handle.id()), m_path};
}

Node Node::openFile(const std::filesystem::path& file) {
    const Handle access(H5Pcreate(H5P_FILE_ACCESS));
    // Network folders often have no locks at all; that is no reason to refuse a file.
    H5Pset_file_locking(access.id(), true, true);
    const Handle opened(H5Fopen(file.string().c_str(), H5F_ACC_RDONLY, access.id()));
    if (!opened.valid()) {
        const std::string detail = takeErrorStack();
        if (detail.find("truncated file") != std::string::npos)
            throw base::Error(ErrorKind::BadInput,
                              "is cut short, so part of its content is missing; copy or download "
                              "it again",
                              detail);
        if (detail.find("unable to lock file") != std::string::npos)
            throw base::Error(ErrorKind::Io,
                              "is being written by another program; close it there and try again "
                              "(on a network folder without locks, set HDF5_USE_FILE_LOCKING=FALSE "
                              "before starting)",
                              detail);
        throw base::Error(ErrorKind::BadInput,
                          "is a damaged HDF5 file that cannot be opened; copy or download it again",
                          detail);
    }
    Handle root(H5Gopen2(opened.id(), "/", H5P_DEFAULT));
    if (!root.valid())
        fail(ErrorKind::BadInput,
             "is a damaged HDF5 file without a readable root; copy or download it again");
    return {std::move(root), rootName};
}

void Node::damaged() const {
    fail(ErrorKind::BadInput,
         m_path + " cannot be read because the file is damaged there; copy or download it again");
}

bool Node::hasAttribute(const std::string& name) const {
    return H5Aexists(m_handle.id(), name.c_str()) > 0;
}

std::string Node::text(const std::string& attribute) const {
    const auto all = texts(attribute);
    return all.empty() ? std::string() : all.front();
}

std::vector<std::string> Node::texts(const std::string& attribute) const {
    std::vector<std::string> result;
    if (!hasAttribute(attribute)) return result;
    const Handle handle(H5Aopen(m_handle.id(), attribute.c_str(), H5P_DEFAULT));
    if (!handle.valid()) damaged();
    const Handle type(H5Aget_type(handle.id()));
    if (H5Tget_class(type.id()) != H5T_STRING) return result;
    const bool done = readTextElements(
        type.id(), attributeSize(handle),
        [&](Handle::Id memory, void* out) { return H5Aread(handle.id(), memory, out) >= 0; },
        result);
    if (!done) damaged();
    return result;
}

std::vector<std::int64_t> Node::integers(const std::string& attribute) const {
    if (!hasAttribute(attribute)) return {};
    const Handle handle(H5Aopen(m_handle.id(), attribute.c_str(), H5P_DEFAULT));
    if (!handle.valid()) damaged();
    const Handle type(H5Aget_type(handle.id()));
    const H5T_class_t kind = H5Tget_class(type.id());
    if (kind != H5T_INTEGER && kind != H5T_ENUM) return {};
    std::vector<std::int64_t> result(attributeSize(handle));
    if (!result.empty() && H5Aread(handle.id(), H5T_NATIVE_INT64, result.data()) < 0) damaged();
    return result;
}

std::optional<Node> Node::referred(const std::string& attribute) const {
    if (!hasAttribute(attribute)) return std::nullopt;
    const Handle handle(H5Aopen(m_handle.id(), attribute.c_str(), H5P_DEFAULT));
    if (!handle.valid()) damaged();
    const Handle type(H5Aget_type(handle.id()));
    if (H5Tequal(type.id(), H5T_STD_REF_OBJ) <= 0 || attributeSize(handle) != 1)
        return std::nullopt;
    hobj_ref_t reference{};
    if (H5Aread(handle.id(), H5T_STD_REF_OBJ, &reference) < 0) damaged();
    Handle target(H5Rdereference2(m_handle.id(), H5P_DEFAULT, H5R_OBJECT, &reference));
    if (!target.valid()) damaged();
    return Node(std::move(target), m_path + " (" + attribute + ")");
}

std::vector<std::string> Node::names() const {
    std::vector<std::string> result;
    if (!m_isGroup) return result;
    if (H5Literate(m_handle.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, collectName, &result) < 0)
        damaged();
    return result;
}

std::optional<Node> Node::find(const std::string& name) const {
    // A name with a slash would walk into other groups.
    if (!m_isGroup || name.empty() || name == "." || name.find('/') != std::string::npos)
        return std::nullopt;
    if (H5Lexists(m_handle.id(), name.c_str(), H5P_DEFAULT) <= 0) return std::nullopt;
    if (H5Oexists_by_name(m_handle.id(), name.c_str(), H5P_DEFAULT) <= 0) return std::nullopt;
    std::string path = m_path == rootName ? name : m_path + "/" + name;
    Handle handle(H5Oopen(m_handle.id(), name.c_str(), H5P_DEFAULT));
    if (!handle.valid())
        fail(ErrorKind::BadInput,
             path + " cannot be read because the file is damaged there; copy or download it again");
    const H5I_type_t kind = H5Iget_type(handle.id());
    if (kind != H5I_GROUP && kind != H5I_DATASET) return std::nullopt;
    return Node(std::move(handle), std::move(path));
}

Node Node::child(const std::string& name) const {
    auto found = find(name);
    if (!found)
        throw base::Error(ErrorKind::BadInput,
                          m_path + " has no '" + name +
                              "', so the file was not written completely; write it again");
    return std::move(*found);
}

}  // namespace counterpoint::io::h5
