#include "core/diagnose/additive_pieces.h"

#include "core/diagnose/partition.h"
#include "core/diagnose/two_populations.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <utility>

namespace counterpoint::diagnose {

namespace {

// Found on the development series, as shiftTolerance and leastMoved.
constexpr double leastSupport = 0.85;  ///< of the cells, in populations that occur in two pieces
constexpr double leastPieceShare = 0.1;
/// Distance of two pieces over the standard deviation within them along it. Halves of a normal
/// distribution have 2.65, of a uniform one (a common course) 3.46.
constexpr double leastSeparation = 3.7;
/// Less will do where the cells dip between them: the dip times the square root of their number.
/// Pieces tried that were none had 0.2 to 0.6 in nested sets of the series 47, 53 million.
constexpr double leastDippedSeparation = 2.8;
constexpr double leastPieceDip = 0.75;
constexpr int rounds = 6;

}  // namespace

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

void AdditivePieces::refine() {
    for (int step = 0; step < 2; ++step) {
        place();
        for (int round = 0; round < rounds; ++round) {
            assign();
            update();
        }
        if (step == 0 && m_shifts.size() > 1) mergePopulations();
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

double AdditivePieces::squaredDistance(std::uint32_t cell, const Vector& mean,
                                       const Vector& shift) const {
    double squared = 0.0;
    for (std::size_t j = 0; j < shift.size(); ++j) {
        const double gap = (*m_pcs)(cell, j) - mean[j] - shift[j];
        squared += gap * gap;
    }
    return squared;
}

/// Where a cluster's population lies, tried with the cluster as any set of pieces.
Vector AdditivePieces::bestMean(const BatchCluster& cluster) const {
    Vector best;
    double least = std::numeric_limits<double>::infinity();
    for (unsigned set = 1; set < 1U << m_shifts.size(); ++set) {
        Vector mean = cluster.mean;
        for (std::size_t k = 0; k < m_shifts.size(); ++k)
            if ((set >> k & 1U) != 0)
                for (std::size_t j = 0; j < mean.size(); ++j)
                    mean[j] -= m_shifts[k][j] / std::popcount(set);
        double sum = 0.0;
        for (const std::uint32_t cell : cluster.cells) {
            double nearest = std::numeric_limits<double>::infinity();
            for (const Vector& shift : m_shifts)
                nearest = std::min(nearest, squaredDistance(cell, mean, shift));
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
    for (std::size_t c = 0; c < m_clusters->size(); ++c) {
        Vector mean;
        if (m_known[c] >= 0)
            mean = difference((*m_clusters)[c].mean, m_shifts[m_known[c]]);
        else
            mean = bestMean((*m_clusters)[c]);
        sizes[m_population[c]] += (*m_clusters)[c].size();
        for (std::size_t j = 0; j < mean.size(); ++j)
            m_means[m_population[c]][j] += (*m_clusters)[c].size() * mean[j];
    }
    for (std::size_t p = 0; p < m_means.size(); ++p)
        for (double& x : m_means[p]) x /= std::max(1.0, sizes[p]);
}

void AdditivePieces::assign() {
    m_piece.clear();
    for (std::size_t c = 0; c < m_clusters->size(); ++c)
        for (const std::uint32_t cell : (*m_clusters)[c].cells) {
            std::int32_t best = 0;
            double least = std::numeric_limits<double>::infinity();
            for (std::size_t k = 0; k < m_shifts.size(); ++k) {
                const double squared = squaredDistance(cell, m_means[m_population[c]], m_shifts[k]);
                if (squared >= least) continue;
                least = squared;
                best = static_cast<std::int32_t>(k);
            }
            m_piece.push_back(best);
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
        for (double& x : means[p]) x /= std::max(1.0, sizes[p]);
    m_means = std::move(means);
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

template <class Take>
void AdditivePieces::forCells(const Take& take) const {
    std::size_t place = 0;
    for (std::size_t c = 0; c < m_clusters->size(); ++c)
        for (const std::uint32_t cell : (*m_clusters)[c].cells)
            take(m_population[c], static_cast<std::size_t>(m_piece[place++]), cell);
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

double AdditivePieces::misfit() const {
    double sum = 0.0;
    forCells([&](std::size_t p, std::size_t k, std::uint32_t cell) {
        sum += squaredDistance(cell, m_means[p], m_shifts[k]);
    });
    return sum;
}

double AdditivePieces::cost() const {
    const std::set<std::size_t> populations(m_population.begin(), m_population.end());
    const auto cells = static_cast<double>(m_piece.size());
    const auto dims = static_cast<double>(m_pcs->cols);
    const auto means = static_cast<double>(populations.size() + m_shifts.size());
    double choosing = 0.0;  // without it, any round cloud is better cut in two
    for (std::size_t k = 0; k < m_shifts.size(); ++k) {
        const auto own =
            static_cast<double>(std::ranges::count(m_piece, static_cast<std::int32_t>(k)));
        if (own > 0.0) choosing -= 2.0 * own * std::log(own / cells);
    }
    return dims * cells * std::log(misfit()) + choosing + dims * means * std::log(cells);
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

/// Far apart for the noise along the line between them, or nearly, with few cells between.
bool AdditivePieces::parted(std::size_t k, std::size_t l) const {
    const Vector apart = difference(m_shifts[k], m_shifts[l]);
    const double length = std::sqrt(squaredLength(apart));
    if (!(length > 0.0)) return false;
    Vector places;  // of cells, their populations' means taken out
    double squares = 0.0;
    forCells([&](std::size_t p, std::size_t piece, std::uint32_t cell) {
        if (piece != k && piece != l) return;
        double place = 0.0;
        double middle = 0.0;
        for (std::size_t j = 0; j < apart.size(); ++j) {
            place += ((*m_pcs)(cell, j) - m_means[p][j]) * apart[j] / length;
            middle += m_shifts[piece][j] * apart[j] / length;
        }
        places.push_back(place);
        squares += (place - middle) * (place - middle);
    });
    const double cells = std::max(1.0, static_cast<double>(places.size()));
    const double separation = length / std::sqrt(squares / cells);
    if (separation >= leastSeparation) return true;
    if (!(separation >= leastDippedSeparation)) return false;
    std::ranges::sort(places);
    return dip(places) * std::sqrt(cells) >= leastPieceDip;
}

bool AdditivePieces::separated() const {
    for (std::size_t k = 0; k < m_shifts.size(); ++k)
        for (std::size_t l = k + 1; l < m_shifts.size(); ++l)
            if (!parted(k, l)) return false;
    return true;
}

bool AdditivePieces::supported() const {
    PairTable counts(m_means.size(), m_shifts.size());
    forCells([&](std::size_t p, std::size_t k, std::uint32_t) { counts(p, k) += 1.0; });
    double cells = 0.0;
    double moved = 0.0;
    std::size_t populations = 0;
    Vector ofPiece(m_shifts.size(), 0.0);
    for (std::size_t p = 0; p < counts.rows; ++p) {
        double size = 0.0;
        for (std::size_t k = 0; k < counts.cols; ++k) {
            size += counts(p, k);
            ofPiece[k] += counts(p, k);
        }
        cells += size;
        std::size_t in = 0;
        for (std::size_t k = 0; k < counts.cols; ++k)
            if (counts(p, k) >= leastPieceShare * size && counts(p, k) > 0.0) ++in;
        if (in < 2) continue;
        moved += size;
        ++populations;
    }
    return populations >= leastMoved && moved >= leastSupport * cells &&
           std::ranges::all_of(ofPiece, [&](double n) { return n >= leastPieceShare * cells; });
}

}  // namespace counterpoint::diagnose
