#include "core/scvi/cells.h"

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/nn/math.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::scvi {

using base::Error;
using base::ErrorKind;

namespace {

/// Totals and factorials of the counts. Throws Error(BadInput) for what is no count.
void readCounts(Cells& cells, const base::Job& job) {
    const data::CsrMatrix& counts = *cells.counts;
    cells.logTotals.resize(counts.rows);
    cells.logFactorials.resize(counts.rows);
    base::parallelBlocks(
        job, counts.rows, 1024, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i) {
                double total = 0.0;
                double factorials = 0.0;
                for (const float x : counts.rowValues(i)) {
                    if (!(x >= 0.0F) || std::nearbyint(x) != x || std::isinf(x))
                        throw Error(ErrorKind::BadInput,
                                    "scVI needs raw counts, and cell " + std::to_string(i + 1) +
                                        " has the value " + std::to_string(x) +
                                        "; open the file or layer that holds whole numbers");
                    total += static_cast<double>(x);
                    factorials += nn::gammaRatio(static_cast<double>(x), 1.0).log;
                }
                cells.logTotals[i] = static_cast<float>(std::log(total));
                cells.logFactorials[i] = factorials;
            }
        });
    for (std::size_t i = 0; i < counts.rows; ++i)
        if (std::isfinite(cells.logTotals[i]))
            cells.usable.push_back(static_cast<std::uint32_t>(i));
}

/// Adds the levels of one more covariate.
void addLevels(Cells& cells, const data::Categories& covariate) {
    if (covariate.size() != cells.counts->rows)
        throw Error(ErrorKind::BadInput,
                    "there are counts of " + std::to_string(cells.counts->rows) +
                        " cells but batches of " + std::to_string(covariate.size()));
    if (covariate.hasMissing())
        throw Error(ErrorKind::BadInput,
                    "a batch column has missing values; fill them in or remove those cells");
    if (covariate.levelCount() < 2) return;
    for (const std::int32_t code : covariate.codes)
        cells.levels.push_back(static_cast<std::uint32_t>(cells.levelCount) +
                               static_cast<std::uint32_t>(code));
    cells.levelCount += covariate.levelCount();
}

/// Mean and variance of the log totals of each batch, the variance held above 0.
void describeTotals(Cells& cells) {
    std::vector<double> size(cells.batches), sum(cells.batches), squares(cells.batches);
    for (const std::uint32_t cell : cells.usable) {
        size[cells.batch[cell]] += 1.0;
        sum[cells.batch[cell]] += static_cast<double>(cells.logTotals[cell]);
    }
    const auto meanOf = [&](std::size_t b) { return size[b] > 0.0 ? sum[b] / size[b] : 0.0; };
    for (const std::uint32_t cell : cells.usable) {
        const std::size_t b = cells.batch[cell];
        const double d = static_cast<double>(cells.logTotals[cell]) - meanOf(b);
        squares[b] += d * d;
    }
    constexpr double LeastVariance = 1e-4;
    for (std::size_t b = 0; b < cells.batches; ++b) {
        const double variance = size[b] > 0.0 ? squares[b] / size[b] : 1.0;
        cells.totalMean.push_back(static_cast<float>(meanOf(b)));
        cells.totalVariance.push_back(static_cast<float>(std::max(variance, LeastVariance)));
    }
}

}  // namespace

Cells cellsOf(const data::CsrMatrix& counts, const std::vector<const data::Categories*>& covariates,
              const base::Job& job, const std::vector<std::vector<float>>& numbers) {
    if (covariates.empty() || covariates.front()->levelCount() < 2)
        throw Error(ErrorKind::BadInput,
                    "scVI needs at least two batches; choose a batch column with two or more");
    Cells cells;
    cells.counts = &counts;
    const std::size_t n = counts.rows;
    for (const data::Categories* covariate : covariates) addLevels(cells, *covariate);
    for (const std::vector<float>& number : numbers) {
        if (number.size() != n ||
            !std::ranges::all_of(number, [](float x) { return std::isfinite(x); }))
            throw Error(ErrorKind::BadInput,
                        "a continuous covariate has missing values; fill them in or remove those "
                        "cells");
        cells.numbers.insert(cells.numbers.end(), number.begin(), number.end());
    }
    cells.numberCount = numbers.size();
    const std::vector<std::size_t> sizes = covariates.front()->counts();
    for (std::size_t b = 0; b < sizes.size(); ++b)
        if (sizes[b] == 1)
            throw Error(ErrorKind::BadInput, "batch " + covariates.front()->levels[b] +
                                                 " has one cell only, from which scVI cannot "
                                                 "learn; leave it out or join it to another");
    cells.batch.assign(cells.levels.begin(), cells.levels.begin() + static_cast<std::ptrdiff_t>(n));
    cells.batches = covariates.front()->levelCount();
    readCounts(cells, job);
    if (cells.usable.size() < 3)
        throw Error(ErrorKind::BadInput,
                    "scVI needs at least 3 cells with counts in the selected "
                    "genes; there are " +
                        std::to_string(cells.usable.size()));
    describeTotals(cells);
    return cells;
}

Cells askedCells(const data::CsrMatrix& counts,
                 const std::vector<const data::Categories*>& covariates, const base::Job& job) {
    Cells cells;
    cells.counts = &counts;
    for (const data::Categories* covariate : covariates) addLevels(cells, *covariate);
    cells.batch.assign(counts.rows, 0);
    cells.batches = 1;
    readCounts(cells, job);
    describeTotals(cells);
    return cells;
}

template <class T>
void Minibatch<T>::gather(const Cells& cells, std::span<const std::uint32_t> rows,
                          bool encodeCovariates) {
    if (encodeCovariates)
        counts.gather(*cells.counts, rows, cells.levels, cells.levelCount, cells.numbers);
    else
        counts.gather(*cells.counts, rows);
    logTotals.clear();
    batch.clear();
    total.mean.clear();
    total.variance.clear();
    logFactorials = 0.0;
    numbers.reshape(cells.numberCount, rows.size());
    levels.reshape(cells.levelCount, rows.size());
    std::ranges::fill(levels.values, T{0});
    const std::size_t n = cells.size();
    for (std::size_t c = 0; c < rows.size(); ++c) {
        const std::uint32_t cell = rows[c];
        logTotals.push_back(static_cast<T>(cells.logTotals[cell]));
        batch.push_back(cells.batch[cell]);
        total.mean.push_back(static_cast<T>(cells.totalMean[cells.batch[cell]]));
        total.variance.push_back(static_cast<T>(cells.totalVariance[cells.batch[cell]]));
        logFactorials += cells.logFactorials[cell];
        for (std::size_t k = 0; k < cells.numberCount; ++k)
            numbers.row(k)[c] = static_cast<T>(cells.numbers[k * n + cell]);
        for (std::size_t at = cell; at < cells.levels.size(); at += n)
            levels.row(cells.levels[at])[c] = 1;
    }
}

template struct Minibatch<float>;
template struct Minibatch<double>;

}  // namespace counterpoint::scvi
