#pragma once

#include <cstdlib>
#include <unistd.h>

namespace counterpoint {

/// Idle OpenMP threads sleep instead of spinning, so that the window and other programs get the
/// cores. libgomp reads the policy when it is loaded, before main(): the program starts itself once
/// more with the policy set. Does nothing where the user has chosen one.
inline void waitPassively(char** argv) {
    if (std::getenv("OMP_WAIT_POLICY") != nullptr) return;
    setenv("OMP_WAIT_POLICY", "PASSIVE", 1);
    execv("/proc/self/exe", argv);  // returns only where it fails, and then all still works
}

}  // namespace counterpoint
