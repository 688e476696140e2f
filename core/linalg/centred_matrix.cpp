#include "core/linalg/centred_matrix.h"

#include "core/base/parallel.h"
#include "core/linalg/kernel.h"

#include <algorithm>

namespace counterpoint::linalg {

namespace {

/// For `rows` CSR rows: y = a x − offset, sumOfY += y, out += aᵀ y.
COUNTERPOINT_KERNEL
void gramRows(std::size_t rows, const std::int64_t* pointers, const std::uint32_t* columns,
              const float* values, const double* x, const double* offset, double* sumOfY,
              double* out) {
    for (std::size_t r = 0; r < rows; ++r) {
        const auto begin = static_cast<std::size_t>(pointers[r]);
        const auto end = static_cast<std::size_t>(pointers[r + 1]);
        double y[PanelWidth];
        for (std::size_t t = 0; t < PanelWidth; ++t) y[t] = -offset[t];
        for (std::size_t e = begin; e < end; ++e) {
            const double value = values[e];
            const double* from = x + columns[e] * PanelWidth;
#pragma omp simd
            for (std::size_t t = 0; t < PanelWidth; ++t) y[t] += value * from[t];
        }
        for (std::size_t t = 0; t < PanelWidth; ++t) sumOfY[t] += y[t];
        for (std::size_t e = begin; e < end; ++e) {
            const double value = values[e];
            double* to = out + columns[e] * PanelWidth;
#pragma omp simd
            for (std::size_t t = 0; t < PanelWidth; ++t) to[t] += value * y[t];
        }
    }
}

/// sums = Σ over the entries of one row of value · v[column], minus offset.
COUNTERPOINT_KERNEL
void rowTimes(std::size_t entries, const std::uint32_t* columns, const float* values,
              const double* v, std::size_t width, const double* offset, double* sums) {
    for (std::size_t t = 0; t < width; ++t) sums[t] = -offset[t];
    for (std::size_t e = 0; e < entries; ++e) {
        const double value = values[e];
        const double* from = v + columns[e] * width;
#pragma omp simd
        for (std::size_t t = 0; t < width; ++t) sums[t] += value * from[t];
    }
}

/// mᵀ v for a row-major v of m.size() × width.
std::vector<double> meansTimes(const std::vector<double>& means, const double* v,
                               std::size_t width) {
    std::vector<double> result(width);
    for (std::size_t j = 0; j < means.size(); ++j)
        for (std::size_t t = 0; t < width; ++t) result[t] += means[j] * v[j * width + t];
    return result;
}

}  // namespace

Panel CentredMatrix::gramTimes(const Panel& x, const base::Job& job) const {
    constexpr std::size_t mostBlocks = 32;  // bounds the memory of the partial results
    constexpr std::size_t fewestRows = 128;
    constexpr std::size_t rowsBetweenPolls = 4096;
    const std::size_t blockSize = std::max(fewestRows, (rows() + mostBlocks - 1) / mostBlocks);
    const std::vector<double> offset = meansTimes(m_means, x.data(), PanelWidth);

    struct Partial {
        Panel product;
        std::vector<double> sumOfY;
    };
    std::vector<Partial> partial(base::blockCount(rows(), blockSize));
    base::parallelBlocks(
        job, rows(), blockSize, [&](std::size_t begin, std::size_t end, std::size_t block) {
            Partial part{Panel(cols() * PanelWidth), std::vector<double>(PanelWidth)};
            for (std::size_t row = begin; row < end; row += rowsBetweenPolls) {
                job.checkStop();
                gramRows(std::min(rowsBetweenPolls, end - row), m_matrix.rowPointers.data() + row,
                         m_matrix.columns.data(), m_matrix.values.data(), x.data(), offset.data(),
                         part.sumOfY.data(), part.product.data());
            }
            partial[block] = std::move(part);
        });

    std::vector<double> sumOfY(PanelWidth);
    for (const Partial& part : partial)
        for (std::size_t t = 0; t < PanelWidth; ++t) sumOfY[t] += part.sumOfY[t];
    Panel result(cols() * PanelWidth);
    constexpr std::size_t columnsAtOnce = 256;
    base::parallelBlocks(job, cols(), columnsAtOnce,
                         [&](std::size_t begin, std::size_t end, std::size_t) {
                             for (const Partial& part : partial)
                                 for (std::size_t i = begin * PanelWidth; i < end * PanelWidth; ++i)
                                     result[i] += part.product[i];
                             for (std::size_t j = begin; j < end; ++j)
                                 for (std::size_t t = 0; t < PanelWidth; ++t)
                                     result[j * PanelWidth + t] -= m_means[j] * sumOfY[t];
                         });
    return result;
}

data::Matrix CentredMatrix::times(std::span<const double> v, std::size_t width,
                                  const base::Job& job) const {
    constexpr std::size_t rowsAtOnce = 256;
    const std::vector<double> offset = meansTimes(m_means, v.data(), width);
    data::Matrix result(rows(), width);
    base::parallelBlocks(
        job, rows(), rowsAtOnce, [&](std::size_t begin, std::size_t end, std::size_t) {
            std::vector<double> sums(width);
            for (std::size_t i = begin; i < end; ++i) {
                rowTimes(m_matrix.rowSize(i), m_matrix.rowColumns(i).data(),
                         m_matrix.rowValues(i).data(), v.data(), width, offset.data(), sums.data());
                std::ranges::transform(sums, result.row(i).begin(),
                                       [](double sum) { return static_cast<float>(sum); });
            }
        });
    return result;
}

}  // namespace counterpoint::linalg
