#pragma once

#include "core/diagnose/diagnosis.h"
#include "ui/diagnosis/verdict_panel.h"
#include "ui/metrics/population_table.h"

#include <vector>

namespace counterpoint::workbench {

/// Where a diagnosis stands on the gauge. Within the balanced band a mark leans to the side whose
/// limit is nearer; beyond a limit it moves outwards with the square root of what exceeds it, so
/// that small excesses are seen. `lastExact` leaves the hollow mark; may be null.
diagnosis::GaugeState gaugeOf(const diagnose::Diagnosis& found,
                              const diagnose::Diagnosis* lastExact = nullptr);

/// The three most important sentences; a claim's id is its place in `found.sentences`.
diagnosis::VerdictText textOf(const diagnose::Diagnosis& found);

/// The most important sentence of one of two runs, "A" or "B", without the verdict's word where
/// that is shown already. Populations that are called A or B themselves stand in quotes. There must
/// be a sentence.
diagnosis::Claim claimOfRun(const diagnose::Diagnosis& found, const QString& letter,
                            bool wordIsShown);

/// Adds what the verdict knows to the rows of the populations it names alike.
void addVerdicts(std::vector<scores::PopulationRow>& rows, const diagnose::Diagnosis& found);

/// Whether what must not mix is told apart within a population much less than before.
bool isMixedAway(const diagnose::Population& population);

/// Without labels: the groups the verdict found across batches.
std::vector<scores::PopulationRow> provisionalRows(const diagnose::Diagnosis& found);
std::vector<std::uint32_t> cellsOfPopulation(const diagnose::Diagnosis& found, const QString& name);

}  // namespace counterpoint::workbench
