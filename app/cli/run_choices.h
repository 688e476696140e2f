#pragma once

#include "app/cli/common.h"

#include <string>
#include <utility>
#include <vector>

namespace counterpoint::cli {

/// What the verbs that run the whole chain are given.
struct RunChoices {
    std::vector<std::string> files;
    std::vector<std::string> batches;  ///< the first tells the batches apart, all are corrected for
    std::string label;
    std::string keepApart;
    std::vector<std::string> reference;
    std::vector<std::string> covariates;
    std::vector<std::pair<std::string, std::string>> same;  ///< cells of one population
    std::vector<std::pair<std::string, std::string>> different;
    std::string subset;
    std::string method = "harmony";
    std::vector<std::string> sets;  ///< "key=value"
    std::string genes = "shared";
    std::string values;  ///< "counts", "logs" or "scaled"; empty: what they look like
};

/// Adds FILE, --batch, --label, --keep-apart, --reference, --covariate, --same, --different,
/// --subset, --values, --method, --set and --genes.
void addRunChoices(Verb& verb, RunChoices& choices);

/// The settings of a run: roles proposed by the dataset unless chosen, then every --set. Throws
/// Error(BadSettings) where no column looks like a batch or a setting is wrong.
pipeline::Settings settingsOf(const RunChoices& choices, const data::Dataset& dataset,
                              const Common& common);

}  // namespace counterpoint::cli
