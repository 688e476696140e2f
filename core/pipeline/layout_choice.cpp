#include "core/pipeline/layout_choice.h"

#include "core/base/error.h"

#include <charconv>

namespace counterpoint::pipeline {

namespace {

constexpr std::string_view pcaPrefix = "pca:";
constexpr std::string_view correctedPrefix = "corrected:";
constexpr std::string_view storedPrefix = "obsm:";

[[noreturn]] void refuse(const std::string& text) {
    throw base::Error(
        base::ErrorKind::BadSettings,
        "layout is \"" + text +
            "\"; it must be umap, pca:1,2 or corrected:1,2 (two or three components), "
            "obsm:NAME or obsm:NAME:1,2");
}

std::vector<int> componentsIn(std::string_view list, const std::string& text) {
    std::vector<int> components;
    while (true) {
        int component = 0;
        const auto [end, error] =
            std::from_chars(list.data(), list.data() + list.size(), component);
        if (error != std::errc{} || component < 1) refuse(text);
        components.push_back(component);
        list.remove_prefix(static_cast<std::size_t>(end - list.data()));
        if (list.empty()) break;
        if (list.front() != ',') refuse(text);
        list.remove_prefix(1);
    }
    if (components.size() < 2 || components.size() > 3) refuse(text);
    return components;
}

}  // namespace

std::string textOf(const LayoutChoice& choice) {
    std::string list;
    for (const int component : choice.components)
        list.append(list.empty() ? "" : ",").append(std::to_string(component));
    switch (choice.kind) {
        case LayoutChoice::Kind::Umap:
            return "umap";
        case LayoutChoice::Kind::Pca:
            return std::string(pcaPrefix) + list;
        case LayoutChoice::Kind::Corrected:
            return std::string(correctedPrefix) + list;
        case LayoutChoice::Kind::Stored:
            return std::string(storedPrefix) + choice.key + (list.empty() ? "" : ":" + list);
    }
    return {};
}

LayoutChoice layoutChoice(const std::string& text) {
    using Kind = LayoutChoice::Kind;
    const std::string_view view = text;
    if (view == "umap") return {};
    if (view.starts_with(pcaPrefix))
        return {Kind::Pca, componentsIn(view.substr(pcaPrefix.size()), text), {}};
    if (view.starts_with(correctedPrefix))
        return {Kind::Corrected, componentsIn(view.substr(correctedPrefix.size()), text), {}};
    if (!view.starts_with(storedPrefix) || view.size() == storedPrefix.size()) refuse(text);
    const std::string_view key = view.substr(storedPrefix.size());
    // What follows the last colon are columns only if it looks like it: names may have colons.
    const std::size_t colon = key.rfind(':');
    const bool columns = colon != std::string_view::npos && colon > 0 && colon + 1 < key.size() &&
                         key.find_first_not_of("0123456789,", colon + 1) == std::string_view::npos;
    if (!columns) return {Kind::Stored, {}, std::string(key)};
    return {Kind::Stored, componentsIn(key.substr(colon + 1), text),
            std::string(key.substr(0, colon))};
}

std::vector<LayoutChoice> layoutChoices(const data::Dataset& dataset) {
    using Kind = LayoutChoice::Kind;
    std::vector<LayoutChoice> choices{{}};
    for (const Kind kind : {Kind::Pca, Kind::Corrected})
        for (const auto& pair : {std::vector{1, 2}, std::vector{1, 3}, std::vector{2, 3}})
            choices.push_back({kind, pair, {}});
    for (const auto& [key, embedding] : dataset.obsm)
        if (embedding.cols > 3)
            choices.push_back({Kind::Stored, {1, 2}, key});
        else if (embedding.cols > 1)
            choices.push_back({Kind::Stored, {}, key});
    return choices;
}

}  // namespace counterpoint::pipeline
