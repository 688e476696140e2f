#pragma once

#include "core/plugin/registry.h"
#include "tests/bench/verdict/known_case.h"

#include <string>
#include <vector>

namespace counterpoint::bench {

/// One corrected embedding and how it came about.
struct Correction {
    std::string name;
    data::Embedding embedding;
};

/// What every case is corrected with, from too weak to destructive: nothing, the two oracles and
/// half of one, the program's own methods at several settings, and corrections that destroy.
std::vector<Correction> corrections(const KnownCase& known, const plugin::Registry& registry,
                                    const base::Job& job);

/// The program's own method at some settings.
data::Embedding correctedBy(const plugin::IntegrationMethod& method, const plugin::Values& values,
                            const data::Embedding& pcs, const data::Categories& batch,
                            const base::Job& job);

/// Corrections that destroy, from the uncorrected PCs alone: clusters of the batches matched at
/// random, cluster centres drawn together, cells replaced by means over as many neighbours of every
/// batch.
std::vector<Correction> destructive(const data::Embedding& pcs, const data::Categories& batch,
                                    const base::Job& job);

}  // namespace counterpoint::bench
