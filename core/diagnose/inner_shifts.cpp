#include "core/diagnose/inner_shifts.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace counterpoint::diagnose {

namespace {

/// Origin of the constants: 30 development sets. In nested ones a shift moves all 5 populations
/// alike (cosine of each with their mean 0.88 to 0.99, most above 0.94); without pieces chance
/// matches one pair of clusters, a condition of half the populations three pairs with 60 % of the
/// cells.
constexpr double leastCells = 8.0;
constexpr double tolerance = 0.5;      ///< of a shift, in which a population may differ
constexpr std::size_t leastMoved = 3;  ///< populations
constexpr double leastSupport = 0.85;  ///< of the cells, in populations that occur in two pieces
constexpr double leastPieceShare = 0.1;
/// Distance of two pieces over the standard deviation within them along it. Halves of a normal
/// distribution have 2.65, of a uniform one (a common course) 3.46.
constexpr double leastSeparation = 3.7;
constexpr double recurring = 0.7;  ///< cosine of shifts in two batches: the same biology
constexpr std::size_t mostPieces = 4;
constexpr std::size_t mostTried = 6;
constexpr int rounds = 6;

using Vector = std::vector<double>;

double dot(const Vector& a, const Vector& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

double squaredLength(const Vector& a) {
    return dot(a, a);
}

Vector difference(const Vector& a, const Vector& b) {
    Vector result = a;
    for (std::size_t j = 0; j < a.size(); ++j) result[j] -= b[j];
    return result;
}

/// A cluster of one batch.
struct Cluster {
    std::vector<std::uint32_t> cells;
    Vector mean;
    Vector covariance;   ///< dims × dims
    double noise = 0.0;  ///< variance of the mean, summed over dimensions

    double size() const { return static_cast<double>(cells.size()); }
    double varianceAlong(const Vector& direction) const {
        double sum = 0.0;
        const std::size_t dims = direction.size();
        for (std::size_t i = 0; i < dims; ++i)
            for (std::size_t j = 0; j < dims; ++j)
                sum += direction[i] * covariance[i * dims + j] * direction[j];
        return sum / squaredLength(direction);
    }
};

Cluster clusterOf(const data::Embedding& pcs, std::vector<std::uint32_t> cells) {
    const std::size_t dims = pcs.cols;
    Cluster result{std::move(cells), Vector(dims, 0.0), Vector(dims * dims, 0.0)};
    for (const std::uint32_t i : result.cells)
        for (std::size_t j = 0; j < dims; ++j) result.mean[j] += pcs(i, j) / result.size();
    Vector gap(dims);
    for (const std::uint32_t i : result.cells) {
        for (std::size_t j = 0; j < dims; ++j) gap[j] = pcs(i, j) - result.mean[j];
        for (std::size_t j = 0; j < dims; ++j)
            for (std::size_t l = 0; l < dims; ++l)
                result.covariance[j * dims + l] += gap[j] * gap[l] / (result.size() - 1.0);
    }
    for (std::size_t j = 0; j < dims; ++j) result.noise += result.covariance[j * dims + j];
    result.noise /= result.size();
    return result;
}

/// A shift that may have made clusters of one population into two.
struct Candidate {
    Vector shift;
    std::vector<std::pair<std::size_t, std::size_t>> pairs;  ///< clusters it leads from and to
    std::size_t moved = 0;  ///< populations: pairs, and clusters as wide as both pieces together
    double cells = 0.0;     ///< in them
};

std::vector<std::pair<std::size_t, std::size_t>> matched(const std::vector<Cluster>& clusters,
                                                         const Vector& shift) {
    const std::size_t count = clusters.size();
    PairTable distance(count, count, std::numeric_limits<double>::infinity());
    std::vector<std::size_t> to(count, 0);
    std::vector<std::size_t> from(count, 0);
    for (std::size_t c = 0; c < count; ++c)
        for (std::size_t e = 0; e < count; ++e) {
            if (c == e) continue;
            double squared = -clusters[c].noise - clusters[e].noise;
            for (std::size_t j = 0; j < shift.size(); ++j) {
                const double gap = clusters[c].mean[j] + shift[j] - clusters[e].mean[j];
                squared += gap * gap;
            }
            distance(c, e) = squared;
        }
    for (std::size_t c = 0; c < count; ++c)
        for (std::size_t e = 0; e < count; ++e) {
            if (distance(c, e) < distance(c, to[c])) to[c] = e;
            if (distance(c, e) < distance(from[e], e)) from[e] = c;
        }
    const double limit = tolerance * tolerance * squaredLength(shift);
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    std::vector<bool> used(count, false);
    for (std::size_t c = 0; c < count; ++c) {
        const std::size_t e = to[c];
        if (from[e] != c || !(distance(c, e) < limit)) continue;
        if (used[c] || used[e]) return {};  // steps of a course, not pieces
        used[c] = used[e] = true;
        pairs.emplace_back(c, e);
    }
    return pairs;
}

Candidate candidateOf(const std::vector<Cluster>& clusters, Vector shift) {
    Candidate result{std::move(shift), {}};
    for (int round = 0; round < 2; ++round) {
        result.pairs = matched(clusters, result.shift);
        if (result.pairs.empty()) break;
        std::ranges::fill(result.shift, 0.0);
        for (const auto& [c, e] : result.pairs)
            for (std::size_t j = 0; j < result.shift.size(); ++j)
                result.shift[j] += (clusters[e].mean[j] - clusters[c].mean[j]) /
                                   static_cast<double>(result.pairs.size());
    }
    result.pairs = matched(clusters, result.shift);
    std::vector<bool> paired(clusters.size(), false);
    double first = 0.0;
    double second = 0.0;
    double variance = 0.0;
    for (const auto& [c, e] : result.pairs) {
        paired[c] = paired[e] = true;
        first += clusters[c].size();
        second += clusters[e].size();
        variance += clusters[c].size() * clusters[c].varianceAlong(result.shift) +
                    clusters[e].size() * clusters[e].varianceAlong(result.shift);
    }
    result.cells = first + second;
    result.moved = result.pairs.size();
    const double share = result.pairs.empty() ? 0.5 : first / (first + second);
    const double within = result.pairs.empty() ? 0.0 : variance / (first + second);
    const double between = share * (1.0 - share) * squaredLength(result.shift);
    for (std::size_t c = 0; c < clusters.size(); ++c) {
        if (paired[c] || clusters[c].varianceAlong(result.shift) - within < between / 2.0) continue;
        result.cells += clusters[c].size();
        ++result.moved;
    }
    return result;
}

/// Where the two halves of a cluster lie from each other, cut across its widest direction.
Vector halvesApart(const data::Embedding& pcs, const Cluster& cluster) {
    const std::size_t dims = cluster.mean.size();
    Vector direction(dims, 1.0);
    for (int round = 0; round < 30; ++round) {  // power iteration
        Vector next(dims, 0.0);
        for (std::size_t i = 0; i < dims; ++i)
            for (std::size_t j = 0; j < dims; ++j)
                next[i] += cluster.covariance[i * dims + j] * direction[j];
        const double length = std::sqrt(std::max(1e-30, squaredLength(next)));
        for (double& x : next) x /= length;
        direction = std::move(next);
    }
    Vector apart(dims, 0.0);
    for (int round = 0; round < rounds; ++round) {
        Vector sums[2] = {Vector(dims, 0.0), Vector(dims, 0.0)};
        double counts[2] = {0.0, 0.0};
        for (const std::uint32_t i : cluster.cells) {
            double along = 0.0;
            for (std::size_t j = 0; j < dims; ++j)
                along += (pcs(i, j) - cluster.mean[j]) * direction[j];
            const int side = along > 0.0 ? 1 : 0;
            counts[side] += 1.0;
            for (std::size_t j = 0; j < dims; ++j) sums[side][j] += pcs(i, j);
        }
        if (counts[0] == 0.0 || counts[1] == 0.0) break;
        for (std::size_t j = 0; j < dims; ++j)
            apart[j] = sums[1][j] / counts[1] - sums[0][j] / counts[0];
        direction = apart;
    }
    return apart;
}

/// All shifts between two clusters and within one that move enough populations, best first.
std::vector<Candidate> candidates(const data::Embedding& pcs,
                                  const std::vector<Cluster>& clusters) {
    std::vector<Candidate> found;
    const auto add = [&](Vector shift) {
        if (squaredLength(shift) < 1e-12) return;
        Candidate candidate = candidateOf(clusters, std::move(shift));
        if (candidate.moved >= leastMoved) found.push_back(std::move(candidate));
    };
    for (std::size_t c = 0; c < clusters.size(); ++c) {
        add(halvesApart(pcs, clusters[c]));
        for (std::size_t e = c + 1; e < clusters.size(); ++e)
            add(difference(clusters[e].mean, clusters[c].mean));
    }
    std::ranges::stable_sort(found, [](const Candidate& a, const Candidate& b) {
        return std::pair(a.pairs.size(), a.cells) > std::pair(b.pairs.size(), b.cells);
    });
    return found;
}

/// Populations × pieces: every cell is its population's mean, its piece's shift and noise.
class Additive {
  public:
    Additive(const data::Embedding& pcs, const std::vector<Cluster>& clusters)
        : m_pcs(pcs), m_clusters(clusters) {}

    /// Fits pieces to a first shift and to what further ones lead from them to the clusters that
    /// are left.
    void fit(const Candidate& first, const std::vector<Candidate>& others) {
        begin(first, others);
        for (int step = 0; step < 2; ++step) {
            place();
            for (int round = 0; round < rounds; ++round) {
                assign();
                update();
            }
            if (step == 0) mergePopulations();
        }
        assign();
    }

    /// Whether the pieces are apart and nearly all populations occur in two of them.
    bool holds() const { return m_shifts.size() > 1 && separated() && supported(); }
    std::size_t pieces() const { return m_shifts.size(); }
    const std::vector<Vector>& shifts() const { return m_shifts; }
    /// Of every cell, in the order of the clusters' cells.
    const std::vector<std::int32_t>& pieceOfCells() const { return m_piece; }

  private:
    void begin(const Candidate& first, const std::vector<Candidate>& others) {
        m_population.resize(m_clusters.size());
        std::iota(m_population.begin(), m_population.end(), std::size_t{0});
        m_known.assign(m_clusters.size(), -1);
        m_shifts = {Vector(first.shift.size(), 0.0), first.shift};
        for (const auto& [c, e] : first.pairs) {
            m_population[e] = m_population[c];
            m_known[c] = 0;
            m_known[e] = 1;
        }
        for (const Candidate& other : others)
            if (m_shifts.size() < mostPieces) extend(other);
    }

    /// One more piece, where a shift leads from clusters of one piece to clusters of none.
    void extend(const Candidate& other) {
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
                        tolerance * tolerance * squaredLength(other.shift))
                        return;
                for (const auto& [c, e] : steps) {
                    m_known[e] = static_cast<std::int32_t>(m_shifts.size());
                    m_population[e] = m_population[c];
                }
                m_shifts.push_back(std::move(shift));
                return;
            }
    }

