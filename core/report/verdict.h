#pragma once

#include "core/diagnose/diagnosis.h"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace counterpoint::report {

/// verdict.json, and "diagnosis" of `metrics --json`: the verdict, its numbers with intervals, and
/// the evidence. Numbers that cannot be told are null. `map` is the one judged against.
nlohmann::json verdictJson(const diagnose::Diagnosis& diagnosis,
                           const diagnose::ProtectionMap& map);

/// The verdict for a terminal or a report: its name and numbers in one line, then the sentences.
std::string verdictText(const diagnose::Diagnosis& diagnosis);

}  // namespace counterpoint::report
