#pragma once

#include "core/plugin/parameter.h"

#include <vector>

namespace counterpoint::test {

/// The parameters of a method like Harmony: linear, logarithmic, automatic, whole, choice, switch.
inline std::vector<plugin::Parameter> harmonyLike() {
    using plugin::ParameterKind;
    using plugin::Scale;
    return {
        {.key = "theta",
         .title = "Theta",
         .help = "Stronger mixing; too strong merges real cell types.",
         .maximum = 8.0,
         .ticks = {0, 2, 4, 6, 8},
         .perCovariate = true,
         .stronger = "stronger mixing",
         .defaultValue = 2.0},
        {.key = "sigma",
         .title = "Sigma",
         .help = "",
         .minimum = 0.02,
         .maximum = 0.5,
         .step = 0.01,
         .scale = Scale::Logarithmic,
         .ticks = {0.02, 0.05, 0.1, 0.2, 0.5},
         .defaultValue = 0.1},
        {.key = "lambda",
         .title = "Lambda",
         .help = "",
         .minimum = 0.1,
         .maximum = 10.0,
         .scale = Scale::Logarithmic,
         .ticks = {0.1, 1, 10},
         .automatic = true,
         .perCovariate = true,
         .defaultValue = plugin::Automatic{}},
        {.key = "clusters",
         .title = "Clusters",
         .help = "Groups of similar cells within which batches are lined up; more find finer ones.",
         .kind = ParameterKind::Integer,
         .minimum = 5,
         .maximum = 200,
         .step = 1,
         .ticks = {5, 50, 100, 150, 200},
         .defaultValue = std::int64_t{100}},
        {.key = "rounds",
         .title = "Rounds",
         .help = "At most this many rounds.",
         .kind = ParameterKind::Integer,
         .minimum = 1,
         .maximum = 50,
         .step = 1,
         .advanced = true,
         .defaultValue = std::int64_t{10}},
        {.key = "variant",
         .title = "Variant",
         .help = "Which release of the method to follow.",
         .kind = ParameterKind::Choice,
         .choices = {"harmony", "harmony1"},
         .advanced = true,
         .defaultValue = std::string("harmony")},
        {.key = "prune",
         .title = "Prune small batches",
         .help = "Leaves clusters alone that a batch hardly reaches.",
         .kind = ParameterKind::Boolean,
         .advanced = true,
         .defaultValue = true},
    };
}

}  // namespace counterpoint::test
