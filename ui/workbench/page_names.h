#pragma once

#include "core/report/page.h"
#include "ui/embedding/colouring.h"

namespace counterpoint::workbench {

/// The names of a colouring's categories on the map of a figure, placed by the rules of the views:
/// see embedding::LabelLayout.
report::PageNames namesOnPage(const embedding::Colouring& colouring, const data::Embedding& layout,
                              const report::MapFrame& frame, const report::Square& square,
                              const report::PageOptions& options);

}  // namespace counterpoint::workbench
