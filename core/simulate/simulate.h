#pragma once

#include "core/base/job.h"
#include "core/data/dataset.h"
#include "core/plugin/fields.h"

namespace counterpoint::simulate {

/// A dataset with known batch effects and known biology; `counterpoint-cli simulate` sets these.
/// Shifts are of natural logarithms of expected counts.
struct SimulateOptions {
    int cells = 6000;
    int genes = 2000;
    int batches = 3;
    int types = 8;
    double batchEffect = 0.4;  ///< sd of a batch's shift, every gene
    double interaction = 0.3;  ///< sd of a batch's further shift in one population, × batchEffect
    double typeEffect = 1.0;   ///< sd of a population's shift in its marker genes
    double markerShare = 0.1;  ///< share of genes that are markers of one population
    double rareShare = 0.01;   ///< share of cells in the last population; 0 = none is rare
    /// One population exists in the last batch only: a relative of the first population, which is
    /// scarce there.
    bool batchSpecific = true;
    double depth = 2000.0;  ///< median counts a cell

    static const plugin::Fields<SimulateOptions>& fields();
    bool operator==(const SimulateOptions&) const = default;
};

/// Gamma–Poisson counts. obs has `batch` ("batch_1", …) and `cell_type` ("A", "B", …, the special
/// ones saying what they are), both categorical; var has gene names, 1 % of them starting with
/// "MT-". Seeded by the job; the same on any number of threads.
data::Dataset simulate(const SimulateOptions& options, const base::Job& job);

/// The same dataset with its matrix as a stream (Dataset::stream), whose blocks are made when they
/// are asked for: of any size in little memory.
data::Dataset simulateStream(const SimulateOptions& options, const base::Job& job);

/// The embedded demo: at theta 0 its batches separate, at a sensible theta they mix, at a high
/// theta a population is lost. Always the same, whatever the job's seed.
data::Dataset demo(const base::Job& job);

}  // namespace counterpoint::simulate
