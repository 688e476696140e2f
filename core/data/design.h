#pragma once

#include "core/data/table.h"

#include <cstddef>
#include <string>
#include <vector>

namespace counterpoint::data {

/// Cells by level of one column (rows) and of another (cols); cells without a value in either are
/// not counted. Levels without cells are left out.
struct CrossTable {
    std::vector<std::string> rows;
    std::vector<std::string> cols;
    std::vector<std::size_t> cells;  ///< rows × cols

    std::size_t at(std::size_t row, std::size_t col) const {
        return cells[row * cols.size() + col];
    }
};

CrossTable crossTable(const Categories& rows, const Categories& cols);

/// Whether every row of the table has cells in one column only, while there are two columns or
/// more: then correcting for the rows removes the difference between the columns too.
bool isConfounded(const CrossTable& table);

/// An obs column to correct for instead of `batch`, where that is confounded with `condition`: one
/// in which several batches come together and every level of which has cells in two conditions or
/// more, as the donor of samples taken before and after. Of several, the one with most levels;
/// empty where there is none.
std::string unconfoundedBatch(const Table& obs, const std::string& batch,
                              const std::string& condition);

}  // namespace counterpoint::data
