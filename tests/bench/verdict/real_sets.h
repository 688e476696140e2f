#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/matrix.h"
#include "core/data/table.h"

#include <cstdint>
#include <filesystem>
#include <string>
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

/// The labelled shared sets as they are, and with controls planted by leaving cells out: a
/// population that is left in one batch only, sister populations each left in another batch, and
/// the largest batch split at random. At most 4000 cells of each. Empty without the shared data.
std::vector<RealSet> realSets(const std::filesystem::path& shared, const base::Job& job);

}  // namespace counterpoint::bench
