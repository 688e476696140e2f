#include "core/report/stress_report.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace counterpoint::report {

namespace {

nlohmann::json number(double value) {
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
}

}  // namespace

nlohmann::json stressJson(const std::vector<pipeline::StressOutcome>& outcomes) {
    nlohmann::json list = nlohmann::json::array();
    for (const pipeline::StressOutcome& outcome : outcomes) {
        nlohmann::json entry{{"test", pipeline::idOf(outcome.test)},
                             {"passed", nullptr},
                             {"sentence", outcome.sentence}};
        if (outcome.passed) entry["passed"] = *outcome.passed;
        if (!outcome.population.empty()) {
            entry["population"] = outcome.population;
            entry["kept"] = number(outcome.kept);
        }
        if (outcome.test == pipeline::StressTest::Condition) entry["p"] = number(outcome.p);
        if (outcome.diagnosis) {
            entry["verdict"] = diagnose::idOf(outcome.diagnosis->verdict);
            entry["U"] = number(outcome.diagnosis->under.value);
            entry["L"] = number(outcome.diagnosis->over.value);
        }
        list.push_back(std::move(entry));
    }
    return list;
}

std::string stressText(const std::vector<pipeline::StressOutcome>& outcomes) {
    std::string text;
    for (const pipeline::StressOutcome& outcome : outcomes) {
        std::string name = pipeline::idOf(outcome.test);
        name.resize(12, ' ');
        text += name + (outcome.passed ? *outcome.passed ? "passed  " : "FAILED  " : "-       ") +
                outcome.sentence + '\n';
    }
    return text;
}

}  // namespace counterpoint::report
