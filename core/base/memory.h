#pragma once

#include <cstddef>
#include <string>

namespace counterpoint::base {

/// Bytes of memory this process can still take without pushing others out: what the system calls
/// available, or what is left of the process's control group where that is less (containers, batch
/// systems). The largest number there is where the system does not tell.
std::size_t availableMemory();

/// "512 MiB", "11.8 GiB": for sentences.
std::string memoryText(std::size_t bytes);

}  // namespace counterpoint::base
