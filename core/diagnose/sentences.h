#pragma once

#include "core/diagnose/diagnosis.h"
#include "core/diagnose/evidence.h"

#include <vector>

namespace counterpoint::diagnose {

/// The verdict in words (spec §6), most important first, each with the cells it speaks of.
/// `diagnosis` has its numbers, losses, links and ambiguous merges already.
std::vector<Sentence> sentencesOf(const Evidence& evidence, const Diagnosis& diagnosis);

}  // namespace counterpoint::diagnose
