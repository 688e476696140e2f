#include "ui/workbench/preview.h"

#include "core/base/random.h"
#include "ui/support/numbers.h"

#include <QCoreApplication>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace counterpoint::workbench {

namespace {

/// No map of fewer cells is of a sketch.
constexpr std::size_t leastSketched = 50'000;
/// So many cells tell whether any share a place, before places are counted.
constexpr std::size_t askedCells = 4096;

struct Places {
    std::size_t cells = 0;  ///< asked
    std::size_t different = 0;
};

/// The places of a cell out of every `step` of them, of those that have one.
Places placesOf(const data::Embedding& layout, std::size_t step) {
    Places places;
    std::vector<std::uint64_t> seen(std::bit_ceil(2 * (layout.rows / step + 1)), 0);
    for (std::size_t from = 0; from < layout.rows; from += step) {
        const std::size_t cell = from + base::mix(from) % std::min(step, layout.rows - from);
        if (!std::isfinite(layout(cell, 0))) continue;
        ++places.cells;
        const auto place = (std::uint64_t{std::bit_cast<std::uint32_t>(layout(cell, 0))} << 32U) |
                           std::bit_cast<std::uint32_t>(layout(cell, 1));
        const std::uint64_t mark = place + 1;  // 0 is an empty slot
        std::size_t slot = (mark * 0x9E3779B97F4A7C15ULL) >> (65 - std::bit_width(seen.size()));
        while (seen[slot] != 0 && seen[slot] != mark) slot = (slot + 1) & (seen.size() - 1);
        if (seen[slot] != mark) ++places.different;
        seen[slot] = mark;
    }
    return places;
}

}  // namespace

bool isPreview(const pipeline::Results& results) {
    return results.diagnosis && !results.diagnosis->exact;
}

QString sketchNote(const data::Embedding& layout, bool isSettled) {
    if (isSettled || layout.rows < leastSketched) return {};
    const Places some = placesOf(layout, layout.rows / askedCells);
    if (some.different == some.cells) return {};
    const std::size_t places = placesOf(layout, 1).different;
    return QCoreApplication::translate("ViewArea", "preview: %1 of %2 cells")
        .arg(support::count(static_cast<qint64>(places)),
             support::count(static_cast<qint64>(layout.rows)));
}

}  // namespace counterpoint::workbench
