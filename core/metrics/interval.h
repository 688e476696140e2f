#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace counterpoint::metrics {

/// A 95 % interval of a number between 0 and 1.
///
/// All intervals here answer one question: how far would the score move, had other cells of the
/// same samples been sequenced? They do not speak about other donors or other samples.
struct Interval {
    double low = 0.0;
    double high = 1.0;
};

/// estimate ± 1.96 · √(Σ influence²), cut to [0, 1]. `influence[i]` is what cell i adds to the
/// estimate beyond the average cell (Huber 1967); for a mean it is (xᵢ − x̄) / n.
Interval linearInterval(double estimate, std::span<const double> influence);

/// By how much neighbouring cells repeat each other in a per-cell score: the number of cells
/// divided by these is the number of independent cells that would give the same uncertainty.
/// Measured on simulated data (50 draws each of 1000 and 4000 cells, three types, two batches from
/// mixed to apart, 10 dimensions) as true over independent variance: LISI 3–6, kBET 4–39,
/// silhouette by cell type 2.4–2.9.
inline constexpr double lisiOverlap = 5.0;
inline constexpr double kbetOverlap = 20.0;
inline constexpr double silhouetteOverlap = 3.0;

/// Wilson's interval (1927) of a share among `cells` independent cells; unlike the normal one it
/// has a width at 0 and 1 too.
Interval shareInterval(double share, double cells);

/// The order-statistic interval of the median (David & Nagaraja 2003, §7.1) of `cells` independent
/// values, in the units of `sorted`, not cut.
Interval medianInterval(std::span<const float> sorted, double cells);

/// A value that counts as `weight` cells.
struct Weighted {
    float value = 0.0F;
    double weight = 1.0;
};

/// The median of weighted values, ascending by value (the smallest at which half of the weight is
/// reached), and its order-statistic interval for as much uncertainty as `cells` independent cells
/// have.
double medianOf(std::span<const Weighted> sorted);
Interval medianInterval(std::span<const Weighted> sorted, double cells);

/// The values that are not NaN, ascending.
std::vector<float> sortedValues(std::span<const float> values);

}  // namespace counterpoint::metrics
