#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/table.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace counterpoint::io {

/// A text table of numbers as it stands: one named row a line, one named column a field.
struct DenseTable {
    std::string corner;  ///< what the column of row names is called, if anything
    std::vector<std::string> rowNames;
    std::vector<std::string> columnNames;   ///< of the columns of numbers
    data::CsrMatrix values;                 ///< rows × columns
    std::vector<data::Column> textColumns;  ///< columns that hold text, one value a row
    std::size_t missing = 0;                ///< "", NA, NaN: taken as 0
};

/// Reads commas, tabs, semicolons or spaces (told by the first line), quoted or not, plain or gzip,
/// with or without a name above the row names. A column whose first value is text is kept as text.
/// Throws Error(BadInput) with line and column for anything else that is not a number. Sentences
/// do not name the file.
DenseTable readDenseTable(const std::filesystem::path& file, const base::Job& job);

/// A table of any columns (annotations): the first column names the rows; columns of numbers, of
/// true and false, and texts (as categories where they repeat) are told by their values.
data::Table readAnnotations(const std::filesystem::path& file, const base::Job& job);

}  // namespace counterpoint::io
