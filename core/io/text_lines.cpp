#include "core/io/text_lines.h"

#include "core/base/error.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <limits>

namespace counterpoint::io {

using base::Error;
using base::ErrorKind;

namespace {

constexpr std::size_t blockBytes = std::size_t{1} << 17U;
constexpr std::size_t longestLine = std::size_t{1} << 30U;
constexpr std::string_view byteOrderMark = "\xEF\xBB\xBF";

bool equalsIgnoringCase(std::string_view text, std::string_view lower) {
    return std::ranges::equal(text, lower, [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    });
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

struct TextLines::Stream {
    gzFile file = nullptr;
    ~Stream() {
        if (file != nullptr) gzclose(file);
    }
};

TextLines::TextLines(const std::filesystem::path& path, const base::Job& job)
    : m_stream(std::make_unique<Stream>()), m_job(&job) {
    m_stream->file = gzopen(path.c_str(), "rb");
    if (m_stream->file == nullptr)
        throw Error(ErrorKind::Io, "cannot be read; check that you may read it");
    gzbuffer(m_stream->file, blockBytes);
    std::error_code unknown;
    m_size = static_cast<double>(std::filesystem::file_size(path, unknown));
    m_buffer.resize(blockBytes);
    if (refill() && std::string_view(m_buffer.data(), m_end).starts_with(byteOrderMark))
        m_begin = byteOrderMark.size();
}

TextLines::~TextLines() = default;

double TextLines::fraction() const {
    return m_size > 0.0 ? std::min(1.0, static_cast<double>(gzoffset(m_stream->file)) / m_size)
                        : 1.0;
}

/// Appends a block after what is unread; false when there is no more.
bool TextLines::refill() {
    m_job->checkStop();
    std::copy(m_buffer.begin() + static_cast<std::ptrdiff_t>(m_begin),
              m_buffer.begin() + static_cast<std::ptrdiff_t>(m_end), m_buffer.begin());
    m_end -= m_begin;
    m_begin = 0;
    if (m_end > longestLine)
        throw Error(ErrorKind::BadInput, "has a line of more than a gigabyte (line " +
                                             std::to_string(m_number + 1) +
                                             "), so it is not a table; choose another file");
    if (m_buffer.size() - m_end < blockBytes) m_buffer.resize(2 * m_buffer.size());
    const int count = gzread(m_stream->file, m_buffer.data() + m_end, blockBytes);
    int status = Z_OK;
    if (count <= 0) gzerror(m_stream->file, &status);
    if (count < 0 || status == Z_BUF_ERROR)
        throw Error(ErrorKind::BadInput,
                    "has damaged or incomplete gzip compression; copy or download it again");
    if (std::memchr(m_buffer.data() + m_end, 0, static_cast<std::size_t>(count)) != nullptr)
        throw Error(ErrorKind::BadInput,
                    "is not a text file although it seemed one; choose another file");
    m_end += static_cast<std::size_t>(count);
    return count > 0;
}

bool TextLines::next(std::string_view& line) {
    std::size_t looked = 0;
    for (;;) {
        if (m_skipNewline && m_begin < m_end) {
            if (m_buffer[m_begin] == '\n') ++m_begin;
            m_skipNewline = false;
        }
        const char* begin = m_buffer.data() + m_begin;
        const char* end = m_buffer.data() + m_end;
        const char* found = std::find_if(begin + std::min<std::size_t>(looked, m_end - m_begin),
                                         end, [](char c) { return c == '\n' || c == '\r'; });
        if (found != end) {
            line = {begin, found};
            m_begin += line.size() + 1;
            m_skipNewline = *found == '\r';
            ++m_number;
            return true;
        }
        looked = m_end - m_begin;
        if (!m_finished && refill()) continue;
        m_finished = true;
        if (m_begin == m_end) return false;
        line = {m_buffer.data() + m_begin, m_end - m_begin};
        m_begin = m_end;
        ++m_number;
        return true;
    }
}

void splitFields(std::string_view line, char delimiter, std::vector<std::string_view>& fields,
                 std::string* scratch) {
    fields.clear();
    if (scratch == nullptr || line.find('"') == std::string_view::npos) {
        std::size_t begin = 0;
        for (std::size_t at = line.find(delimiter); at != std::string_view::npos;
             at = line.find(delimiter, begin)) {
            fields.push_back(line.substr(begin, at - begin));
            begin = at + 1;
        }
        fields.push_back(line.substr(begin));
        return;
    }
    scratch->assign(line.size(), '\0');  // never grows below, so that fields stay valid
    std::size_t out = 0;
    std::size_t begin = 0;
    bool inside = false;
    bool atStart = true;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '"' && (inside || atStart)) {
            if (inside && i + 1 < line.size() && line[i + 1] == '"') {
                (*scratch)[out++] = '"';
                ++i;
            } else {
                inside = !inside;
            }
            atStart = false;
        } else if (c == delimiter && !inside) {
            fields.push_back(std::string_view(*scratch).substr(begin, out - begin));
            begin = out;
            atStart = true;
        } else {
            (*scratch)[out++] = c;
            atStart = false;
        }
    }
    fields.push_back(std::string_view(*scratch).substr(begin, out - begin));
}

bool parseNumber(std::string_view field, double& value) {
    field = trimmed(field);
    constexpr std::array<std::string_view, 6> missing{"", "na", "nan", "n/a", "null", "none"};
    if (!field.empty() && field.front() == '+') field.remove_prefix(1);
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error == std::errc() && end == field.data() + field.size() && !field.empty()) return true;
    if (std::ranges::none_of(missing,
                             [&](std::string_view m) { return equalsIgnoringCase(field, m); }))
        return false;
    value = std::numeric_limits<double>::quiet_NaN();
    return true;
}

}  // namespace counterpoint::io
