#include "core/diagnose/mean_products.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace counterpoint::diagnose {

double MeanProducts::ofDifferences(std::size_t a, std::size_t b, std::size_t c,
                                   std::size_t d) const {
    const auto product = [&](std::size_t i, std::size_t j) {
        return products(i, j) - (i == j ? noise[i] : 0.0);
    };
    return product(a, c) - product(a, d) - product(b, c) + product(b, d);
}

MeanProducts meanProducts(const Expression& expression,
                          const std::vector<std::vector<std::uint32_t>>& cells,
                          const base::Job& job) {
    const std::size_t genes = expression.genes.size();
    std::vector<std::int32_t> place(expression.values->cols, -1);
    for (std::size_t g = 0; g < genes; ++g)
        place[expression.genes[g]] = static_cast<std::int32_t>(g);
    std::vector<std::vector<double>> means(cells.size());
    MeanProducts result{PairTable(cells.size(), cells.size()), std::vector<double>(cells.size())};
    base::parallelBlocks(job, cells.size(), 1, [&](std::size_t p, std::size_t, std::size_t) {
        std::vector<double> sums(genes, 0.0);
        double squares = 0.0;
        for (const std::uint32_t cell : cells[p]) {
            const auto columns = expression.values->rowColumns(cell);
            const auto values = expression.values->rowValues(cell);
            for (std::size_t n = 0; n < columns.size(); ++n) {
                if (place[columns[n]] < 0) continue;
                sums[place[columns[n]]] += values[n];
                squares += static_cast<double>(values[n]) * values[n];
            }
        }
        const auto size = static_cast<double>(cells[p].size());
        for (double& sum : sums) sum /= size;
        const double ofMean = std::inner_product(sums.begin(), sums.end(), sums.begin(), 0.0);
        result.noise[p] = std::max(0.0, squares / size - ofMean) / (size - 1.0);
        means[p] = std::move(sums);
    });
    base::parallelBlocks(job, cells.size(), 1, [&](std::size_t p, std::size_t, std::size_t) {
        for (std::size_t q = 0; q < cells.size(); ++q)
            result.products(p, q) =
                std::inner_product(means[p].begin(), means[p].end(), means[q].begin(), 0.0);
    });
    return result;
}

}  // namespace counterpoint::diagnose
