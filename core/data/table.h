#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace counterpoint::data {

/// A categorical variable: `codes[i]` indexes `levels`, −1 where the value is missing.
struct Categories {
    std::vector<std::int32_t> codes;
    std::vector<std::string> levels;
    bool ordered = false;

    std::size_t size() const { return codes.size(); }
    std::size_t levelCount() const { return levels.size(); }
    /// Cells in each level; missing values are not counted.
    std::vector<std::size_t> counts() const;
    bool hasMissing() const;

    bool operator==(const Categories&) const = default;
};

/// What one obs or var column holds. Numbers of every kind and width become double (missing = NaN);
/// booleans stay booleans so that they are written back as such.
using ColumnValues =
    std::variant<Categories, std::vector<double>, std::vector<bool>, std::vector<std::string>>;

/// One named column of a Table.
struct Column {
    std::string name;
    ColumnValues values;

    std::size_t size() const;
    bool operator==(const Column&) const = default;
};

/// obs or var: one row a cell or gene, named by `index`, and columns in file order.
struct Table {
    std::vector<std::string> index;
    std::vector<Column> columns;

    std::size_t rows() const { return index.size(); }
    /// The column of that name, or nullptr.
    const Column* find(std::string_view name) const;
    /// Adds the column, or replaces the one of the same name.
    void set(Column column);

    bool operator==(const Table&) const = default;
};

/// Any column seen as categories: categorical as it is; strings, booleans and numbers by distinct
/// value (numbers sorted by value, everything else by text). NaN and "" become missing.
Categories asCategories(const Column& column);

/// The rows `rows` of a table, categories keeping only levels that still occur, in their order.
Table takeRows(const Table& table, std::span<const std::uint32_t> rows);
Categories takeRows(const Categories& categories, std::span<const std::uint32_t> rows);

}  // namespace counterpoint::data
