#pragma once

#include "ui/embedding/view_style.h"

namespace counterpoint::workbench {

/// The theme in use, as the embedding views want it.
embedding::ViewStyle currentViewStyle();

}  // namespace counterpoint::workbench
