#pragma once

#include "ui/charts/trade_off_chart.h"
#include "ui/workbench/workbench.h"

#include <array>
#include <optional>
#include <vector>

namespace counterpoint::workbench {

/// The kept runs and the unintegrated data as the trade-off plot shows them; those compared, if
/// any, are marked A and B.
std::vector<charts::TradeOffRun> tradeOffRuns(const RunHistory& history,
                                              const plugin::Registry& registry,
                                              const std::array<const KeptRun*, 2>& compared);

/// Where what is on screen stands while it is no kept run. `before` is where that was until now:
/// while a job runs it stays, as stale, until all the scores are there that the newest kept run of
/// these roles has. Those that a sample of cells cannot tell are taken from that run, which the
/// note says. Nothing without such a run. `isOld`: the running job has not answered yet.
std::optional<charts::TradeOffNow> tradeOffNow(Workbench& workbench, bool isOld,
                                               const std::optional<charts::TradeOffNow>& before);

}  // namespace counterpoint::workbench
