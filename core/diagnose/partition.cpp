#include "core/diagnose/partition.h"

namespace counterpoint::diagnose {

std::vector<std::size_t> Partition::sizes() const {
    std::vector<std::size_t> result(count, 0);
    for (const std::int32_t code : codes)
        if (code >= 0) ++result[code];
    return result;
}

std::vector<std::vector<std::uint32_t>> Partition::members() const {
    std::vector<std::vector<std::uint32_t>> result(count);
    for (std::size_t i = 0; i < codes.size(); ++i)
        if (codes[i] >= 0) result[codes[i]].push_back(static_cast<std::uint32_t>(i));
    return result;
}

PairTable countByBatch(const Partition& sets, const data::Categories& batch) {
    PairTable counts(sets.count, batch.levelCount());
    for (std::size_t i = 0; i < sets.codes.size(); ++i)
        if (sets.codes[i] >= 0) counts(sets.codes[i], batch.codes[i]) += 1.0;
    return counts;
}

}  // namespace counterpoint::diagnose
