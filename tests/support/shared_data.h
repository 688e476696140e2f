#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace counterpoint::tests {

/// A file below the shared data folder (environment COUNTERPOINT_SHARED, else ../shared beside the
/// repository), or nothing where it is absent.
std::optional<std::filesystem::path> sharedFile(const std::string& relative);

}  // namespace counterpoint::tests

/// Declares `variable` as the path of a shared file, or skips the test with a clear message.
#define COUNTERPOINT_NEED_SHARED(variable, relative)                                           \
    const auto variable##Found = ::counterpoint::tests::sharedFile(relative);                  \
    if (!variable##Found)                                                                      \
        QSKIP("needs " relative " of the shared data; set COUNTERPOINT_SHARED to its folder"); \
    const std::filesystem::path& variable = *variable##Found
