#include "core/diagnose/additive_pieces.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace counterpoint::diagnose {

namespace {

constexpr int rounds = 6;
constexpr int freeRounds = 20;

}  // namespace

AdditivePieces::AdditivePieces(const data::Embedding& pcs,
                               const std::vector<BatchCluster>& clusters)
    : m_pcs(&pcs), m_clusters(&clusters), m_metric(metricWithin(clusters, pcs.cols)) {
    measureBy(m_metric);
}

void AdditivePieces::measureBy(NoiseMetric metric) {
    m_metric = std::move(metric);
    std::size_t cells = 0;
    for (const BatchCluster& cluster : *m_clusters) cells += cluster.cells.size();
    m_measured = data::Embedding(cells, m_pcs->cols);
    std::size_t place = 0;
    for (const BatchCluster& cluster : *m_clusters)
        for (const std::uint32_t i : cluster.cells)
            std::ranges::transform(m_metric(rowOf(*m_pcs, i)), m_measured.row(place++).begin(),
                                   [](double x) { return static_cast<float>(x); });
}

NoiseMetric AdditivePieces::residualMetric() const {
    const std::size_t dims = m_pcs->cols;
    Vector covariance(dims * dims, 0.0);
    double cells = 0.0;
    Vector gap(dims);
    forCells([&](std::size_t p, std::size_t k, std::uint32_t cell) {
        cells += 1.0;
        for (std::size_t j = 0; j < dims; ++j)
            gap[j] = (*m_pcs)(cell, j) - m_means[p][j] - m_shifts[k][j];
        for (std::size_t j = 0; j < dims; ++j)
            for (std::size_t l = 0; l < dims; ++l) covariance[j * dims + l] += gap[j] * gap[l];
    });
    for (double& x : covariance) x /= std::max(1.0, cells);
    return {covariance, dims, cells};
}

void AdditivePieces::fit(const ShiftCandidate& first, const std::vector<ShiftCandidate>& others) {
    begin(first, others);
    refine();
}

void AdditivePieces::fit(std::vector<Vector> shifts) {
    m_population.resize(m_clusters->size());
    std::iota(m_population.begin(), m_population.end(), std::size_t{0});
    m_known.assign(m_clusters->size(), -1);
    m_shifts = std::move(shifts);
    refine();
}

void AdditivePieces::fit(std::vector<Vector> means, std::vector<Vector> shifts,
                         const NoiseMetric& metric) {
    measureBy(metric);
    m_means = std::move(means);
    m_shifts = std::move(shifts);
    m_population.clear();
    for (int round = 0; round < freeRounds; ++round) {
        assign();
        update();
        if (round == freeRounds / 2) measureBy(residualMetric());
    }
    assign();
}

void AdditivePieces::refine() {
    for (int step = 0; step < 2; ++step) {
        place();
        for (int round = 0; round < rounds; ++round) {
            assign();
            update();
        }
        if (step == 0 && m_shifts.size() > 1) {
            mergePopulations();
            measureBy(residualMetric());
        }
    }
    assign();
}

void AdditivePieces::begin(const ShiftCandidate& first, const std::vector<ShiftCandidate>& others) {
    m_population.resize(m_clusters->size());
    std::iota(m_population.begin(), m_population.end(), std::size_t{0});
    m_known.assign(m_clusters->size(), -1);
    m_shifts = {Vector(first.shift.size(), 0.0), first.shift};
    for (const auto& [c, e] : first.pairs) {
        m_population[e] = m_population[c];
        m_known[c] = 0;
        m_known[e] = 1;
    }
    for (const ShiftCandidate& other : others)
        if (m_shifts.size() < mostPieces) extend(other);
}

