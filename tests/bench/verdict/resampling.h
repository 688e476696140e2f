#pragma once

#include "tests/bench/verdict/outcome.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace counterpoint::bench {

/// A number and where it lies when other data sets had been drawn (95 %).
struct Resampled {
    double value = std::numeric_limits<double>::quiet_NaN();
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();

    std::string text() const;  ///< "0.977 (0.942-0.997)"
};

/// The bootstrap over data sets: embeddings of one set are not independent.
class Resampling {
  public:
    explicit Resampling(std::span<const Outcome> outcomes);
    std::size_t count() const { return m_sets; }
    /// The mean of a number over the outcomes that have it.
    Resampled mean(const std::function<std::optional<double>(const Outcome&)>& number) const;
    /// How often a wrong embedding has the larger value than a right one. One value an outcome; NaN
    /// leaves it out.
    Resampled auroc(std::span<const double> values,
                    std::span<const std::optional<bool>> wrong) const;

  private:
    /// `statistic` of the outcomes weighted as drawn.
    Resampled over(const std::function<double(std::span<const double>)>& statistic) const;

    std::span<const Outcome> m_outcomes;
    std::size_t m_sets = 0;
    std::vector<std::size_t> m_setOf;          ///< per outcome
    std::vector<std::vector<double>> m_draws;  ///< how often every set was drawn
};

}  // namespace counterpoint::bench
