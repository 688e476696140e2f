#include "core/diagnose/verdict.h"

#include "core/diagnose/over_statistic.h"
#include "core/diagnose/under_statistic.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint::diagnose {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// How probable a truth above 0.10 is, by statistic: logistic, but never surer than the share of
/// cases in which an alignment or a simulated truth is simply off. Fitted by maximum likelihood: U
/// on four simulated series (seeds 1000, 7000000, 11000000, 13000000; some 9800 embeddings; one
/// series alone gives halves of 0.122 to 0.133), L on 3249 embeddings of 17000000 and of the first
/// 36 sets of 13000000 (halves 0.148 and 0.146).
struct Calibration {
    double half;   ///< the statistic at which it is 1/2
    double slope;  ///< of the logit
};
constexpr Calibration underCalibration{0.126, 68.0};
constexpr Calibration overCalibration{0.148, 35.6};
constexpr double lapse = 0.01;

double probability(const Calibration& calibration, double statistic) {
    const double logit = calibration.slope * (statistic - calibration.half);
    return lapse + (1.0 - 2.0 * lapse) / (1.0 + std::exp(-std::clamp(logit, -30.0, 30.0)));
}

/// Between 0.2 and 0.8, or on the other side of 1/2 than what is said of it; not when it is NaN.
bool uncertain(double probability, bool said) {
    return (probability > 0.2 && probability < 0.8) ||
           (said ? probability < 0.5 : probability > 0.5);
}

}  // namespace

std::string idOf(Verdict verdict) {
    switch (verdict) {
        case Verdict::Balanced:
            return "balanced";
        case Verdict::Under:
            return "under";
        case Verdict::Over:
            return "over";
        case Verdict::Mixed:
            return "mixed";
        case Verdict::CannotTell:
            return "cannot tell";
    }
    return {};
}

std::string nameOf(Verdict verdict) {
    switch (verdict) {
        case Verdict::Balanced:
            return "Balanced";
        case Verdict::Under:
            return "Under-corrected";
        case Verdict::Over:
            return "Over-corrected";
        case Verdict::Mixed:
            return "Under- and over-corrected";
        case Verdict::CannotTell:
            return "Cannot tell";
    }
    return {};
}

Ruling ruleOn(const Findings& findings) {
    const bool testable =
        std::isfinite(findings.under) && findings.coverage >= findings.neededCoverage;
    Ruling ruling;
    ruling.underProbability = testable ? probability(underCalibration, findings.under) : unknown;
    ruling.overProbability =
        std::isfinite(findings.over) ? probability(overCalibration, findings.over) : unknown;

    const bool lost = findings.over > overLimit;
    ruling.borderline = uncertain(ruling.underProbability, findings.under > underLimit) ||
                        uncertain(ruling.overProbability, lost);
    ruling.smallCluster = lost && findings.flagged < leastFlagged;
    const bool over = lost && !ruling.smallCluster;
    if (!testable || findings.confounded) {
        ruling.verdict = over ? Verdict::Over : Verdict::CannotTell;
    } else if (findings.under > underLimit) {
        ruling.verdict = over ? Verdict::Mixed : Verdict::Under;
    } else {
        ruling.verdict = over ? Verdict::Over : Verdict::Balanced;
    }
    return ruling;
}

}  // namespace counterpoint::diagnose