    double squaredDistance(std::uint32_t cell, const Vector& mean, const Vector& shift) const {
        double squared = 0.0;
        for (std::size_t j = 0; j < shift.size(); ++j) {
            const double gap = m_pcs(cell, j) - mean[j] - shift[j];
            squared += gap * gap;
        }
        return squared;
    }

    /// Where a cluster's population lies, tried with the cluster as any one piece and any two.
    Vector bestMean(const Cluster& cluster) const {
        Vector best;
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t k = 0; k < m_shifts.size(); ++k)
            for (std::size_t l = k; l < m_shifts.size(); ++l) {
                Vector mean = cluster.mean;
                for (std::size_t j = 0; j < mean.size(); ++j)
                    mean[j] -= (m_shifts[k][j] + m_shifts[l][j]) / 2.0;
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
    void place() {
        m_means.assign(m_clusters.size(), Vector(m_shifts[0].size(), 0.0));
        Vector sizes(m_clusters.size(), 0.0);
        for (std::size_t c = 0; c < m_clusters.size(); ++c) {
            Vector mean;
            if (m_known[c] >= 0)
                mean = difference(m_clusters[c].mean, m_shifts[m_known[c]]);
            else
                mean = bestMean(m_clusters[c]);
            sizes[m_population[c]] += m_clusters[c].size();
            for (std::size_t j = 0; j < mean.size(); ++j)
                m_means[m_population[c]][j] += m_clusters[c].size() * mean[j];
        }
        for (std::size_t p = 0; p < m_means.size(); ++p)
            for (double& x : m_means[p]) x /= std::max(1.0, sizes[p]);
    }

    void assign() {
        m_piece.clear();
        for (std::size_t c = 0; c < m_clusters.size(); ++c)
            for (const std::uint32_t cell : m_clusters[c].cells) {
                std::int32_t best = 0;
                double least = std::numeric_limits<double>::infinity();
                for (std::size_t k = 0; k < m_shifts.size(); ++k) {
                    const double squared =
                        squaredDistance(cell, m_means[m_population[c]], m_shifts[k]);
                    if (squared >= least) continue;
                    least = squared;
                    best = static_cast<std::int32_t>(k);
                }
                m_piece.push_back(best);
            }
    }

    /// Means of populations given shifts, shifts given means, with their own mean taken out.
    void update() {
        const std::size_t dims = m_shifts[0].size();
        std::vector<Vector> means(m_means.size(), Vector(dims, 0.0));
        Vector sizes(m_means.size(), 0.0);
        forCells([&](std::size_t p, std::size_t k, std::uint32_t cell) {
            sizes[p] += 1.0;
            for (std::size_t j = 0; j < dims; ++j) means[p][j] += m_pcs(cell, j) - m_shifts[k][j];
        });
        for (std::size_t p = 0; p < means.size(); ++p)
            for (double& x : means[p]) x /= std::max(1.0, sizes[p]);
        m_means = std::move(means);
        std::vector<Vector> shifts(m_shifts.size(), Vector(dims, 0.0));
        Vector counts(m_shifts.size(), 0.0);
        forCells([&](std::size_t p, std::size_t k, std::uint32_t cell) {
            counts[k] += 1.0;
            for (std::size_t j = 0; j < dims; ++j) shifts[k][j] += m_pcs(cell, j) - m_means[p][j];
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
    void forCells(const Take& take) const {
        std::size_t place = 0;
        for (std::size_t c = 0; c < m_clusters.size(); ++c)
            for (const std::uint32_t cell : m_clusters[c].cells)
                take(m_population[c], static_cast<std::size_t>(m_piece[place++]), cell);
    }

    /// Populations that turn out to lie in one place become one.
    void mergePopulations() {
        double shortest = std::numeric_limits<double>::infinity();
        for (std::size_t k = 0; k < m_shifts.size(); ++k)
            for (std::size_t l = k + 1; l < m_shifts.size(); ++l)
                shortest = std::min(shortest, squaredLength(difference(m_shifts[k], m_shifts[l])));
        for (std::size_t c = 0; c < m_clusters.size(); ++c)
            for (std::size_t e = 0; e < c; ++e) {
                const std::size_t p = m_population[c];
                const std::size_t q = m_population[e];
                if (p == q) continue;
                const double squared = squaredLength(difference(m_means[p], m_means[q])) -
                                       m_clusters[c].noise - m_clusters[e].noise;
                if (squared < tolerance * tolerance * shortest)
                    std::ranges::replace(m_population, p, q);
            }
        // Clusters that were joined are placed by their shifts anew.
        for (std::size_t c = 0; c < m_clusters.size(); ++c) m_known[c] = -1;
        std::size_t place = 0;
        for (std::size_t c = 0; c < m_clusters.size(); ++c) {
            std::vector<std::size_t> counts(m_shifts.size(), 0);
            for (std::size_t i = 0; i < m_clusters[c].cells.size(); ++i) ++counts[m_piece[place++]];
            const auto most = std::ranges::max_element(counts);
            if (static_cast<double>(*most) > 0.9 * m_clusters[c].size())
                m_known[c] = static_cast<std::int32_t>(most - counts.begin());
        }
    }

    bool separated() const {
        for (std::size_t k = 0; k < m_shifts.size(); ++k)
            for (std::size_t l = k + 1; l < m_shifts.size(); ++l) {
                const Vector apart = difference(m_shifts[k], m_shifts[l]);
                const double length = std::sqrt(squaredLength(apart));
                double sum = 0.0;
                double squares = 0.0;
                forCells([&](std::size_t p, std::size_t piece, std::uint32_t cell) {
                    if (piece != k && piece != l) return;
                    double along = 0.0;
                    for (std::size_t j = 0; j < apart.size(); ++j)
                        along += (m_pcs(cell, j) - m_means[p][j] - m_shifts[piece][j]) * apart[j];
                    sum += 1.0;
                    squares += along * along / (length * length);
                });
                if (!(length >= leastSeparation * std::sqrt(squares / std::max(1.0, sum))))
                    return false;
            }
        return true;
    }

    bool supported() const {
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

    const data::Embedding& m_pcs;
    const std::vector<Cluster>& m_clusters;
    std::vector<std::size_t> m_population;  ///< of every cluster
    std::vector<std::int32_t> m_known;      ///< piece of every cluster, or −1
    std::vector<Vector> m_shifts;
    std::vector<Vector> m_means;        ///< of populations
    std::vector<std::int32_t> m_piece;  ///< of every cell
};

/// Fills `result` for one batch; it stays one piece where no shift holds.
void findPieces(const data::Embedding& pcs, const std::vector<Cluster>& clusters, std::size_t batch,
                InnerShifts& result) {
    const std::vector<Candidate> found = candidates(pcs, clusters);
    for (std::size_t tried = 0; tried < std::min(mostTried, found.size()); ++tried) {
        Additive model(pcs, clusters);
        model.fit(found[tried], found);
        if (!model.holds()) continue;
        result.shift[batch] = model.shifts();
        std::size_t place = 0;
        for (const Cluster& cluster : clusters)
            for (const std::uint32_t cell : cluster.cells)
                result.piece[cell] = model.pieceOfCells()[place++];
        return;
    }
}

/// The largest cosine of a shift of one batch and one of the other.
double likenessOf(const std::vector<Vector>& first, const std::vector<Vector>& second) {
    double largest = 0.0;
    for (std::size_t k = 0; k < first.size(); ++k)
        for (std::size_t l = k + 1; l < first.size(); ++l)
            for (std::size_t m = 0; m < second.size(); ++m)
                for (std::size_t n = m + 1; n < second.size(); ++n) {
                    const Vector a = difference(first[k], first[l]);
                    const Vector b = difference(second[m], second[n]);
                    largest = std::max(largest, std::abs(dot(a, b)) /
                                                    std::sqrt(squaredLength(a) * squaredLength(b)));
                }
    return largest;
}

}  // namespace

bool InnerShifts::any() const {
    return std::ranges::any_of(shift, [](const auto& pieces) { return pieces.size() > 1; });
}

data::Embedding InnerShifts::without(const data::Embedding& pcs,
                                     const data::Categories& batch) const {
    data::Embedding result = pcs;
    for (std::size_t i = 0; i < pcs.rows; ++i)
        for (std::size_t j = 0; j < pcs.cols; ++j)
            result(i, j) -= static_cast<float>(shift[batch.codes[i]][piece[i]][j]);
    return result;
}

data::Embedding InnerShifts::with(const data::Embedding& middle, const data::Categories& batch,
                                  const PairTable& apart) const {
    const std::size_t batches = shift.size();
    Vector error(batches, 0.0);  // squared standard error of the mean of the pieces
    for (std::size_t b = 0; b < batches; ++b) {
        const auto count = static_cast<double>(shift[b].size());
        for (const Vector& one : shift[b])
            error[b] += squaredLength(one) / std::max(1.0, (count - 1.0) * count);
    }
    Vector aside(batches, 0.0);
    for (std::size_t b = 0; b < batches; ++b) {
        for (std::size_t c = 0; c < batches; ++c) {
            const double both = error[b] + error[c];
            if (b != c && both > 0.0) aside[b] += both / std::max(both, apart(b, c) * apart(b, c));
        }
        aside[b] = std::sqrt(error[b] * aside[b] / static_cast<double>(batches - 1));
    }
    data::Embedding result(middle.rows, middle.cols + batches);
    for (std::size_t i = 0; i < middle.rows; ++i) {
        const std::size_t b = batch.codes[i];
        for (std::size_t j = 0; j < middle.cols; ++j)
            result(i, j) = middle(i, j) + static_cast<float>(shift[b][piece[i]][j]);
        result(i, middle.cols + b) = static_cast<float>(aside[b]);
    }
    return result;
}

InnerShifts innerShifts(const data::Embedding& pcs, const data::Categories& batch,
                        const Partition& clusters, const base::Job& job) {
    InnerShifts result{std::vector<std::int32_t>(pcs.rows, 0), {}};
    result.shift.assign(batch.levelCount(), {Vector(pcs.cols, 0.0)});
    std::vector<std::vector<Cluster>> ofBatch(batch.levelCount());
    for (auto& cells : clusters.members())
        if (static_cast<double>(cells.size()) >= leastCells) {
            const std::int32_t b = batch.codes[cells.front()];
            ofBatch[b].push_back(clusterOf(pcs, std::move(cells)));
        }
    base::parallelBlocks(job, ofBatch.size(), 1, [&](std::size_t b, std::size_t, std::size_t) {
        findPieces(pcs, ofBatch[b], b, result);
    });
    std::vector<bool> biology(ofBatch.size(), false);
    for (std::size_t b = 0; b < ofBatch.size(); ++b)
        for (std::size_t c = 0; c < ofBatch.size(); ++c)
            if (b != c && likenessOf(result.shift[b], result.shift[c]) > recurring)
                biology[b] = true;
    // A shift of a single batch may be a treatment of that batch, or chance: on real data it was
    // (rnamix, whose mixtures of three cell lines lie on a grid; 3 chemistries).
    const auto withPieces =
        std::ranges::count_if(result.shift, [](const auto& pieces) { return pieces.size() > 1; });
    const auto kept = withPieces - std::ranges::count(biology, true);
    for (std::size_t b = 0; b < biology.size(); ++b)
        if (biology[b] || kept < 2) result.shift[b] = {Vector(pcs.cols, 0.0)};
    for (std::size_t i = 0; i < pcs.rows; ++i)
        if (result.shift[batch.codes[i]].size() < 2) result.piece[i] = 0;
    return result;
}

}  // namespace counterpoint::diagnose
