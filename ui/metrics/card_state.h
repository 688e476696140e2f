#pragma once

#include "core/plugin/metric.h"

#include <QDateTime>
#include <QString>

#include <limits>
#include <optional>

namespace counterpoint::scores {

/// How far a card's number can be trusted.
enum class CardStatus {
    Empty,        ///< nothing scored yet
    Exact,        ///< of the settings shown, every cell asked
    Preview,      ///< of the settings shown, from a sample of cells
    Stale,        ///< of older settings
    Failed,       ///< `reason` says why
    NeedsLabels,  ///< cannot be told without cell types
    Undefined,    ///< scored, but there is no value: `reason` says why
};

/// Everything a score card shows. Scores are 0–1 with 1 best; NaN where there is none.
struct CardState {
    static constexpr double none = std::numeric_limits<double>::quiet_NaN();

    CardStatus status = CardStatus::Empty;
    double value = none;
    double low = none;  ///< 95 % interval of `value`
    double high = none;
    double raw = none;           ///< in the metric's own units, for the tooltip
    double unintegrated = none;  ///< the same score before integration
    double shuffled = none;  ///< the same score with batches shuffled: the most one can hope for
    std::size_t cells = 0;   ///< cells the value rests on
    QDateTime scoredAt;      ///< for the age in the tooltip
    QString reason;          ///< Failed, Undefined: one sentence
};

/// The card of a fresh score. `unintegrated` and `shuffled` may be missing.
CardState cardStateOf(const plugin::Score& score, const plugin::Score* unintegrated = nullptr,
                      const plugin::Score* shuffled = nullptr);

/// The same card once the settings have moved on: an old value stays visible as stale.
CardState staleOf(CardState state);

/// The same card after its metric failed for `reason`.
CardState failedOf(CardState state, const QString& reason);

/// What a screen reader says: "kBET 0.39, +0.32 from unintegrated, preview".
QString spokenText(const plugin::MetricInfo& info, const CardState& state);

/// What the score measures, its raw value, interval, source and age.
QString tooltipText(const plugin::MetricInfo& info, const CardState& state, const QDateTime& now);

}  // namespace counterpoint::scores
