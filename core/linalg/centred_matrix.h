#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/matrix.h"
#include "core/linalg/panel.h"

#include <span>
#include <vector>

namespace counterpoint::linalg {

/// A sparse matrix minus its column means, multiplied without ever being made dense. Keeps a
/// reference: the matrix must outlive it. All products run on the job's threads, poll its stop
/// request and do not depend on the thread count.
class CentredMatrix {
  public:
    /// `means` are those of the columns of `matrix`.
    CentredMatrix(const data::CsrMatrix& matrix, std::vector<double> means)
        : m_matrix(matrix), m_means(std::move(means)) {}

    std::size_t rows() const { return m_matrix.rows; }
    std::size_t cols() const { return m_matrix.cols; }

    /// (A − 1mᵀ)ᵀ (A − 1mᵀ) x for one panel x of cols() rows, in one pass over A.
    Panel gramTimes(const Panel& x, const base::Job& job) const;

    /// (A − 1mᵀ) v for a row-major v of cols() × width; rows() × width, rounded to float32 at the
    /// end.
    data::Matrix times(std::span<const double> v, std::size_t width, const base::Job& job) const;

  private:
    const data::CsrMatrix& m_matrix;
    std::vector<double> m_means;
};

}  // namespace counterpoint::linalg
