#pragma once

#include "core/pipeline/results.h"
#include "core/pipeline/settings.h"
#include "core/pipeline/stress.h"
#include "ui/diagnosis/evidence_page.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace counterpoint::workbench {

/// Everything behind the verdict of `results`, which has one. `lastExact`: the verdict of the last
/// settled run while this one moves; may be null. Targets of links are read by `cellsBehind`, but
/// those that begin with "colour:", after which the key of a colouring stands.
diagnosis::Evidence evidenceOf(const pipeline::Results& results, const data::Roles& roles,
                               const diagnose::Diagnosis* lastExact = nullptr);

/// The cells a link of the page of evidence means, and what to call them.
struct EvidenceCells {
    std::vector<std::uint32_t> cells;
    QString name;
};
std::optional<EvidenceCells> cellsBehind(const pipeline::Results& results, const QString& target);

/// The settings with the user's word on one of the links of `evidenceOf`: 1 they are one, −1 they
/// are two, 0 taken back.
pipeline::Settings withWordOnLink(pipeline::Settings settings, const pipeline::Results& results,
                                  std::size_t link, int word);

/// The experiments as the page offers them, without outcomes.
std::vector<diagnosis::Experiment> experimentsOf(const pipeline::Results& results,
                                                 const data::Roles& roles);
/// What an experiment needs first, in a sentence; empty: nothing.
QString whyNotTest(pipeline::StressTest test, const data::Roles& roles);

}  // namespace counterpoint::workbench
