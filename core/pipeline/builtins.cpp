#include "core/pipeline/builtins.h"

#include "core/integrate/methods.h"
#include "core/metrics/metrics.h"

namespace counterpoint::pipeline {

void registerBuiltins(plugin::Registry& registry) {
    registry.add(integrate::makeHarmony());
    registry.add(integrate::makeNone());

    registry.add(metrics::makeIlisi());
    registry.add(metrics::makeKbet());
    registry.add(metrics::makeKbetPlain());
    registry.add(metrics::makeAswBatch());
    registry.add(metrics::makeBras());
    registry.add(metrics::makePcr());
    registry.add(metrics::makePcrComparison());
    registry.add(metrics::makeClisi());
    registry.add(metrics::makeAswLabel());
    registry.add(metrics::makeGraphConnectivity());
    registry.add(metrics::makeCilisi());
    registry.add(metrics::makeIsolatedLabels());
    registry.add(metrics::makeNmiKmeans());
    registry.add(metrics::makeAriKmeans());
    registry.add(metrics::makeGraphConnectivityStrong());
    registry.add(metrics::makeKbetExact());
    registry.add(metrics::makeAswLabelExact());
    registry.add(metrics::makeIsolatedLabelsF1());
    registry.add(metrics::makeNmi());
    registry.add(metrics::makeAri());
}

}  // namespace counterpoint::pipeline
