#pragma once

#include "core/base/job.h"
#include "core/cluster/partition.h"
#include "core/data/csr_matrix.h"
#include "core/plugin/fields.h"

namespace counterpoint::cluster {

/// Settings of the Leiden algorithm.
struct LeidenOptions {
    /// Resolution of the modularity; larger values make more and smaller clusters.
    double resolution = 1.0;
    /// Passes over the whole graph, each starting from the clusters of the one before; 0: until
    /// nothing moves.
    int iterations = 2;

    static const plugin::Fields<LeidenOptions>& fields();
    bool operator==(const LeidenOptions&) const = default;
};

/// Clusters of a graph by the Leiden algorithm (Traag, Waltman & van Eck 2019): fast local moving,
/// refinement, aggregation, for modularity with a resolution. `graph` is symmetric with weights of
/// at least 0; what lies on the diagonal counts in a node's strength only. Every cluster is
/// connected, and a node without edges is a cluster of its own. The order in which nodes are
/// visited comes from the job's seed; runs on one thread, so the thread count changes nothing.
/// Throws Cancelled when stopped.
Partition leiden(const data::CsrMatrix& graph, const LeidenOptions& options, const base::Job& job);

}  // namespace counterpoint::cluster
