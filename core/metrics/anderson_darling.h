#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace counterpoint::metrics {

/// The two k-sample Anderson–Darling statistics of Scholz & Stephens (1987), standardised by their
/// mean k − 1 and exact standard deviation: with right-continuous distribution functions (version
/// 1, equation 6) and with midranks (version 2, equation 7). They differ where values are tied.
struct AndersonDarling {
    double rightContinuous = 0.0;
    double midrank = 0.0;
};

/// `samples`: two or more of at least one value each, more than three values together. NaN when
/// all values are the same.
AndersonDarling andersonDarling(const std::vector<std::vector<double>>& samples);

/// The distribution that the standardised statistics of `degrees` + 1 samples approach as samples
/// grow: that of Σ χ²_degrees / (j (j + 1)), j = 1, 2, …, standardised. Its characteristic function
/// is inverted (Imhof 1961) on a fine grid once; kSamples interpolates simulated quantiles of the
/// same law instead.
class AndersonDarlingLaw {
  public:
    explicit AndersonDarlingLaw(int degrees);

    /// Probability of a larger statistic, to about 1e-6; 0 far out.
    double tail(double standardised) const;

  private:
    double m_mean;
    double m_deviation;
    std::vector<double> m_tail;  ///< at 0, gridStep, 2 gridStep, … before standardising
};

}  // namespace counterpoint::metrics
