#pragma once

#include "core/diagnose/estimate.h"

#include <nlohmann/json.hpp>

#include <limits>

/// Numbers in session files, where NaN is null.
namespace counterpoint::session {

inline double number(const nlohmann::json& value) {
    return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

/// NaN where there is none of that name.
inline double number(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() ? std::numeric_limits<double>::quiet_NaN() : number(*found);
}

inline nlohmann::json jsonOf(const diagnose::Estimate& estimate) {
    return {estimate.value, estimate.low, estimate.high};
}

inline diagnose::Estimate estimateFrom(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_array() || found->size() != 3) return {};
    return {number((*found)[0]), number((*found)[1]), number((*found)[2])};
}

}  // namespace counterpoint::session