/// One more piece, where a shift leads from clusters of one piece to clusters of none.
void AdditivePieces::extend(const ShiftCandidate& other) {
    for (const bool forwards : {true, false})
        for (std::int32_t from = 0; from < static_cast<std::int32_t>(m_shifts.size()); ++from) {
            std::vector<std::pair<std::size_t, std::size_t>> steps;
            for (auto [c, e] : other.pairs) {
                if (!forwards) std::swap(c, e);
                if (m_known[c] == from && m_known[e] < 0) steps.emplace_back(c, e);
            }
            if (steps.size() < 2) continue;
            Vector shift = m_shifts[from];
            for (std::size_t j = 0; j < shift.size(); ++j)
                shift[j] += forwards ? other.shift[j] : -other.shift[j];
            for (const Vector& known : m_shifts)
                if (squaredLength(difference(known, shift)) <
                    shiftTolerance * shiftTolerance * squaredLength(other.shift))
                    return;
            for (const auto& [c, e] : steps) {
                m_known[e] = static_cast<std::int32_t>(m_shifts.size());
                m_population[e] = m_population[c];
            }
            m_shifts.push_back(std::move(shift));
            return;
        }
}

/// In the metric, as all that is given to it.
double AdditivePieces::squaredDistance(std::size_t place, const Vector& mean,
                                       const Vector& shift) const {
    double squared = 0.0;
    for (std::size_t j = 0; j < shift.size(); ++j) {
        const double gap = m_measured(place, j) - mean[j] - shift[j];
        squared += gap * gap;
    }
    return squared;
}

/// Where a cluster's population lies, tried with the cluster as any set of pieces. Its cells are
/// those from `place` on.
Vector AdditivePieces::bestMean(std::size_t cluster, std::size_t place) const {
    const BatchCluster& of = (*m_clusters)[cluster];
    const std::vector<Vector> shifts = m_metric(m_shifts);
    Vector best;
    double least = std::numeric_limits<double>::infinity();
    for (unsigned set = 1; set < 1U << m_shifts.size(); ++set) {
        Vector mean = of.mean;
        for (std::size_t k = 0; k < m_shifts.size(); ++k)
            if ((set >> k & 1U) != 0)
                for (std::size_t j = 0; j < mean.size(); ++j)
                    mean[j] -= m_shifts[k][j] / std::popcount(set);
        const Vector measured = m_metric(mean);
        double sum = 0.0;
        for (std::size_t i = 0; i < of.cells.size(); ++i) {
            double nearest = std::numeric_limits<double>::infinity();
            for (const Vector& shift : shifts)
                nearest = std::min(nearest, squaredDistance(place + i, measured, shift));
            sum += nearest;
        }
        if (sum >= least) continue;
        least = sum;
        best = std::move(mean);
    }
    return best;
}

/// First means of the populations.
void AdditivePieces::place() {
    m_means.assign(m_clusters->size(), Vector(m_shifts[0].size(), 0.0));
    Vector sizes(m_clusters->size(), 0.0);
    std::size_t cell = 0;
    for (std::size_t c = 0; c < m_clusters->size(); ++c) {
        Vector mean;
        if (m_known[c] >= 0)
            mean = difference((*m_clusters)[c].mean, m_shifts[m_known[c]]);
        else
            mean = bestMean(c, cell);
        cell += (*m_clusters)[c].cells.size();
        sizes[m_population[c]] += (*m_clusters)[c].size();
        for (std::size_t j = 0; j < mean.size(); ++j)
            m_means[m_population[c]][j] += (*m_clusters)[c].size() * mean[j];
    }
    for (std::size_t p = 0; p < m_means.size(); ++p)
        for (double& x : m_means[p]) x /= std::max(1.0, sizes[p]);
}

/// Every cell to the nearest piece of its cluster's population, or of any.
void AdditivePieces::assign() {
    const std::vector<Vector> means = m_metric(m_means);
    const std::vector<Vector> shifts = m_metric(m_shifts);
    m_cellPopulation.assign(m_measured.rows, 0);
    m_piece.assign(m_measured.rows, 0);
    std::size_t place = 0;
    for (std::size_t c = 0; c < m_clusters->size(); ++c) {
        const std::size_t from = m_population.empty() ? 0 : m_population[c];
        const std::size_t to = m_population.empty() ? means.size() : from + 1;
        for (std::size_t end = place + (*m_clusters)[c].cells.size(); place < end; ++place) {
            double least = std::numeric_limits<double>::infinity();
            for (std::size_t p = from; p < to; ++p)
                for (std::size_t k = 0; k < shifts.size(); ++k) {
                    const double squared = squaredDistance(place, means[p], shifts[k]);
                    if (squared >= least) continue;
                    least = squared;
                    m_cellPopulation[place] = p;
                    m_piece[place] = static_cast<std::int32_t>(k);
                }
        }
    }
}

