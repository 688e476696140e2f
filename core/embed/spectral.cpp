#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/embed/umap.h"
#include "core/linalg/block_lanczos.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace counterpoint::embed {
namespace {

constexpr std::size_t BlockRows = 512;
constexpr double Extent = 10.0;
/// Sine of the angle up to which an eigenvector is good enough to start from.
constexpr double Tolerance = 0.02;

/// The cells of each connected part, ascending; parts in the order of their first cells.
std::vector<std::vector<std::uint32_t>> partsOf(const data::CsrMatrix& graph,
                                                const base::Job& job) {
    std::vector<std::vector<std::uint32_t>> parts;
    std::vector<bool> seen(graph.rows);
    for (std::size_t first = 0; first < graph.rows; ++first) {
        if (seen[first]) continue;
        job.checkStop();
        std::vector<std::uint32_t> part{static_cast<std::uint32_t>(first)};
        seen[first] = true;
        for (std::size_t at = 0; at < part.size(); ++at)
            for (const std::uint32_t next : graph.rowColumns(part[at]))
                if (!seen[next]) {
                    seen[next] = true;
                    part.push_back(next);
                }
        std::ranges::sort(part);
        parts.push_back(std::move(part));
    }
    return parts;
}

/// The eigenvectors of the part's Laplacian L = I − D^−½ P D^−½ with the smallest eigenvalues after
/// 0, rows as in `part`: those of I − L/2, whose largest are wanted.
data::Embedding eigenvectorsOf(const data::CsrMatrix& graph, const std::vector<std::uint32_t>& part,
                               std::size_t dims, const base::Job& job) {
    const std::size_t n = part.size();
    std::vector<std::uint32_t> place(graph.rows);
    for (std::size_t i = 0; i < n; ++i) place[part[i]] = static_cast<std::uint32_t>(i);
    std::vector<double> scale(n);
    for (std::size_t i = 0; i < n; ++i) {
        double degree = 0.0;
        for (const float weight : graph.rowValues(part[i])) degree += weight;
        scale[i] = degree > 0.0 ? 1.0 / std::sqrt(degree) : 0.0;
    }
    const auto product = [&](const linalg::Panel& x) {
        constexpr std::size_t width = linalg::PanelWidth;
        linalg::Panel y(n * width);
        base::parallelBlocks(
            job, n, BlockRows, [&](std::size_t begin, std::size_t end, std::size_t) {
                for (std::size_t i = begin; i < end; ++i) {
                    double sums[width] = {};
                    const auto columns = graph.rowColumns(part[i]);
                    const auto values = graph.rowValues(part[i]);
                    for (std::size_t e = 0; e < columns.size(); ++e) {
                        const std::size_t j = place[columns[e]];
                        const double factor = values[e] * scale[j];
                        for (std::size_t p = 0; p < width; ++p)
                            sums[p] += factor * x[j * width + p];
                    }
                    for (std::size_t p = 0; p < width; ++p)
                        y[i * width + p] = 0.5 * (x[i * width + p] + scale[i] * sums[p]);
                }
            });
        return y;
    };
    const linalg::EigenPairs pairs =
        linalg::largestEigenPairs(n, dims + 1, product, Tolerance, job);
    data::Embedding vectors(n, dims);
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t d = 0; d < dims; ++d)
            vectors(i, d) = static_cast<float>(pairs.vectors[i * (dims + 1) + d + 1]);
    return vectors;
}

double largestOf(const data::Embedding& layout) {
    double largest = 0.0;
    for (const float x : layout.values) largest = std::max(largest, std::abs(double{x}));
    return largest;
}

/// Half of the distance from each row to the nearest other.
std::vector<double> halfDistances(const data::Embedding& centres) {
    std::vector<double> half(centres.rows, std::numeric_limits<double>::infinity());
    for (std::size_t i = 0; i < centres.rows; ++i)
        for (std::size_t j = 0; j < centres.rows; ++j) {
            if (i == j) continue;
            double square = 0.0;
            for (std::size_t d = 0; d < centres.cols; ++d)
                square += std::pow(static_cast<double>(centres(i, d)) - centres(j, d), 2.0);
            half[i] = std::min(half[i], 0.5 * std::sqrt(square));
        }
    return half;
}

}  // namespace

data::Embedding spectralStart(const data::CsrMatrix& graph, const data::Embedding& embedding,
                              std::size_t dims, const base::Job& job) {
    data::Embedding start = pcaStart(embedding, dims);
    std::vector<std::vector<std::uint32_t>> parts = partsOf(graph, job);
    // Where there are very many, the small ones stay where the data has them.
    const std::size_t smallest = std::max(4 * (dims + 1), graph.rows / 500);
    std::erase_if(parts, [&](const auto& part) { return part.size() < smallest; });
    data::Embedding centres(parts.size(), dims);
    for (std::size_t p = 0; p < parts.size(); ++p)
        for (std::size_t d = 0; d < dims; ++d) {
            double sum = 0.0;
            for (const std::uint32_t cell : parts[p]) sum += start(cell, d);
            centres(p, d) = static_cast<float>(sum / static_cast<double>(parts[p].size()));
        }
    const std::vector<double> half = halfDistances(centres);
    for (std::size_t p = 0; p < parts.size(); ++p) {
        data::Embedding vectors;
        try {
            vectors = eigenvectorsOf(graph, parts[p], dims, job);
        } catch (const base::Error&) {
            continue;  // not found in reasonable time
        }
        const bool only = parts.size() == 1;
        const double scale = (only ? Extent : half[p]) / std::max(1e-30, largestOf(vectors));
        for (std::size_t i = 0; i < parts[p].size(); ++i)
            for (std::size_t d = 0; d < dims; ++d)
                start(parts[p][i], d) =
                    static_cast<float>((only ? 0.0 : centres(p, d)) + scale * vectors(i, d));
    }
    return start;
}

data::Embedding startFor(const UmapOptions& options, const data::CsrMatrix& graph,
                         const data::Embedding& embedding, const base::Job& job) {
    const auto dims = static_cast<std::size_t>(options.dims);
    return options.start == "spectral" ? spectralStart(graph, embedding, dims, job)
                                       : pcaStart(embedding, dims);
}

}  // namespace counterpoint::embed
