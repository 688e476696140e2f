#pragma once

#include "core/diagnose/diagnosis.h"
#include "core/neighbors/neighbors.h"

#include <algorithm>

/// A verdict with its neighbours, for the tests of the diagnosis.
namespace counterpoint::tests {

inline diagnose::Diagnosis judged(const diagnose::ProtectionMap& map,
                                  const data::Embedding& corrected,
                                  const diagnose::Context& context = {}, int threads = 2) {
    const base::Job job({}, threads, 0);
    return diagnose::judge(map, corrected, neighbors::findNeighbors(corrected, {.k = 90}, job),
                           context, job);
}

inline bool says(const diagnose::Diagnosis& diagnosis, diagnose::SentenceKind kind) {
    return std::ranges::any_of(diagnosis.sentences,
                               [&](const auto& sentence) { return sentence.kind == kind; });
}

}  // namespace counterpoint::tests
