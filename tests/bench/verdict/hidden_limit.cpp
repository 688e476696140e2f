#include "tests/bench/verdict/hidden_limit.h"

#include "core/base/random.h"
#include "core/diagnose/two_populations.h"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <span>

namespace counterpoint::bench {

namespace {

using Cells = std::vector<std::uint32_t>;

constexpr std::size_t leastCells = 12;
constexpr double leastShare = 0.2;      ///< of a population: fewer cells are strays
constexpr std::size_t mostCells = 200;  ///< of one population, about as many as of two

/// The two largest populations of some cells, largest first; empty where there are no two.
std::vector<Cells> twoLargest(const Cells& cells, const data::Categories& population) {
    std::map<std::int32_t, Cells> byPopulation;
    for (const std::uint32_t i : cells) byPopulation[population.codes[i]].push_back(i);
    std::vector<Cells> all;
    for (auto& [code, members] : byPopulation) all.push_back(std::move(members));
    std::ranges::sort(all, std::greater<>{}, &Cells::size);
    if (all.size() < 2 || all[1].size() < leastCells || 10 * all[1].size() < cells.size())
        return {};
    all.resize(2);
    return all;
}

/// Cells × components, largest variance first.
Eigen::MatrixXd components(const data::CsrMatrix& logNormalised, const Cells& cells) {
    Eigen::MatrixXd genes = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(cells.size()),
                                                  static_cast<Eigen::Index>(logNormalised.cols));
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const auto columns = logNormalised.rowColumns(cells[i]);
        const auto values = logNormalised.rowValues(cells[i]);
        for (std::size_t e = 0; e < columns.size(); ++e)
            genes(static_cast<Eigen::Index>(i), columns[e]) = values[e];
    }
    genes.rowwise() -= genes.colwise().mean().eval();
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(genes * genes.transpose());
    return solver.eigenvectors().rowwise().reverse() *
           solver.eigenvalues().reverse().cwiseMax(0.0).cwiseSqrt().asDiagonal();
}

/// Where every cell lies along Fisher's direction fitted to the others, in units of what scatters
/// about the two means. The first `firstCells` rows are of one population.
std::vector<double> leftOut(const Eigen::MatrixXd& rows, Eigen::Index firstCells) {
    const Eigen::Index n = rows.rows();
    std::vector<double> along(n);
    for (Eigen::Index left = 0; left < n; ++left) {
        std::array<Eigen::VectorXd, 2> means{Eigen::VectorXd::Zero(rows.cols()),
                                             Eigen::VectorXd::Zero(rows.cols())};
        std::array<double, 2> counts{};
        for (Eigen::Index i = 0; i < n; ++i) {
            if (i == left) continue;
            means[i >= firstCells] += rows.row(i).transpose();
            counts[i >= firstCells] += 1.0;
        }
        for (const std::size_t side : {0U, 1U}) means[side] /= counts[side];
        Eigen::MatrixXd scatter = 1e-6 * Eigen::MatrixXd::Identity(rows.cols(), rows.cols());
        for (Eigen::Index i = 0; i < n; ++i) {
            if (i == left) continue;
            const Eigen::VectorXd d = rows.row(i).transpose() - means[i >= firstCells];
            scatter += d * d.transpose() / static_cast<double>(n - 3);
        }
        const Eigen::VectorXd direction = scatter.ldlt().solve(means[1] - means[0]);
        const double spread = std::sqrt(direction.dot(scatter * direction));
        along[left] =
            (rows.row(left) * direction - 0.5 * direction.dot(means[0] + means[1])) / spread;
    }
    return along;
}

/// The share of pairs in which the second is larger.
double areaUnderCurve(std::span<const double> first, std::span<const double> second) {
    double above = 0.0;
    for (const double a : first)
        for (const double b : second) above += b > a ? 1.0 : 0.5 * (a == b ? 1.0 : 0.0);
    return above / static_cast<double>(first.size() * second.size());
}

/// Twice the log-likelihood ratio of two normals of one variance to a single one (EM from several
/// starts): of tests for two populations along a line the most powerful where both are normal.
double twoNormals(const std::vector<double>& sorted) {
    const auto n = static_cast<double>(sorted.size());
    const double mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / n;
    double variance = 0.0;
    for (const double x : sorted) variance += (x - mean) * (x - mean) / n;
    if (!(variance > 0.0)) return 0.0;
    const double one = -0.5 * n * (std::log(variance) + 1.0);  // both without the same constant
    double best = one;
    for (const double at : {0.2, 0.35, 0.5, 0.65, 0.8}) {
        const auto cut = static_cast<std::size_t>(at * n);
        std::array<double, 2> means{
            std::accumulate(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(cut),
                            0.0) /
                static_cast<double>(cut),
            std::accumulate(sorted.begin() + static_cast<std::ptrdiff_t>(cut), sorted.end(), 0.0) /
                (n - static_cast<double>(cut))};
        double share = at;
        double spread = variance / 2.0;
        double likelihood = -std::numeric_limits<double>::infinity();
        for (int step = 0; step < 500; ++step) {
            double sum = 0.0;
            std::array<double, 2> weight{};
            std::array<double, 2> moment{};
            double squares = 0.0;
            for (const double x : sorted) {
                const double low = std::log(share) - (x - means[0]) * (x - means[0]) / 2.0 / spread;
                const double high =
                    std::log1p(-share) - (x - means[1]) * (x - means[1]) / 2.0 / spread;
                const double top = std::max(low, high);
                const double both = std::exp(low - top) + std::exp(high - top);
                sum += top + std::log(both) - 0.5 * std::log(spread);
                const double isLow = std::exp(low - top) / both;
                weight[0] += isLow;
                weight[1] += 1.0 - isLow;
                moment[0] += isLow * x;
                moment[1] += (1.0 - isLow) * x;
                squares += x * x;
            }
            if (std::min(weight[0], weight[1]) < leastShare * n) break;
            const bool rests = sum - likelihood < 1e-9;
            likelihood = sum;
            if (rests) break;
            for (const std::size_t side : {0U, 1U}) means[side] = moment[side] / weight[side];
            share = weight[0] / n;
            spread = std::max(
                1e-6 * variance,
                (squares - weight[0] * means[0] * means[0] - weight[1] * means[1] * means[1]) / n);
        }
        best = std::max(best, likelihood);
    }
    return 2.0 * (best - one);
}

