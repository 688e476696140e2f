#pragma once

#include "core/io/h5_session.h"

namespace counterpoint::io::h5 {

/// Throws Error(Io) with what the operating system said where the library passed it on.
[[noreturn]] void failWriting();

/// Identifiers and results of the library's calls while writing: below 0 is a failure.
Handle need(Handle::Id id);
void check(int status);

}  // namespace counterpoint::io::h5
