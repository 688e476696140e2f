#include "core/diagnose/verdict.h"

#include "core/diagnose/over_statistic.h"
#include "core/diagnose/under_statistic.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint::diagnose {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Fitted on 82 simulated data sets with the truth cut at 0.10 (spec B6).
double probability(double intercept, double slope, double statistic) {
    return 1.0 / (1.0 + std::exp(-std::clamp(intercept + slope * statistic, -30.0, 30.0)));
}

bool uncertain(double probability) {
    return probability > 0.2 && probability < 0.8;  // not when it is NaN
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
    const bool testable = std::isfinite(findings.under) && findings.coverage >= leastCoverage;
    Ruling ruling;
    ruling.underProbability = testable ? probability(-6.442, 49.53, findings.under) : unknown;
    ruling.overProbability =
        std::isfinite(findings.over) ? probability(-4.390, 22.42, findings.over) : unknown;
    ruling.borderline = uncertain(ruling.underProbability) || uncertain(ruling.overProbability);

    const bool lost = findings.over > overLimit;
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
