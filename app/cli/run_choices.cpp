#include "app/cli/run_choices.h"

#include "core/base/error.h"

#include <algorithm>

namespace counterpoint::cli {

namespace {

/// Throws Error(BadSettings) naming a cell that is not there.
void addLinks(pipeline::Settings& settings,
              const std::vector<std::pair<std::string, std::string>>& pairs, bool same,
              const data::Dataset& dataset) {
    const auto check = [&](const std::string& cell) {
        if (std::ranges::find(dataset.obs.index, cell) == dataset.obs.index.end())
            throw base::Error(base::ErrorKind::BadSettings,
                              "there is no cell \"" + cell + "\" to name a population by");
    };
    for (const auto& [first, second] : pairs) {
        check(first);
        check(second);
        settings.links.push_back({first, second, same});
    }
}

void refuseCovariates(const RunChoices& choices, const plugin::MethodInfo& method) {
    if (choices.covariates.empty() || method.takesCovariates) return;
    throw base::Error(base::ErrorKind::BadSettings,
                      method.title + " takes no covariates; leave out --covariate " +
                          choices.covariates.front() +
                          ", or give the column as a further --batch to correct for it");
}

}  // namespace

pipeline::Settings settingsOf(const RunChoices& choices, const data::Dataset& dataset,
                              const Common& common) {
    pipeline::Settings settings;
    settings.seed = common.seed;
    settings.method = choices.method;
    settings.roles = data::proposeRoles(dataset.obs);
    if (!choices.batches.empty()) {
        settings.roles.batch = choices.batches.front();
        settings.roles.moreBatches.assign(choices.batches.begin() + 1, choices.batches.end());
    }
    settings.roles.keepApart = choices.keepApart;
    settings.roles.reference = choices.reference;
    settings.roles.covariates = choices.covariates;
    refuseCovariates(choices, common.registry.method(choices.method).info());
    if (!choices.label.empty()) settings.roles.label = choices.label;
    if (settings.roles.label == settings.roles.batch) settings.roles.label.clear();
    if (settings.roles.batch.empty())
        throw base::Error(
            base::ErrorKind::BadSettings,
            "no obs column looks like a batch; name one with --batch (info lists the columns)");
    addLinks(settings, choices.same, true, dataset);
    addLinks(settings, choices.different, false, dataset);
    applySets(settings, choices.sets, common);
    return settings;
}

void addRunChoices(Verb& verb, RunChoices& choices) {
    verb.option("FILE", choices.files,
                "The dataset; several: a batch each; none: the built-in demo");
    verb.option("--batch", choices.batches,
                "obs column that tells the batches apart (default: proposed). Given again: "
                "further columns to correct for")
        .oneEach();
    verb.option("--label", choices.label, "obs column with cell types (default: proposed)");
    verb.option("--keep-apart", choices.keepApart,
                "obs column with a condition that must not be mixed away");
    verb.option("--reference", choices.reference,
                "level of a batch column whose cells stay where they are")
        .oneEach();
    verb.option("--covariate", choices.covariates,
                "obs column, numbers or categories, that explains differences between cells "
                "besides the batch (scVI). Given again: further ones")
        .oneEach();
    verb.option("--same", choices.same,
                "CELL CELL: the verdict takes the populations of these two cells for one")
        .oneEach();
    verb.option("--different", choices.different,
                "CELL CELL: the verdict takes the populations of these two cells for two")
        .oneEach();
    verb.option("--subset", choices.subset, "COLUMN=VALUE: use only these cells");
    verb.option("--values", choices.values,
                "What the matrix holds, where it is not what it looks like: counts (also with "
                "fractions), logs, or scaled (then obsm/X_pca is used)")
        .among({"counts", "logs", "scaled"});
    addGenesOption(verb, choices.genes);
    verb.option("--method", choices.method, "Integration method; see counterpoint-cli methods");
    verb.option("--set", choices.sets, "key=value: a setting of the method, or step.key=value")
        .oneEach();
}

}  // namespace counterpoint::cli
