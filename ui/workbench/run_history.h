#pragma once

#include "core/pipeline/results.h"
#include "core/pipeline/settings.h"
#include "core/pipeline/stress.h"
#include "ui/session/session.h"

#include <QDateTime>
#include <QObject>
#include <QString>

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

namespace counterpoint::workbench {

/// One finished run as it is remembered: what was set and what came out. Holds scores and, within
/// the history's budget, map and values per cell; the larger parts come back from the pipeline's
/// cache, or are computed again, when it is restored.
struct KeptRun {
    int number = 0;  ///< from 1, never given twice
    QString name;    ///< the method's title until the user renames it
    bool pinned = false;
    pipeline::Settings settings;
    pipeline::Results results;
    double seconds = 0.0;
    QDateTime finishedAt;
    std::vector<pipeline::StressOutcome> stress;  ///< what experiments found, without diagnoses
};

/// The runs of the open dataset in the order they finished. Settings that were run before do not
/// make a second entry, nor does another layout or number of dimensions to look at them in. Lives
/// on the window's thread.
class RunHistory : public QObject {
    Q_OBJECT

  public:
    /// Bytes of maps and values per cell that are kept; beyond, the oldest runs that are not pinned
    /// let go of theirs, then the oldest pinned ones, the newest never.
    static constexpr std::size_t budget = std::size_t{512} << 20U;

    /// What a user calls a run, whether it is pinned and whether it was removed, by number.
    struct Label {
        QString name;
        bool pinned = false;
        bool removed = false;
        bool operator==(const Label&) const = default;
    };
    using Labels = std::map<int, Label>;

    explicit RunHistory(QObject* parent = nullptr) : QObject(parent) {}

    const std::vector<KeptRun>& runs() const { return m_runs; }
    const KeptRun* find(int number) const;
    /// The run whose settings are these; null when they were never run.
    const KeptRun* find(const pipeline::Settings& settings) const;

    /// The map that those of other runs are turned onto, so that they can be compared by eye: of
    /// the first pinned run that has one of the same cells in as many dimensions; null without.
    std::shared_ptr<const data::Embedding> frameFor(const pipeline::Settings& settings) const;

    /// Remembers a finished run, or renews the entry of its settings. Returns its number.
    int add(const QString& name, const pipeline::Settings& settings,
            const pipeline::Results& results, double seconds);
    void rename(int number, const QString& name);
    void setPinned(int number, bool pinned);
    /// Keeps what experiments on a run found, in place of what the same ones found before.
    void addStress(int number, std::vector<pipeline::StressOutcome> outcomes);
    /// Takes a run out, without its map; `setLabels` can bring it back.
    void remove(int number);
    void clear();

    Labels labels() const;
    /// Gives names and pins back, and runs that were removed; runs not among them stay as they are.
    void setLabels(const Labels& labels);

    /// The runs as a session keeps them, and back, in place of those here.
    std::vector<session::SavedRun> saved() const;
    void restore(const std::vector<session::SavedRun>& runs);

    /// What maps and values per cell take now.
    std::size_t bytes() const;
    /// Lets go of maps until they fit into `most` bytes; see `budget`.
    void shrink(std::size_t most);

  Q_SIGNALS:
    void changed();

  private:
    std::vector<KeptRun>::iterator place(int number);
    bool bringBack(int number);

    std::vector<KeptRun> m_runs;
    std::vector<KeptRun> m_removed;
    int m_lastNumber = 0;
};

}  // namespace counterpoint::workbench
