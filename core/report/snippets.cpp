#include "core/report/snippets.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>
#include <vector>

namespace counterpoint::report {

namespace {

/// What both languages need to know of a run.
struct Facts {
    const pipeline::Results& results;
    const pipeline::Settings& settings;
    plugin::Values values;
    bool hasValues;  ///< expression values, not only stored PCs
    bool hasCounts;
    std::size_t minGenes;
    std::size_t genes;
    std::size_t dims;

    bool isDefault(const std::string& key, const plugin::MethodInfo& method) const {
        for (const plugin::Parameter& parameter : method.parameters)
            if (parameter.key == key) return values.at(key) == parameter.defaultValue;
        return true;
    }
    bool perBatch() const { return settings.variableGenes.perBatch; }
};

Facts factsOf(const pipeline::Results& results, const pipeline::Settings& settings,
              const plugin::Registry& registry) {
    const auto& filtered = *results.filtered;
    const std::size_t onePercent = results.dataset->genes() / 100;
    return {results,
            settings,
            pipeline::completeMethodValues(settings, registry),
            filtered.logNormalised.cols > 0,
            filtered.counts.cols > 0,
            settings.quality.minGenes ? static_cast<std::size_t>(*settings.quality.minGenes)
                                      : std::min<std::size_t>(200, onePercent),
            results.variableGenes ? results.variableGenes->selected.size() : 0,
            results.pca->scores.cols};
}

/// A string literal; Python and R agree on this one.
std::string literal(const std::string& text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "\"";
}

/// Names of columns as a list of literals.
std::string columns(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + literal(name);
    return list;
}

std::string fileOf(const Facts& facts) {
    const std::string path = facts.results.dataset->path.string();
    return path.empty() ? "demo.h5ad" : path;
}

/// A setting that may be a list, "2" or "2,1", in the brackets of a language.
std::string listed(const plugin::Value& value, const char* open, const char* close) {
    const std::string text = plugin::textOf(value);
    return text.find(',') == std::string::npos ? text : open + text + close;
}

/// Harmony's settings that differ from their defaults and that the peers know, as arguments.
std::string harmonyArguments(const Facts& facts, const plugin::MethodInfo& method, bool python) {
    struct Peer {
        const char* key;
        const char* python;
        const char* r;
    };
    constexpr std::array<Peer, 6> peers{{{"theta", "theta", "theta"},
                                         {"sigma", "sigma", "sigma"},
                                         {"lambda", "lamb", "lambda"},
                                         {"clusters", "nclust", "nclust"},
                                         {"max_iterations", "max_iter_harmony", "max_iter"},
                                         {"tau", "tau", nullptr}}};
    std::string arguments;
    for (const Peer& peer : peers) {
        const auto found = facts.values.find(peer.key);
        const char* name = python ? peer.python : peer.r;
        if (found == facts.values.end() || name == nullptr) continue;
        if (std::string(peer.key) != "theta" && facts.isDefault(peer.key, method)) continue;
        arguments += std::string(", ") + name + (python ? "=" : " = ") +
                     (python ? listed(found->second, "[", "]") : listed(found->second, "c(", ")"));
    }
    return arguments;
}

/// ", name=value" of the settings that differ from their defaults, of those named.
std::string pythonArguments(const Facts& facts, const plugin::MethodInfo& method,
                            const std::vector<std::pair<std::string, std::string>>& names) {
    std::string arguments;
    for (const auto& [key, name] : names) {
        if (facts.isDefault(key, method)) continue;
        const plugin::Value& value = facts.values.at(key);
        std::string text = plugin::textOf(value);
        if (const auto* flag = std::get_if<bool>(&value)) text = *flag ? "True" : "False";
        if (const auto* word = std::get_if<std::string>(&value)) text = literal(*word);
        arguments += (arguments.empty() ? "" : ", ") + name + "=" + text;
    }
    return arguments;
}

/// scVI by scvi-tools on the genes that were selected; `adata.layers["counts"]` must be there.
std::string scviTools(const Facts& facts, const plugin::MethodInfo& method) {
    const data::Roles& roles = facts.settings.roles;
    std::vector<std::string> categorical = roles.moreBatches;
    std::vector<std::string> continuous;
    for (const std::string& name : roles.covariates) {
        const data::Column* column = facts.results.dataset->obs.find(name);
        const bool numbers =
            column != nullptr && std::holds_alternative<std::vector<double>>(column->values);
        (numbers ? continuous : categorical).push_back(name);
    }
    const auto keys = [](const char* argument, const std::vector<std::string>& names) {
        return names.empty() ? std::string()
                             : std::string(", ") + argument + "=[" + columns(names) + "]";
    };
    const std::string network =
        pythonArguments(facts, method,
                        {{"n_hidden", "n_hidden"},
                         {"n_latent", "n_latent"},
                         {"n_layers", "n_layers"},
                         {"dropout_rate", "dropout_rate"},
                         {"dispersion", "dispersion"},
                         {"gene_likelihood", "gene_likelihood"},
                         {"use_observed_lib_size", "use_observed_lib_size"},
                         {"encode_covariates", "encode_covariates"},
                         {"deeply_inject_covariates", "deeply_inject_covariates"}});
    std::string training =
        pythonArguments(facts, method,
                        {{"max_epochs", "max_epochs"},
                         {"batch_size", "batch_size"},
                         {"train_size", "train_size"},
                         {"early_stopping", "early_stopping"},
                         {"early_stopping_patience", "early_stopping_patience"}});
    const std::string plan = pythonArguments(facts, method,
                                             {{"learning_rate", "lr"},
                                              {"kl_weight", "max_kl_weight"},
                                              {"n_epochs_kl_warmup", "n_epochs_kl_warmup"}});
    if (!plan.empty())
        training += (training.empty() ? "" : ", ") + std::string("plan_kwargs=dict(") + plan + ")";
    std::string text = "import scvi\nscvi.settings.seed = " + std::to_string(facts.settings.seed) +
                       "\nchosen = adata[:, adata.var[\"highly_variable\"]].copy()\n"
                       "scvi.model.SCVI.setup_anndata(chosen, layer=\"counts\", batch_key=" +
                       literal(roles.batch) + keys("categorical_covariate_keys", categorical) +
                       keys("continuous_covariate_keys", continuous) +
                       ")\nmodel = scvi.model.SCVI(chosen" +
                       (network.empty() ? "" : ", " + network) + ")\nmodel.train(" + training +
                       ")\nadata.obsm[\"X_scvi\"] = model.get_latent_representation()\n";
    for (const char* ours : {"adversarial_weight", "mmd_weight"})
        if (!facts.isDefault(ours, method))
            text += "# SCVI of scvi-tools has no counterpart of " + std::string(ours) + " = " +
                    plugin::textOf(facts.values.at(ours)) + "\n";
    return text;
}

/// What Counterpoint's verdict was told by hand; neither language has a function that asks for it.
std::string linkNotes(const pipeline::Settings& settings) {
    std::string notes;
    for (const pipeline::LinkChoice& link : settings.links)
        notes += "# Counterpoint's verdict takes the populations of cells " + literal(link.first) +
                 " and " + literal(link.second) + " for " + (link.same ? "one" : "two") + "\n";
    return notes;
}

}  // namespace

std::string asScanpy(const pipeline::Results& results, const pipeline::Settings& settings,
                     const plugin::Registry& registry) {
    const Facts facts = factsOf(results, settings, registry);
    const plugin::MethodInfo& method = registry.method(settings.method).info();
    const std::string batch = literal(settings.roles.batch);
    const std::string seed = std::to_string(settings.seed);
    std::ostringstream out;
    out << "import scanpy as sc\n\nadata = sc.read_h5ad(" << literal(fileOf(facts)) << ")\n";
    if (facts.hasValues) {
        out << "sc.pp.filter_cells(adata, min_genes=" << facts.minGenes << ")\n"
            << "sc.pp.filter_genes(adata, min_cells=" << settings.quality.minCells << ")\n";
        const std::string flavour = facts.hasCounts ? settings.variableGenes.flavour : "seurat";
        const std::string select =
            "sc.pp.highly_variable_genes(adata, n_top_genes=" + std::to_string(facts.genes) +
            ", flavor=" +
            literal(flavour == "seurat_v3" && facts.perBatch() ? "seurat_v3_paper" : flavour) +
            (facts.perBatch() ? ", batch_key=" + batch : "") + ")\n";
        if (facts.hasCounts && flavour == "seurat_v3") out << select;
        if (method.needsCounts) out << "adata.layers[\"counts\"] = adata.X.copy()\n";
        if (facts.hasCounts)
            out << "sc.pp.normalize_total(adata, target_sum=1e4)\nsc.pp.log1p(adata)\n";
        if (!facts.hasCounts || flavour != "seurat_v3") out << select;
        out << "sc.pp.pca(adata, n_comps=" << facts.dims << ", random_state=" << seed << ")\n";
    }
    std::string basis = "X_pca";
    if (method.id == "harmony") {
        out << "import harmonypy\nharmony = harmonypy.run_harmony(adata.obsm[\"X_pca\"], "
               "adata.obs, ["
            << columns(settings.roles.batches()) << "]" << harmonyArguments(facts, method, true)
            << ", random_state=" << seed << ")\n"
            << "# harmonypy before 0.1 gives dimensions x cells\n"
            << "corrected = harmony.Z_corr\n"
            << "adata.obsm[\"X_harmony\"] = corrected if len(corrected) == adata.n_obs else "
               "corrected.T\n";
        basis = "X_harmony";
    } else if (method.id == "scvi") {
        out << scviTools(facts, method);
        basis = "X_scvi";
    } else if (method.id == "none") {
        out << "# no integration\n";
    } else {
        out << "# " << method.title
            << " was done on the principal components, which scanpy has no function for;\n"
            << "# counterpoint-cli writes it to obsm of the result: " << method.id << "\n";
        basis = "X_" + method.id;
    }
    out << "sc.pp.neighbors(adata, use_rep=" << literal(basis)
        << ", n_neighbors=" << settings.umap.neighbors << ", random_state=" << seed << ")\n"
        << "sc.tl.umap(adata, min_dist=" << plugin::textOf(plugin::Value(settings.umap.minDist))
        << ", random_state=" << seed << ")\n"
        << "sc.pl.umap(adata, color=[" << batch
        << (settings.roles.label.empty() ? "" : ", " + literal(settings.roles.label)) << "])\n"
        << linkNotes(settings);
    return out.str();
}

std::string asR(const pipeline::Results& results, const pipeline::Settings& settings,
                const plugin::Registry& registry) {
    const Facts facts = factsOf(results, settings, registry);
    const plugin::MethodInfo& method = registry.method(settings.method).info();
    const std::string batch = literal(settings.roles.batch);
    std::ostringstream out;
    out << "library(Seurat)\n"
        << "# counts: genes x cells; cells: a data frame with the columns of obs\n"
        << "sce <- zellkonverter::readH5AD(" << literal(fileOf(facts)) << ")\n"
        << "object <- CreateSeuratObject(SummarizedExperiment::assay(sce), meta.data = "
           "as.data.frame(SummarizedExperiment::colData(sce)),\n"
        << "                             min.cells = " << settings.quality.minCells
        << ", min.features = " << facts.minGenes << ")\n";
    if (facts.hasValues) {
        if (facts.hasCounts) out << "object <- NormalizeData(object, scale.factor = 1e4)\n";
        out << "object <- FindVariableFeatures(object, nfeatures = " << facts.genes << ")";
        if (facts.perBatch()) out << "  # here: ranked within each batch";
        out << "\nobject <- ScaleData(object, do.scale = FALSE)\n"
            << "object <- RunPCA(object, npcs = " << facts.dims << ", seed.use = " << settings.seed
            << ")\n";
    }
    std::string reduction = "pca";
    if (method.id == "harmony") {
        out << "set.seed(" << settings.seed << ")\nobject <- harmony::RunHarmony(object, c("
            << columns(settings.roles.batches()) << ")" << harmonyArguments(facts, method, false)
            << ")\n";
        reduction = "harmony";
    } else if (method.id == "combat" || method.id == "regress") {
        const std::string call =
            method.id == "combat"
                ? "sva::ComBat(t(Embeddings(object)), batch = object[[" + batch + "]][, 1])"
                : "limma::removeBatchEffect(t(Embeddings(object)), batch = "
                  "object[[" +
                      batch + "]][, 1])";
        out << "object[[" << literal(method.id) << "]] <- CreateDimReducObject(t(" << call
            << "), key = " << literal(method.id + "_") << ")\n";
        reduction = method.id;
    } else if (method.id != "none") {
        out << "# " << method.title << ": read it from the result of counterpoint-cli\n";
    }
    out << "object <- RunUMAP(object, reduction = " << literal(reduction)
        << ", dims = 1:" << facts.dims << ", n.neighbors = " << settings.umap.neighbors
        << ", min.dist = " << plugin::textOf(plugin::Value(settings.umap.minDist))
        << ", seed.use = " << settings.seed << ")\n"
        << "DimPlot(object, group.by = c(" << batch
        << (settings.roles.label.empty() ? "" : ", " + literal(settings.roles.label)) << "))\n"
        << linkNotes(settings);
    return out.str();
}

}  // namespace counterpoint::report
