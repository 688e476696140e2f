#pragma once

#include "core/base/job.h"
#include "core/data/matrix.h"
#include "core/diagnose/restricted_neighbors.h"
#include "core/simulate/scenario.h"

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace counterpoint::bench {

/// A simulated data set prepared for correction, with two corrections by what only the simulator
/// knows.
struct KnownCase {
    simulate::Scenario scenario;
    simulate::TwinData data;
    data::CsrMatrix logNormalised;
    std::vector<std::uint32_t> genes;  ///< all
    data::Embedding pcs;               ///< 30 of the counts with batches
    data::Embedding oracle;            ///< `pcs` less what the batch moved cells of their kind
    data::Embedding twin;              ///< the PCs of the counts without batches
};

KnownCase prepare(const simulate::Scenario& scenario, const base::Job& job);

/// What the simulator says of one embedding (spec §7), 0 to 1. Above 0.15 counts as wrong, below
/// 0.05 as right; between the two nobody is asked.
struct Truth {
    double under = std::numeric_limits<double>::quiet_NaN();
    double over = std::numeric_limits<double>::quiet_NaN();

    bool clear() const { return isClear(under) && isClear(over); }
    static bool isClear(double x) { return x < 0.05 || x > 0.15; }
};

/// Judges embeddings of one case against its uncorrected PCs and its oracle.
class Judge {
  public:
    Judge(const KnownCase& known, const base::Job& job);
    Truth truthOf(const data::Embedding& corrected, const base::Job& job) const;

  private:
    /// Per population; NaN where there is nothing to measure.
    struct Measures {
        std::vector<double> separation;      ///< U within it
        std::vector<double> purity;          ///< among all cells
        std::vector<double> ownPurity;       ///< among the cells of the same batch
        std::vector<double> courseRecall;    ///< neighbours in batch and population alike in course
        std::vector<double> conditionApart;  ///< U of the condition, within batch
    };
    Measures measure(const data::Embedding& embedding, const base::Job& job) const;

    const KnownCase& m_known;
    Measures m_uncorrected;
    Measures m_oracle;
};

}  // namespace counterpoint::bench
