// Computes metrics on plain numbers, for metrics_agree.py and scib_metrics_agree.py.
//
// usage: metric_values CELLS BEFORE_DIMS AFTER_DIMS FILE
//   FILE: float32 before (cells × dims), float32 after, int32 batch codes, int32 label codes
//   prints "id value scaled" of every metric of interop interest, one a line, and
//   "id/level value value" of each cell type where a metric has values of them

#include "core/metrics/metrics.h"
#include "core/neighbors/neighbors.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>

using namespace counterpoint;

namespace {

data::Categories readCodes(std::ifstream& file, std::size_t cells) {
    data::Categories categories;
    categories.codes.resize(cells);
    file.read(reinterpret_cast<char*>(categories.codes.data()),
              static_cast<std::streamsize>(cells * sizeof(std::int32_t)));
    for (std::int32_t level = 0; level <= *std::ranges::max_element(categories.codes); ++level)
        categories.levels.push_back(std::to_string(level));
    return categories;
}

data::Embedding readRows(std::ifstream& file, std::size_t cells, std::size_t dims) {
    data::Embedding rows(cells, dims);
    file.read(reinterpret_cast<char*>(rows.values.data()),
              static_cast<std::streamsize>(rows.values.size() * sizeof(float)));
    return rows;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) return EXIT_FAILURE;
    const std::size_t cells = std::strtoul(argv[1], nullptr, 10);
    std::ifstream file(argv[4], std::ios::binary);
    const auto before = readRows(file, cells, std::strtoul(argv[2], nullptr, 10));
    const auto after = readRows(file, cells, std::strtoul(argv[3], nullptr, 10));
    const auto batch = readCodes(file, cells);
    const auto label = readCodes(file, cells);
    if (!file) return EXIT_FAILURE;

    const base::Job job({}, base::availableThreads(), 0);
    const auto near = neighbors::findNeighbors(after, {.k = 90}, job);
    const plugin::MetricInput input{after, near, batch, &label, &before};
    for (const auto make : {metrics::makeIlisi,
                            metrics::makeClisi,
                            metrics::makeKbet,
                            metrics::makeAswLabel,
                            metrics::makeAswBatch,
                            metrics::makeBras,
                            metrics::makeIsolatedLabels,
                            metrics::makePcrComparison,
                            metrics::makeGraphConnectivity,
                            metrics::makeGraphConnectivityStrong,
                            metrics::makeNmiKmeans,
                            metrics::makeAriKmeans,
                            metrics::makeNmi,
                            metrics::makeAri,
                            metrics::makeBatchEntropy,
                            metrics::makeBatchEntropyScalex,
                            metrics::makeKnnBatchClassifier,
                            metrics::makeSameBatchNeighbors,
                            metrics::makeSeuratMixing,
                            metrics::makeCmsIsi,
                            metrics::makeSbee,
                            metrics::makePmd,
                            metrics::makePcVarianceBatch,
                            metrics::makeKnnPurity,
                            metrics::makeLabelTransferF1,
                            metrics::makeLocalStructure,
                            metrics::makeLdfDiff,
                            metrics::makeJaccard,
                            metrics::makeScalexOvercorrection,
                            metrics::makePcVarianceLabel}) {
        const auto metric = make();
        const char* id = metric->info().id.c_str();
        const plugin::Score score = metric->compute(input, job);
        std::printf("%s %.12g %.12g\n", id, score.value, score.scaled);
        for (std::size_t l = 0; l < score.perLabel.size(); ++l)
            std::printf("%s/%zu %.12g %.12g\n", id, l, score.perLabel[l], score.perLabel[l]);
    }
    return EXIT_SUCCESS;
}
