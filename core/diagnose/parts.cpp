#include "core/diagnose/parts.h"

namespace counterpoint::diagnose {

Parts partsOf(const Partition& groups, const data::Categories& batch, const PairTable& present) {
    Parts parts;
    std::vector<std::int32_t> numberOf(present.values.size(), -1);
    for (std::size_t g = 0; g < present.rows; ++g)
        for (std::size_t b = 0; b < present.cols; ++b) {
            if (present(g, b) == 0.0) continue;
            numberOf[g * present.cols + b] = static_cast<std::int32_t>(parts.group.size());
            parts.group.push_back(static_cast<std::int32_t>(g));
            parts.batch.push_back(static_cast<std::int32_t>(b));
        }
    parts.cells.resize(parts.group.size());
    for (std::uint32_t i = 0; i < groups.codes.size(); ++i)
        if (const std::int32_t part = numberOf[groups.codes[i] * present.cols + batch.codes[i]];
            part >= 0)
            parts.cells[part].push_back(i);
    return parts;
}

}  // namespace counterpoint::diagnose
