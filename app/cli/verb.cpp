#include "app/cli/verb.h"

#include <CLI/CLI.hpp>

#include <utility>

namespace counterpoint::cli {

Option& Option::required() {
    m_option->required();
    return *this;
}

Option& Option::among(const std::vector<std::string>& values) {
    m_option->check(CLI::IsMember(values));
    return *this;
}

Option& Option::between(int least, int most) {
    m_option->check(CLI::Range(least, most));
    return *this;
}

Option& Option::oneEach() {
    m_option->allow_extra_args(false);
    return *this;
}

Option& Option::separatedBy(char sign) {
    m_option->delimiter(sign);
    return *this;
}

Option& Option::atLeast(int values) {
    m_option->expected(values, -1);
    return *this;
}

Verb::Verb(CLI::App& app, const std::string& name, const std::string& help)
    : m_app(app.add_subcommand(name, help)) {}

Option Verb::option(const std::string& name, std::string& value, const std::string& help) {
    return Option(*m_app->add_option(name, value, help));
}

Option Verb::option(const std::string& name, std::vector<std::string>& values,
                    const std::string& help) {
    return Option(*m_app->add_option(name, values, help));
}

Option Verb::option(const std::string& name,
                    std::vector<std::pair<std::string, std::string>>& pairs,
                    const std::string& help) {
    return Option(*m_app->add_option(name, pairs, help));
}

Option Verb::option(const std::string& name, int& value, const std::string& help) {
    return Option(*m_app->add_option(name, value, help));
}

void Verb::callback(std::function<void()> work) {
    m_app->callback(std::move(work));
}

}  // namespace counterpoint::cli
