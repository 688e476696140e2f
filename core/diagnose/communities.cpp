#include "core/diagnose/communities.h"

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/cluster/leiden.h"
#include "core/cluster/snn_graph.h"

namespace counterpoint::diagnose {

Partition communities(const data::NeighborGraph& graph, std::size_t others, std::size_t runs,
                      const base::Job& job) {
    const data::CsrMatrix shared = cluster::sharedNeighborGraph(graph, others, job);
    std::vector<cluster::Partition> found(runs);
    std::vector<double> quality(runs);
    base::parallelBlocks(job, runs, 1, [&](std::size_t run, std::size_t, std::size_t) {
        const base::Job one(job.stopToken(), 1, base::mix(job.seed()) + run);
        found[run] = cluster::leiden(shared, {}, one);
        quality[run] = cluster::modularity(shared, found[run].codes, 1.0);
    });
    std::size_t best = 0;
    for (std::size_t run = 1; run < runs; ++run)
        if (quality[run] > quality[best]) best = run;
    return {std::move(found[best].codes), found[best].clusters};
}

}  // namespace counterpoint::diagnose
