#include "tests/bench/verdict/outcome.h"

#include "core/diagnose/over_statistic.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace counterpoint::bench {

namespace {

using diagnose::Verdict;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double mostOf(const std::vector<diagnose::ClusterLoss>& losses,
              double diagnose::ClusterLoss::*member) {
    double most = unknown;
    for (const auto& loss : losses)
        if (loss.cells >= diagnose::leastClusterSize && !(most >= loss.*member))
            most = loss.*member;
    return most;
}

std::set<std::string> detectorNames(std::span<const Outcome> outcomes) {
    std::set<std::string> names;
    for (const Outcome& outcome : outcomes)
        for (const auto& [name, value] : outcome.detectors) names.insert(name);
    return names;
}

}  // namespace

std::optional<Verdict> rightVerdict(const Truth& truth) {
    if (!truth.clear()) return std::nullopt;
    const bool over = truth.over > 0.15;
    if (truth.under > 0.15) return over ? Verdict::Mixed : Verdict::Under;
    return over ? Verdict::Over : Verdict::Balanced;
}

void addDiagnosis(Outcome& outcome, const diagnose::Diagnosis& diagnosis) {
    outcome.verdict = diagnosis.verdict;
    outcome.borderline = diagnosis.borderline;
    outcome.underProbability = diagnosis.underProbability;
    outcome.overProbability = diagnosis.overProbability;
    outcome.detectors["U"] = diagnosis.under.value;
    outcome.detectors["L"] = diagnosis.over.value;
    outcome.detectors["L1"] = mostOf(diagnosis.losses, &diagnose::ClusterLoss::own);
    outcome.detectors["L2"] = mostOf(diagnosis.losses, &diagnose::ClusterLoss::foreign);
    outcome.detectors["coverage"] = diagnosis.coverage;
    outcome.detectors["flagged"] = diagnosis.flagged;
}

void writeCsv(std::ostream& out, std::span<const Outcome> outcomes) {
    const std::set<std::string> names = detectorNames(outcomes);
    out << "set,kind,correction,true_under,true_over,right,verdict,borderline,p_under,p_over";
    for (const std::string& name : names) out << ',' << name;
    out << '\n';
    for (const Outcome& o : outcomes) {
        out << o.set << ',' << o.kind << ',' << o.correction << ',' << o.truth.under << ','
            << o.truth.over << ',' << (o.right ? diagnose::idOf(*o.right) : "grey") << ','
            << diagnose::idOf(o.verdict) << ',' << (o.borderline ? 1 : 0) << ','
            << o.underProbability << ',' << o.overProbability;
        for (const std::string& name : names) {
            const auto found = o.detectors.find(name);
            out << ',';
            if (found != o.detectors.end() && std::isfinite(found->second)) out << found->second;
        }
        out << '\n';
    }
}

}  // namespace counterpoint::bench
