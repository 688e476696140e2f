#include "core/plugin/parameter.h"

#include "core/base/error.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace counterpoint::plugin {

namespace {

std::string numberText(double number) {
    char buffer[32];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr};
}

std::string allowed(const Parameter& parameter) {
    std::string text;
    switch (parameter.kind) {
        case ParameterKind::Boolean:
            text = "true or false";
            break;
        case ParameterKind::Integer:
            text = "a whole number ";
            [[fallthrough]];
        case ParameterKind::Real:
            if (text.empty()) text = "a number ";
            text +=
                "from " + numberText(parameter.minimum) + " to " + numberText(parameter.maximum);
            break;
        case ParameterKind::Choice:
            for (const auto& choice : parameter.choices)
                text += (text.empty() ? "" : ", ") + choice;
            text = "one of " + text;
            break;
    }
    if (parameter.perCovariate) text += ", or several with commas, one for each batch column";
    return parameter.automatic ? text + ", or auto" : text;
}

[[noreturn]] void refuse(const Parameter& parameter, const std::string& given) {
    throw base::Error(base::ErrorKind::BadSettings,
                      parameter.key + " is " + given + "; it must be " + allowed(parameter));
}

/// The numbers of "2,1"; none where the text is anything else.
std::vector<double> numbersOfText(const std::string& text) {
    std::vector<double> numbers;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (true) {
        double number = 0.0;
        const auto [next, error] = std::from_chars(at, end, number);
        if (error != std::errc{} || (next != end && *next != ',')) return {};
        numbers.push_back(number);
        if (next == end) return numbers;
        at = next + 1;
    }
}

double inRange(const Parameter& parameter, double number, const std::string& given) {
    if (!(number >= parameter.minimum && number <= parameter.maximum)) refuse(parameter, given);
    return number;
}

}  // namespace

std::string textOf(const Value& value) {
    struct Text {
        std::string operator()(Automatic) const { return "auto"; }
        std::string operator()(bool flag) const { return flag ? "true" : "false"; }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(double number) const { return numberText(number); }
        std::string operator()(const std::string& text) const { return text; }
    };
    return std::visit(Text{}, value);
}

Value checkedValue(const Parameter& parameter, const Value& value) {
    const std::string given = textOf(value);
    if (std::holds_alternative<Automatic>(value)) {
        // A choice may be called "auto" as well; both are written alike.
        if (parameter.kind == ParameterKind::Choice && !parameter.automatic)
            return checkedValue(parameter, given);
        if (!parameter.automatic) refuse(parameter, given);
        return value;
    }
    switch (parameter.kind) {
        case ParameterKind::Boolean:
            if (std::holds_alternative<bool>(value)) return value;
            break;
        case ParameterKind::Integer:
            if (const auto* whole = std::get_if<std::int64_t>(&value)) {
                inRange(parameter, static_cast<double>(*whole), given);
                return value;
            }
            if (const auto* number = std::get_if<double>(&value);
                number && *number == std::floor(*number))
                return static_cast<std::int64_t>(inRange(parameter, *number, given));
            break;
        case ParameterKind::Real:
            if (const auto* number = std::get_if<double>(&value))
                return inRange(parameter, *number, given);
            if (const auto* whole = std::get_if<std::int64_t>(&value))
                return inRange(parameter, static_cast<double>(*whole), given);
            if (const auto* text = std::get_if<std::string>(&value);
                text && parameter.perCovariate) {
                const std::vector<double> numbers = numbersOfText(*text);
                for (const double number : numbers) inRange(parameter, number, given);
                if (!numbers.empty()) return listValue(numbers);
            }
            break;
        case ParameterKind::Choice:
            if (const auto* text = std::get_if<std::string>(&value);
                text && std::ranges::find(parameter.choices, *text) != parameter.choices.end())
                return value;
            break;
    }
    refuse(parameter, given);
}

Value listValue(const std::vector<double>& numbers) {
    if (numbers.size() == 1) return numbers.front();
    std::string text;
    for (const double number : numbers) {
        if (!text.empty()) text += ',';
        text += numberText(number);
    }
    return text;
}

std::vector<double> numbersIn(const Value& value) {
    if (const auto* number = std::get_if<double>(&value)) return {*number};
    return numbersOfText(std::get<std::string>(value));
}

Value withNumber(const Value& now, std::size_t covariate, std::size_t covariates, double number) {
    if (std::holds_alternative<Automatic>(now)) return number;
    std::vector<double> numbers = numbersIn(now);
    if (numbers.size() == 1) numbers.resize(covariates, numbers.front());
    numbers.at(covariate) = number;
    return listValue(numbers);
}

Value parseValue(const Parameter& parameter, const std::string& text) {
    if (text == "auto") return checkedValue(parameter, Automatic{});
    switch (parameter.kind) {
        case ParameterKind::Boolean:
            if (text == "true" || text == "1" || text == "yes") return true;
            if (text == "false" || text == "0" || text == "no") return false;
            break;
        case ParameterKind::Integer:
        case ParameterKind::Real: {
            double number = 0.0;
            const auto [end, error] =
                std::from_chars(text.data(), text.data() + text.size(), number);
            if (error == std::errc{} && end == text.data() + text.size())
                return checkedValue(parameter, number);
            if (parameter.perCovariate) return checkedValue(parameter, text);
            break;
        }
        case ParameterKind::Choice:
            return checkedValue(parameter, text);
    }
    refuse(parameter, "\"" + text + "\"");
}

}  // namespace counterpoint::plugin
