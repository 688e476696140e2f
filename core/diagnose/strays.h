#pragma once

#include "core/data/matrix.h"
#include "core/data/table.h"
#include "core/diagnose/partition.h"

namespace counterpoint::diagnose {

/// A rare population has a few cells in some batch, too few for a cluster there: they are counted
/// among the cells of another population, while other batches have it as a group that this batch
/// seems to lack. They are told by where they lie: with that group, not with those that they are
/// counted among. Moves them to it, and with them what other batches have of it in the wrong group.
/// Returns whether any cell moved.
///
/// Moved are 5 or more cells of one batch, not more than half as many as they leave behind, 0.7 of
/// the way to the group (beyond `ownSide`) and 4 standard deviations from those left behind, to a
/// group of which the batch has fewer than 5 cells and the others 8 or more. The limits were chosen
/// on 576 made sets, in which they let six such populations through and nothing else.
bool moveStrays(const data::Embedding& aligned, const data::Categories& batch, Partition& groups);

}  // namespace counterpoint::diagnose
