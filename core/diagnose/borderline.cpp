#include "core/diagnose/borderline.h"

#include <cmath>

namespace counterpoint::diagnose {

std::string borderlineText(const Diagnosis& diagnosis) {
    const Verdict verdict = diagnosis.verdict;
    const double under = diagnosis.underProbability;
    const double over = diagnosis.overProbability;
    const bool byUnder = !(std::abs(over - 0.5) <= std::abs(under - 0.5));
    const bool isUnder = verdict == Verdict::Under || verdict == Verdict::Mixed;
    const bool isOver = verdict == Verdict::Over || verdict == Verdict::Mixed;
    const bool found = byUnder ? isUnder : isOver;
    const double probability = byUnder ? under : over;
    const double ofVerdict = found ? probability : 1.0 - probability;

    const auto percent = [](double share) {
        return std::to_string(std::lround(100.0 * share)) + " %";
    };
    std::string text = "Borderline: " + idOf(verdict);
    if (ofVerdict >= 0.5)
        text += ", probability " + percent(ofVerdict) + ".";
    else
        text += std::string(" by the limits, but ") + (found ? "not " : "") +
                (byUnder ? "under" : "over") + "-corrected with a probability of " +
                percent(1.0 - ofVerdict) + ".";

    Findings other{isUnder ? 1.0 : 0.0,  diagnosis.coverage,      isOver ? 1.0 : 0.0, 1.0,
                   diagnosis.confounded, diagnosis.neededCoverage};
    double& answer = byUnder ? other.under : other.over;
    answer = 1.0 - answer;
    if (const Verdict otherwise = ruleOn(other).verdict; otherwise != verdict)
        text += std::string(" A slightly ") + (byUnder == found ? "stronger" : "weaker") +
                " setting would read " + idOf(otherwise) + ".";
    return text;
}

}  // namespace counterpoint::diagnose
