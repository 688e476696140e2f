#pragma once

#include "core/plugin/fields.h"

#include <optional>
#include <string>
#include <vector>

namespace counterpoint::integrate {

/// Settings of Harmony; defaults as R harmony 2.x unless said otherwise. Lists hold one number for
/// all covariates or one for each.
struct HarmonyOptions {
    /// 0–8: how hard clusters are pushed towards an even mix of batches; 0 only removes the mean
    /// shift of each batch.
    std::vector<double> theta = {2.0};
    /// Ridge penalty of each batch's shift, above 0; larger corrects less. Automatic: alpha times
    /// the cells expected of the batch in the cluster ("harmony"), 1 ("harmony1").
    std::optional<std::vector<double>> lambda;
    double alpha = 0.2;  ///< of the automatic lambda, 0.05–1; larger corrects less
    double sigma = 0.1;  ///< width of the soft clusters; larger shares cells among more clusters
    double tau = 0.0;    ///< cells a cluster below which small batches are pushed less; 0: never
    std::optional<int> clusters;          ///< automatic: cells / 30, at most 100
    double block = 0.05;                  ///< share of cells whose clusters are renewed at once
    int maxIterations = 10;               ///< rounds of clustering and correction
    std::optional<int> clusteringRounds;  ///< automatic: 4 ("harmony"), 20 ("harmony1")
    double epsilonCluster = 1e-3;  ///< relative change of the objective that ends the clustering
    double epsilonHarmony = 1e-2;  ///< relative decrease of the objective that ends the run
    /// Ends the run also when the objective rises, as R harmony up to 2.0.4 and harmonypy before
    /// 2.0.2 do; by default only a small decrease counts as settled.
    bool stopWhenWorse = false;
    /// How the weights of several covariates combine: "product" as the objective implies, "sum" as
    /// R harmony up to 2.0.4 and harmonypy do. The same where there is one covariate.
    std::string covariateRule = "product";
    /// "harmony": R 2.x (centroids fixed within a round, cold restart of the assignment, pruning of
    /// batches absent from a cluster). "harmony1": R 1.2.
    std::string variant = "harmony";

    bool first() const { return variant == "harmony1"; }

    static const plugin::Fields<HarmonyOptions>& fields();
    bool operator==(const HarmonyOptions&) const = default;
};

/// The covariate's number in a list of one for all or one for each.
inline double ofCovariate(const std::vector<double>& list, std::size_t covariate) {
    return list[list.size() == 1 ? 0 : covariate];
}

}  // namespace counterpoint::integrate
