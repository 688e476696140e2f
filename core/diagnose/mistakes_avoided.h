#pragma once

#include <cstdint>
#include <span>

namespace counterpoint::diagnose {

/// How much of `what` follows from `from`: the share of the mistakes made in guessing the code of
/// an item that is avoided by who knows its other one (lambda of Goodman & Kruskal 1954), 0 to 1.
/// Both of the same length; items with a negative code of `what` are left out; 0 where no mistake
/// can be made.
double mistakesAvoided(std::span<const std::int32_t> what, std::span<const std::int32_t> from);

}  // namespace counterpoint::diagnose
