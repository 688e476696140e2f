#pragma once

#include "core/diagnose/diagnosis.h"
#include "tests/bench/verdict/known_case.h"

#include <cstdint>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <vector>

namespace counterpoint::bench {

/// What was said of one embedding, and what is true.
struct Outcome {
    std::string set;
    std::string kind;  ///< of scenario or real data
    std::string correction;
    Truth truth;
    std::optional<diagnose::Verdict> right;  ///< nothing where the truth is grey
    diagnose::Verdict verdict = diagnose::Verdict::CannotTell;
    bool borderline = false;
    double underProbability = 0.0;
    double overProbability = 0.0;
    std::map<std::string, double> detectors;  ///< larger: more wrong; NaN where undefined

    bool correct() const { return right && *right == verdict; }
};

/// The four classes from a clear truth.
std::optional<diagnose::Verdict> rightVerdict(const Truth& truth);

/// Adds what the diagnosis says: verdict, probabilities, and U, L, L1, L2 as detectors.
void addDiagnosis(Outcome& outcome, const diagnose::Diagnosis& diagnosis);

/// Writes one row an embedding, as sets are done, so that a run that is stopped leaves what it
/// found. Columns are those of the first rows. May be called from any thread.
class CsvStream {
  public:
    /// Writes nothing where `file` is empty.
    explicit CsvStream(const std::string& file);
    void add(std::span<const Outcome> outcomes);

  private:
    std::mutex m_mutex;
    std::ofstream m_out;
    std::vector<std::string> m_detectors;
};

/// The rows of a file that CsvStream wrote; an incomplete last row is left out. Throws
/// Error(BadInput) where it cannot be read.
std::vector<Outcome> readCsv(const std::string& file);

/// Confusion matrix, accuracy in all and by kind with intervals over data sets, false alarms on
/// null data and oracle embeddings, how well probabilities hold, and the errors one by one.
void tellVerdicts(std::ostream& out, std::span<const Outcome> outcomes);

/// For every detector and both questions: AUROC with its interval over data sets, and what it
/// catches and falsely calls at thresholds chosen without the kind of data at hand.
void tellDetectors(std::ostream& out, std::span<const Outcome> outcomes);

}  // namespace counterpoint::bench
