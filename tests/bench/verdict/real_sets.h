#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/matrix.h"
#include "core/data/table.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace counterpoint::bench {

/// Labelled cells of real batches.
struct RealSet {
    std::string name;
    data::Embedding pcs;
    data::Categories batch;
    data::Categories label;
    data::CsrMatrix logNormalised;  ///< empty where the file has no genes
    std::vector<std::uint32_t> genes;
};

/// At most this many cells of a file are judged.
inline constexpr std::size_t mostRealCells = 4000;

/// The labelled shared sets as they are, and with controls planted by leaving cells out: a
/// population that is left in one batch only, sister populations each left in another batch, and
/// the largest batch split at random. At most 4000 cells of each. Empty without the shared data.
std::vector<RealSet> realSets(const std::filesystem::path& shared, const base::Job& job);

/// A label and the only batch that keeps it.
using Home = std::pair<std::string, std::string>;

/// A control of `realSets`.
struct FixedControl {
    std::string what;
    std::vector<Home> homes;  ///< none: the largest batch is split
};

/// The labelled files of the shared data, without ending, with their controls.
const std::vector<std::pair<std::string, std::vector<FixedControl>>>& labelledFiles();

/// All cells of a labelled file of the shared data.
RealSet openReal(const std::filesystem::path& shared, const std::string& file,
                 const base::Job& job);

/// Some of the cells, ascending.
RealSet takeCells(const RealSet& set, const std::vector<std::uint32_t>& cells, std::string name);

/// The cells that keep every label of `homes` in its home only.
std::vector<std::uint32_t> cellsAtHome(const RealSet& set, const std::vector<Home>& homes);

}  // namespace counterpoint::bench
