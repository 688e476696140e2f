#include "core/data/table_rows.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <unordered_map>
#include <utility>

namespace counterpoint::data {

namespace {

constexpr std::size_t at(std::ptrdiff_t row) {
    return static_cast<std::size_t>(row);
}

ColumnValues arrangedFlags(const std::vector<bool>& flags, std::span<const std::ptrdiff_t> rows) {
    if (std::ranges::find(rows, -1) == rows.end()) {
        std::vector<bool> result;
        for (const auto row : rows) result.push_back(flags[at(row)]);
        return result;
    }
    Categories result{{}, {"False", "True"}, false};
    for (const auto row : rows) result.codes.push_back(row < 0 ? -1 : (flags[at(row)] ? 1 : 0));
    return result;
}

template <class T>
std::vector<T> arrangedItems(const std::vector<T>& items, const T& missing,
                             std::span<const std::ptrdiff_t> rows) {
    std::vector<T> result;
    result.reserve(rows.size());
    for (const auto row : rows) result.push_back(row < 0 ? missing : items[at(row)]);
    return result;
}

/// Levels of one after those of the other, each once.
Categories joined(Categories top, const Categories& bottom) {
    std::unordered_map<std::string, std::int32_t> codeOf;
    for (std::size_t i = 0; i < top.levels.size(); ++i)
        codeOf.emplace(top.levels[i], static_cast<std::int32_t>(i));
    std::vector<std::int32_t> newCode;
    for (const auto& level : bottom.levels) {
        const auto [found, isNew] =
            codeOf.emplace(level, static_cast<std::int32_t>(top.levels.size()));
        if (isNew) top.levels.push_back(level);
        newCode.push_back(found->second);
    }
    for (const std::int32_t code : bottom.codes)
        top.codes.push_back(code < 0 ? -1 : newCode[static_cast<std::size_t>(code)]);
    top.ordered = top.ordered && bottom.ordered;
    return top;
}

/// `bottom` below `top`, both of the same column.
ColumnValues joined(ColumnValues top, const ColumnValues& bottom) {
    if (top.index() != bottom.index() || std::holds_alternative<Categories>(top))
        return joined(asCategories({"", std::move(top)}), asCategories({"", bottom}));
    std::visit(
        [&](auto& values) {
            using Values = std::decay_t<decltype(values)>;
            if constexpr (!std::is_same_v<Values, Categories>)
                std::ranges::copy(std::get<Values>(bottom), std::back_inserter(values));
        },
        top);
    return top;
}

/// The values of a column that a table may lack.
ColumnValues valuesIn(const Table& table, const Column& like) {
    if (const Column* column = table.find(like.name)) return column->values;
    const std::vector<std::ptrdiff_t> none(table.rows(), -1);
    return arranged(like.values, none);
}

}  // namespace

ColumnValues arranged(const ColumnValues& values, std::span<const std::ptrdiff_t> rows) {
    if (const auto* flags = std::get_if<std::vector<bool>>(&values))
        return arrangedFlags(*flags, rows);
    if (const auto* numbers = std::get_if<std::vector<double>>(&values))
        return arrangedItems(*numbers, std::numeric_limits<double>::quiet_NaN(), rows);
    if (const auto* texts = std::get_if<std::vector<std::string>>(&values))
        return arrangedItems(*texts, std::string(), rows);
    const auto& categories = std::get<Categories>(values);
    return Categories{arrangedItems(categories.codes, std::int32_t{-1}, rows), categories.levels,
                      categories.ordered};
}

Table below(std::span<const Table* const> tables) {
    Table result;
    for (const Table* table : tables) {
        std::ranges::copy(table->index, std::back_inserter(result.index));
        for (const Column& column : table->columns)
            if (result.find(column.name) == nullptr)
                result.columns.push_back({column.name, column.values});
    }
    for (Column& column : result.columns) {
        const Column like = std::exchange(column, {});
        column.name = like.name;
        column.values = valuesIn(*tables.front(), like);
        for (const Table* table : tables.subspan(1))
            column.values = joined(std::move(column.values), valuesIn(*table, like));
    }
    return result;
}

}  // namespace counterpoint::data
