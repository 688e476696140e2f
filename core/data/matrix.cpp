#include "core/data/matrix.h"

#include <algorithm>

namespace counterpoint::data {

Matrix takeRows(const Matrix& matrix, std::span<const std::uint32_t> rows) {
    Matrix taken(rows.size(), matrix.cols);
    for (std::size_t i = 0; i < rows.size(); ++i)
        std::ranges::copy(matrix.row(rows[i]), taken.row(i).begin());
    return taken;
}

}  // namespace counterpoint::data
