#include "core/data/table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

namespace counterpoint::data {

namespace {

std::string numberText(double value) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    return {buffer, end};
}

/// Codes by sorted distinct key; `missing` says which keys are no value, `text` names a level.
template <class Key, class Range, class Missing, class Text>
Categories factorise(const Range& range, Missing missing, Text text) {
    std::map<Key, std::int32_t> codeOf;
    for (const auto& item : range)
        if (!missing(item)) codeOf.emplace(item, 0);
    Categories categories;
    for (auto& [key, code] : codeOf) {
        code = static_cast<std::int32_t>(categories.levels.size());
        categories.levels.push_back(text(key));
    }
    categories.codes.reserve(range.size());
    for (const auto& item : range) categories.codes.push_back(missing(item) ? -1 : codeOf.at(item));
    return categories;
}

template <class T>
std::vector<T> takeItems(const std::vector<T>& items, std::span<const std::uint32_t> rows) {
    std::vector<T> taken;
    taken.reserve(rows.size());
    for (const std::uint32_t row : rows) taken.push_back(items[row]);
    return taken;
}

}  // namespace

std::vector<std::size_t> Categories::counts() const {
    std::vector<std::size_t> count(levels.size(), 0);
    for (const std::int32_t code : codes)
        if (code >= 0) ++count[static_cast<std::size_t>(code)];
    return count;
}

bool Categories::hasMissing() const {
    return std::ranges::any_of(codes, [](std::int32_t code) { return code < 0; });
}

std::size_t Column::size() const {
    return std::visit([](const auto& held) { return held.size(); }, values);
}

const Column* Table::find(std::string_view name) const {
    const auto found = std::ranges::find(columns, name, &Column::name);
    return found == columns.end() ? nullptr : &*found;
}

void Table::set(Column column) {
    const auto found = std::ranges::find(columns, column.name, &Column::name);
    if (found == columns.end())
        columns.push_back(std::move(column));
    else
        *found = std::move(column);
}

Categories asCategories(const Column& column) {
    if (const auto* categories = std::get_if<Categories>(&column.values)) return *categories;
    if (const auto* numbers = std::get_if<std::vector<double>>(&column.values))
        return factorise<double>(
            *numbers, [](double x) { return std::isnan(x); }, numberText);
    if (const auto* flags = std::get_if<std::vector<bool>>(&column.values))
        return factorise<bool>(
            *flags, [](bool) { return false; }, [](bool flag) { return flag ? "True" : "False"; });
    return factorise<std::string>(
        std::get<std::vector<std::string>>(column.values),
        [](const std::string& text) { return text.empty(); },
        [](const std::string& text) { return text; });
}

Categories takeRows(const Categories& categories, std::span<const std::uint32_t> rows) {
    std::vector<std::int32_t> newCode(categories.levels.size(), -1);
    for (const std::uint32_t row : rows)
        if (categories.codes[row] >= 0)
            newCode[static_cast<std::size_t>(categories.codes[row])] = 0;
    Categories taken;
    taken.ordered = categories.ordered;
    for (std::size_t level = 0; level < newCode.size(); ++level) {
        if (newCode[level] < 0) continue;
        newCode[level] = static_cast<std::int32_t>(taken.levels.size());
        taken.levels.push_back(categories.levels[level]);
    }
    taken.codes.reserve(rows.size());
    for (const std::uint32_t row : rows) {
        const std::int32_t code = categories.codes[row];
        taken.codes.push_back(code < 0 ? -1 : newCode[static_cast<std::size_t>(code)]);
    }
    return taken;
}

Table takeRows(const Table& table, std::span<const std::uint32_t> rows) {
    Table taken;
    taken.index = takeItems(table.index, rows);
    for (const Column& column : table.columns)
        taken.columns.push_back(
            {column.name,
             std::visit(
                 [&](const auto& values) -> ColumnValues {
                     if constexpr (std::is_same_v<std::decay_t<decltype(values)>, Categories>)
                         return takeRows(values, rows);
                     else
                         return takeItems(values, rows);
                 },
                 column.values)});
    return taken;
}

}  // namespace counterpoint::data
