#include "core/pipeline/axis_names.h"

#include <array>
#include <cstdio>

namespace counterpoint::pipeline {

namespace {

using Kind = LayoutChoice::Kind;

/// " (12.3 %)" with a narrow no-break space; empty where the share is not known.
std::string shareOf(int component, const Results& results) {
    const auto at = static_cast<std::size_t>(component - 1);
    if (!results.pca || at >= results.pca->varianceRatio.size()) return {};
    std::array<char, 32> share{};
    std::snprintf(share.data(), share.size(), " (%.1f\u202F%%)",
                  100.0 * results.pca->varianceRatio[at]);
    return share.data();
}

}  // namespace

std::string componentName(Kind kind, int component, const Settings& settings,
                          const plugin::Registry& registry) {
    // What was not integrated is called as before.
    if (kind == Kind::Pca || settings.method == "none") return "PC" + std::to_string(component);
    return registry.method(settings.method).info().title + " " + std::to_string(component);
}

std::vector<std::string> axisNames(const LayoutChoice& layout, std::size_t axes,
                                   const Results& results, const Settings& settings,
                                   const plugin::Registry& registry) {
    std::vector<std::string> names;
    for (std::size_t axis = 0; axis < axes; ++axis) {
        const int column =
            axis < layout.components.size() ? layout.components[axis] : static_cast<int>(axis + 1);
        const std::string number = std::to_string(column);
        if (layout.kind == Kind::Umap) {
            names.push_back("UMAP" + number);
        } else if (layout.kind == Kind::Stored) {
            names.push_back(layout.key + " " + number);
        } else if (axis < layout.components.size()) {
            const int component = layout.components[axis];
            std::string name = componentName(layout.kind, component, settings, registry);
            if (layout.kind == Kind::Pca) name += shareOf(component, results);
            names.push_back(std::move(name));
        }
    }
    return names;
}

}  // namespace counterpoint::pipeline
