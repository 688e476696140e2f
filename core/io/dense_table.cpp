#include "core/io/dense_table.h"

#include "core/base/error.h"
#include "core/io/h5_text.h"
#include "core/io/text_lines.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace counterpoint::io {

using base::Error;
using base::ErrorKind;

namespace {

[[noreturn]] void refuse(const std::string& sentence) {
    throw Error(ErrorKind::BadInput, sentence);
}

/// At most 40 characters of a field, for a message.
std::string excerpt(std::string_view field) {
    std::string text = h5::toUtf8(std::string(field.substr(0, 40)));
    if (field.size() > 40) text += "…";
    text.insert(text.begin(), '\'');
    text.push_back('\'');
    return text;
}

/// The separator found most often outside quotes; a tab wins over what may be part of names.
char delimiterOf(std::string_view header) {
    constexpr std::array<char, 4> candidates{'\t', ',', ';', ' '};
    std::vector<std::string_view> fields;
    std::string scratch;
    char best = '\0';
    std::size_t most = 1;
    for (const char candidate : candidates) {
        splitFields(header, candidate, fields, &scratch);
        if (fields.size() <= most || (best != '\0' && candidate == ' ')) continue;
        most = fields.size();
        best = candidate;
        if (candidate == '\t') break;
    }
    if (best == '\0')
        refuse(
            "has one column only in its first line, so it is not a table of cells and genes; "
            "separate the columns by commas or tabs");
    return best;
}

/// A text table line by line, split, with its header understood.
class Rows {
  public:
    Rows(const std::filesystem::path& file, const base::Job& job) : m_lines(file, job) {
        std::string_view line;
        do {
            if (!m_lines.next(line)) refuse("is empty; copy or download it again");
        } while (line.empty() ||
                 (line.front() == '#' && line.find('\t') == std::string_view::npos &&
                  line.find(',') == std::string_view::npos));
        m_delimiter = delimiterOf(line);
        splitFields(line, m_delimiter, m_fields, &m_scratch);
        for (const std::string_view field : m_fields)
            m_header.push_back(h5::toUtf8(std::string(field)));
    }

    /// The next line that is not empty; false at the end. Checks that all have the same width.
    bool next() {
        std::string_view line;
        do {
            if (!m_lines.next(line)) return false;
        } while (line.find_first_not_of(" \t\r") == std::string_view::npos);
        splitFields(line, m_delimiter, m_fields, &m_scratch);
        if (m_width == 0) settleWidth();
        if (m_fields.size() == m_width + 1 && m_fields.back().empty()) m_fields.pop_back();
        if (m_fields.size() != m_width)
            refuse("has " + std::to_string(m_fields.size()) + " columns in line " +
                   std::to_string(m_lines.number()) + " but " + std::to_string(m_width) +
                   " before; check that line");
        return true;
    }

    std::span<const std::string_view> fields() const { return m_fields; }
    /// Names of all columns, the first being that of the row names.
    const std::vector<std::string>& header() const { return m_header; }
    const TextLines& lines() const { return m_lines; }

  private:
    /// Some programs end every line with a separator; R leaves out the name above the row names.
    void settleWidth() {
        if (m_header.back().empty() && m_fields.back().empty()) {
            m_header.pop_back();
            m_fields.pop_back();
        }
        m_width = m_fields.size();
        if (m_header.size() + 1 == m_width) m_header.insert(m_header.begin(), std::string());
        if (m_header.size() != m_width)
            refuse("names " + std::to_string(m_header.size()) + " columns but has " +
                   std::to_string(m_width) + " in line " + std::to_string(m_lines.number()) +
                   "; check the first line");
    }

