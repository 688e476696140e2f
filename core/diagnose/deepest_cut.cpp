#include "core/diagnose/deepest_cut.h"

#include "core/diagnose/modes.h"
#include "core/preprocess/pca.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace counterpoint::diagnose {

namespace {

constexpr std::size_t axes = 3;
constexpr std::size_t directions = 300;

/// Directions spread evenly over half a sphere.
std::array<double, axes> direction(std::size_t i) {
    const double z = (static_cast<double>(i) + 0.5) / static_cast<double>(directions);
    const double turn = std::numbers::pi * (1.0 + std::sqrt(5.0)) * static_cast<double>(i);
    const double radius = std::sqrt(1.0 - z * z);
    return {radius * std::cos(turn), radius * std::sin(turn), z};
}

data::CsrMatrix rowsOf(const data::CsrMatrix& matrix, std::span<const std::uint32_t> rows) {
    data::CsrMatrix result;
    result.cols = matrix.cols;
    for (const std::uint32_t row : rows) {
        const auto columns = matrix.rowColumns(row);
        const auto values = matrix.rowValues(row);
        result.columns.insert(result.columns.end(), columns.begin(), columns.end());
        result.values.insert(result.values.end(), values.begin(), values.end());
        result.rowPointers.push_back(static_cast<std::int64_t>(result.values.size()));
        ++result.rows;
    }
    return result;
}

}  // namespace

Cut deepestCut(const Expression& expression, std::span<const std::uint32_t> cells,
               const base::Job& job) {
    if (cells.size() <= axes || expression.genes.size() <= axes) return {};
    const data::Embedding scores =
        preprocess::pca(rowsOf(*expression.values, cells), expression.genes, {.dims = axes}, job)
            .scores;
    if (scores.cols < axes) return {};
    std::array<double, axes> scale{};
    for (std::size_t i = 0; i < scores.rows; ++i)
        for (std::size_t j = 0; j < axes; ++j)
            scale[j] += static_cast<double>(scores(i, j)) * scores(i, j);
    for (double& s : scale) s = s > 0.0 ? 1.0 / std::sqrt(s) : 0.0;
    const auto along = [&](std::size_t d) {
        const std::array<double, axes> way = direction(d);
        std::vector<double> places(cells.size());
        for (std::size_t i = 0; i < cells.size(); ++i)
            for (std::size_t j = 0; j < axes; ++j) places[i] += way[j] * scale[j] * scores(i, j);
        return places;
    };
    double largest = 0.0;
    std::size_t best = 0;
    for (std::size_t d = 0; d < directions; ++d) {
        job.checkStop();
        std::vector<double> places = along(d);
        std::ranges::sort(places);
        const double depth = dip(places);
        if (depth <= largest) continue;
        largest = depth;
        best = d;
    }
    Cut cut{largest * std::sqrt(static_cast<double>(cells.size())), {}};
    const std::vector<double> places = along(best);
    const double at = middle(places);
    for (const double place : places) cut.second.push_back(place > at);
    return cut;
}

}  // namespace counterpoint::diagnose
