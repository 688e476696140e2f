#pragma once

#include "core/pipeline/results.h"
#include "core/plugin/registry.h"
#include "ui/embedding/choice_button.h"
#include "ui/embedding/colouring.h"

#include <QColor>
#include <QString>

#include <vector>

namespace counterpoint::workbench {

/// What the cells of a run can be coloured by: obs columns ("obs:NAME"), then per-cell scores
/// ("score:ID"), in file and registry order, then the evidence of the verdict ("evidence:ID") and
/// how far cells moved ("movement:ID").
std::vector<embedding::ColourChoice> colourChoices(const pipeline::Results& results,
                                                   const plugin::Registry& registry);

/// The colouring of that key in the current theme; nothing in it when the run lacks the key.
embedding::Colouring colouringOf(const QString& key, const pipeline::Results& results,
                                 const plugin::Registry& registry);

/// The colours of `levels`, which are those of a column of the file that survived the quality
/// filter: a level keeps its colour when another one is gone.
std::vector<QColor> survivingColors(const data::Dataset& dataset, const std::string& column,
                                    const std::vector<std::string>& levels);

/// The key of an obs column.
QString obsKey(const std::string& column);
/// The key of a per-cell score.
QString scoreKey(const std::string& metric);

}  // namespace counterpoint::workbench
