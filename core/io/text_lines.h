#pragma once

#include "core/base/job.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace counterpoint::io {

/// The lines of a text file, plain or gzip (told by its first bytes, not its name), with Unix,
/// Windows or old Mac endings and with or without a byte-order mark. Holds one block at a time, so
/// the size of the file does not matter. Polls the stop request.
class TextLines {
  public:
    /// Throws Error(Io) when the file cannot be opened.
    TextLines(const std::filesystem::path& path, const base::Job& job);
    ~TextLines();
    TextLines(const TextLines&) = delete;
    TextLines& operator=(const TextLines&) = delete;

    /// The next line without its ending, valid until the next call; false at the end. Throws
    /// Error(BadInput) when the compression is damaged, for NUL bytes and for endless lines.
    bool next(std::string_view& line);
    /// Number of the line last given, from 1.
    std::size_t number() const { return m_number; }
    /// Part of the file consumed, 0–1.
    double fraction() const;

  private:
    bool refill();

    struct Stream;
    std::unique_ptr<Stream> m_stream;
    const base::Job* m_job;
    double m_size = 0.0;
    std::vector<char> m_buffer;
    std::size_t m_begin = 0;  ///< unread part of the buffer
    std::size_t m_end = 0;
    std::size_t m_number = 0;
    bool m_finished = false;
    bool m_skipNewline = false;  ///< a CR ended the last line: a LF belongs to it
};

/// Splits at every `delimiter`; with `quoted` a field may stand in double quotes, which are
/// dropped, with two of them for one inside. Fields are valid as long as `line` and `scratch`.
void splitFields(std::string_view line, char delimiter, std::vector<std::string_view>& fields,
                 std::string* scratch = nullptr);

/// A whole field as a number. Missing ("", NA, NaN, null in any case) becomes NaN; false for text.
bool parseNumber(std::string_view field, double& value);

}  // namespace counterpoint::io
