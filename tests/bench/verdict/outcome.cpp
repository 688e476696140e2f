#include "tests/bench/verdict/outcome.h"

#include "core/diagnose/over_statistic.h"

#include <algorithm>
#include <array>
#include <cmath>

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

CsvStream::CsvStream(const std::string& file) {
    if (!file.empty()) m_out.open(file);
}

void CsvStream::add(std::span<const Outcome> outcomes) {
    if (!m_out.is_open() || outcomes.empty()) return;
    const std::scoped_lock lock(m_mutex);
    if (m_detectors.empty()) {
        m_out << "set,kind,correction,true_under,true_over,right,verdict,borderline,p_under,p_over";
        for (const auto& [name, value] : outcomes.front().detectors) {
            m_detectors.push_back(name);
            m_out << ',' << name;
        }
        m_out << '\n';
    }
    for (const Outcome& o : outcomes) {
        m_out << o.set << ',' << o.kind << ',' << o.correction << ',' << o.truth.under << ','
              << o.truth.over << ',' << (o.right ? diagnose::idOf(*o.right) : "grey") << ','
              << diagnose::idOf(o.verdict) << ',' << (o.borderline ? 1 : 0) << ','
              << o.underProbability << ',' << o.overProbability;
        for (const std::string& name : m_detectors) {
            const auto found = o.detectors.find(name);
            m_out << ',';
            if (found != o.detectors.end() && std::isfinite(found->second)) m_out << found->second;
        }
        m_out << '\n';
    }
    m_out.flush();
}

}  // namespace counterpoint::bench
