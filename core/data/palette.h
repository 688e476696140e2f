#pragma once

#include "core/data/dataset.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace counterpoint::data {

/// "#rrggbb" for each of `count` categories: Okabe and Ito's colours, safe for colour-blind
/// readers, to 8, then the lists scanpy uses: 20, 28 and 102. Past that the last list starts again,
/// because no palette can tell more categories apart.
std::vector<std::string> categoryPalette(std::size_t count);

/// For missing values and for levels that mean there is none.
const std::string& missingColor();

/// Whether a level's name says that there is no value ("Unassigned", "nan", …).
bool meansMissing(std::string_view level);

/// One colour a level of an obs column: the file's own (uns['<column>_colors']) when there is a
/// valid one for each level; else the palette in order of size, so that the largest populations get
/// the colours that are told apart best, and grey for levels that mean missing. Empty without the
/// column.
std::vector<std::string> columnColors(const Dataset& dataset, const std::string& column);

}  // namespace counterpoint::data
