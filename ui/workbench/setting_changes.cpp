#include "ui/workbench/setting_changes.h"

#include "ui/workbench/runs_view.h"

#include <QObject>

namespace counterpoint::workbench {

std::vector<compare::SettingChange> changesBetween(const pipeline::Settings& first,
                                                   const pipeline::Settings& second,
                                                   const plugin::Registry& registry) {
    const auto titleOf = [&](const pipeline::Settings& settings) {
        return QString::fromStdString(registry.method(settings.method).info().title);
    };
    if (first.method != second.method)
        return {{QObject::tr("Method"), titleOf(first), titleOf(second)}};
    std::vector<compare::SettingChange> changes;
    const auto add = [&](const plugin::Parameter& parameter, const plugin::Value& was,
                         const plugin::Value& is) {
        if (was != is)
            changes.push_back({QString::fromStdString(parameter.title),
                               QString::fromStdString(plugin::textOf(was)),
                               QString::fromStdString(plugin::textOf(is))});
    };
    const auto before = pipeline::completeMethodValues(first, registry);
    const auto after = pipeline::completeMethodValues(second, registry);
    for (const plugin::Parameter& parameter : registry.method(first.method).info().parameters)
        add(parameter, before.at(parameter.key), after.at(parameter.key));
    const auto stepsBefore = pipeline::stepParameters(first);
    const auto stepsAfter = pipeline::stepParameters(second);
    for (std::size_t i = 0; i < stepsBefore.size(); ++i)
        for (const plugin::Parameter& parameter : stepsBefore[i].parameters)
            add(parameter, stepsBefore[i].values.at(parameter.key),
                stepsAfter[i].values.at(parameter.key));
    for (const QString& change : roleChanges(second.roles, first.roles))
        changes.push_back({{}, {}, change});
    if (first.links != second.links)
        changes.push_back({{}, {}, QObject::tr("populations confirmed or vetoed otherwise")});
    if (first.seed != second.seed)
        changes.push_back(
            {QObject::tr("Seed"), QString::number(first.seed), QString::number(second.seed)});
    return changes;
}

}  // namespace counterpoint::workbench
