#pragma once

#include "core/diagnose/confusion.h"
#include "core/diagnose/neighborhood_weights.h"
#include "core/diagnose/protection_map.h"
#include "core/diagnose/restricted_neighbors.h"
#include "core/diagnose/sample.h"
#include "core/io/open.h"
#include "core/preprocess/normalise.h"
#include "tests/core/metrics/test_data.h"

#include <string>
#include <vector>

/// The stored answers of the Python prototype (spec/diagnosis.md, reference/diagnosis.json and
/// *_diagnosis.h5).
namespace counterpoint::tests {

inline diagnose::Partition readPartition(const std::filesystem::path& file,
                                         const std::string& name) {
    std::vector<hsize_t> shape;
    diagnose::Partition partition;
    partition.codes = readArray<std::int32_t>(file, name, H5T_NATIVE_INT32, shape);
    partition.count = static_cast<std::size_t>(*std::ranges::max_element(partition.codes)) + 1;
    return partition;
}

inline diagnose::PairTable readPairs(const std::filesystem::path& file, const std::string& name) {
    std::vector<hsize_t> shape;
    const auto values = readArray<double>(file, name, H5T_NATIVE_DOUBLE, shape);
    diagnose::PairTable table(shape.at(0), shape.at(1));
    table.values = values;
    return table;
}

/// Log-normalised values and the reference's variable genes; empty for a file without genes.
struct GeneValues {
    data::CsrMatrix logNormalised;
    std::vector<std::uint32_t> genes;

    diagnose::Expression expression() const { return {&logNormalised, genes}; }
};

/// A data set with stored diagnoses.
struct DiagnosedSet {
    std::string name;
    std::filesystem::path shared;

    std::filesystem::path file() const { return shared / "data" / (name + ".h5ad"); }
    std::filesystem::path stored() const { return shared / "reference" / (name + "_diagnosis.h5"); }
    data::Embedding uncorrected() const {
        return readEmbedding(file(), name == "cell_lines_pca" ? "obsm/X_pca" : "obsm/X_pca_ref");
    }
    GeneValues genes() const {
        const auto dataset = io::open(file(), {});
        GeneValues values;
        const data::Column* selected = dataset->var.find("highly_variable_ref");
        if (selected == nullptr) return values;
        values.logNormalised = preprocess::logNormalise(dataset->counts, {});
        const auto& flags = std::get<std::vector<bool>>(selected->values);
        for (std::uint32_t g = 0; g < flags.size(); ++g)
            if (flags[g]) values.genes.push_back(g);
        return values;
    }
    /// `embedding` as in diagnosis.json: "uncorrected", "R_harmony_2.0.4/theta2", …
    data::Embedding read(const std::string& embedding) const {
        return embedding == "uncorrected"
                   ? uncorrected()
                   : readEmbedding(shared / "reference" / (name + "_harmony.h5"), embedding);
    }
    std::vector<float> stored(std::string embedding, const std::string& field) const {
        std::ranges::replace(embedding, '/', '_');
        return readVector(stored(), "embedding/" + embedding + "/" + field);
    }

    /// The prototype's part A, as far as part B needs it.
    diagnose::ProtectionMap map() const {
        const auto pcs = uncorrected();
        diagnose::ProtectionMap map;
        map.batch = readCategories(file(), "batch");
        map.clusters = readPartition(stored(), "own_batch_cluster");
        map.clusterBatch.resize(map.clusters.count);
        for (std::size_t i = 0; i < map.cells(); ++i)
            map.clusterBatch[map.clusters.codes[i]] = map.batch.codes[i];
        map.groups = readPartition(stored(), "aligned_group");
        map.testing = readPartition(stored(), "testing_group");
        map.weights.weight = readPairs(stored(), "pair_weight");
        map.weights.ambiguous = readPairs(stored(), "pair_ambiguous");

        const diagnose::Sample all = diagnose::everyCell(map.cells());
        const diagnose::Partition batches{map.batch.codes, map.batch.levelCount()};
        const auto own = diagnose::nearestWithin(pcs, batches, {all.cells},
                                                 std::vector<std::size_t>(batches.count, 60), {});
        map.clusterWeight =
            diagnose::separability(diagnose::confusion(own, map.clusters, map.batch));
        map.ownForeignBefore =
            diagnose::otherClusterShares(map.clusters, map.clusterWeight, map.batch, own);
        map.ownNeighbors = own;
        map.uncorrectedNeighbors = diagnose::nearestOfAll(pcs, {all.cells}, 30, {});
        const auto baseline = readVector(stored(), "foreign_baseline");
        map.foreignBaseline.resize(map.clusters.count);
        for (std::size_t i = 0; i < map.cells(); ++i)
            map.foreignBaseline[map.clusters.codes[i]] = baseline[i];
        const std::vector<std::size_t> sizes = map.testing.sizes();
        map.foreignBaselineOfPopulation.assign(map.testing.count, 0.0);
        for (std::size_t i = 0; i < map.cells(); ++i)
            map.foreignBaselineOfPopulation[map.testing.codes[i]] +=
                baseline[i] / static_cast<double>(sizes[map.testing.codes[i]]);
        return map;
    }
};

inline const std::vector<std::string>& diagnosedEmbeddings() {
    static const std::vector<std::string> names{"uncorrected",
                                                "R_harmony_2.0.4/theta0",
                                                "R_harmony_2.0.4/theta1",
                                                "R_harmony_2.0.4/theta2",
                                                "R_harmony_2.0.4/theta4",
                                                "R_harmony_1.2.4/theta0",
                                                "R_harmony_1.2.4/theta1",
                                                "R_harmony_1.2.4/theta2",
                                                "R_harmony_1.2.4/theta4"};
    return names;
}

}  // namespace counterpoint::tests
