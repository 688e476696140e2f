#pragma once

#include "core/pipeline/settings.h"
#include "ui/compare/changes_list.h"

#include <vector>

namespace counterpoint::workbench {

/// What is set otherwise in `second`; empty where nothing that a run's numbers depend on is.
std::vector<compare::SettingChange> changesBetween(const pipeline::Settings& first,
                                                   const pipeline::Settings& second,
                                                   const plugin::Registry& registry);

}  // namespace counterpoint::workbench
