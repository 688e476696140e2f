#pragma once

#include "ui/runs/run_row.h"

namespace counterpoint::runs {

/// The rows as a CSV file (RFC 4180 with "\n", point as decimal mark, nothing for a missing score):
/// number, name, settings, pinned, the scores under their full titles, Batch, Biology, Total,
/// verdict, and whether every score is "exact" or some are "preview" or "stale".
QString csvOf(const std::vector<RunColumn>& columns, const std::vector<RunRow>& rows);

}  // namespace counterpoint::runs
