#pragma once

#include "core/pipeline/results.h"
#include "core/pipeline/settings.h"
#include "core/pipeline/stress.h"
#include "core/plugin/registry.h"
#include "ui/session/saved_sweep.h"

#include <QByteArray>
#include <QColor>
#include <QDateTime>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace counterpoint::session {

/// Which data a session is about: by path and checksum, never the data themselves.
struct Source {
    QStringList paths;  ///< as opened, absolute; empty: the demo
    QString checksum;   ///< see checksum.h; empty where there is none
    /// What the user said the values are, where they look like something else.
    std::optional<data::ValueKind> values = {};
    bool isDemo() const { return paths.isEmpty(); }
    bool operator==(const Source&) const = default;
};

/// A finished run as a session keeps it: settings, scores and verdict, without values per cell and
/// without the map, which come back when the run is restored.
struct SavedRun {
    int number = 0;
    QString name;
    bool pinned = false;
    pipeline::Settings settings;
    double seconds = 0.0;
    QDateTime finishedAt;
    pipeline::Scores scores;
    pipeline::Scores baseline;
    std::shared_ptr<const diagnose::Diagnosis> diagnosis;
    std::shared_ptr<const diagnose::Diagnosis> baselineDiagnosis;
    std::vector<pipeline::StressOutcome> stress;
};

/// Colours a user gave, by column and level.
using LevelColors = std::map<std::string, std::map<std::string, QColor>>;

/// Cells the user gave a name.
struct SavedSet {
    QString name;
    std::vector<std::uint32_t> rows;  ///< of the file, ascending
    bool operator==(const SavedSet&) const = default;
};

/// Everything that is needed to go on another day.
struct Session {
    Source source;
    pipeline::Settings settings;
    int currentRun = 0;
    std::vector<SavedRun> runs;
    LevelColors colors;
    std::vector<SavedSet> sets;
    std::optional<SavedSweep> sweep;
    QStringList colourKeys;  ///< what the views are coloured by
    QByteArray views;        ///< what else was chosen to be seen, the JSON that the views write
    QByteArray figure;       ///< choices of the export dialog, the JSON that it writes
    QByteArray windowLayout;
};

/// The version that is written. Files of a later one are refused, of an earlier one read.
inline constexpr int formatVersion = 1;
inline constexpr const char* fileSuffix = "counterpoint";

/// A session as text (JSON), the same for the same session.
QByteArray toText(const Session& session, const plugin::Registry& registry);
/// Throws base::Error(BadInput): not a session, of a later version, or with a method or setting
/// that is not known here.
Session fromText(const QByteArray& text, const plugin::Registry& registry);

/// Reads a session file. Throws base::Error naming the file.
Session read(const QString& path, const plugin::Registry& registry);
/// Writes to a temporary name in the same folder and renames. Throws base::Error(Io).
void write(const QString& path, const QByteArray& text);

}  // namespace counterpoint::session
