#include "tests/bench/verdict/pooled_donors.h"

#include "core/cluster/agreement.h"
#include "core/diagnose/batch_cluster.h"
#include "core/diagnose/protection_map.h"
#include "tests/bench/verdict/known_case.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <utility>

namespace counterpoint::bench {

namespace {

using diagnose::Vector;
using Cells = std::vector<std::uint32_t>;

Vector meanOf(const data::Embedding& pcs, const Cells& cells) {
    Vector mean(pcs.cols, 0.0);
    for (const std::uint32_t i : cells)
        for (std::size_t j = 0; j < pcs.cols; ++j)
            mean[j] += pcs(i, j) / static_cast<double>(cells.size());
    return mean;
}

/// Of two donors, over the populations both have.
double separation(const data::Embedding& pcs, const std::map<std::int32_t, Cells>& first,
                  const std::map<std::int32_t, Cells>& second) {
    Vector shift(pcs.cols, 0.0);
    double weights = 0.0;
    for (const auto& [population, cells] : first) {
        const auto other = second.find(population);
        if (other == second.end()) continue;
        const auto weight = static_cast<double>(std::min(cells.size(), other->second.size()));
        const Vector apart = diagnose::difference(meanOf(pcs, other->second), meanOf(pcs, cells));
        for (std::size_t j = 0; j < shift.size(); ++j) shift[j] += weight * apart[j];
        weights += weight;
    }
    for (double& x : shift) x /= std::max(1.0, weights);
    const double length = std::sqrt(diagnose::squaredLength(shift));
    double squares = 0.0;
    double cells = 0.0;
    for (const auto* donor : {&first, &second})
        for (const auto& [population, members] : *donor) {
            const Vector mean = meanOf(pcs, members);
            for (const std::uint32_t i : members) {
                double along = 0.0;
                for (std::size_t j = 0; j < shift.size(); ++j)
                    along += (pcs(i, j) - mean[j]) * shift[j] / length;
                squares += along * along;
            }
            cells += static_cast<double>(members.size());
        }
    return length / std::sqrt(squares / cells);
}

}  // namespace

void tellPooledDonors(std::ostream& out, const std::vector<simulate::Scenario>& scenarios) {
    constexpr double agreeing = 0.8;
    std::size_t pooled = 0;
    std::size_t found = 0;
    std::size_t single = 0;
    std::size_t imagined = 0;
    for (const simulate::Scenario& scenario : scenarios) {
        const base::Job job({}, 1, scenario.seed);
        const KnownCase known = prepare(scenario, job);
        const auto map = diagnose::protect(
            {known.pcs, known.data.batch, {&known.logNormalised, known.genes}}, job);
        if (scenario.donors < 2) {
            ++single;
            if (!map.inner.any()) continue;
            ++imagined;
            out << scenario.name() << ": pieces, and no donors\n" << std::flush;
            continue;
        }
        for (std::size_t b = 0; b < map.inner.shift.size(); ++b) {
            std::map<std::int32_t, std::map<std::int32_t, Cells>> cells;  // [donor][population]
            std::vector<std::int32_t> donors;
            std::vector<std::int32_t> pieces;
            for (std::uint32_t i = 0; i < map.cells(); ++i) {
                if (static_cast<std::size_t>(map.batch.codes[i]) != b) continue;
                donors.push_back(known.data.donor[i]);
                pieces.push_back(map.inner.piece[i]);
                cells[donors.back()][known.data.population.codes[i]].push_back(i);
            }
            double closest = std::numeric_limits<double>::infinity();
            for (auto first = cells.begin(); first != cells.end(); ++first)
                for (auto second = std::next(first); second != cells.end(); ++second)
                    closest =
                        std::min(closest, separation(known.pcs, first->second, second->second));
            const double agreement = cluster::adjustedRandIndex(donors, pieces).value;
            ++pooled;
            if (map.inner.pieces(b) == cells.size() && agreement >= agreeing) ++found;
            std::array<char, 200> line{};
            std::snprintf(line.data(), line.size(),
                          "%-18s batch %zu: %4zu cells of %zu donors, the closest %.1f apart; %zu "
                          "pieces, agreement %.2f%s\n",
                          scenario.name().c_str(), b + 1, donors.size(), cells.size(), closest,
                          map.inner.pieces(b), agreement, agreement < agreeing ? " *" : "");
            out << line.data() << std::flush;
        }
    }
    out << found << " of " << pooled << " pooled batches have all their donors; " << imagined
        << " of " << single << " sets without donors have pieces\n";
}

}  // namespace counterpoint::bench
