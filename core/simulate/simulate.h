#pragma once

#include "core/base/job.h"
#include "core/data/dataset.h"
#include "core/plugin/fields.h"

namespace counterpoint::simulate {

/// A dataset with known batch effects and known biology; `counterpoint-cli simulate` sets these.
struct SimulateOptions {
    int cells = 6000;
    int genes = 2000;
    int batches = 3;
    int types = 8;
    double batchEffect = 0.6;   ///< sd of a batch's log shift per gene
    double typeEffect = 1.0;    ///< sd of a population's log shift in its marker genes
    double rareShare = 0.01;    ///< share of cells in the last population; 0 = none is rare
    bool batchSpecific = true;  ///< one population exists in one batch only
    double depth = 2000.0;      ///< mean counts a cell

    static const plugin::Fields<SimulateOptions>& fields();
    bool operator==(const SimulateOptions&) const = default;
};

/// Gamma–Poisson counts; obs has `batch` and `cell_type`, var has gene names. Seeded by the job.
data::Dataset simulate(const SimulateOptions& options, const base::Job& job);

/// The embedded demo: at theta 0 its batches separate, at a sensible theta they mix, at a high
/// theta a population is lost. Always the same.
data::Dataset demo(const base::Job& job);

}  // namespace counterpoint::simulate
