#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/table.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace counterpoint::simulate {

/// What a condition does to cells: nothing, drawn cell by cell, or one level for every batch (it
/// then cannot be told from the batch).
enum class Condition { None, Free, Confounded };

/// A data set in which a correction can be judged against what is known (spec/diagnosis.md §7).
/// Populations may have sub-populations; effects are standard deviations of natural logarithms of
/// expected counts.
struct Scenario {
    std::string kind;  ///< "null", "global", …: what is difficult about it
    std::uint64_t seed = 0;
    std::size_t cells = 1800;  ///< over all batches
    std::size_t batches = 2;
    std::size_t donors = 1;     ///< within every batch, with shifts of their own that are biology
    double donorShift = 0.0;    ///< of a donor
    double shift = 0.4;         ///< of a batch
    double shiftedShare = 1.0;  ///< of the genes, that a batch shifts
    double interaction = 0.0;   ///< further shift of a batch in one population, × `shift`
    double scale = 0.0;         ///< of log depth between batches; half of it of the size of biology
    double skew = 0.0;          ///< of log population shares between batches
    double depth = 2000.0;      ///< median counts of a cell
    double populationSd = 1.2;  ///< of a population, in a tenth of the genes
    double subpopulationSd = 0.9;  ///< of a sub-population, in 4 % of the genes
    double conditionSd = 1.3;  ///< of the condition, in 6 % of the genes of half the populations
    bool trajectory = false;   ///< the first three populations follow each other
    Condition condition = Condition::None;
    std::vector<std::size_t> subpopulations = {1, 1, 1, 1, 1};  ///< of every main population
    std::vector<std::size_t> graded = {0};  ///< main populations with a course of their own
    std::vector<std::pair<std::size_t, double>> rare;  ///< (sub)population and its share
    /// (sub)population and the only batch it lives in.
    std::vector<std::pair<std::size_t, std::size_t>> onlyIn;

    std::string name() const { return kind + "_" + std::to_string(seed); }
};

/// Cells of known origin: as measured, and as they would have been without batches.
struct TwinData {
    data::CsrMatrix counts;     ///< cells × 800 genes
    data::CsrMatrix unbatched;  ///< the same draws, thinned to what no batch would have shifted
    data::Categories batch;
    data::Categories population;          ///< the finest ones
    std::vector<std::int32_t> donor;      ///< of its batch
    std::vector<double> course;           ///< 0–1: where a cell is on its population's course
    std::vector<std::int32_t> condition;  ///< 0 or 1
    std::vector<bool> graded;             ///< per population: the course changes its expression
    std::vector<bool> conditioned;        ///< per population: so does the condition
};

/// Gamma–Poisson counts with their unbatched twin, drawn by binomial thinning of one Poisson draw.
/// The same for the same scenario.
TwinData simulate(const Scenario& scenario, const base::Job& job);

/// `rounds` scenarios of every kind with settings drawn at random from `seed`: other seeds are
/// other data. The last kind, "confounded", cannot be judged by anyone and is there to show that.
std::vector<Scenario> drawScenarios(std::size_t rounds, std::uint64_t seed);

}  // namespace counterpoint::simulate
