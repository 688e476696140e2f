#include "tests/support/shared_data.h"

#include <cstdlib>

namespace counterpoint::tests {

std::optional<std::filesystem::path> sharedFile(const std::string& relative) {
    const char* folder = std::getenv("COUNTERPOINT_SHARED");
    const std::filesystem::path path =
        std::filesystem::path(folder != nullptr ? folder : COUNTERPOINT_SHARED_DEFAULT) / relative;
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return std::nullopt;
    return path;
}

}  // namespace counterpoint::tests
