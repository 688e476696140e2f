#pragma once

#include "core/base/job.h"
#include "core/data/csr_matrix.h"
#include "core/data/neighbor_graph.h"
#include "core/data/table.h"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::metrics {

/// kBET within one label.
struct LabelAcceptance {
    double share = 0.0;     ///< cells not rejected at 0.05; NaN where the test means nothing
    std::size_t cells = 0;  ///< cells the share rests on
    std::size_t label = 0;  ///< cells they stand for
};

/// kBET within each label, as scib-metrics' kbet_per_label: the label's cells keep the 50-neighbour
/// connectivities among themselves, diffusion distances on that graph define k0 + 1 nearest cells
/// (the cell itself counted), k0 a quarter of the mean batch size but 10 to 70, and kBET's test is
/// run with the label's batch shares.
///
/// NaN: fewer than 10 cells, one batch, or so few cells that a neighbourhood would be the whole
/// label. 0: the label falls into pieces and those of 3 · k0 cells or more hold less than 75 % of
/// it. Differences from scib-metrics 0.5.10: exact neighbours, and the number of diffusion
/// components (100) is not lowered for all labels after a small one. One entry a level. With
/// `mostTested`, no more cells of a label than that are tested, drawn at random and always the
/// same.
std::vector<LabelAcceptance> kbetPerLabel(const data::NeighborGraph& neighbors,
                                          const data::Categories& batch,
                                          const data::Categories& label, const base::Job& job,
                                          std::size_t mostTested = SIZE_MAX);

}  // namespace counterpoint::metrics
