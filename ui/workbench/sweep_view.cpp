#include "ui/workbench/sweep_view.h"

#include "core/diagnose/over_statistic.h"
#include "core/diagnose/under_statistic.h"
#include "ui/support/numbers.h"
#include "ui/workbench/setting_changes.h"

#include <QObject>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace counterpoint::workbench {

namespace {

double numberOf(const plugin::Value& value) {
    if (const auto* real = std::get_if<double>(&value)) return *real;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    return std::nan("");
}

/// Nothing a sweep depends on: what is swept, and what only draws or goes unused.
pipeline::Settings compared(const session::SavedSweep& sweep, pipeline::Settings settings,
                            const plugin::Registry& registry) {
    if (settings.method == sweep.settings.method)
        settings =
            withNumber(sweep, std::move(settings), parameterOf(sweep, registry).minimum, registry);
    if (!registry.method(settings.method).info().takesCovariates) settings.roles.covariates.clear();
    settings.umap = {};
    return settings;
}

}  // namespace

session::SavedSweep keptSweep(session::SavedSweep asked, const pipeline::Sweep& answer) {
    for (const pipeline::SweepRun& run : answer.runs)
        asked.points.push_back({numberOf(run.at.front()), run.aggregate.batch, run.aggregate.bio,
                                run.diagnosis->under, run.diagnosis->over});
    asked.recommended = answer.recommendation->points;
    asked.best = answer.recommendation->best;
    asked.sentence = answer.recommendation->sentence;
    return asked;
}

const plugin::Parameter& parameterOf(const session::SavedSweep& sweep,
                                     const plugin::Registry& registry) {
    const auto& parameters = registry.method(sweep.settings.method).info().parameters;
    return *std::ranges::find(parameters, sweep.key, &plugin::Parameter::key);
}

QString titleOf(const session::SavedSweep& sweep, const plugin::Registry& registry) {
    QString title = QString::fromStdString(parameterOf(sweep, registry).title);
    if (!sweep.batchColumn) return title;
    const std::string column = sweep.settings.roles.batches().at(*sweep.batchColumn);
    return QObject::tr("%1, %2").arg(title, QString::fromStdString(column));
}

pipeline::SweepAxis axisOf(const session::SavedSweep& sweep, const plugin::Registry& registry) {
    pipeline::SweepAxis axis{sweep.key, {}, sweep.batchColumn};
    const bool whole = parameterOf(sweep, registry).kind == plugin::ParameterKind::Integer;
    for (const session::SavedSweep::Point& point : sweep.points)
        if (whole)
            axis.values.emplace_back(static_cast<std::int64_t>(std::llround(point.value)));
        else
            axis.values.emplace_back(point.value);
    return axis;
}

double numberIn(const session::SavedSweep& sweep, const pipeline::Settings& settings,
                const plugin::Registry& registry) {
    if (settings.method != sweep.settings.method) return std::nan("");
    const plugin::Value value = pipeline::completeMethodValues(settings, registry).at(sweep.key);
    if (!sweep.batchColumn || !std::holds_alternative<std::string>(value)) return numberOf(value);
    const std::vector<double> numbers = plugin::numbersIn(value);
    return *sweep.batchColumn < numbers.size() ? numbers[*sweep.batchColumn] : std::nan("");
}

pipeline::Settings withNumber(const session::SavedSweep& sweep, pipeline::Settings settings,
                              double number, const plugin::Registry& registry) {
    settings.methodValues = pipeline::completeMethodValues(settings, registry);
    plugin::Value& now = settings.methodValues[sweep.key];
    const std::size_t columns = settings.roles.batches().size();
    if (!sweep.batchColumn)
        now = plugin::checkedValue(parameterOf(sweep, registry), number);
    else if (*sweep.batchColumn < columns)
        now = plugin::withNumber(now, *sweep.batchColumn, columns, number);
    return settings;
}

QStringList changesSince(const session::SavedSweep& sweep, const pipeline::Settings& now,
                         const plugin::Registry& registry) {
    QStringList lines;
    for (const compare::SettingChange& change : changesBetween(
             compared(sweep, sweep.settings, registry), compared(sweep, now, registry), registry))
        lines << (change.name.isEmpty()
                      ? change.is
                      : QObject::tr("%1 %2, now %3").arg(change.name, change.was, change.is));
    return lines;
}

std::vector<charts::SweepCurve> curvesOf(const session::SavedSweep& sweep) {
    charts::SweepCurve under{QObject::tr("too separate"),
                             charts::SweepTone::Under,
                             {},
                             diagnose::underLimit,
                             QObject::tr("limit %1").arg(diagnose::underLimit)};
    charts::SweepCurve over{QObject::tr("lost"),
                            charts::SweepTone::Over,
                            {},
                            diagnose::overLimit,
                            QObject::tr("limit %1").arg(diagnose::overLimit)};
    for (const session::SavedSweep::Point& point : sweep.points) {
        const auto add = [&](charts::SweepCurve& curve, const diagnose::Estimate& of) {
            if (of.defined()) curve.points.push_back({point.value, of.value, of.low, of.high});
        };
        add(under, point.under);
        add(over, point.over);
    }
    return {std::move(under), std::move(over)};
}

std::optional<charts::SweepRange> rangeOf(const session::SavedSweep& sweep) {
    if (sweep.recommended.empty()) return std::nullopt;
    const double low = sweep.points[sweep.recommended.front()].value;
    const double high = sweep.points[sweep.recommended.back()].value;
    return charts::SweepRange{low, high,
                              low == high ? QObject::tr("recommended %1").arg(low)
                                          : QObject::tr("recommended %1 to %2").arg(low).arg(high)};
}

charts::TradeOffSweep wayOf(const session::SavedSweep& sweep, const pipeline::Settings& now,
                            const plugin::Registry& registry) {
    charts::TradeOffSweep way;
    const QString name = titleOf(sweep, registry).toLower();
    for (std::size_t i = 0; i < sweep.points.size(); ++i) {
        const session::SavedSweep::Point& point = sweep.points[i];
        const bool good = std::ranges::count(sweep.recommended, i) > 0;
        way.settings.push_back({.value = point.value,
                                .label = name + u' ' + support::number(point.value),
                                .batch = point.batch,
                                .biology = point.biology,
                                .verdict = QObject::tr("Too separate %1, lost %2")
                                               .arg(support::score(point.under.value),
                                                    support::score(point.over.value)),
                                .recommended = good,
                                .isDefault = good && i == sweep.best});
    }
    if (const auto range = rangeOf(sweep)) {
        const QString low = support::number(range->low);
        way.recommended = range->low == range->high
                              ? QObject::tr("recommended %1 %2").arg(name, low)
                              : QObject::tr("recommended %1 %2 to %3")
                                    .arg(name, low, support::number(range->high));
    }
    if (!changesSince(sweep, now, registry).isEmpty())
        way.stale = QObject::tr("sweep of other settings");
    return way;
}

}  // namespace counterpoint::workbench
