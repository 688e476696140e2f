#include "core/embed/faithfulness.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/linalg/kernel.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

namespace counterpoint::embed {
namespace {

COUNTERPOINT_KERNEL
void squaredDistances(const float* points, std::size_t rows, std::size_t cols, std::size_t from,
                      float* squares) {
    const float* centre = points + from * cols;
    for (std::size_t i = 0; i < rows; ++i) {
        float sum = 0.0F;
#pragma omp simd reduction(+ : sum)
        for (std::size_t j = 0; j < cols; ++j) {
            const float d = points[i * cols + j] - centre[j];
            sum += d * d;
        }
        squares[i] = sum;
    }
}

struct Sums {
    double penalty = 0.0;
    std::size_t kept = 0;
};

/// One cell's part of both measures.
class Asker {
  public:
    Asker(const data::Embedding& space, const data::Embedding& layout, std::size_t k)
        : m_space(space), m_layout(layout), m_k(k), m_squares(space.rows), m_drawn(space.rows) {}

    Sums ask(std::size_t cell) {
        nearestTo(m_layout, cell, m_drawn);
        squaredDistances(m_space.values.data(), m_space.rows, m_space.cols, cell, m_squares.data());
        m_squares[cell] = -1.0F;
        Sums sums;
        for (std::size_t d = 0; d < m_k; ++d) {
            // Its true rank: 1 for the nearest other cell; the cell itself is counted by `<`.
            const std::uint32_t other = m_drawn[d];
            const float square = m_squares[other];
            std::size_t rank = 0;
            for (std::size_t i = 0; i < m_squares.size(); ++i)
                rank += m_squares[i] < square || (m_squares[i] == square && i < other) ? 1 : 0;
            if (rank > m_k)
                sums.penalty += static_cast<double>(rank - m_k);
            else
                ++sums.kept;
        }
        return sums;
    }

  private:
    void nearestTo(const data::Embedding& points, std::size_t cell,
                   std::vector<std::uint32_t>& order) {
        squaredDistances(points.values.data(), points.rows, points.cols, cell, m_squares.data());
        m_squares[cell] = std::numeric_limits<float>::infinity();
        std::iota(order.begin(), order.end(), 0U);
        const auto nearer = [&](std::uint32_t a, std::uint32_t b) {
            return m_squares[a] != m_squares[b] ? m_squares[a] < m_squares[b] : a < b;
        };
        std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(m_k),
                         order.end(), nearer);
    }

    const data::Embedding& m_space;
    const data::Embedding& m_layout;
    std::size_t m_k;
    std::vector<float> m_squares;
    std::vector<std::uint32_t> m_drawn;
};

}  // namespace

Faithfulness faithfulness(const data::Embedding& space, const data::Embedding& layout,
                          std::size_t k, std::size_t atMost, const base::Job& job) {
    if (space.rows != layout.rows)
        throw base::Error(base::ErrorKind::Internal,
                          "a map can only be compared with an embedding of the same cells");
    const std::size_t n = space.rows;
    if (n < 2 || k == 0 || atMost == 0) return {};
    // Beyond half of the cells the worst case that scales the penalty is another one.
    k = std::min(k, std::max<std::size_t>(1, (n - 1) / 2));
    const std::size_t every = (n + atMost - 1) / atMost;
    const std::size_t asked = (n + every - 1) / every;
    constexpr std::size_t perBlock = 4;
    std::vector<Sums> partial(base::blockCount(asked, perBlock));
    base::parallelBlocks(job, asked, perBlock,
                         [&](std::size_t begin, std::size_t end, std::size_t block) {
                             Asker asker(space, layout, k);
                             for (std::size_t q = begin; q < end; ++q) {
                                 job.checkStop();
                                 const Sums sums = asker.ask(q * every);
                                 partial[block].penalty += sums.penalty;
                                 partial[block].kept += sums.kept;
                             }
                         });
    Sums total;
    for (const Sums& sums : partial) {
        total.penalty += sums.penalty;
        total.kept += sums.kept;
    }
    const auto cells = static_cast<double>(asked);
    const auto near = static_cast<double>(k);
    const double worst = near * (2.0 * static_cast<double>(n) - 3.0 * near - 1.0) / 2.0;
    return {worst > 0.0 ? 1.0 - total.penalty / (cells * worst) : 1.0,
            static_cast<double>(total.kept) / (cells * near), asked};
}

}  // namespace counterpoint::embed
