#include "core/io/matrix_market.h"

#include "core/base/error.h"
#include "core/io/text_lines.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace counterpoint::io {

using base::Error;
using base::ErrorKind;

namespace {

[[noreturn]] void refuse(const std::string& sentence) {
    throw Error(ErrorKind::BadInput, sentence);
}

std::string inLine(const TextLines& lines) {
    return "line " + std::to_string(lines.number());
}

bool skipBlanks(const char*& at, const char* end) {
    while (at != end && (*at == ' ' || *at == '\t')) ++at;
    return at != end;
}

/// The next number of a line; false when there is none.
template <class T>
bool take(const char*& at, const char* end, T& value) {
    if (!skipBlanks(at, end)) return false;
    if (*at == '+') ++at;
    const auto [next, error] = std::from_chars(at, end, value);
    if (error != std::errc() || (next != end && *next != ' ' && *next != '\t')) return false;
    at = next;
    return true;
}

/// Reads the banner and the sizes; afterwards `lines` stands before the first entry.
MatrixMarketHeader readHeader(TextLines& lines) {
    std::string_view line;
    if (!lines.next(line)) refuse("is empty; copy or download it again");
    std::string banner(line);
    std::ranges::transform(banner, banner.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    });
    const auto says = [&](const char* word) { return banner.find(word) != std::string::npos; };
    if (!banner.starts_with("%%matrixmarket"))
        refuse(
            "does not begin with %%MatrixMarket, so it is not a Matrix Market file; choose "
            "the matrix.mtx that Cell Ranger wrote");
    if (!says("coordinate") || !says("general") || says("complex"))
        refuse("is a Matrix Market file of another form (" + std::string(line) +
               "); write it as a general coordinate matrix of numbers");
    MatrixMarketHeader header;
    header.pattern = says("pattern");
    while (lines.next(line)) {
        const char* at = line.data();
        const char* end = at + line.size();
        if (!skipBlanks(at, end) || *at == '%') continue;
        if (!take(at, end, header.rows) || !take(at, end, header.cols) ||
            !take(at, end, header.entries) || skipBlanks(at, end))
            refuse(inLine(lines) +
                   " should state rows, columns and entries but does not; copy or download the "
                   "file again");
        constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
        if (header.rows > most || header.cols > most)
            refuse("has more than 4 billion rows or columns; split the file");
        return header;
    }
    refuse("ends before it states its size; copy or download it again");
}

/// Entries in the order of the file.
struct Entries {
    std::vector<std::uint32_t> lines;    ///< column of the file, from 0
    std::vector<std::uint32_t> columns;  ///< row of the file, from 0
    std::vector<float> values;
    bool sorted = true;  ///< by `lines`
};

void readEntry(std::string_view line, const MatrixMarketHeader& header, const TextLines& lines,
               Entries& entries, std::size_t& missing) {
    const char* at = line.data();
    const char* end = at + line.size();
    std::uint64_t row = 0;
    std::uint64_t col = 0;
    float value = 1.0F;
    if (!take(at, end, row) || !take(at, end, col) || (!header.pattern && !take(at, end, value)) ||
        skipBlanks(at, end))
        refuse(inLine(lines) +
               " is not a row, a column and a value; copy or download the file "
               "again");
    if (row < 1 || row > header.rows || col < 1 || col > header.cols)
        refuse(inLine(lines) + " points to row " + std::to_string(row) + " and column " +
               std::to_string(col) + " of a " + std::to_string(header.rows) + " × " +
               std::to_string(header.cols) + " matrix; copy or download the file again");
    if (std::isinf(value))
        refuse(inLine(lines) + " holds an infinite value; replace such values, for example by 0");
    if (std::isnan(value)) {
        ++missing;
        value = 0.0F;
    }
    const auto cell = static_cast<std::uint32_t>(col - 1);
    if (!entries.lines.empty() && entries.lines.back() > cell) entries.sorted = false;
    entries.lines.push_back(cell);
    entries.columns.push_back(static_cast<std::uint32_t>(row - 1));
    entries.values.push_back(value);
}

/// Puts entries in the order of their lines, by counting.
void sortByLine(const std::vector<std::int64_t>& pointers, Entries& entries) {
    std::vector<std::int64_t> next(pointers.begin(), pointers.end() - 1);
    std::vector<std::uint32_t> columns(entries.columns.size());
    std::vector<float> values(entries.values.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto to = static_cast<std::size_t>(next[entries.lines[i]]++);
        columns[to] = entries.columns[i];
        values[to] = entries.values[i];
    }
    entries.columns = std::move(columns);
    entries.values = std::move(values);
}

}  // namespace

MatrixMarketHeader readMatrixMarketHeader(const std::filesystem::path& file, const base::Job& job) {
    TextLines lines(file, job);
    return readHeader(lines);
}

data::CsrMatrix readMatrixMarketColumns(const std::filesystem::path& file, std::size_t& missing,
                                        const base::Job& job) {
    TextLines lines(file, job);
    const MatrixMarketHeader header = readHeader(lines);
    Entries entries;
    std::string_view line;
    while (lines.next(line)) {
        if (line.find_first_not_of(" \t") == std::string_view::npos || line.front() == '%')
            continue;
        if (entries.values.size() == header.entries)
            refuse("holds more than the " + std::to_string(header.entries) +
                   " entries it states; copy or download it again");
        readEntry(line, header, lines, entries, missing);
        if (entries.values.size() % 65536 == 0) job.progress(0.9 * lines.fraction());
    }
    if (entries.values.size() != header.entries)
        refuse("states " + std::to_string(header.entries) + " entries but holds " +
               std::to_string(entries.values.size()) +
               ", so it is cut short; copy or download it again");
    data::CsrMatrix matrix;
    matrix.rows = header.cols;
    matrix.cols = header.rows;
    matrix.rowPointers.assign(matrix.rows + 1, 0);
    for (const std::uint32_t cell : entries.lines) ++matrix.rowPointers[cell + 1];
    for (std::size_t i = 0; i < matrix.rows; ++i)
        matrix.rowPointers[i + 1] += matrix.rowPointers[i];
    if (!entries.sorted) sortByLine(matrix.rowPointers, entries);
    matrix.columns = std::move(entries.columns);
    matrix.values = std::move(entries.values);
    data::canonicalise(matrix);
    job.progress(1.0);
    return matrix;
}

}  // namespace counterpoint::io