/// Means of populations given shifts, shifts given means, with their own mean taken out.
void AdditivePieces::update() {
    const std::size_t dims = m_shifts[0].size();
    std::vector<Vector> means(m_means.size(), Vector(dims, 0.0));
    Vector sizes(m_means.size(), 0.0);
    forCells([&](std::size_t p, std::size_t k, std::uint32_t cell) {
        sizes[p] += 1.0;
        for (std::size_t j = 0; j < dims; ++j) means[p][j] += (*m_pcs)(cell, j) - m_shifts[k][j];
    });
    for (std::size_t p = 0; p < means.size(); ++p)
        if (sizes[p] > 0.0)
            for (std::size_t j = 0; j < dims; ++j) m_means[p][j] = means[p][j] / sizes[p];
    std::vector<Vector> shifts(m_shifts.size(), Vector(dims, 0.0));
    Vector counts(m_shifts.size(), 0.0);
    forCells([&](std::size_t p, std::size_t k, std::uint32_t cell) {
        counts[k] += 1.0;
        for (std::size_t j = 0; j < dims; ++j) shifts[k][j] += (*m_pcs)(cell, j) - m_means[p][j];
    });
    Vector middle(dims, 0.0);
    const double cells = std::accumulate(counts.begin(), counts.end(), 0.0);
    for (std::size_t k = 0; k < shifts.size(); ++k)
        for (std::size_t j = 0; j < dims; ++j) {
            middle[j] += shifts[k][j] / cells;
            shifts[k][j] /= std::max(1.0, counts[k]);
        }
    for (Vector& shift : shifts) shift = difference(shift, middle);
    m_shifts = std::move(shifts);
    for (Vector& mean : m_means)
        for (std::size_t j = 0; j < dims; ++j) mean[j] += middle[j];
}

/// Of every cluster, the piece that nearly all its cells are in, or −1.
std::vector<std::int32_t> AdditivePieces::onlyPieces() const {
    constexpr double nearlyAll = 0.9;
    std::vector<std::int32_t> result;
    std::size_t place = 0;
    for (const BatchCluster& cluster : *m_clusters) {
        std::vector<std::size_t> counts(m_shifts.size(), 0);
        for (std::size_t i = 0; i < cluster.cells.size(); ++i) ++counts[m_piece[place++]];
        const auto most = std::ranges::max_element(counts);
        result.push_back(static_cast<double>(*most) > nearlyAll * cluster.size()
                             ? static_cast<std::int32_t>(most - counts.begin())
                             : -1);
    }
    return result;
}

