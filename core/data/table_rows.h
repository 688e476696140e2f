#pragma once

#include "core/data/table.h"

#include <cstddef>
#include <span>
#include <vector>

namespace counterpoint::data {

/// Values in the order of `rows`, of which −1 stands for a row that is missing: NaN, "", no
/// category; booleans become categories where any is missing.
ColumnValues arranged(const ColumnValues& values, std::span<const std::ptrdiff_t> rows);

/// One table's rows below another's, in order, with every column that any of them has, in order of
/// first appearance. Columns of one kind stay of that kind (levels of categories are joined);
/// others become categories. Where a table lacks a column its rows are missing there.
Table below(std::span<const Table* const> tables);

}  // namespace counterpoint::data
