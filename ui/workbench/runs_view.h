#pragma once

#include "core/plugin/registry.h"
#include "ui/runs/run_row.h"
#include "ui/workbench/run_history.h"

#include <QString>
#include <QStringList>

#include <string>
#include <vector>

namespace counterpoint::workbench {

/// The id under which the unintegrated data stand among the runs.
inline constexpr int unintegratedRun = 0;

/// The columns of the runs table: those of `metrics` (ids) in that order.
std::vector<runs::RunColumn> runColumns(const plugin::Registry& registry,
                                        const std::vector<std::string>& metrics);

/// A row a run, with the unintegrated data, seen through the roles of the first run, before them.
std::vector<runs::RunRow> runRows(const RunHistory& history, const plugin::Registry& registry,
                                  const std::vector<std::string>& metrics);

/// The settings of a run's method in a few words: the first parameter, and what differs from its
/// default: "theta 2, lambda 0.5".
QString methodSettingsText(const pipeline::Settings& settings, const plugin::Registry& registry);

/// The roles in which `now` differs, in a few words each: "donor as batch".
QStringList roleChanges(const data::Roles& now, const data::Roles& then);

}  // namespace counterpoint::workbench
