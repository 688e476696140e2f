#pragma once

#include "core/io/h5_session.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace counterpoint::io::h5 {

/// What one element of a dataset is.
enum class ElementKind { Integer, Real, Boolean, Text, Compound, Other };

/// A group or dataset of a file opened for reading. Every failure throws Error(BadInput) with a
/// sentence that begins with the node's path; the caller puts the file's name before it. The file
/// stays open while any of its nodes lives.
class Node {
  public:
    /// The root group of a file. Throws Error(BadInput | Io) when HDF5 cannot open it.
    static Node openFile(const std::filesystem::path& file);

    /// Path inside the file without a leading slash ("obs/batch"); "the file" for the root.
    const std::string& path() const { return m_path; }
    bool isGroup() const { return m_isGroup; }
    Handle::Id id() const { return m_handle.id(); }
    /// Another owner of the same group or dataset.
    Node again() const;

    bool hasAttribute(const std::string& name) const;
    /// An attribute's text or texts; empty when it is absent or not text.
    std::string text(const std::string& attribute) const;
    std::vector<std::string> texts(const std::string& attribute) const;
    /// An attribute's integers; empty when it is absent or not numeric.
    std::vector<std::int64_t> integers(const std::string& attribute) const;
    /// The node an object-reference attribute points to, if any.
    std::optional<Node> referred(const std::string& attribute) const;

    /// Members of a group, in name order.
    std::vector<std::string> names() const;
    std::optional<Node> find(const std::string& name) const;
    /// The member of that name; throws when it is absent.
    Node child(const std::string& name) const;

    ElementKind elements() const;
    /// Extents of a dataset; empty for a scalar or an empty dataspace.
    std::vector<std::size_t> shape() const;
    /// Extent along the first axis: 1 for a scalar.
    std::size_t rows() const;
    /// Members of a compound dataset, and one of them seen as a dataset of its own (members that
    /// are short arrays add a second axis).
    std::vector<std::string> fields() const;
    Node field(const std::string& name) const;

    /// Whole chunks of about `bytes`, as a number of rows, so that no chunk is unpacked twice.
    std::size_t blockRows(std::size_t bytes) const;
    /// Rows [first, first + count) with all their columns, converted to T (float, double,
    /// std::int64_t).
    template <class T>
    void read(std::size_t first, std::size_t count, T* out) const;
    std::vector<std::string> readTexts(std::size_t first, std::size_t count) const;
    /// Throws unless every part of the dataset is in the file and its compression can be undone.
    /// Must pass before memory is allocated for what the dataset claims to hold.
    void checkReadable() const;

  private:
    /// Some rows where they lie in the file and in memory. Both have the same rank, because HDF5
    /// moves elements one by one where the ranks differ.
    struct Rows {
        Handle inFile;
        Handle inMemory;
        std::size_t elements;
    };

    Node(Handle handle, std::string path);
    Handle elementType() const;
    Rows selectRows(std::size_t first, std::size_t count) const;
    Handle asField(Handle memoryType) const;
    [[noreturn]] void damaged() const;

    Handle m_handle;
    std::string m_path;
    std::string m_field;  ///< set for a member of a compound dataset
    bool m_isGroup = false;
};

}  // namespace counterpoint::io::h5
