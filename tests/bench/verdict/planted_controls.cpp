#include "tests/bench/verdict/planted_controls.h"

#include "core/base/random.h"
#include "core/diagnose/stress_tests.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace counterpoint::bench {

namespace {

/// Cells that make a population worth planting, in the batch that keeps it.
constexpr std::size_t leastCells = 30;
constexpr std::size_t rareCells = 25;
constexpr std::size_t leastBatch = 200;
constexpr double share = 0.9;  ///< of the cells: every control is of other ones
constexpr int mostTries = 100;

using Cells = std::vector<std::uint32_t>;

std::size_t drawnOf(const std::vector<std::size_t>& from, base::Random& random) {
    return from[random.below(from.size())];
}

/// Draws one control after another from one set.
class Draw {
  public:
    Draw(const RealSet& set, std::uint64_t seed, std::uint64_t stream)
        : m_set(set), m_random(seed, stream) {
        m_counts.resize(set.label.levelCount(), std::vector<std::size_t>(set.batch.levelCount()));
        for (std::size_t i = 0; i < set.batch.size(); ++i)
            if (set.label.codes[i] >= 0) ++m_counts[set.label.codes[i]][set.batch.codes[i]];
    }

    RealSet control() {
        for (int tries = 0; tries < mostTries; ++tries)
            if (auto control = drawn(); control && batchesAreLarge(*control))
                return std::move(*control);
        return split();
    }

  private:
    static bool batchesAreLarge(const RealSet& set) {
        return std::ranges::all_of(set.batch.counts(),
                                   [](std::size_t n) { return n == 0 || n >= leastBatch / 2; });
    }

    std::optional<RealSet> drawn() {
        switch (m_random.below(6)) {
            case 0:
                return atHome(1);
            case 1:
                return atHome(2);
            case 2:
                return absent();
            case 3:
                return rare();
            case 4:
                return twoBatches();
            default:
                return split();
        }
    }

    /// Batches with enough of a label.
    std::vector<std::size_t> batchesOf(std::size_t label) const {
        std::vector<std::size_t> batches;
        for (std::size_t b = 0; b < m_counts[label].size(); ++b)
            if (m_counts[label][b] >= leastCells) batches.push_back(b);
        return batches;
    }
    /// A label that lives in several batches.
    std::optional<std::size_t> shared() {
        std::vector<std::size_t> labels;
        for (std::size_t label = 0; label < m_counts.size(); ++label)
            if (batchesOf(label).size() > 1) labels.push_back(label);
        if (labels.empty()) return std::nullopt;
        return drawnOf(labels, m_random);
    }

    std::optional<RealSet> atHome(std::size_t populations) {
        std::vector<Home> homes;
        std::string what;
        for (std::size_t p = 0; p < populations; ++p) {
            const auto label = shared();
            if (!label) return std::nullopt;
            homes.emplace_back(m_set.label.levels[*label],
                               m_set.batch.levels[drawnOf(batchesOf(*label), m_random)]);
            what += (p > 0 ? "; " : "") + homes[p].first + " only in " + homes[p].second;
        }
        if (populations > 1 &&
            (homes[0].first == homes[1].first || homes[0].second == homes[1].second))
            return std::nullopt;
        for (const auto& [file, controls] : labelledFiles())
            for (const FixedControl& control : controls)
                if (file == m_set.name && std::ranges::is_permutation(control.homes, homes))
                    return std::nullopt;
        return taken(cellsAtHome(m_set, homes), what);
    }

    std::optional<RealSet> absent() {
        const auto label = shared();
        if (!label) return std::nullopt;
        const std::size_t from = drawnOf(batchesOf(*label), m_random);
        if (batchesOf(*label).size() < 3) return std::nullopt;  // as "only in"
        Cells cells;
        for (std::uint32_t i = 0; i < m_set.batch.size(); ++i)
            if (m_set.label.codes[i] != static_cast<std::int32_t>(*label) ||
                m_set.batch.codes[i] != static_cast<std::int32_t>(from))
                cells.push_back(i);
        return taken(cells, m_set.label.levels[*label] + " not in " + m_set.batch.levels[from]);
    }

    std::optional<RealSet> rare() {
        const auto label = shared();
        if (!label) return std::nullopt;
        Cells of;
        Cells cells;
        for (std::uint32_t i = 0; i < m_set.batch.size(); ++i)
            (m_set.label.codes[i] == static_cast<std::int32_t>(*label) ? of : cells).push_back(i);
        base::shuffle(of, m_random);
        cells.insert(cells.end(), of.begin(),
                     of.begin() + static_cast<std::ptrdiff_t>(std::min(rareCells, of.size())));
        return taken(cells, m_set.label.levels[*label] + " rare");
    }

    std::optional<RealSet> twoBatches() {
        const std::size_t batches = m_set.batch.levelCount();
        if (batches < 3) return std::nullopt;
        const auto order = base::permutation(batches, base::Random(m_random.next()));
        Cells cells;
        for (std::uint32_t i = 0; i < m_set.batch.size(); ++i)
            if (const auto b = static_cast<std::uint32_t>(m_set.batch.codes[i]);
                b == order[0] || b == order[1])
                cells.push_back(i);
        return taken(cells, m_set.batch.levels[order[0]] + " and " + m_set.batch.levels[order[1]]);
    }

    RealSet split() {
        std::vector<std::size_t> large;
        const auto counts = m_set.batch.counts();
        for (std::size_t b = 0; b < counts.size(); ++b)
            if (counts[b] >= leastBatch) large.push_back(b);
        const std::size_t of = drawnOf(large, m_random);
        Cells cells;
        for (std::uint32_t i = 0; i < m_set.batch.size(); ++i)
            if (m_set.batch.codes[i] == static_cast<std::int32_t>(of)) cells.push_back(i);
        RealSet one = taken(cells, m_set.batch.levels[of] + " split");
        const diagnose::StressInput halves =
            diagnose::nullBatch(one.pcs, one.batch, m_random.next());
        RealSet result = takeCells(one, halves.cells, one.name);
        result.batch = halves.batch;
        return result;
    }

    RealSet taken(const Cells& from, const std::string& what) {
        Cells cells = from;
        base::shuffle(cells, m_random);
        cells.resize(std::min(mostRealCells,
                              static_cast<std::size_t>(share * static_cast<double>(cells.size()))));
        std::ranges::sort(cells);
        return takeCells(m_set, cells, m_set.name + ": " + what);
    }

    const RealSet& m_set;
    base::Random m_random;
    std::vector<std::vector<std::size_t>> m_counts;  ///< [label][batch]
};

}  // namespace

std::vector<RealSet> drawnControls(const std::filesystem::path& shared, std::size_t count,
                                   std::uint64_t seed, const base::Job& job) {
    std::vector<RealSet> sets;
    for (const auto& [file, controls] : labelledFiles()) {
        if (!std::filesystem::exists(shared / "data" / (file + ".h5ad"))) continue;
        const RealSet whole = openReal(shared, file, job);
        for (std::size_t n = 0; n < count; ++n) {
            RealSet control = Draw(whole, seed, sets.size()).control();
            control.name += " (" + std::to_string(n + 1) + ")";
            sets.push_back(std::move(control));
        }
    }
    return sets;
}

}  // namespace counterpoint::bench
