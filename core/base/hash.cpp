#include "core/base/hash.h"

namespace counterpoint::base {

std::string Hasher::hex() const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text(16, '0');
    std::uint64_t rest = value();
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, rest >>= 4U)
        *digit = digits[rest & 15U];
    return text;
}

}  // namespace counterpoint::base
