#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/table.h"
#include "core/diagnose/partition.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::diagnose {

/// Log-normalised expression (cells × genes) of some genes.
struct Expression {
    const data::CsrMatrix* values = nullptr;
    std::span<const std::uint32_t> genes;  ///< columns, ascending

    bool known() const { return values != nullptr && values->rows > 0 && !genes.empty(); }
};

/// What a group looks like in the batches it is present in, and how alike these profiles are.
struct Profiles {
    std::vector<std::int32_t> group;  ///< one a profile
    std::vector<std::int32_t> batch;
    PairTable correlation;  ///< profiles × profiles; empty with fewer than three profiles
};

/// Mean expression of every group in every batch where `present` (groups × batches, 0 or 1), less
/// the batch's reference: the mean over groups present in all batches (else in two, else the whole
/// batch). Correlations are over the 500 genes that vary most between profiles (spec A5).
Profiles groupProfiles(const Expression& expression, const Partition& groups,
                       const data::Categories& batch, const PairTable& present,
                       const base::Job& job);

}  // namespace counterpoint::diagnose
