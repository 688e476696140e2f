#include "core/io/h5ad_table.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace counterpoint::io {

using base::Error;
using base::ErrorKind;
using data::Categories;
using data::ColumnValues;

namespace {

std::string numberText(double value) {
    std::array<char, 32> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {buffer.data(), end};
}

std::vector<bool> readFlags(const h5::Node& node, const Reading& reading) {
    const auto values = readVector<std::int64_t>(node, reading.job);
    std::vector<bool> flags(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) flags[i] = values[i] != 0;
    return flags;
}

ColumnValues decodeArray(const h5::Node& node, const Reading& reading) {
    requireOneAxis(node);
    if (node.elements() == h5::ElementKind::Boolean) return readFlags(node, reading);
    return readVector<double>(node, reading.job);
}

ColumnValues decodeStrings(const h5::Node& node, const Reading& reading) {
    requireOneAxis(node);
    return readTexts(node, reading.job);
}

ColumnValues decodeColumn(const h5::Node& node, const Reading& reading);

Categories makeCategories(const h5::Node& codes, const h5::Node& levels, bool ordered,
                          const Reading& reading) {
    requireOneAxis(codes);
    Categories categories;
    categories.ordered = ordered;
    categories.levels = asTexts(decodeColumn(levels, reading));
    const auto levelCount = static_cast<std::int64_t>(categories.levels.size());
    const auto stored = readVector<std::int64_t>(codes, reading.job);
    categories.codes.reserve(stored.size());
    for (const std::int64_t code : stored) {
        if (code < -1 || code >= levelCount)
            throw Error(ErrorKind::BadInput,
                        codes.path() + " holds the code " + std::to_string(code) + " for only " +
                            std::to_string(levelCount) +
                            " categories, so the file is damaged; write it again");
        categories.codes.push_back(static_cast<std::int32_t>(code));
    }
    return categories;
}

bool isOrdered(const h5::Node& node) {
    const auto ordered = node.integers("ordered");
    return !ordered.empty() && ordered.front() != 0;
}

ColumnValues decodeCategorical(const h5::Node& node, const Reading& reading) {
    return makeCategories(node.child("codes"), node.child("categories"), isOrdered(node), reading);
}

/// AnnData 0.7: the codes are the column, their names are behind an object reference.
ColumnValues decodeCategoricalByReference(const h5::Node& node, const Reading& reading) {
    const auto levels = node.referred("categories");
    if (!levels)
        throw Error(ErrorKind::BadInput,
                    node.path() + " does not say where its categories are; write the file again");
    return makeCategories(node, *levels, isOrdered(*levels), reading);
}

/// `values` with a mask that marks missing ones.
std::vector<bool> readMask(const h5::Node& node, std::size_t size, const Reading& reading) {
    const auto mask = node.child("mask");
    requireOneAxis(mask);
    if (mask.rows() != size)
        throw Error(ErrorKind::BadInput, node.path() + " marks " + std::to_string(mask.rows()) +
                                             " values as present or missing but holds " +
                                             std::to_string(size) + "; write the file again");
    return readFlags(mask, reading);
}

/// Integers and booleans become numbers, because a boolean column cannot say "missing".
ColumnValues decodeNullableNumbers(const h5::Node& node, const Reading& reading) {
    const auto stored = node.child("values");
    requireOneAxis(stored);
    const auto missing = readMask(node, stored.rows(), reading);
    const bool complete = std::ranges::find(missing, true) == missing.end();
    if (complete && stored.elements() == h5::ElementKind::Boolean)
        return readFlags(stored, reading);
    auto numbers = readVector<double>(stored, reading.job);
    for (std::size_t i = 0; i < numbers.size(); ++i)
        if (missing[i]) numbers[i] = std::numeric_limits<double>::quiet_NaN();
    return numbers;
}

ColumnValues decodeNullableStrings(const h5::Node& node, const Reading& reading) {
    auto texts = asTexts(decodeColumn(node.child("values"), reading));
    const auto missing = readMask(node, texts.size(), reading);
    for (std::size_t i = 0; i < texts.size(); ++i)
        if (missing[i]) texts[i].clear();
    return texts;
}

using Decoder = ColumnValues (*)(const h5::Node&, const Reading&);
constexpr std::array<std::pair<std::string_view, Decoder>, 7> decoders{{
    {"array", decodeArray},
    {"string-array", decodeStrings},
    {"categorical", decodeCategorical},
    {"categorical by reference", decodeCategoricalByReference},
    {"nullable-integer", decodeNullableNumbers},
    {"nullable-boolean", decodeNullableNumbers},
    {"nullable-string-array", decodeNullableStrings},
}};

Decoder decoderOf(const std::string& encoding) {
    for (const auto& [name, decoder] : decoders)
        if (name == encoding) return decoder;
    return nullptr;
}

ColumnValues decodeColumn(const h5::Node& node, const Reading& reading) {
    const auto encoding = encodingOf(node);
    const Decoder decoder = decoderOf(encoding);
    if (decoder == nullptr)
        throw Error(ErrorKind::BadInput, node.path() + " has the encoding '" + encoding +
                                             "', which this version cannot read; write the file "
                                             "again with strings instead");
    noteNewerVersion(node, reading);
    return decoder(node, reading);
}

void addColumn(data::Table& table, const std::string& name, ColumnValues values,
               const std::string& where) {
    data::Column column{name, std::move(values)};
    if (column.size() != table.rows())
        throw Error(ErrorKind::BadInput, where + " has " + std::to_string(column.size()) +
                                             " values for " + std::to_string(table.rows()) +
                                             " rows, so the file is damaged; write it again");
    table.set(std::move(column));
}

void addKnownColumn(data::Table& table, const std::string& name, const h5::Node& node,
                    const Reading& reading) {
    const auto encoding = encodingOf(node);
    if (decoderOf(encoding) == nullptr)
        reading.notes.push_back(node.path() + " was left out: its encoding '" + encoding +
                                "' is not known to this version.");
    else
        addColumn(table, name, decodeColumn(node, reading), node.path());
}

data::Table readDataframe(const h5::Node& node, const Reading& reading) {
    noteNewerVersion(node, reading);
    data::Table table;
    auto indexName = node.text("_index");
    if (indexName.empty()) indexName = node.find("_index") ? "_index" : "index";
    table.index = asTexts(decodeColumn(node.child(indexName), reading));

    auto names = node.texts("column-order");
    if (!node.hasAttribute("column-order"))
        for (const auto& name : node.names())
            if (name != indexName && name != "__categories") names.push_back(name);
    for (const auto& name : names) addKnownColumn(table, name, node.child(name), reading);
    return table;
}

/// Before AnnData 0.7 a table was one compound dataset, with category names in uns.
data::Table readCompound(const h5::Node& node, const std::optional<h5::Node>& uns,
                         const Reading& reading) {
    data::Table table;
    const auto names = node.fields();
    if (names.empty())
        throw Error(ErrorKind::BadInput,
                    node.path() + " is not a table; write the file again with a current anndata");
    const auto indexName =
        std::ranges::find(names, "index") != names.end() ? std::string("index") : names.front();
    table.index = asTexts(decodeColumn(node.field(indexName), reading));
    for (const auto& name : names) {
        if (name == indexName) continue;
        const auto levels = uns ? uns->find(name + "_categories") : std::nullopt;
        const auto column = node.field(name);
        if (levels && column.elements() == h5::ElementKind::Integer)
            addColumn(table, name, makeCategories(column, *levels, false, reading), column.path());
        else
            addKnownColumn(table, name, column, reading);
    }
    return table;
}

}  // namespace

data::Table readTable(const h5::Node& node, const std::optional<h5::Node>& uns,
                      const Reading& reading) {
    return node.isGroup() ? readDataframe(node, reading) : readCompound(node, uns, reading);
}

std::vector<std::string> asTexts(ColumnValues values) {
    if (auto* texts = std::get_if<std::vector<std::string>>(&values)) return std::move(*texts);
    std::vector<std::string> result;
    if (const auto* numbers = std::get_if<std::vector<double>>(&values))
        for (const double number : *numbers) result.push_back(numberText(number));
    if (const auto* flags = std::get_if<std::vector<bool>>(&values))
        for (const bool flag : *flags) result.emplace_back(flag ? "True" : "False");
    if (const auto* categories = std::get_if<Categories>(&values))
        for (const std::int32_t code : categories->codes)
            result.push_back(code < 0 ? std::string()
                                      : categories->levels[static_cast<std::size_t>(code)]);
    return result;
}

ColumnValues readColumn(const h5::Node& node, const Reading& reading) {
    return decodeColumn(node, reading);
}

}  // namespace counterpoint::io
