#include "ui/workbench/runs_view.h"

#include "core/metrics/aggregate.h"
#include "ui/support/numbers.h"

#include <QHash>
#include <QObject>

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint::workbench {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::vector<runs::RunScore> scoresOf(const pipeline::Scores& scores,
                                     const std::vector<std::string>& metrics) {
    std::vector<runs::RunScore> row;
    for (const std::string& id : metrics) {
        const auto found = scores.find(id);
        row.push_back({found == scores.end() ? none : found->second->scaled});
    }
    return row;
}

void addAggregate(runs::RunRow& row, const pipeline::Scores& scores) {
    const metrics::Aggregate aggregate = metrics::scibAggregate(scores);
    row.batch.value = aggregate.batch;
    row.biology.value = aggregate.bio;
    row.total.value = aggregate.total;
}

std::optional<runs::RunVerdict> verdictOf(
    const std::shared_ptr<const diagnose::Diagnosis>& diagnosis) {
    if (!diagnosis) return std::nullopt;
    const diagnose::Diagnosis& found = *diagnosis;
    runs::RunVerdict verdict;
    if (!found.sentences.empty())
        verdict.reason = support::sentence(QString::fromStdString(found.sentences.front().text));
    switch (found.verdict) {
        case diagnose::Verdict::Balanced:
            verdict.lean = runs::Lean::Balanced;
            verdict.text = QObject::tr("Balanced");
            break;
        case diagnose::Verdict::Under:
            verdict.lean = runs::Lean::Under;
            verdict.text = QObject::tr("Under");
            break;
        case diagnose::Verdict::Over:
            verdict.lean = runs::Lean::Over;
            verdict.text = QObject::tr("Over");
            break;
        case diagnose::Verdict::Mixed:
            verdict.lean = runs::Lean::Over;
            verdict.text = QObject::tr("Mixed");
            break;
        case diagnose::Verdict::CannotTell:
            verdict.text = QObject::tr("Cannot tell");
            break;
    }
    return verdict;
}

/// "2.0"; of several batch columns "2.0 | 1.0".
QString valueText(const plugin::Parameter& parameter, const plugin::Value& value) {
    if (const auto* number = std::get_if<double>(&value)) return support::number(*number);
    if (parameter.perCovariate && std::holds_alternative<std::string>(value)) {
        QStringList numbers;
        for (const double number : plugin::numbersIn(value)) numbers << support::number(number);
        return numbers.join(QStringLiteral(" | "));
    }
    return QString::fromStdString(plugin::textOf(value));
}

std::string joined(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : " + ") + name;
    return list;
}

/// "θ" for Theta, as papers write it; other titles in small letters.
QString shortTitle(const plugin::Parameter& parameter) {
    static const QHash<QString, QString> letters{{QStringLiteral("theta"), QStringLiteral("θ")},
                                                 {QStringLiteral("sigma"), QStringLiteral("σ")},
                                                 {QStringLiteral("lambda"), QStringLiteral("λ")},
                                                 {QStringLiteral("tau"), QStringLiteral("τ")}};
    const QString title = QString::fromStdString(parameter.title).toLower();
    return letters.value(title, title);
}

}  // namespace

std::vector<runs::RunColumn> runColumns(const plugin::Registry& registry,
                                        const std::vector<std::string>& metrics) {
    std::vector<runs::RunColumn> columns;
    for (const std::string& id : metrics) {
        const plugin::MetricInfo& info = registry.metric(id).info();
        columns.push_back({QString::fromStdString(info.brief.empty() ? info.title : info.brief),
                           QString::fromStdString(info.title), QString::fromStdString(info.help),
                           info.family == plugin::MetricFamily::BatchRemoved
                               ? runs::Family::BatchRemoved
                               : runs::Family::BiologyKept});
    }
    return columns;
}

std::vector<runs::RunRow> runRows(const RunHistory& history, const plugin::Registry& registry,
                                  const std::vector<std::string>& metrics) {
    std::vector<runs::RunRow> rows;
    if (history.runs().empty()) return rows;
    runs::RunRow before;
    before.id = unintegratedRun;
    before.name = QObject::tr("Unintegrated");
    const KeptRun& first = history.runs().front();
    before.scores = scoresOf(first.results.baseline, metrics);
    addAggregate(before, first.results.baseline);
    before.verdict = verdictOf(first.results.baselineDiagnosis);
    rows.push_back(std::move(before));
    for (const KeptRun& run : history.runs()) {
        runs::RunRow row;
        row.id = run.number;
        row.number = run.number;
        row.name = run.name;
        row.settings = methodSettingsText(run.settings, registry);
        for (const QString& change : roleChanges(run.settings.roles, first.settings.roles))
            row.settings += QStringLiteral(", ") + change;
        row.pinned = run.pinned;
        row.scores = scoresOf(run.results.scores, metrics);
        addAggregate(row, run.results.scores);
        row.verdict = verdictOf(run.results.diagnosis);
        rows.push_back(std::move(row));
    }
    return rows;
}

QStringList roleChanges(const data::Roles& now, const data::Roles& then) {
    QStringList changes;
    const auto add = [&](const std::string& is, const std::string& was, const QString& words) {
        if (is != was)
            changes << words.arg(is.empty() ? QObject::tr("nothing") : QString::fromStdString(is));
    };
    add(now.batch, then.batch, QObject::tr("%1 as batch"));
    add(joined(now.moreBatches), joined(then.moreBatches), QObject::tr("%1 as batch too"));
    add(now.label, then.label, QObject::tr("%1 as cell type"));
    add(now.keepApart, then.keepApart, QObject::tr("%1 kept apart"));
    add(joined(now.covariates), joined(then.covariates), QObject::tr("%1 as covariate"));
    if (now.reference != then.reference) changes << QObject::tr("other reference batches");
    return changes;
}

QString methodSettingsText(const pipeline::Settings& settings, const plugin::Registry& registry) {
    QStringList parts;
    const auto& parameters = registry.method(settings.method).info().parameters;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const auto found = settings.methodValues.find(parameters[i].key);
        const plugin::Value value =
            found == settings.methodValues.end() ? parameters[i].defaultValue : found->second;
        if (i > 0 && value == parameters[i].defaultValue) continue;
        parts.push_back(shortTitle(parameters[i]) + QStringLiteral(" ") +
                        valueText(parameters[i], value));
    }
    const auto same = std::ranges::count(settings.links, true, &pipeline::LinkChoice::same);
    const auto two = std::ssize(settings.links) - same;
    if (same > 0) parts.push_back(QObject::tr("%1 confirmed").arg(same));
    if (two > 0) parts.push_back(QObject::tr("%1 vetoed").arg(two));
    return parts.join(QStringLiteral(", "));
}

}  // namespace counterpoint::workbench
