#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace counterpoint::cli {

/// One option of a verb, for saying what it may be. The verb's `CLI::App` owns what it stands for.
class Option {
  public:
    explicit Option(CLI::Option& option) : m_option(&option) {}
    Option& required();
    Option& among(const std::vector<std::string>& values);  ///< only one of these
    Option& between(int least, int most);                   ///< only a number from least to most
    Option& oneEach();               ///< a value each time it is given: more are not its own
    Option& separatedBy(char sign);  ///< several values in one word
    Option& atLeast(int values);     ///< so many values or more

  private:
    CLI::Option* m_option;
};

/// One verb of the program. Verbs are declared through this, so that only verb.cpp and main.cpp
/// read CLI11, which takes a compiler longer than all else of a verb.
class Verb {
  public:
    Verb(CLI::App& app, const std::string& name, const std::string& help);

    /// `value` is what the option says when `callback` is called, and its default before; it has to
    /// live as long. Names are "--name" or, for what has a place of its own, "NAME".
    Option option(const std::string& name, std::string& value, const std::string& help);
    Option option(const std::string& name, std::vector<std::string>& values,
                  const std::string& help);
    Option option(const std::string& name, std::vector<std::pair<std::string, std::string>>& pairs,
                  const std::string& help);
    Option option(const std::string& name, int& value, const std::string& help);

    void callback(std::function<void()> work);

  private:
    CLI::App* m_app;
};

}  // namespace counterpoint::cli
