#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace counterpoint::plugin {

/// "Choose for me": the value of a parameter whose method has an automatic rule (Harmony's lambda).
struct Automatic {
    bool operator==(const Automatic&) const = default;
};

using Value = std::variant<Automatic, bool, std::int64_t, double, std::string>;
/// Settings of one method or step by parameter key. Keys left out mean the default.
using Values = std::map<std::string, Value>;

enum class ParameterKind { Boolean, Integer, Real, Choice };
enum class Scale { Linear, Logarithmic };

/// One setting, declared once: sliders, `--set`, sweeps, recipes, help and methods text come from
/// here.
struct Parameter {
    std::string key;    ///< snake_case, as in `--set key=value`
    std::string title;  ///< as on the slider
    std::string help;   ///< one sentence in plain words
    ParameterKind kind = ParameterKind::Real;
    double minimum = 0.0;  ///< Integer and Real: inclusive range
    double maximum = 1.0;
    double step = 0.1;  ///< one arrow key; page keys move ten
    Scale scale = Scale::Linear;
    std::vector<double> ticks;  ///< numbers written under the slider; empty = the two ends
    bool automatic = false;     ///< `Automatic` is allowed ("auto" in text)
    bool perCovariate = false;  ///< Real: also a list "2,1", one number a batch column in use
    std::vector<std::string> choices;  ///< Choice only
    std::string stronger;   ///< what a larger value does to mixing; empty when it does nothing
    std::string citation;   ///< where the default comes from
    bool advanced = false;  ///< hidden until asked for
    /// A run with another value starts anew instead of going on from the last state.
    bool restarts = false;
    Value defaultValue;  ///< filled in by `Fields` from the options struct
};

/// Reads `text` as a value of `parameter` ("auto", "true", "2", "0.5", "2,1", a choice). Throws
/// Error(BadSettings) with one sentence naming the key, what was given and what is allowed.
Value parseValue(const Parameter& parameter, const std::string& text);

/// Throws Error(BadSettings) unless `value` is of the right kind and within range; returns it in
/// the parameter's own kind (an integer given for a Real becomes a double).
Value checkedValue(const Parameter& parameter, const Value& value);

/// As `parseValue` reads it: "auto", "true", "2", "0.5".
std::string textOf(const Value& value);

/// The value of a `perCovariate` parameter: one number as a Real, several as the text "2,1".
Value listValue(const std::vector<double>& numbers);
/// The numbers in a checked value of a `perCovariate` parameter.
std::vector<double> numbersIn(const Value& value);
/// `now` with another number for one of `covariates` batch columns; where it was `Automatic`, for
/// all of them.
Value withNumber(const Value& now, std::size_t covariate, std::size_t covariates, double number);

}  // namespace counterpoint::plugin
