#pragma once

#include "core/pipeline/results.h"

#include <QString>

namespace counterpoint::workbench {

/// Whether the answer is one to a hand on a slider, from a sample of the cells: the next settled
/// one is of all.
bool isPreview(const pipeline::Results& results);

/// Says so where cells are drawn on the places of a few of them ("preview: 10 000 of 180 000
/// cells"); empty where each cell has its own. `isSettled`: of a finished run, which is never so.
QString sketchNote(const data::Embedding& layout, bool isSettled);

}  // namespace counterpoint::workbench
