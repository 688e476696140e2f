#include "tests/bench/verdict/outcome.h"

#include "core/base/error.h"
#include "core/diagnose/over_statistic.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

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

std::vector<std::string> fieldsOf(const std::string& line) {
    std::vector<std::string> fields(1);
    for (const char c : line)
        if (c == ',')
            fields.emplace_back();
        else
            fields.back() += c;
    return fields;
}

double numberOf(const std::string& field) {
    return field.empty() ? unknown : std::stod(field);
}

std::optional<Verdict> verdictOf(const std::string& id) {
    for (const Verdict verdict :
         {Verdict::Balanced, Verdict::Under, Verdict::Over, Verdict::Mixed, Verdict::CannotTell})
        if (diagnose::idOf(verdict) == id) return verdict;
    return std::nullopt;
}

constexpr std::size_t firstDetector = 10;  // column

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
    outcome.detectors["course"] = mostOf(diagnosis.losses, &diagnose::ClusterLoss::course);
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

std::vector<Outcome> readCsv(const std::string& file) {
    std::ifstream in(file);
    std::string line;
    const auto refuse = [&] {
        throw base::Error(base::ErrorKind::BadInput, file + " does not hold verdict_bench's rows");
    };
    if (!std::getline(in, line)) refuse();
    const std::vector<std::string> names = fieldsOf(line);
    if (names.size() < firstDetector) refuse();
    std::vector<Outcome> outcomes;
    while (std::getline(in, line)) {
        if (in.eof()) break;  // cut off while it was written
        const std::vector<std::string> fields = fieldsOf(line);
        if (fields.size() != names.size()) refuse();
        Outcome& o = outcomes.emplace_back();
        o.set = fields[0];
        o.kind = fields[1];
        o.correction = fields[2];
        o.truth = {numberOf(fields[3]), numberOf(fields[4])};
        o.right = verdictOf(fields[5]);
        o.verdict = verdictOf(fields[6]).value_or(Verdict::CannotTell);
        o.borderline = fields[7] == "1";
        o.underProbability = numberOf(fields[8]);
        o.overProbability = numberOf(fields[9]);
        for (std::size_t f = firstDetector; f < fields.size(); ++f)
            o.detectors[names[f]] = numberOf(fields[f]);
    }
    return outcomes;
}

}  // namespace counterpoint::bench
