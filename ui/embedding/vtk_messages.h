#pragma once

#include <functional>

namespace counterpoint::embedding {

/// Hands every VTK warning and error to `sink` instead of a console or a pop-up window.
void redirectVtkMessages(std::function<void(const char* message)> sink);

}  // namespace counterpoint::embedding