    TextLines m_lines;
    char m_delimiter = ',';
    std::size_t m_width = 0;
    std::vector<std::string> m_header;
    std::vector<std::string_view> m_fields;
    std::string m_scratch;
};

bool isNumber(std::string_view text) {
    double value = 0.0;
    return parseNumber(text, value) && !std::isnan(value);
}

/// Whether the first column may hold names: numbers may be ids, but not under a name of their own
/// that says nothing of names, and not with decimals.
void requireNames(const DenseTable& table) {
    const bool numbers = std::ranges::all_of(table.rowNames, isNumber);
    const bool decimals = std::ranges::any_of(table.rowNames, [](const std::string& name) {
        return isNumber(name) && name.find('.') != std::string::npos;
    });
    if (!table.rowNames.empty() && numbers && decimals)
        refuse("has no names in its first column; add a first column with the name of each row");
}

/// Which columns hold text, judged by their first value.
struct Form {
    std::vector<std::size_t> numbers;
    std::vector<std::size_t> texts;
};

Form formOf(std::span<const std::string_view> fields, std::size_t line) {
    Form form;
    double value = 0.0;
    for (std::size_t c = 1; c < fields.size(); ++c)
        (parseNumber(fields[c], value) ? form.numbers : form.texts).push_back(c);
    if (form.numbers.size() <= form.texts.size()) {
        const std::size_t first = form.texts.empty() ? 0 : form.texts.front();
        refuse("holds text where expression values belong (" + excerpt(fields[first]) +
               " in line " + std::to_string(line) + ", column " + std::to_string(first + 1) +
               "); if it describes cells, open the table of expression beside it");
    }
    return form;
}

void addRow(const Rows& rows, const Form& form, DenseTable& table) {
    const auto fields = rows.fields();
    for (std::size_t j = 0; j < form.numbers.size(); ++j) {
        const std::string_view field = fields[form.numbers[j]];
        if (field.size() == 1 && field.front() == '0') continue;
        double value = 0.0;
        if (!parseNumber(field, value))
            refuse("holds " + excerpt(field) + " where a number belongs (line " +
                   std::to_string(rows.lines().number()) + ", column '" + table.columnNames[j] +
                   "'); numbers are written with a point and without "
                   "thousands separators");
        if (std::isnan(value)) {
            ++table.missing;
            continue;
        }
        const auto stored = static_cast<float>(value);
        if (std::isinf(stored))
            refuse("holds an infinite value (line " + std::to_string(rows.lines().number()) +
                   ", column '" + table.columnNames[j] +
                   "'); replace such values, for example by 0");
        if (stored == 0.0F) continue;
        table.values.columns.push_back(static_cast<std::uint32_t>(j));
        table.values.values.push_back(stored);
    }
    table.values.rowPointers.push_back(static_cast<std::int64_t>(table.values.values.size()));
    table.rowNames.push_back(h5::toUtf8(std::string(fields[0])));
    for (std::size_t t = 0; t < form.texts.size(); ++t)
        std::get<std::vector<std::string>>(table.textColumns[t].values)
            .push_back(h5::toUtf8(std::string(fields[form.texts[t]])));
}

/// Texts as what they seem to be.
data::ColumnValues typed(std::vector<std::string> texts) {
    double value = 0.0;
    if (std::ranges::all_of(texts, [&](const auto& text) { return parseNumber(text, value); })) {
        std::vector<double> numbers;
        for (const auto& text : texts) {
            parseNumber(text, value);
            numbers.push_back(value);
        }
        return numbers;
    }
    const auto isTrue = [](const std::string& text) {
        return text == "True" || text == "TRUE" || text == "true";
    };
    const auto isFalse = [](const std::string& text) {
        return text == "False" || text == "FALSE" || text == "false";
    };
    if (std::ranges::all_of(texts, [&](const auto& t) { return isTrue(t) || isFalse(t); })) {
        std::vector<bool> flags;
        for (const auto& text : texts) flags.push_back(isTrue(text));
        return flags;
    }
    for (auto& text : texts)
        if (text == "NA" || text == "NaN" || text == "nan") text.clear();
    auto categories = data::asCategories({"", texts});
    if (2 * categories.levelCount() <= texts.size()) return categories;
    return texts;
}

}  // namespace

DenseTable readDenseTable(const std::filesystem::path& file, const base::Job& job) {
    Rows rows(file, job);
    DenseTable table;
    Form form;
    while (rows.next()) {
        if (table.rowNames.empty()) {
            form = formOf(rows.fields(), rows.lines().number());
            table.corner = rows.header().front();
            for (const std::size_t c : form.numbers) table.columnNames.push_back(rows.header()[c]);
            for (const std::size_t c : form.texts)
                table.textColumns.push_back({rows.header()[c], std::vector<std::string>()});
        }
        addRow(rows, form, table);
        job.progress(0.9 * rows.lines().fraction());
    }
    if (table.rowNames.empty()) refuse("has a first line but no values below it; save it again");
    if (isNumber(table.corner) && std::ranges::all_of(table.columnNames, isNumber))
        refuse(
            "has numbers in its first line, so its columns have no names; add a first line "
            "with the name of each column");
    requireNames(table);
    table.values.rows = table.rowNames.size();
    table.values.cols = table.columnNames.size();
    for (auto& column : table.textColumns)
        column.values = typed(std::get<std::vector<std::string>>(std::move(column.values)));
    return table;
}

data::Table readAnnotations(const std::filesystem::path& file, const base::Job& job) {
    Rows rows(file, job);
    std::vector<std::vector<std::string>> columns;
    while (rows.next()) {
        const auto fields = rows.fields();
        columns.resize(fields.size());
        for (std::size_t c = 0; c < fields.size(); ++c)
            columns[c].push_back(h5::toUtf8(std::string(fields[c])));
    }
    data::Table table;
    if (columns.empty()) return table;
    table.index = std::move(columns.front());
    for (std::size_t c = 1; c < columns.size(); ++c)
        table.set({rows.header()[c], typed(std::move(columns[c]))});
    return table;
}

}  // namespace counterpoint::io
