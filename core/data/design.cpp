#include "core/data/design.h"

#include <algorithm>

namespace counterpoint::data {

namespace {

std::size_t usedColumns(const CrossTable& table, std::size_t row) {
    std::size_t used = 0;
    for (std::size_t col = 0; col < table.cols.size(); ++col)
        used += table.at(row, col) > 0 ? 1 : 0;
    return used;
}

}  // namespace

CrossTable crossTable(const Categories& rows, const Categories& cols) {
    const std::size_t width = cols.levelCount();
    std::vector<std::size_t> all(rows.levelCount() * width, 0);
    std::vector<std::size_t> rowTotals(rows.levelCount(), 0);
    std::vector<std::size_t> colTotals(width, 0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows.codes[i] < 0 || cols.codes[i] < 0) continue;
        const auto row = static_cast<std::size_t>(rows.codes[i]);
        const auto col = static_cast<std::size_t>(cols.codes[i]);
        ++all[row * width + col];
        ++rowTotals[row];
        ++colTotals[col];
    }
    CrossTable table;
    for (std::size_t col = 0; col < width; ++col)
        if (colTotals[col] > 0) table.cols.push_back(cols.levels[col]);
    for (std::size_t row = 0; row < rowTotals.size(); ++row) {
        if (rowTotals[row] == 0) continue;
        table.rows.push_back(rows.levels[row]);
        for (std::size_t col = 0; col < width; ++col)
            if (colTotals[col] > 0) table.cells.push_back(all[row * width + col]);
    }
    return table;
}

bool isConfounded(const CrossTable& table) {
    if (table.cols.size() < 2) return false;
    for (std::size_t row = 0; row < table.rows.size(); ++row)
        if (usedColumns(table, row) > 1) return false;
    return true;
}

std::string unconfoundedBatch(const Table& obs, const std::string& batch,
                              const std::string& condition) {
    constexpr std::size_t mostLevels = 200;
    const Column* batchColumn = obs.find(batch);
    const Column* conditionColumn = obs.find(condition);
    if (batchColumn == nullptr || conditionColumn == nullptr) return {};
    const Categories batches = asCategories(*batchColumn);
    const Categories conditions = asCategories(*conditionColumn);
    std::string best;
    std::size_t levels = 0;
    for (const Column& column : obs.columns) {
        if (column.name == batch || column.name == condition) continue;
        if (const auto* own = std::get_if<Categories>(&column.values);
            own != nullptr && own->levelCount() > mostLevels)
            continue;
        const Categories other = asCategories(column);
        if (other.levelCount() < 2 || other.levelCount() >= batches.levelCount() ||
            other.levelCount() <= levels || other.hasMissing())
            continue;
        const CrossTable within = crossTable(other, conditions);
        bool everyLevelHasBoth = !within.rows.empty();
        for (std::size_t row = 0; row < within.rows.size(); ++row)
            everyLevelHasBoth = everyLevelHasBoth && usedColumns(within, row) > 1;
        if (everyLevelHasBoth && isConfounded(crossTable(batches, other))) {
            best = column.name;
            levels = other.levelCount();
        }
    }
    return best;
}

}  // namespace counterpoint::data
