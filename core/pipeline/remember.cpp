#include "core/pipeline/stages.h"

namespace counterpoint::pipeline {

namespace {

std::size_t sizeOf(const data::CsrMatrix& m) {
    return m.nonZeros() * (sizeof(float) + sizeof(std::uint32_t)) +
           m.rowPointers.size() * sizeof(std::int64_t);
}

}  // namespace

base::Hasher keyOf(const char* step, int version, std::uint64_t inputKey) {
    return base::Hasher().add(step).add(version).add(inputKey);
}

std::string listText(const std::vector<std::string>& list) {
    std::string text;
    for (const std::string& item : list) text += std::to_string(item.size()) + ":" + item;
    return text;
}

void addValues(base::Hasher& hasher, const plugin::Values& values) {
    for (const auto& [key, value] : values) hasher.add(key).add(plugin::textOf(value));
}

std::size_t sizeOf(const data::Embedding& x) {
    return x.values.size() * sizeof(float);
}
std::size_t sizeOf(const Filtered& x) {
    std::size_t bytes = sizeOf(x.counts) + sizeOf(x.logNormalised);
    if (x.survey)
        for (const preprocess::CountTally& tally : x.survey->batches)
            bytes += preprocess::CountTally::bytes(tally.genes());
    return bytes;
}
std::size_t sizeOf(const Expression& x) {
    return sizeOf(x.values);
}
std::size_t sizeOf(const preprocess::VariableGenes& x) {
    return x.means.size() * 20;
}
std::size_t sizeOf(const preprocess::Pca& x) {
    return sizeOf(x.scores) + sizeOf(x.loadings);
}
std::size_t sizeOf(const GeneCounts& x) {
    return sizeOf(x.counts) + 32 * x.genes.size();
}
std::size_t sizeOf(const Cells& x) {
    return x.obs.rows() * (64 + 16 * x.obs.columns.size());
}
std::size_t sizeOf(const plugin::IntegrationResult& x) {
    return sizeOf(x.embedding);
}
std::size_t sizeOf(const data::NeighborGraph& x) {
    return x.indices.size() * (sizeof(std::uint32_t) + sizeof(float));
}
std::size_t sizeOf(const plugin::Score& x) {
    return x.perCell.size() * sizeof(float) + sizeof x;
}
std::size_t sizeOf(const std::vector<std::uint32_t>& x) {
    return x.size() * sizeof(std::uint32_t);
}

base::Job Run::stageJob(Stage stage) const {
    return {job.stopToken(), job.threads(), settings().seed,
            [this, stage](double fraction) { sink.progress(stage, fraction); }};
}

}  // namespace counterpoint::pipeline
