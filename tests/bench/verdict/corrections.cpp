#include "tests/bench/verdict/corrections.h"

#include "core/base/random.h"
#include "core/cluster/kmeans.h"

#include <Eigen/Dense>

#include <algorithm>
#include <utility>

namespace counterpoint::bench {

namespace {

using data::Embedding;

constexpr std::size_t leastClusterCells = 8;

std::vector<std::vector<std::uint32_t>> cellsByBatch(const data::Categories& batch) {
    return diagnose::Partition{batch.codes, batch.levelCount()}.members();
}

Embedding mixture(const Embedding& a, const Embedding& b, float share) {
    Embedding mixed = a;
    for (std::size_t i = 0; i < mixed.values.size(); ++i)
        mixed.values[i] = (1.0F - share) * a.values[i] + share * b.values[i];
    return mixed;
}

/// Every batch with its mean at that of all.
Embedding centred(const Embedding& pcs, const data::Categories& batch) {
    Embedding result = pcs;
    for (const auto& cells : cellsByBatch(batch))
        for (std::size_t j = 0; j < pcs.cols; ++j) {
            double mean = 0.0;
            for (const std::uint32_t cell : cells) mean += pcs(cell, j);
            mean /= static_cast<double>(std::max<std::size_t>(1, cells.size()));
            for (const std::uint32_t cell : cells) result(cell, j) -= static_cast<float>(mean);
        }
    return result;
}

/// Every batch with the covariance of all batches (symmetric square roots).
Embedding whitened(const Embedding& pcs, const data::Categories& batch) {
    using Dense = Eigen::MatrixXd;
    const Embedding centre = centred(pcs, batch);
    const auto dims = static_cast<Eigen::Index>(pcs.cols);
    const auto rowsOf = [&](const std::vector<std::uint32_t>& cells) {
        Dense rows(static_cast<Eigen::Index>(cells.size()), dims);
        for (std::size_t i = 0; i < cells.size(); ++i)
            for (std::size_t j = 0; j < pcs.cols; ++j)
                rows(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
                    centre(cells[i], j);
        return rows;
    };
    const auto covariance = [](const Dense& rows) -> Dense {
        return rows.transpose() * rows /
               static_cast<double>(std::max<Eigen::Index>(1, rows.rows() - 1));
    };
    std::vector<std::uint32_t> all(pcs.rows);
    for (std::uint32_t i = 0; i < all.size(); ++i) all[i] = i;
    const Dense root = Eigen::SelfAdjointEigenSolver<Dense>(covariance(rowsOf(all))).operatorSqrt();
    Embedding result = centre;
    for (const auto& cells : cellsByBatch(batch)) {
        const Dense rows = rowsOf(cells);
        const Eigen::SelfAdjointEigenSolver<Dense> solver(covariance(rows));
        const Eigen::VectorXd inverse =
            solver.eigenvalues().cwiseMax(1e-6).cwiseSqrt().cwiseInverse();
        const Dense map =
            solver.eigenvectors() * inverse.asDiagonal() * solver.eigenvectors().transpose() * root;
        const Dense moved = rows * map;
        for (std::size_t i = 0; i < cells.size(); ++i)
            for (std::size_t j = 0; j < pcs.cols; ++j)
                result(cells[i], j) = static_cast<float>(
                    moved(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)));
    }
    return result;
}

/// k-means clusters of every batch moved onto those of the first batch, matched at random.
Embedding randomlyMatched(const Embedding& pcs, const data::Categories& batch,
                          const base::Job& job) {
    constexpr std::size_t clusters = 8;
    Embedding result = pcs;
    data::Matrix target;
    std::uint64_t stream = 0;
    for (const auto& cells : cellsByBatch(batch)) {
        if (cells.empty()) continue;
        const auto found = cluster::kmeans(data::takeRows(pcs, cells), clusters, job);
        if (target.empty()) {
            target = found.centres;
            continue;
        }
        const auto match = base::permutation(clusters, base::Random(job.seed(), ++stream));
        for (std::size_t i = 0; i < cells.size(); ++i)
            for (std::size_t j = 0; j < pcs.cols; ++j)
                result(cells[i], j) +=
                    target(match[found.codes[i]], j) - found.centres(found.codes[i], j);
    }
    return result;
}

/// Centres of k-means clusters drawn to the middle by `share`.
Embedding collapsed(const Embedding& pcs, const data::Categories& batch, float share,
                    const base::Job& job) {
    Embedding result = centred(pcs, batch);
    const auto found = cluster::kmeans(result, 10, job);
    for (std::size_t i = 0; i < result.rows; ++i)
        for (std::size_t j = 0; j < result.cols; ++j)
            result(i, j) -= share * found.centres(found.codes[i], j);
    return result;
}

/// Every cell the mean of its 15 nearest of every batch, all batches counting alike.
Embedding balanced(const Embedding& pcs, const data::Categories& batch, const base::Job& job) {
    const Embedding from = centred(pcs, batch);
    Embedding result(pcs.rows, pcs.cols);
    const auto parts = cellsByBatch(batch);
    for (const auto& cells : parts) {
        const std::size_t k = std::min<std::size_t>(15, cells.size());
        std::vector<std::pair<double, std::uint32_t>> near(cells.size());
        for (std::size_t i = 0; i < pcs.rows; ++i) {
            job.checkStop();
            for (std::size_t c = 0; c < cells.size(); ++c) {
                double squared = 0.0;
                for (std::size_t j = 0; j < pcs.cols; ++j) {
                    const double apart = from(i, j) - from(cells[c], j);
                    squared += apart * apart;
                }
                near[c] = {squared, cells[c]};
            }
            std::nth_element(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(k) - 1,
                             near.end());
            for (std::size_t n = 0; n < k; ++n)
                for (std::size_t j = 0; j < pcs.cols; ++j)
                    result(i, j) += from(near[n].second, j) / static_cast<float>(k * parts.size());
        }
    }
    return result;
}

/// The oracle, but one cluster of the smallest batch moved onto the second nearest cluster of the
/// others: one population swallowed, everything else right.
Embedding absorbed(const KnownCase& known, const base::Job& job) {
    const auto parts = cellsByBatch(known.data.batch);
    const auto smallest = static_cast<std::int32_t>(
        std::ranges::min_element(parts, {}, [](const auto& cells) { return cells.size(); }) -
        parts.begin());
    std::vector<std::uint32_t> inside;
    std::vector<std::uint32_t> outside;
    for (std::uint32_t i = 0; i < known.data.batch.size(); ++i)
        (known.data.batch.codes[i] == smallest ? inside : outside).push_back(i);
    const auto own = cluster::kmeans(data::takeRows(known.oracle, inside), leastClusterCells, job);
    const auto others =
        cluster::kmeans(data::takeRows(known.oracle, outside), leastClusterCells, job);
    base::Random random(job.seed(), 99);
    const auto chosen = static_cast<std::int32_t>(random.below(own.centres.rows));
    std::vector<std::pair<double, std::size_t>> near;
    for (std::size_t c = 0; c < others.centres.rows; ++c) {
        double squared = 0.0;
        for (std::size_t j = 0; j < others.centres.cols; ++j) {
            const double apart = others.centres(c, j) - own.centres(chosen, j);
            squared += apart * apart;
        }
        near.emplace_back(squared, c);
    }
    std::ranges::sort(near);
    Embedding result = known.oracle;
    for (std::size_t i = 0; i < inside.size(); ++i)
        for (std::size_t j = 0; own.codes[i] == chosen && j < result.cols; ++j)
            result(inside[i], j) += others.centres(near[1].second, j) - own.centres(chosen, j);
    return result;
}

}  // namespace

Embedding correctedBy(const plugin::IntegrationMethod& method, const plugin::Values& values,
                      const Embedding& pcs, const data::Categories& batch, const base::Job& job) {
    const auto run = method.start({pcs, {&batch}}, values, job);
    while (run->step(job)) {
    }
    return run->result().embedding;
}

std::vector<Correction> destructive(const Embedding& pcs, const data::Categories& batch,
                                    const base::Job& job) {
    std::vector<Correction> all;
    all.push_back({"random match", randomlyMatched(pcs, batch, job)});
    all.push_back({"collapse", collapsed(pcs, batch, 0.8F, job)});
    all.push_back({"balanced means", balanced(pcs, batch, job)});
    return all;
}

std::vector<Correction> corrections(const KnownCase& known, const plugin::Registry& registry,
                                    const base::Job& job) {
    const data::Categories& batch = known.data.batch;
    std::vector<Correction> all;
    all.push_back({"none", known.pcs});
    all.push_back({"oracle", known.oracle});
    all.push_back({"oracle of the twin", known.twin});
    all.push_back({"half the oracle", mixture(known.pcs, known.oracle, 0.5F)});
    const auto add = [&](const std::string& name, const char* method,
                         const plugin::Values& values) {
        all.push_back({name, correctedBy(registry.method(method), values, known.pcs, batch, job)});
    };
    add("centre", "centre", {});
    add("combat", "combat", {});
    for (const double theta : {0.5, 1.0, 2.0, 4.0, 8.0})
        add("harmony theta " + plugin::textOf(theta), "harmony", {{"theta", theta}});
    add("harmony lambda 0.1", "harmony", {{"lambda", 0.1}});
    for (const double theta : {2.0, 8.0})
        add("harmony1 theta " + plugin::textOf(theta), "harmony",
            {{"variant", std::string("harmony1")}, {"theta", theta}});
    all.push_back({"whitened", whitened(known.pcs, batch)});
    all.push_back({"one absorbed", absorbed(known, job)});
    for (Correction& correction : destructive(known.pcs, batch, job))
        all.push_back(std::move(correction));
    return all;
}

}  // namespace counterpoint::bench
