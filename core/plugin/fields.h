#pragma once

#include "core/base/error.h"
#include "core/plugin/parameter.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace counterpoint::plugin {

/// Ties one declared Parameter to the member of an options struct it sets. Optional members are the
/// ones with an automatic rule, lists those with a number for each batch column (`perCovariate`).
template <class Options>
struct Field {
    Parameter parameter;
    std::variant<bool Options::*, int Options::*, double Options::*, std::string Options::*,
                 std::optional<int> Options::*, std::optional<double> Options::*,
                 std::vector<double> Options::*, std::optional<std::vector<double>> Options::*>
        member;
};

/// The declared fields of an options struct: the only list of its parameters. Every options struct
/// has `static const Fields<Options>& fields()`; defaults are read from a default-made `Options`.
template <class Options>
class Fields {
  public:
    // NOLINTNEXTLINE(google-explicit-constructor): written as a brace list in each fields()
    Fields(std::vector<Field<Options>> fields) : m_fields(std::move(fields)) {
        const Options defaults;
        for (Field<Options>& field : m_fields) {
            field.parameter.defaultValue = get(field, defaults);
            m_parameters.push_back(field.parameter);
        }
    }

    const std::vector<Parameter>& parameters() const { return m_parameters; }

    /// All values of `options` by key.
    Values values(const Options& options) const {
        Values values;
        for (const Field<Options>& field : m_fields)
            values[field.parameter.key] = get(field, options);
        return values;
    }

    /// A struct with the defaults and then `values`. Throws Error(BadSettings) on an unknown key or
    /// a value out of range.
    Options options(const Values& values) const {
        Options options;
        for (const auto& [key, value] : values) set(options, key, value);
        return options;
    }

    // Not inlined for the reason given at `get`.
    [[gnu::noinline]] void set(Options& options, const std::string& key, const Value& value) const {
        for (const Field<Options>& field : m_fields) {
            if (field.parameter.key != key) continue;
            const Value checked = checkedValue(field.parameter, value);
            std::visit([&](auto member) { assign(options.*member, checked); }, field.member);
            return;
        }
        std::string known;
        for (const Parameter& parameter : m_parameters)
            known += (known.empty() ? "" : ", ") + parameter.key;
        throw base::Error(base::ErrorKind::BadSettings,
                          "there is no setting \"" + key + "\"; known settings here: " + known);
    }

  private:
    static Value toValue(bool x) { return x; }
    static Value toValue(int x) { return static_cast<std::int64_t>(x); }
    static Value toValue(double x) { return x; }
    static Value toValue(const std::string& x) { return x; }
    static Value toValue(const std::vector<double>& x) { return listValue(x); }
    template <class T>
    static Value toValue(const std::optional<T>& x) {
        return x ? toValue(*x) : Value(Automatic{});
    }

    static void assign(bool& to, const Value& value) { to = std::get<bool>(value); }
    static void assign(int& to, const Value& value) {
        to = static_cast<int>(std::get<std::int64_t>(value));
    }
    static void assign(double& to, const Value& value) { to = std::get<double>(value); }
    static void assign(std::string& to, const Value& value) { to = std::get<std::string>(value); }
    static void assign(std::vector<double>& to, const Value& value) { to = numbersIn(value); }
    template <class T>
    static void assign(std::optional<T>& to, const Value& value) {
        if (std::holds_alternative<Automatic>(value)) {
            to.reset();
        } else {
            T held{};
            assign(held, value);
            to = held;
        }
    }

    // Inlined for a struct with one small member, GCC 12 warns of the alternatives never taken.
    [[gnu::noinline]] static Value get(const Field<Options>& field, const Options& options) {
        return std::visit([&](auto member) { return toValue(options.*member); }, field.member);
    }

    std::vector<Field<Options>> m_fields;
    std::vector<Parameter> m_parameters;
};

}  // namespace counterpoint::plugin
