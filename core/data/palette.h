#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace counterpoint::data {

/// "#rrggbb" for each of `levels` categories: Okabe–Ito (safe for colour-blind readers) up to 8,
/// then scanpy's default lists of 20, 28 and 102; beyond that colours repeat.
std::vector<std::string> categoryPalette(std::size_t levels);

/// For missing values and unassigned cells.
const std::string& missingColor();

}  // namespace counterpoint::data
