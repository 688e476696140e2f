#include "core/base/memory.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <optional>

namespace counterpoint::base {

namespace {

constexpr std::size_t Unlimited = std::numeric_limits<std::size_t>::max();

std::optional<std::size_t> numberIn(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::size_t number = 0;
    if (in >> number) return number;
    return std::nullopt;
}

/// MemAvailable of /proc/meminfo.
std::size_t systemMemory() {
    std::ifstream in("/proc/meminfo");
    std::string key;
    std::size_t kilobytes = 0;
    std::string unit;
    while (in >> key >> kilobytes) {
        if (key == "MemAvailable:") return kilobytes * 1024;
        std::getline(in, unit);
    }
    return Unlimited;
}

/// What the control groups (version 2) of this process leave, from its own to the outermost.
std::size_t groupMemory() {
    std::ifstream in("/proc/self/cgroup");
    std::string line;
    std::size_t least = Unlimited;
    while (std::getline(in, line)) {
        if (!line.starts_with("0::/")) continue;
        const std::filesystem::path root = "/sys/fs/cgroup";
        std::filesystem::path at = root / line.substr(4);
        for (;; at = at.parent_path()) {
            const auto limit = numberIn(at / "memory.max");
            const auto used = numberIn(at / "memory.current");
            if (limit && used) least = std::min(least, *limit - std::min(*limit, *used));
            if (at == root || at.relative_path().empty()) break;
        }
    }
    return least;
}

}  // namespace

std::size_t availableMemory() {
    return std::min(systemMemory(), groupMemory());
}

std::string memoryText(std::size_t bytes) {
    constexpr double mebi = 1024.0 * 1024.0;
    const double size = static_cast<double>(bytes) / mebi;
    char text[32];
    if (size < 1024.0)
        std::snprintf(text, sizeof text, "%.0f MiB", std::max(1.0, size));
    else
        std::snprintf(text, sizeof text, "%.1f GiB", size / 1024.0);
    return text;
}

}  // namespace counterpoint::base
