#pragma once

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/data/matrix.h"
#include "core/data/neighbor_graph.h"
#include "core/data/table.h"
#include "core/neighbors/neighbors.h"

#include <hdf5.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// What the tests of the metrics share: reference vectors read straight from HDF5, exact neighbours
/// by brute force in double precision, and small made-up data.
namespace counterpoint::tests {

template <class T>
std::vector<T> readArray(const std::filesystem::path& file, const std::string& name, hid_t type,
                         std::vector<hsize_t>& shape) {
    const hid_t handle = H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t set = H5Dopen2(handle, name.c_str(), H5P_DEFAULT);
    if (set < 0) throw std::runtime_error("no " + name + " in " + file.string());
    const hid_t space = H5Dget_space(set);
    shape.resize(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
    H5Sget_simple_extent_dims(space, shape.data(), nullptr);
    std::size_t size = 1;
    for (const hsize_t extent : shape) size *= extent;
    std::vector<T> values(size);
    H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    H5Sclose(space);
    H5Dclose(set);
    H5Fclose(handle);
    return values;
}

inline std::vector<float> readVector(const std::filesystem::path& file, const std::string& name) {
    std::vector<hsize_t> shape;
    return readArray<float>(file, name, H5T_NATIVE_FLOAT, shape);
}

inline data::Embedding readEmbedding(const std::filesystem::path& file, const std::string& name) {
    std::vector<hsize_t> shape;
    std::vector<float> values = readArray<float>(file, name, H5T_NATIVE_FLOAT, shape);
    data::Embedding embedding;
    embedding.rows = shape.at(0);
    embedding.cols = shape.at(1);
    embedding.values = std::move(values);
    return embedding;
}

/// A categorical obs column of an h5ad; the levels are called by number, which is all that is
/// needed here.
inline data::Categories readCategories(const std::filesystem::path& file,
                                       const std::string& column) {
    std::vector<hsize_t> shape;
    data::Categories categories;
    categories.codes =
        readArray<std::int32_t>(file, "obs/" + column + "/codes", H5T_NATIVE_INT32, shape);
    const std::int32_t last = *std::ranges::max_element(categories.codes);
    for (std::int32_t level = 0; level <= last; ++level)
        categories.levels.push_back(std::to_string(level));
    return categories;
}

/// Exact neighbours by differences in double precision; ties by the smaller index.
inline data::NeighborGraph bruteForceNeighbors(const data::Embedding& x, std::size_t k,
                                               int threads = 2) {
    data::NeighborGraph graph;
    graph.cells = x.rows;
    graph.k = std::min(k, x.rows - 1);
    graph.indices.resize(x.rows * graph.k);
    graph.distances.resize(x.rows * graph.k);
    const base::Job job({}, threads, 0);
    base::parallelBlocks(job, x.rows, 16, [&](std::size_t begin, std::size_t end, std::size_t) {
        std::vector<std::pair<double, std::uint32_t>> near;
        for (std::size_t i = begin; i < end; ++i) {
            near.clear();
            for (std::size_t j = 0; j < x.rows; ++j) {
                if (j == i) continue;
                double squared = 0.0;
                for (std::size_t d = 0; d < x.cols; ++d) {
                    const double gap = static_cast<double>(x(i, d)) - static_cast<double>(x(j, d));
                    squared += gap * gap;
                }
                near.emplace_back(squared, static_cast<std::uint32_t>(j));
            }
            std::ranges::partial_sort(near, near.begin() + static_cast<std::ptrdiff_t>(graph.k));
            for (std::size_t c = 0; c < graph.k; ++c) {
                graph.indices[i * graph.k + c] = near[c].second;
                graph.distances[i * graph.k + c] = static_cast<float>(std::sqrt(near[c].first));
            }
        }
    });
    return graph;
}

/// `cells` points from a standard normal in `dims` dimensions.
inline data::Embedding cloud(std::size_t cells, std::size_t dims, std::uint64_t seed) {
    data::Embedding x(cells, dims);
    base::Random random(seed);
    for (float& value : x.values) value = static_cast<float>(random.normal());
    return x;
}

/// Categories with the given codes and as many levels as needed.
inline data::Categories categories(std::vector<std::int32_t> codes) {
    data::Categories result;
    const std::int32_t last = *std::ranges::max_element(codes);
    result.codes = std::move(codes);
    for (std::int32_t level = 0; level <= last; ++level)
        result.levels.push_back(std::to_string(level));
    return result;
}

/// Codes 0 … levels − 1 drawn at random.
inline data::Categories randomCategories(std::size_t cells, std::size_t levels,
                                         std::uint64_t seed) {
    base::Random random(seed);
    std::vector<std::int32_t> codes(cells);
    for (std::int32_t& code : codes) code = static_cast<std::int32_t>(random.below(levels));
    return categories(std::move(codes));
}

/// The largest absolute difference, NaN being equal to NaN only.
inline double largestDifference(const std::vector<float>& a, const std::vector<float>& b) {
    if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
    double largest = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::isnan(a[i]) && std::isnan(b[i])) continue;
        const double gap = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
        if (!(gap <= largest)) largest = std::isnan(gap) ? 1e30 : gap;
    }
    return largest;
}

inline bool sameValues(const std::vector<float>& a, const std::vector<float>& b) {
    return largestDifference(a, b) == 0.0;
}

/// One of the reference data sets with an embedding of which the reference vectors speak.
struct ReferenceCase {
    std::string dataset;
    std::string embedding;  ///< "raw", "R_harmony_2.0.4_theta2", "harmonypy_0.0.9_theta2"

    /// The 90 nearest others: by brute force, or by our own exact search where that would take
    /// seconds.
    data::NeighborGraph neighbors(const data::Embedding& x) const {
        return x.rows < 5000 ? bruteForceNeighbors(x, 90)
                             : neighbors::findNeighbors(x, {.k = 90}, base::Job({}, 2, 0));
    }
    std::string dataFile() const { return "data/" + dataset + ".h5ad"; }
    std::string metricsFile() const { return "reference/" + dataset + "_metrics.h5"; }
    std::string harmonyFile() const { return "reference/" + dataset + "_harmony.h5"; }

    /// `shared` is the folder that holds data/ and reference/.
    data::Embedding read(const std::filesystem::path& shared) const {
        if (embedding == "raw")
            return readEmbedding(shared / dataFile(),
                                 dataset == "cell_lines_pca" ? "obsm/X_pca" : "obsm/X_pca_ref");
        const std::size_t end = embedding.rfind('_');
        return readEmbedding(shared / harmonyFile(),
                             embedding.substr(0, end) + "/" + embedding.substr(end + 1));
    }
};

}  // namespace counterpoint::tests
