#include "ui/metrics/card_state.h"

#include "ui/support/numbers.h"

#include <QCoreApplication>
#include <QStringList>

#include <cmath>

namespace counterpoint::scores {

namespace {

QString tr(const char* text, int n = -1) {
    return QCoreApplication::translate("ScoreCard", text, nullptr, n);
}

bool holdsValue(const CardState& state) {
    return state.status == CardStatus::Exact || state.status == CardStatus::Preview ||
           state.status == CardStatus::Stale;
}

QString ageText(const QDateTime& then, const QDateTime& now) {
    const qint64 seconds = std::max<qint64>(0, then.secsTo(now));
    if (seconds < 10) return tr("Scored just now.");
    if (seconds < 60) return tr("Scored %1 s ago.").arg(seconds);
    if (seconds < 3600) return tr("Scored %1 min ago.").arg(seconds / 60);
    return tr("Scored at %1.").arg(then.toString(QStringLiteral("d MMM HH:mm")));
}

QString statusText(const CardState& state) {
    switch (state.status) {
        case CardStatus::Empty:
            return tr("Not scored yet.");
        case CardStatus::Exact:
            return tr("All %1 cells, exact.").arg(support::count(qint64(state.cells)));
        case CardStatus::Preview:
            return tr("Preview from %1 cells.").arg(support::count(qint64(state.cells)));
        case CardStatus::Stale:
            return tr("Stale: the settings changed since this was scored.");
        case CardStatus::Failed:
            return tr("Failed: %1 Click to try again.").arg(state.reason);
        case CardStatus::NeedsLabels:
            return tr("Needs cell types: choose the column that holds them under Data.");
        case CardStatus::Undefined:
            return tr("No value: %1").arg(state.reason);
    }
    return {};
}

}  // namespace

CardState cardStateOf(const plugin::Score& score, const plugin::Score* unintegrated,
                      const plugin::Score* shuffled) {
    CardState state;
    if (unintegrated) state.unintegrated = unintegrated->scaled;
    if (shuffled) state.shuffled = shuffled->scaled;
    state.raw = score.value;
    state.cells = score.cells;
    state.scoredAt = QDateTime::currentDateTime();
    if (std::isnan(score.scaled)) {
        state.status = CardStatus::Undefined;
        state.reason = QString::fromStdString(score.undefined);
        return state;
    }
    state.status = score.exact ? CardStatus::Exact : CardStatus::Preview;
    state.value = score.scaled;
    state.low = score.low;
    state.high = score.high;
    return state;
}

CardState staleOf(CardState state) {
    if (holdsValue(state)) {
        state.status = CardStatus::Stale;
    } else if (state.status != CardStatus::NeedsLabels) {
        state.status = CardStatus::Empty;
    }
    return state;
}

CardState failedOf(CardState state, const QString& reason) {
    state.status = CardStatus::Failed;
    state.reason = reason;
    return state;
}

QString spokenText(const plugin::MetricInfo& info, const CardState& state) {
    QStringList parts{QString::fromStdString(info.title)};
    if (!holdsValue(state)) return parts.front() + QStringLiteral(": ") + statusText(state);
    parts.front() += u' ' + support::score(state.value);
    const double change = state.value - state.unintegrated;
    if (!std::isnan(change)) parts << tr("%1 from unintegrated").arg(support::change(change));
    if (state.status == CardStatus::Preview) parts << tr("preview");
    if (state.status == CardStatus::Stale) parts << tr("stale");
    return parts.join(QStringLiteral(", "));
}

QString tooltipText(const plugin::MetricInfo& info, const CardState& state, const QDateTime& now) {
    QStringList lines{QString::fromStdString(info.help)};
    if (holdsValue(state)) {
        QString value = tr("Score %1").arg(support::score(state.value, 3));
        if (!std::isnan(state.low) && state.status != CardStatus::Stale)
            value += tr(", 95\u202f% interval %1 to %2")
                         .arg(support::score(state.low, 3), support::score(state.high, 3));
        if (!std::isnan(state.raw)) value += tr("; raw value %1").arg(support::score(state.raw, 3));
        lines << value + u'.';
        if (!std::isnan(state.unintegrated))
            lines << tr("Unintegrated %1.").arg(support::score(state.unintegrated, 3));
        if (!std::isnan(state.shuffled))
            lines << tr("With batches shuffled %1.").arg(support::score(state.shuffled, 3));
    }
    lines << statusText(state);
    if (holdsValue(state) && state.scoredAt.isValid()) lines << ageText(state.scoredAt, now);
    lines << tr("Source: %1").arg(QString::fromStdString(info.source));
    if (info.perCell) lines << tr("Click to colour the cells by it.");
    lines.removeAll(QString());
    return lines.join(u'\n');
}

}  // namespace counterpoint::scores