/// Random halves of a cluster or a part of it, as if they were two populations.
std::vector<Cells> randomHalves(Cells cells, base::Random random) {
    base::shuffle(cells, random);
    cells.resize(std::min(cells.size(), mostCells));
    const auto half = cells.begin() + static_cast<std::ptrdiff_t>(cells.size() / 2);
    return {Cells(cells.begin(), half), Cells(half, cells.end())};
}

/// Prints how well each of what is seen tells the second clusters from the first.
void tellPower(std::ostream& out, const std::vector<HiddenPair>& one,
               const std::vector<HiddenPair>& two) {
    const auto power = [&](double HiddenPair::*seen) {
        std::vector<double> first;
        std::vector<double> second;
        for (const HiddenPair& pair : one) first.push_back(pair.*seen);
        for (const HiddenPair& pair : two) second.push_back(pair.*seen);
        return areaUnderCurve(first, second);
    };
    if (one.empty() || two.empty()) return;
    std::array<char, 300> line{};
    std::snprintf(line.data(), line.size(),
                  "%zu clusters of one population, parted at random: two are told from one with an "
                  "AUROC of %.3f by the dip along the direction, %.3f by the likelihood of two "
                  "normals along it, %.3f by the deepest cut found without labels\n",
                  one.size(), power(&HiddenPair::dip), power(&HiddenPair::twoNormals),
                  power(&HiddenPair::deepest));
    out << line.data();
}

}  // namespace

std::vector<HiddenPair> hiddenPairs(const KnownCase& known, const diagnose::ProtectionMap& map,
                                    const base::Job& job) {
    const diagnose::Expression expression{&known.logNormalised, known.genes};
    std::vector<HiddenPair> pairs;
    const auto members = map.clusters.members();
    for (std::size_t cluster = 0; cluster < members.size(); ++cluster) {
        auto parts = twoLargest(members[cluster], known.data.population);
        const bool isTwo = !parts.empty();
        if (!isTwo) {
            if (members[cluster].size() < 2 * leastCells) continue;
            parts = randomHalves(members[cluster], base::Random(job.seed(), cluster));
        }
        Cells cells = parts[0];
        cells.insert(cells.end(), parts[1].begin(), parts[1].end());
        HiddenPair pair{.cluster = cluster,
                        .first = isTwo ? parts[0].size() : cells.size(),
                        .second = isTwo ? parts[1].size() : 0};
        const Eigen::MatrixXd all = components(known.logNormalised, cells);
        for (const Eigen::Index kept : {2, 4, 8, 16}) {
            if (all.rows() < 3 * kept) continue;
            auto along = leftOut(all.leftCols(kept), static_cast<Eigen::Index>(parts[0].size()));
            const std::span<const double> whole(along);
            const double auc =
                areaUnderCurve(whole.first(parts[0].size()), whole.subspan(parts[0].size()));
            if (auc <= pair.auc) continue;
            pair.auc = auc;
            std::ranges::sort(along);
            pair.dip = diagnose::dip(along) * std::sqrt(static_cast<double>(along.size()));
            pair.twoNormals = twoNormals(along);
        }
        pair.deepest = diagnose::deepestCut(expression, {}, cells, job).depth;
        pairs.push_back(pair);
    }
    return pairs;
}

void tellHiddenPairs(std::ostream& out, const std::vector<simulate::Scenario>& scenarios) {
    std::size_t all = 0;
    std::size_t betrayed = 0;
    std::vector<HiddenPair> one;
    std::vector<HiddenPair> apart;
    for (const simulate::Scenario& scenario : scenarios) {
        const base::Job job({}, 1, scenario.seed);
        const KnownCase known = prepare(scenario, job);
        const auto map = diagnose::protect(
            {known.pcs, known.data.batch, {&known.logNormalised, known.genes}}, job);
        for (const HiddenPair& pair : hiddenPairs(known, map, job)) {
            if (pair.second == 0) {
                one.push_back(pair);
                continue;
            }
            std::array<char, 200> line{};
            std::snprintf(line.data(), line.size(),
                          "%-24s %4zu and %4zu cells: AUC with labels %.2f, dip along it %.2f, "
                          "two normals %.1f, deepest cut without %.2f\n",
                          scenario.name().c_str(), pair.first, pair.second, pair.auc, pair.dip,
                          pair.twoNormals, pair.deepest);
            out << line.data() << std::flush;
            ++all;
            if (pair.auc < 0.9) continue;
            apart.push_back(pair);
            betrayed += pair.dip >= diagnose::leastDepth ? 1 : 0;
        }
    }
    out << all << " clusters with two populations, " << apart.size()
        << " with an AUC of 0.9 or more with labels; along that direction " << betrayed
        << " dip as deep as two populations have to (" << diagnose::leastDepth << ")\n";
    tellPower(out, one, apart);
}

}  // namespace counterpoint::bench
