#pragma once

#include "core/io/h5_session.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace counterpoint::io::h5 {

/// Strings of either storage: variable-length, or fixed-length padded with NUL or spaces. `read`
/// fills `buffer` with elements of `memoryType` and says whether that worked; nothing is returned
/// when it did not. Text that is not valid UTF-8 is taken for Latin-1.
using TextSource = std::function<bool(Handle::Id memoryType, void* buffer)>;
bool readTextElements(Handle::Id fileType, std::size_t count, const TextSource& read,
                      std::vector<std::string>& out);

/// `text` as it is when it is valid UTF-8, else each byte as the Latin-1 character it stands for.
std::string toUtf8(std::string text);

}  // namespace counterpoint::io::h5
