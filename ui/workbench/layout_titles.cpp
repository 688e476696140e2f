#include "ui/workbench/layout_titles.h"

#include "core/pipeline/axis_names.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace counterpoint::workbench {

namespace {

using pipeline::LayoutChoice;
using Kind = LayoutChoice::Kind;

QString tr(const char* text) {
    return QCoreApplication::translate("Layouts", text);
}

QString nameOf(const LayoutChoice& layout, int component, const pipeline::Settings& settings,
               const plugin::Registry& registry) {
    return QString::fromStdString(
        pipeline::componentName(layout.kind, component, settings, registry));
}

/// Components there are to choose from; before the first run, those asked for.
int componentsOf(Kind kind, const pipeline::Results& results, const pipeline::Settings& settings) {
    if (kind == Kind::Pca && results.pca) return static_cast<int>(results.pca->scores.cols);
    if (kind == Kind::Corrected && results.integration)
        return static_cast<int>(results.integration->embedding.cols);
    return settings.pca.dims;
}

embedding::ColourChoice choiceOf(const LayoutChoice& layout, const pipeline::Settings& settings,
                                 const plugin::Registry& registry) {
    QString kind;
    if (layout.kind == Kind::Pca) kind = tr("before integration");
    if (layout.kind == Kind::Corrected) kind = tr("integrated");
    if (layout.kind == Kind::Stored) kind = tr("in the file");
    return {QString::fromStdString(pipeline::textOf(layout)),
            layoutTitle(layout, settings, registry), kind};
}

}  // namespace

QStringList axisTitles(const LayoutChoice& layout, std::size_t axes,
                       const pipeline::Results& results, const pipeline::Settings& settings,
                       const plugin::Registry& registry) {
    QStringList names;
    for (const std::string& name : pipeline::axisNames(layout, axes, results, settings, registry))
        names << QString::fromStdString(name);
    return names;
}

QString layoutTitle(const LayoutChoice& layout, const pipeline::Settings& settings,
                    const plugin::Registry& registry) {
    if (layout.kind == Kind::Umap) return QStringLiteral("UMAP");
    QStringList parts;
    if (layout.kind == Kind::Stored) {
        const QString name = QString::fromStdString(layout.key);
        for (const int column : layout.components) parts << QString::number(column);
        return parts.empty() ? name : name + u' ' + parts.join(QStringLiteral(" × "));
    }
    for (const int component : layout.components) {
        // "Harmony 1 × 2" says as much as "Harmony 1 × Harmony 2".
        const bool again =
            layout.kind == Kind::Corrected && !parts.empty() && settings.method != "none";
        parts << (again ? QString::number(component)
                        : nameOf(layout, component, settings, registry));
    }
    return parts.join(QStringLiteral(" × "));
}

std::vector<embedding::ColourChoice> layoutList(const pipeline::Results& results,
                                                const pipeline::Settings& settings,
                                                const plugin::Registry& registry) {
    const bool deep = isDeep(settings, results.dataset.get());
    std::vector<embedding::ColourChoice> list{choiceOf({}, settings, registry)};
    const std::vector<std::vector<int>> wanted =
        deep ? std::vector<std::vector<int>>{{1, 2, 3}, {2, 3, 4}, {4, 5, 6}}
             : std::vector<std::vector<int>>{{1, 2}, {1, 3}, {2, 3}, {3, 4}, {5, 6}};
    for (const Kind kind : {Kind::Pca, Kind::Corrected})
        for (const std::vector<int>& components : wanted)
            if (components.back() <= componentsOf(kind, results, settings))
                list.push_back(choiceOf({kind, components, {}}, settings, registry));
    if (results.dataset)
        for (LayoutChoice layout : pipeline::layoutChoices(*results.dataset)) {
            if (layout.kind != Kind::Stored) continue;
            if (deep && !layout.components.empty()) layout.components = {1, 2, 3};
            list.push_back(choiceOf(layout, settings, registry));
        }
    return list;
}

std::vector<embedding::ColourChoice> layoutSearch(const QString& text,
                                                  const pipeline::Results& results,
                                                  const pipeline::Settings& settings,
                                                  const plugin::Registry& registry) {
    static const QRegularExpression digits(QStringLiteral("\\d+"));
    std::vector<int> components;
    for (auto match = digits.globalMatch(text); match.hasNext();)
        components.push_back(match.next().captured().toInt());
    const bool deep = isDeep(settings, results.dataset.get());
    std::vector<embedding::ColourChoice> found;
    if (components.size() != (deep ? 3U : 2U)) return found;
    const auto reach = [&components](int columns) {
        return std::ranges::all_of(components, [columns](int component) {
            return component >= 1 && component <= columns;
        });
    };
    for (const Kind kind : {Kind::Pca, Kind::Corrected})
        if (reach(componentsOf(kind, results, settings)))
            found.push_back(choiceOf({kind, components, {}}, settings, registry));
    if (!results.dataset) return found;
    for (const auto& [key, stored] : results.dataset->obsm)
        if (stored.cols > 3 && reach(static_cast<int>(stored.cols)))
            found.push_back(choiceOf({Kind::Stored, components, key}, settings, registry));
    return found;
}

bool isDeep(const pipeline::Settings& settings, const data::Dataset* dataset) {
    const LayoutChoice& layout = settings.layout;
    if (layout.kind == Kind::Umap) return settings.umap.dims == 3;
    if (!layout.components.empty()) return layout.components.size() > 2;
    if (dataset == nullptr) return false;
    const auto stored = dataset->obsm.find(layout.key);
    return stored != dataset->obsm.end() && stored->second.cols > 2;
}

pipeline::Settings inDimensions(pipeline::Settings settings, int dims) {
    std::vector<int>& components = settings.layout.components;
    if (settings.layout.kind == Kind::Umap) settings.umap.dims = dims;
    if (components.empty()) return settings;
    const auto wanted = static_cast<std::size_t>(dims);
    if (components.size() > wanted) components.resize(wanted);
    for (int next = 1; components.size() < wanted; ++next)
        if (std::find(components.begin(), components.end(), next) == components.end())
            components.push_back(next);
    return settings;
}

}  // namespace counterpoint::workbench
