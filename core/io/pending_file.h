#pragma once

#include <filesystem>

namespace counterpoint::io {

/// A file written under a temporary name in the folder of its target, and put in the target's place
/// in one step by `commit()`. Until then, and for ever if commit is not reached, a file of the
/// target's name stays as it was; the temporary file is removed.
class PendingFile {
  public:
    /// Throws Error(Io) when the folder does not exist.
    explicit PendingFile(const std::filesystem::path& target);
    ~PendingFile();
    PendingFile(const PendingFile&) = delete;
    PendingFile& operator=(const PendingFile&) = delete;

    /// Where to write.
    const std::filesystem::path& path() const { return m_path; }
    /// Waits until the content is on the disk, then renames. Throws Error(Io).
    void commit();

  private:
    std::filesystem::path m_target;
    std::filesystem::path m_path;
};

}  // namespace counterpoint::io
