#pragma once

#include <cstddef>
#include <vector>

namespace counterpoint::linalg {

/// Columns of a panel: two AVX-512 or four AVX registers of doubles.
inline constexpr std::size_t PanelWidth = 16;

/// A tall dense matrix of `PanelWidth` columns, row-major: the unit in which the iterative solvers
/// work.
template <class Real>
using PanelOf = std::vector<Real>;
using Panel = PanelOf<double>;

/// A PanelWidth × PanelWidth matrix, row-major.
using Tile = std::vector<double>;

/// tile = aᵀ b over `rows` rows. Of floats, no more than a few hundred rows are added up in single
/// precision.
void panelInner(std::size_t rows, const double* a, const double* b, double* tile);
void panelInner(std::size_t rows, const float* a, const float* b, double* tile);

/// target −= a tile over `rows` rows.
void panelSubtract(std::size_t rows, const double* a, const double* tile, double* target);
void panelSubtract(std::size_t rows, const float* a, const double* tile, float* target);

/// target = a tile over `rows` rows; `target` may not overlap `a`.
void panelTimes(std::size_t rows, const double* a, const double* tile, double* target);
void panelTimes(std::size_t rows, const float* a, const double* tile, float* target);

}  // namespace counterpoint::linalg
