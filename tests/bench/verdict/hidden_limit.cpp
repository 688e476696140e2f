#include "tests/bench/verdict/hidden_limit.h"

#include "core/diagnose/two_populations.h"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>

namespace counterpoint::bench {

namespace {

using Cells = std::vector<std::uint32_t>;

constexpr std::size_t leastCells = 12;

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

double areaUnderCurve(const std::vector<double>& along, std::size_t firstCells) {
    double above = 0.0;
    for (std::size_t i = 0; i < firstCells; ++i)
        for (std::size_t j = firstCells; j < along.size(); ++j)
            above += along[j] > along[i] ? 1.0 : 0.0;
    return above / static_cast<double>(firstCells * (along.size() - firstCells));
}

}  // namespace

std::vector<HiddenPair> hiddenPairs(const KnownCase& known, const diagnose::ProtectionMap& map,
                                    const base::Job& job) {
    const diagnose::Expression expression{&known.logNormalised, known.genes};
    std::vector<HiddenPair> pairs;
    const auto members = map.clusters.members();
    for (std::size_t cluster = 0; cluster < members.size(); ++cluster) {
        const auto two = twoLargest(members[cluster], known.data.population);
        if (two.empty()) continue;
        Cells cells = two[0];
        cells.insert(cells.end(), two[1].begin(), two[1].end());
        HiddenPair pair{.cluster = cluster, .first = two[0].size(), .second = two[1].size()};
        const Eigen::MatrixXd all = components(known.logNormalised, cells);
        for (const Eigen::Index kept : {2, 4, 8, 16}) {
            if (all.rows() < 3 * kept) continue;
            auto along = leftOut(all.leftCols(kept), static_cast<Eigen::Index>(pair.first));
            const double auc = areaUnderCurve(along, pair.first);
            if (auc <= pair.auc) continue;
            pair.auc = auc;
            std::ranges::sort(along);
            pair.dip = diagnose::dip(along) * std::sqrt(static_cast<double>(along.size()));
        }
        pair.deepest = diagnose::deepestCut(expression, cells, job).depth;
        pairs.push_back(pair);
    }
    return pairs;
}

void tellHiddenPairs(std::ostream& out, const std::vector<simulate::Scenario>& scenarios) {
    std::size_t all = 0;
    std::size_t apart = 0;
    std::size_t betrayed = 0;
    for (const simulate::Scenario& scenario : scenarios) {
        const base::Job job({}, 1, scenario.seed);
        const KnownCase known = prepare(scenario, job);
        const auto map = diagnose::protect(
            {known.pcs, known.data.batch, {&known.logNormalised, known.genes}}, job);
        for (const HiddenPair& pair : hiddenPairs(known, map, job)) {
            std::array<char, 200> line{};
            std::snprintf(line.data(), line.size(),
                          "%-24s %4zu and %4zu cells: AUC with labels %.2f, dip along it %.2f, "
                          "deepest cut without %.2f\n",
                          scenario.name().c_str(), pair.first, pair.second, pair.auc, pair.dip,
                          pair.deepest);
            out << line.data() << std::flush;
            ++all;
            if (pair.auc < 0.9) continue;
            ++apart;
            betrayed += pair.dip >= diagnose::leastDepth ? 1 : 0;
        }
    }
    out << all << " clusters with two populations, " << apart
        << " with an AUC of 0.9 or more with labels; along that direction " << betrayed
        << " dip as deep as two populations have to (" << diagnose::leastDepth << ")\n";
}

}  // namespace counterpoint::bench
