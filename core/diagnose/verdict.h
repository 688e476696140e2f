#pragma once

#include <string>

namespace counterpoint::diagnose {

enum class Verdict { Balanced, Under, Over, Mixed, CannotTell };
/// "balanced", "under", "over", "mixed", "cannot tell": as in files.
std::string idOf(Verdict verdict);
/// "Balanced", "Under-corrected", …: as on the screen.
std::string nameOf(Verdict verdict);

/// Below this share of cells that can be tested neither "under" nor "balanced" is said (spec §4).
inline constexpr double leastCoverage = 0.5;
/// The same where genes or labels are known: what the spec found against less was a set without
/// either. Batches that share one population of several have few cells to test, and these are
/// tested rightly (one_population_71000083, 0.498).
inline constexpr double leastCoverageWithGenes = 0.4;
/// The same without genes and labels: any two clouds of cells can be laid on each other, and only
/// profiles could tell that cells have no counterpart because there is none. Two cell lines that
/// share nothing reach 0.58.
inline constexpr double leastCoverageWithoutGenes = 0.8;
/// With batches covered to this share (`coveredShares`) the usual coverage will do. Cell lines that
/// share nothing reach 0.63 to 0.74, a line and a mixture that holds it 0.93.
inline constexpr double leastCovered = 0.85;
/// A loss of a smaller share of the cells does not make the verdict, but is told (spec §3a).
inline constexpr double leastFlagged = 0.01;

/// What the verdict rests on.
struct Findings {
    double under = 0.0;       ///< U; NaN where undefined
    double coverage = 0.0;    ///< share of cells that can be tested
    double over = 0.0;        ///< L of the worst population; NaN where there is none
    double flagged = 0.0;     ///< share of cells in populations that lost too much
    bool confounded = false;  ///< batch and what must be kept apart cannot be told apart
    double neededCoverage = leastCoverage;
};

/// The rule of spec §3a and §4.
struct Ruling {
    Verdict verdict = Verdict::CannotTell;
    bool smallCluster = false;      ///< a loss too small for the verdict
    bool borderline = false;        ///< a probability lies between 0.2 and 0.8, or speaks against
                                    ///< what is said
    double underProbability = 0.0;  ///< NaN where it cannot be told
    double overProbability = 0.0;
};

Ruling ruleOn(const Findings& findings);

}  // namespace counterpoint::diagnose
