#include "core/report/methods_text.h"

#include "core/data/value_kind.h"

#include <set>
#include <sstream>

namespace counterpoint::report {

namespace {

std::string quoted(const std::string& word) {
    const bool plain =
        word.find_first_not_of(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:+,") ==
        std::string::npos;
    if (plain && !word.empty()) return word;
    std::string text = "'";
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

/// `before`, the names in quotes, `after`; nothing where there are no names.
std::string listed(const std::string& before, const std::vector<std::string>& names,
                   const std::string& after) {
    std::string list;
    for (std::size_t i = 0; i < names.size(); ++i)
        list += (i == 0 ? "" : i + 1 < names.size() ? ", " : " and ") + ('"' + names[i] + '"');
    return names.empty() ? list : before + list + after;
}

std::string geneSentence(const pipeline::Results& results, const pipeline::Settings& settings) {
    std::ostringstream text;
    if (!results.variableGenes) {
        text << "Analysis started from the " << results.pca->scores.cols
             << " principal components stored in the file. ";
        return text.str();
    }
    const bool counts = results.dataset->valueKind == data::ValueKind::Counts;
    const auto& filtered = *results.filtered;
    text << "Cells with too few expressed genes were left out ("
         << filtered.quality.keptCells.size() << " of " << results.dataset->cells() << " cells and "
         << filtered.quality.keptGenes.size() << " of " << results.dataset->genes()
         << " genes kept). ";
    if (counts) text << "Counts were scaled to 10,000 per cell and log1p-transformed. ";
    text << "The " << results.variableGenes->selected.size() << " most variable genes were chosen ("
         << (counts ? settings.variableGenes.flavour : std::string("seurat")) << " flavour"
         << (settings.variableGenes.perBatch ? ", ranked within each batch" : "")
         << ") and reduced to " << results.pca->scores.cols
         << " principal components of the centred, unscaled values. ";
    return text.str();
}

/// The files, what they hold and what their columns mean, each with a space before it.
std::string dataArguments(const data::Dataset& dataset, const pipeline::Settings& settings,
                          const plugin::Registry& registry) {
    std::ostringstream command;
    if (dataset.joinedFrom.empty() && !dataset.path.empty())
        command << ' ' << quoted(dataset.path.string());
    for (const auto& file : dataset.joinedFrom) command << ' ' << quoted(file.string());
    if (dataset.joinedAllGenes) command << " --genes all";
    if (!dataset.cellsTaken.empty()) command << " --subset " << quoted(dataset.cellsTaken);
    if (dataset.valueKindGiven) command << " --values " << data::idOf(dataset.valueKind);
    command << " --batch " << quoted(settings.roles.batch);
    for (const std::string& covariate : settings.roles.moreBatches)
        command << " --batch " << quoted(covariate);
    if (!settings.roles.keepApart.empty())
        command << " --keep-apart " << quoted(settings.roles.keepApart);
    for (const std::string& level : settings.roles.reference)
        command << " --reference " << quoted(level);
    if (registry.method(settings.method).info().takesCovariates)
        for (const std::string& covariate : settings.roles.covariates)
            command << " --covariate " << quoted(covariate);
    if (!settings.roles.label.empty()) command << " --label " << quoted(settings.roles.label);
    for (const pipeline::LinkChoice& link : settings.links)
        command << (link.same ? " --same " : " --different ") << quoted(link.first) << ' '
                << quoted(link.second);
    command << " --method " << settings.method;
    return command.str();
}

/// The settings that differ from their defaults, but for one of the method's.
std::string setArguments(const pipeline::Settings& settings, const plugin::Registry& registry,
                         const std::string& without) {
    std::ostringstream command;
    for (const plugin::Parameter& parameter : registry.method(settings.method).info().parameters) {
        const auto found = settings.methodValues.find(parameter.key);
        if (parameter.key != without && found != settings.methodValues.end() &&
            found->second != parameter.defaultValue)
            command << " --set " << parameter.key << '=' << plugin::textOf(found->second);
    }
    for (const pipeline::StepParameters& step : pipeline::stepParameters(settings))
        for (const plugin::Parameter& parameter : step.parameters)
            if (step.values.at(parameter.key) != parameter.defaultValue)
                command << " --set " << step.step << '.' << parameter.key << '='
                        << plugin::textOf(step.values.at(parameter.key));
    if (settings.layout != pipeline::LayoutChoice{})
        command << " --set layout=" << quoted(pipeline::textOf(settings.layout));
    if (settings.seed != 0) command << " --seed " << settings.seed;
    return command.str();
}

}  // namespace

std::string methodsText(const pipeline::Results& results, const pipeline::Settings& settings,
                        const plugin::Registry& registry) {
    const plugin::MethodInfo& method = registry.method(settings.method).info();
    std::ostringstream text;
    text << "Batch integration was done with Counterpoint " COUNTERPOINT_VERSION " on "
         << results.cells->batch.size() << " cells in " << results.cells->batch.levelCount()
         << " batches (\"" << settings.roles.batch << "\"). " << geneSentence(results, settings);
    text << "Batches were integrated by " << method.title
         << listed(", correcting for ", settings.roles.moreBatches, " as well");
    if (method.takesCovariates)
        text << listed(", with ", settings.roles.covariates,
                       settings.roles.covariates.size() == 1 ? " as covariate" : " as covariates");
    std::string separator = " (";
    for (const auto& [key, value] : pipeline::completeMethodValues(settings, registry)) {
        text << separator << key << " = " << plugin::textOf(value);
        separator = ", ";
    }
    text << (separator == ", " ? "), " : ", ") << "seed " << settings.seed << ". ";
    if (results.neighbors)
        text << "Neighbours are the " << results.neighbors->k
             << " nearest other cells by Euclidean distance"
             << (results.neighbors->exact ? " (exact search). " : " (approximate search). ");
    const bool mapped =
        results.layout && settings.layout.kind == pipeline::LayoutChoice::Kind::Umap;
    if (mapped)
        text << "The UMAP layout used " << settings.umap.neighbors << " neighbours and min_dist "
             << plugin::textOf(plugin::Value(settings.umap.minDist)) << ". ";
    for (const pipeline::LinkChoice& link : settings.links)
        text << "For the verdict, the populations of cells " << link.first << " and " << link.second
             << " were taken for " << (link.same ? "one" : "two") << " by hand. ";
    std::set<std::string> sources{method.citation};
    std::string titles;
    for (const auto& metric : registry.metrics()) {
        if (!results.scores.contains(metric->info().id)) continue;
        titles += (titles.empty() ? "" : ", ") + metric->info().title;
        sources.insert(metric->info().source);
    }
    if (!titles.empty()) text << "Scores: " << titles << ". ";
    text << "\n\nReferences\n";
    for (const std::string& source : sources)
        if (!source.empty()) text << "- " << source << '\n';
    if (mapped) text << "- McInnes L, Healy J, Melville J (2018) UMAP. arXiv:1802.03426\n";
    text << "\nTo repeat: " << asCommand(results, settings, registry) << '\n';
    return text.str();
}

std::string asCommand(const pipeline::Results& results, const pipeline::Settings& settings,
                      const plugin::Registry& registry) {
    return "counterpoint-cli run" + dataArguments(*results.dataset, settings, registry) +
           setArguments(settings, registry, {}) + " --out out";
}

std::optional<std::string> asSweepCommand(const data::Dataset& dataset,
                                          const pipeline::Settings& settings,
                                          const pipeline::SweepAxis& axis,
                                          const plugin::Registry& registry) {
    if (axis.batchColumn || axis.values.size() < 2) return std::nullopt;
    for (const auto& [key, value] : settings.methodValues)
        if (key != axis.key && pipeline::isSweepAxis(key + '=' + plugin::textOf(value)))
            return std::nullopt;
    std::string values;
    for (const plugin::Value& value : axis.values) {
        if (!values.empty()) values += ',';
        values += plugin::textOf(value);
    }
    return "counterpoint-cli sweep" + dataArguments(dataset, settings, registry) + " --set " +
           axis.key + '=' + values + setArguments(settings, registry, axis.key) + " --out sweep";
}

}  // namespace counterpoint::report
