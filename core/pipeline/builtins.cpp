#include "core/pipeline/builtins.h"

#include "core/integrate/methods.h"
#include "core/metrics/metrics.h"
#include "core/scvi/scvi.h"

namespace counterpoint::pipeline {

void registerBuiltins(plugin::Registry& registry) {
    registry.add(integrate::makeHarmony());
    registry.add(scvi::makeScvi());
    registry.add(integrate::makeCombat());
    registry.add(integrate::makeRegress());
    registry.add(integrate::makeCentre());
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

    registry.add(metrics::makeBatchEntropy());
    registry.add(metrics::makeBatchEntropyScalex());
    registry.add(metrics::makeKnnBatchClassifier());
    registry.add(metrics::makeSameBatchNeighbors());
    registry.add(metrics::makeSeuratMixing());
    registry.add(metrics::makeCms());
    registry.add(metrics::makeCmsIsi());
    registry.add(metrics::makeSbee());
    registry.add(metrics::makePmd());
    registry.add(metrics::makePcVarianceBatch());
    registry.add(metrics::makeKnnPurity());
    registry.add(metrics::makeLabelTransferF1());
    registry.add(metrics::makeLocalStructure());
    registry.add(metrics::makeLdfDiff());
    registry.add(metrics::makeJaccard());
    registry.add(metrics::makeScalexOvercorrection());
    registry.add(metrics::makePcVarianceLabel());
}

}  // namespace counterpoint::pipeline
