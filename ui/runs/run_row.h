#pragma once

#include <QString>

#include <limits>
#include <optional>
#include <vector>

namespace counterpoint::runs {

/// How far a number can be trusted, as on the score cards.
enum class Freshness {
    Exact,    ///< of the run's settings, every cell asked
    Preview,  ///< of the run's settings, from a sample of cells
    Stale,    ///< of older settings
};

/// A score from 0 to 1, 1 best; NaN where there is none.
struct RunScore {
    double value = std::numeric_limits<double>::quiet_NaN();
    Freshness freshness = Freshness::Exact;
};

/// Which way a verdict leans: decides its icon and colour.
enum class Lean { Under, Balanced, Over, Unclear };

/// "Balanced", "Under", "Over", …: the word belongs to whoever judged.
struct RunVerdict {
    Lean lean = Lean::Unclear;
    QString text;
    QString reason;  ///< one sentence for the tooltip; may be empty
};

/// Under which head a score stands.
enum class Family { BatchRemoved, BiologyKept };

/// One column of scores.
struct RunColumn {
    QString head;   ///< short, to stand over an oval: "ASW ct"
    QString title;  ///< in full: "ASW cell type"
    QString help;   ///< what it measures, one sentence
    Family family = Family::BatchRemoved;
};

/// One run.
struct RunRow {
    int id = 0;      ///< names the run in signals
    int number = 0;  ///< as shown
    QString name;    ///< "Harmony", or what the user called it
    QString settings;
    bool pinned = false;
    std::vector<RunScore> scores;  ///< one a column, in the order of the columns
    RunScore batch;
    RunScore biology;
    RunScore total;
    std::optional<RunVerdict> verdict;
};

}  // namespace counterpoint::runs
