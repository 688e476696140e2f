#pragma once

#include "core/data/dataset.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace counterpoint::start {

/// Something that was open before: one data file, several that were opened together, or a session.
struct RecentFile {
    QStringList paths;
    bool isSession = false;
    QString what;  ///< "10 679 cells × 7 361 genes", "session, 7 runs"
    QString note;  ///< "5 batches, 17.5 MB"
    QDateTime opened;
    std::optional<data::Roles> roles;  ///< as chosen, where the user wants them remembered
    /// What the user said the values are, where they look like something else.
    std::optional<data::ValueKind> values = {};

    /// The names of the files, without their folders.
    QString name() const;
    /// Whether every file is still where it was.
    bool isThere() const;
};

/// The list on the start page, newest first, kept in the user's settings; the last `most`.
class RecentFiles {
  public:
    static constexpr int most = 12;

    static std::vector<RecentFile> all();
    /// Puts it first, in place of an older entry with the same paths.
    static void add(const RecentFile& file);
    /// The entry with these paths; nothing when they were never opened.
    static std::optional<RecentFile> find(const QStringList& paths);
    static void clear();
};

}  // namespace counterpoint::start
