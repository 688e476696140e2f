#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace counterpoint::fuzz {

/// Writes small valid files of a reader's format, of every encoding it knows, to a folder.
void writeSeeds(const std::string& reader, const std::filesystem::path& folder);

}  // namespace counterpoint::fuzz