/// Populations that turn out to lie in one place become one. Which piece a cluster of a single one
/// is, only the others of its population can say.
void AdditivePieces::mergePopulations() {
    double shortest = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < m_shifts.size(); ++k)
        for (std::size_t l = k + 1; l < m_shifts.size(); ++l)
            shortest = std::min(shortest, squaredLength(difference(m_shifts[k], m_shifts[l])));
    m_known = onlyPieces();
    struct Placing {
        std::int32_t piece;
        Vector mean;  ///< of the population
    };
    const auto placings = [&](std::size_t c) {
        std::vector<Placing> result{{m_known[c], m_means[m_population[c]]}};
        const bool alone = std::ranges::count(m_population, m_population[c]) == 1;
        if (m_known[c] >= 0 && alone)
            for (std::size_t k = 0; k < m_shifts.size(); ++k)
                if (static_cast<std::int32_t>(k) != m_known[c])
                    result.push_back({static_cast<std::int32_t>(k),
                                      difference((*m_clusters)[c].mean, m_shifts[k])});
        return result;
    };
    struct Merge {
        double squared;
        std::size_t first, second;
        std::int32_t firstPiece, secondPiece;
    };
    std::vector<Merge> merges;
    for (std::size_t c = 0; c < m_clusters->size(); ++c)
        for (std::size_t e = 0; e < c; ++e) {
            if (m_population[c] == m_population[e]) continue;
            const double noise = (*m_clusters)[c].noise + (*m_clusters)[e].noise;
            for (const Placing& first : placings(c))
                for (const Placing& second : placings(e)) {
                    const double squared =
                        squaredLength(difference(first.mean, second.mean)) - noise;
                    if (squared < shiftTolerance * shiftTolerance * shortest)
                        merges.push_back({squared, c, e, first.piece, second.piece});
                }
        }
    std::ranges::stable_sort(merges, {}, &Merge::squared);
    std::vector<bool> settled(m_clusters->size(), false);
    for (const Merge& merge : merges) {
        const auto may = [&](std::size_t c, std::int32_t piece) {
            return !settled[c] || m_known[c] == piece;
        };
        const std::size_t from = m_population[merge.first];
        const std::size_t to = m_population[merge.second];
        if (from == to || !may(merge.first, merge.firstPiece) ||
            !may(merge.second, merge.secondPiece))
            continue;
        m_known[merge.first] = merge.firstPiece;
        m_known[merge.second] = merge.secondPiece;
        settled[merge.first] = settled[merge.second] = true;
        std::ranges::replace(m_population, from, to);
    }
}

double AdditivePieces::cost() const {
    const auto cells = static_cast<double>(m_piece.size());
    double choosing = 0.0;  // without it, any round cloud is better cut in two
    for (std::size_t k = 0; k < m_shifts.size(); ++k) {
        const auto own =
            static_cast<double>(std::ranges::count(m_piece, static_cast<std::int32_t>(k)));
        if (own > 0.0) choosing -= 2.0 * own * std::log(own / cells);
    }
    return costOfFit() + choosing + costOfChoice(m_cellPopulation);
}

std::set<std::size_t> AdditivePieces::populations() const {
    return {m_cellPopulation.begin(), m_cellPopulation.end()};
}

/// Of places and parameters, given every cell's population and piece.
double AdditivePieces::costOfFit() const {
    const auto cells = static_cast<double>(m_piece.size());
    const auto means = static_cast<double>(populations().size() + m_shifts.size() - 1);
    return cells * residualMetric().logDeterminant() +
           static_cast<double>(m_pcs->cols) * means * std::log(cells);
}

/// Of what was chosen for every cell, given its cluster.
double AdditivePieces::costOfChoice(const std::vector<std::size_t>& chosen) const {
    double cost = 0.0;
    std::size_t place = 0;
    for (const BatchCluster& cluster : *m_clusters) {
        std::map<std::size_t, double> counts;
        for (std::size_t i = 0; i < cluster.cells.size(); ++i) counts[chosen[place++]] += 1.0;
        for (const auto& [choice, own] : counts) cost -= 2.0 * own * std::log(own / cluster.size());
    }
    return cost;
}

std::vector<Vector> AdditivePieces::means() const {
    std::vector<Vector> result;
    for (const std::size_t p : populations()) result.push_back(m_means[p]);
    return result;
}

data::Embedding AdditivePieces::residuals(std::size_t piece) const {
    data::Embedding result(
        static_cast<std::size_t>(std::ranges::count(m_piece, static_cast<std::int32_t>(piece))),
        m_pcs->cols);
    std::size_t row = 0;
    forCells([&](std::size_t p, std::size_t k, std::uint32_t cell) {
        if (k != piece) return;
        for (std::size_t j = 0; j < m_pcs->cols; ++j)
            result(row, j) = static_cast<float>((*m_pcs)(cell, j) - m_means[p][j] - m_shifts[k][j]);
        ++row;
    });
    return result;
}

}  // namespace counterpoint::diagnose
