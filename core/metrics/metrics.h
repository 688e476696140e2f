#pragma once

#include "core/plugin/metric.h"

#include <memory>

namespace counterpoint::metrics {

// Batch effect removed.
std::unique_ptr<plugin::Metric> makeIlisi();          ///< "ilisi", per cell
std::unique_ptr<plugin::Metric> makeKbet();           ///< "kbet": within labels, scib-metrics form
std::unique_ptr<plugin::Metric> makeKbetExact();      ///< "kbet_exact": of every cell, on request
std::unique_ptr<plugin::Metric> makeKbetPlain();      ///< "kbet_plain": k0 = 50, per cell
std::unique_ptr<plugin::Metric> makeAswBatch();       ///< "asw_batch", per cell, needs labels
std::unique_ptr<plugin::Metric> makeBras();           ///< "bras", per cell, needs labels
std::unique_ptr<plugin::Metric> makePcr();            ///< "pcr": R² of the embedding on batch
std::unique_ptr<plugin::Metric> makePcrComparison();  ///< "pcr_comparison", needs `unintegrated`
std::unique_ptr<plugin::Metric> makeGraphConnectivity();  ///< "graph_connectivity", needs labels
std::unique_ptr<plugin::Metric>
makeGraphConnectivityStrong();  ///< "graph_connectivity_strong": directed, on request
std::unique_ptr<plugin::Metric> makeCilisi();  ///< "cilisi": LISI by batch within each label

// Biology kept.
std::unique_ptr<plugin::Metric> makeClisi();     ///< "clisi", per cell, needs labels
std::unique_ptr<plugin::Metric> makeAswLabel();  ///< "asw_label", per cell, needs labels
std::unique_ptr<plugin::Metric>
makeAswLabelExact();  ///< "asw_label_exact": of every cell, on request
std::unique_ptr<plugin::Metric> makeIsolatedLabels();    ///< "isolated_labels", per cell
std::unique_ptr<plugin::Metric> makeIsolatedLabelsF1();  ///< "isolated_labels_f1", on request
std::unique_ptr<plugin::Metric> makeNmiKmeans();         ///< "nmi_kmeans"
std::unique_ptr<plugin::Metric> makeAriKmeans();         ///< "ari_kmeans"
std::unique_ptr<plugin::Metric> makeNmi();  ///< "nmi": best Leiden resolution, on request
std::unique_ptr<plugin::Metric> makeAri();  ///< "ari": at that resolution, on request

// On request: other published scores, and the tests people use daily.
std::unique_ptr<plugin::Metric> makeBatchEntropy();        ///< "batch_entropy", per cell
std::unique_ptr<plugin::Metric> makeBatchEntropyScalex();  ///< "batch_entropy_scalex", per cell
std::unique_ptr<plugin::Metric> makeKnnBatchClassifier();  ///< "knn_batch_classifier", per cell
std::unique_ptr<plugin::Metric> makeSameBatchNeighbors();  ///< "same_batch_neighbors", per cell
std::unique_ptr<plugin::Metric> makeSeuratMixing();        ///< "seurat_mixing", per cell
std::unique_ptr<plugin::Metric> makeCms();                 ///< "cms", per cell
std::unique_ptr<plugin::Metric> makeCmsIsi();              ///< "cms_isi", per cell
std::unique_ptr<plugin::Metric> makeSbee();                ///< "sbee", per cell, needs labels
std::unique_ptr<plugin::Metric> makePmd();                 ///< "pmd", needs labels
std::unique_ptr<plugin::Metric> makePcVarianceBatch();     ///< "pc_variance_batch"
std::unique_ptr<plugin::Metric> makeKnnPurity();           ///< "knn_purity", per cell, needs labels
std::unique_ptr<plugin::Metric> makeLabelTransferF1();     ///< "label_transfer_f1", needs labels
std::unique_ptr<plugin::Metric> makeLocalStructure();  ///< "local_structure", needs `unintegrated`
std::unique_ptr<plugin::Metric> makeLdfDiff();         ///< "ldf_diff", needs `unintegrated`
std::unique_ptr<plugin::Metric> makeJaccard();         ///< "jaccard", needs `unintegrated`
std::unique_ptr<plugin::Metric> makeScalexOvercorrection();  ///< "scalex_overcorrection"
std::unique_ptr<plugin::Metric> makePcVarianceLabel();       ///< "pc_variance_label"

}  // namespace counterpoint::metrics
