#include "ui/runs/run_csv.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace counterpoint::runs {

namespace {

QString quoted(const QString& text) {
    const bool isPlain = std::ranges::none_of(text, [](QChar character) {
        return character == u',' || character == u'"' || character == u'\n' || character == u'\r';
    });
    if (isPlain) return text;
    return u'"' + QString(text).replace(u'"', QStringLiteral("\"\"")) + u'"';
}

QString figure(const RunScore& score) {
    return std::isfinite(score.value) ? QString::number(score.value, 'g', 9) : QString();
}

/// The least trustworthy of the row's numbers.
QString stateOf(const RunRow& row) {
    Freshness worst = Freshness::Exact;
    const auto take = [&worst](const RunScore& score) {
        if (std::isfinite(score.value)) worst = std::max(worst, score.freshness);
    };
    std::ranges::for_each(row.scores, take);
    for (const RunScore& score : {row.batch, row.biology, row.total}) take(score);
    switch (worst) {
        case Freshness::Exact:
            return QStringLiteral("exact");
        case Freshness::Preview:
            return QStringLiteral("preview");
        case Freshness::Stale:
            break;
    }
    return QStringLiteral("stale");
}

}  // namespace

QString csvOf(const std::vector<RunColumn>& columns, const std::vector<RunRow>& rows) {
    QStringList head{QStringLiteral("run"), QStringLiteral("name"), QStringLiteral("settings"),
                     QStringLiteral("pinned")};
    for (const RunColumn& column : columns) head << quoted(column.title);
    head << QStringLiteral("Batch") << QStringLiteral("Biology") << QStringLiteral("Total")
         << QStringLiteral("verdict") << QStringLiteral("state");
    QString text = head.join(u',') + u'\n';

    for (const RunRow& row : rows) {
        QStringList line{QString::number(row.number), quoted(row.name), quoted(row.settings),
                         row.pinned ? QStringLiteral("yes") : QStringLiteral("no")};
        for (std::size_t i = 0; i < columns.size(); ++i)
            line << (i < row.scores.size() ? figure(row.scores[i]) : QString());
        for (const RunScore& score : {row.batch, row.biology, row.total}) line << figure(score);
        line << (row.verdict ? quoted(row.verdict->text) : QString()) << stateOf(row);
        text += line.join(u',') + u'\n';
    }
    return text;
}

}  // namespace counterpoint::runs
