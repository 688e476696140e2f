#pragma once

#include "core/diagnose/diagnosis.h"

#include <string>

namespace counterpoint::diagnose {

/// A borderline verdict in words (spec §4): the less certain of its two answers, and what it would
/// be if that were otherwise. Limits and probabilities are two readings of the same statistic, so a
/// verdict by the limits can be the less probable one; then the sentence says that.
std::string borderlineText(const Diagnosis& diagnosis);

}  // namespace counterpoint::diagnose
