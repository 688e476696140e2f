#include "ui/workbench/shown_state.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace counterpoint::workbench {

using nlohmann::json;

namespace {

constexpr std::array<std::pair<ViewLayout, const char*>, 5> layoutNames{
    {{ViewLayout::One, "one"},
     {ViewLayout::Two, "two"},
     {ViewLayout::Four, "four"},
     {ViewLayout::BeforeAfter, "before after"},
     {ViewLayout::EachBatch, "each batch"}}};

}  // namespace

QByteArray toText(const ShownState& shown) {
    json saved{{"layout", std::ranges::find(layoutNames, shown.layout,
                                            &std::pair<ViewLayout, const char*>::first)
                              ->second},
               {"names", shown.names}};
    for (const auto& [column, hidden] : shown.hidden)
        saved["hidden"][column] = {{"levels", hidden.levels}, {"missing", hidden.missing}};
    if (shown.pointSize) saved["point_size"] = *shown.pointSize;
    if (shown.opacity) saved["opacity"] = *shown.opacity;
    for (const auto& [key, clip] : shown.clips)
        saved["clips"][key.toStdString()] = {clip.low, clip.high};
    return QByteArray::fromStdString(saved.dump());
}

ShownState shownFrom(const QByteArray& text, ShownState shown) {
    const json saved = json::parse(text.begin(), text.end(), nullptr, false);
    if (!saved.is_object()) return shown;
    const auto number = [&](const char* key) {
        const auto found = saved.find(key);
        return found != saved.end() && found->is_number() ? std::optional(found->get<double>())
                                                          : std::nullopt;
    };
    const auto objectIn = [&](const char* key) {
        const auto found = saved.find(key);
        return found != saved.end() && found->is_object() ? *found : json::object();
    };
    const auto layout = saved.find("layout");
    for (const auto& [kind, name] : layoutNames)
        if (layout != saved.end() && *layout == name) shown.layout = kind;
    if (const auto names = saved.find("names"); names != saved.end() && names->is_boolean())
        shown.names = names->get<bool>();
    shown.pointSize = number("point_size");
    shown.opacity = number("opacity");
    const json hiddenIn = objectIn("hidden");  // named: a loop would outlive it
    for (const auto& [column, hidden] : hiddenIn.items()) {
        if (!hidden.is_object()) continue;
        HiddenLevels levels;
        for (const json& level : hidden.value("levels", json::array()))
            if (level.is_string()) levels.levels.insert(level.get<std::string>());
        levels.missing = hidden.value("missing", json()) == true;
        shown.hidden[column] = levels;
    }
    const json clipsIn = objectIn("clips");
    for (const auto& [key, clip] : clipsIn.items())
        if (clip.is_array() && clip.size() == 2 && clip[0].is_number() && clip[1].is_number())
            shown.clips[QString::fromStdString(key)] = {clip[0].get<double>(),
                                                        clip[1].get<double>()};
    return shown;
}

}  // namespace counterpoint::workbench
