#pragma once

#include "core/report/page_table.h"

namespace counterpoint::runs {
class RunsModel;
}

namespace counterpoint::workbench {

/// The table of runs as it is sorted now, for a figure: in the colours of the table, by day.
report::PageTable runsOnPage(const runs::RunsModel& model);

}  // namespace counterpoint::workbench
