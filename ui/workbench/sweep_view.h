#pragma once

#include "core/pipeline/sweep.h"
#include "ui/charts/sweep_chart.h"
#include "ui/charts/trade_off_chart.h"
#include "ui/session/saved_sweep.h"

#include <optional>
#include <vector>

/// A sweep in words and as charts show it.
namespace counterpoint::workbench {

/// What of the answer to `asked` (which has neither points nor a recommendation) is kept.
session::SavedSweep keptSweep(session::SavedSweep asked, const pipeline::Sweep& answer);

/// The parameter that was swept, of a method that is known; its title: "Theta", "Theta, donor".
const plugin::Parameter& parameterOf(const session::SavedSweep& sweep,
                                     const plugin::Registry& registry);
QString titleOf(const session::SavedSweep& sweep, const plugin::Registry& registry);

/// The values that were tried, as the sweep was asked for.
pipeline::SweepAxis axisOf(const session::SavedSweep& sweep, const plugin::Registry& registry);

/// The number of the swept parameter in these settings; NaN where it has none.
double numberIn(const session::SavedSweep& sweep, const pipeline::Settings& settings,
                const plugin::Registry& registry);
/// The settings with another number for it.
pipeline::Settings withNumber(const session::SavedSweep& sweep, pipeline::Settings settings,
                              double number, const plugin::Registry& registry);

/// What is set otherwise now than it was when the parameter was swept, a line each; empty where the
/// sweep tells of what is set now.
QStringList changesSince(const session::SavedSweep& sweep, const pipeline::Settings& now,
                         const plugin::Registry& registry);

/// How far batches stay apart and populations are lost, with their limits.
std::vector<charts::SweepCurve> curvesOf(const session::SavedSweep& sweep);
/// Nothing where nothing is recommended.
std::optional<charts::SweepRange> rangeOf(const session::SavedSweep& sweep);
/// Its way through batch removed and biology kept.
charts::TradeOffSweep wayOf(const session::SavedSweep& sweep, const pipeline::Settings& now,
                            const plugin::Registry& registry);

}  // namespace counterpoint::workbench
