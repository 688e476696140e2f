#include "core/integrate/harmony_design.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::integrate {
namespace {

/// Deals the cells to blocks and sorts them by block and group.
void arrange(HarmonyDesign& design, double blockShare, std::uint64_t seed) {
    const std::size_t cells = design.cells;
    if (cells < 40) blockShare = 0.2;  // as R harmony 1.2
    const auto size =
        std::max<std::size_t>(1, static_cast<std::size_t>(static_cast<double>(cells) * blockShare));
    const auto blocks = std::min(cells / size, static_cast<std::size_t>(std::ceil(1 / blockShare)));
    const auto dealt = base::permutation(cells, base::Random(seed, 0xDEA1));
    std::vector<std::uint32_t> blockOfCell(cells);
    for (std::size_t at = 0; at < cells; ++at)
        blockOfCell[dealt[at]] = static_cast<std::uint32_t>(std::min(at / size, blocks - 1));

    const std::size_t groups = design.groupCount();
    std::vector<std::size_t> starts(blocks * groups + 1, 0);
    for (std::size_t i = 0; i < cells; ++i)
        ++starts[blockOfCell[i] * groups + design.groupOf[i] + 1];
    for (std::size_t s = 1; s < starts.size(); ++s) starts[s] += starts[s - 1];
    for (std::size_t block = 0; block < blocks; ++block) {
        design.blockStarts.push_back(design.segments.size());
        for (std::size_t g = 0; g < groups; ++g) {
            const std::size_t end = starts[block * groups + g + 1];
            for (std::size_t at = starts[block * groups + g]; at < end; at += SegmentRows)
                design.segments.push_back({at, std::min(at + SegmentRows, end),
                                           static_cast<std::uint32_t>(g),
                                           static_cast<std::uint32_t>(block)});
        }
    }
    design.blockStarts.push_back(design.segments.size());
    design.order.resize(cells);
    for (std::size_t i = 0; i < cells; ++i)
        design.order[starts[blockOfCell[i] * groups + design.groupOf[i]]++] =
            static_cast<std::uint32_t>(i);
}

}  // namespace

HarmonyDesign makeDesign(const std::vector<const data::Categories*>& batches, std::size_t cells,
                         double blockShare, std::uint64_t seed,
                         const std::vector<std::string>& reference) {
    HarmonyDesign design{groupCells(batches, cells, reference), {}, {}, {}};
    arrange(design, blockShare, seed);
    return design;
}

}  // namespace counterpoint::integrate
