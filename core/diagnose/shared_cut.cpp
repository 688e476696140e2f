#include "core/diagnose/shared_cut.h"

#include "core/base/random.h"
#include "core/diagnose/modes.h"
#include "core/diagnose/two_normals.h"

#include <Eigen/Dense>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

namespace counterpoint::diagnose {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t leastCells = 50;
constexpr std::size_t leastOfBatch = 20;
constexpr std::size_t leastHalf = 20;
constexpr std::size_t mostCells = 1000;
constexpr std::array<std::size_t, 2> variableGenes{40, 160};  ///< whose directions are starts
constexpr int startsOfEach = 3;
constexpr std::size_t markers = 20;
constexpr int rounds = 4;
constexpr int fitsOfRound = 8;
constexpr int fitsOfResult = 40;
constexpr std::uint32_t folds = 5;
constexpr double leastOfHalf = 8.0;
constexpr double mostOfGene = 2.0;     ///< that a gene adds to how far the halves are apart
constexpr double scatterFloor = 0.05;  ///< of noise, where differences are compared
constexpr std::uint64_t sampleStream = 0x51c7;

/// Cells × genes in units of noise, without what is zero.
struct Rows {
    std::vector<std::uint32_t> cell;
    std::vector<std::uint32_t> batch;  ///< 0 … batches − 1
    std::size_t batches = 0;
    std::size_t genes = 0;
    std::vector<std::size_t> start{0};
    std::vector<std::uint32_t> gene;
    std::vector<float> value;

    std::size_t count() const { return cell.size(); }

    template <class Each>
    void ofCell(std::size_t i, Each&& each) const {
        for (std::size_t e = start[i]; e < start[i + 1]; ++e) each(gene[e], value[e]);
    }

    double place(std::size_t i, const VectorXd& weights) const {
        double sum = 0.0;
        ofCell(i, [&](std::uint32_t g, float x) { sum += weights[g] * x; });
        return sum;
    }
};

/// `codeOf`: of a batch among those that take part, or -1.
Rows rowsOf(const Expression& expression, std::span<const float> noise,
            std::vector<std::uint32_t> cells, const data::Categories& batch,
            const std::vector<std::int32_t>& codeOf, std::size_t batches) {
    std::vector<std::int32_t> column(expression.values->cols, -1);
    for (std::size_t g = 0; g < expression.genes.size(); ++g)
        column[expression.genes[g]] = static_cast<std::int32_t>(g);
    Rows rows;
    rows.batches = batches;
    rows.genes = expression.genes.size();
    rows.cell = std::move(cells);
    for (const std::uint32_t cell : rows.cell) {
        rows.batch.push_back(static_cast<std::uint32_t>(codeOf[batch.codes[cell]]));
        const auto genes = expression.values->rowColumns(cell);
        const auto values = expression.values->rowValues(cell);
        for (std::size_t e = 0; e < genes.size(); ++e) {
            if (column[genes[e]] < 0) continue;
            rows.gene.push_back(static_cast<std::uint32_t>(column[genes[e]]));
            rows.value.push_back(values[e] / noise[genes[e]]);
        }
        rows.start.push_back(rows.gene.size());
    }
    return rows;
}

/// Sums of every gene over some cells of every batch: genes × batches.
struct Sums {
    MatrixXd values;
    VectorXd cells;
};

/// `counts`: whether a cell is one of them.
template <class Counts>
Sums sumsOf(const Rows& rows, Counts&& counts) {
    Sums sums{MatrixXd::Zero(static_cast<Index>(rows.genes), static_cast<Index>(rows.batches)),
              VectorXd::Zero(static_cast<Index>(rows.batches))};
    for (std::size_t i = 0; i < rows.count(); ++i) {
        if (!counts(i)) continue;
        sums.cells[rows.batch[i]] += 1.0;
        auto sum = sums.values.col(rows.batch[i]);
        rows.ofCell(i, [&](std::uint32_t g, float x) { sum[g] += x; });
    }
    return sums;
}

/// Cells that something is learnt from.
class Training {
  public:
    Training(const Rows& rows, std::vector<bool> kept) : m_rows(&rows), m_kept(std::move(kept)) {
        m_sums = sumsOf(rows, [&](std::size_t i) { return m_kept[i]; });
        m_squares = VectorXd::Zero(static_cast<Index>(rows.genes));
        for (std::size_t i = 0; i < rows.count(); ++i)
            if (m_kept[i])
                rows.ofCell(i, [&](std::uint32_t g, float x) {
                    m_squares[g] += static_cast<double>(x) * x;
                });
    }

    const Rows& rows() const { return *m_rows; }
    bool has(std::size_t i) const { return m_kept[i]; }
    const Sums& sums() const { return m_sums; }
    /// Of every gene, summed over cells.
    const VectorXd& squares() const { return m_squares; }

    /// The kept cells along a direction.
    PlacedCells placed(const VectorXd& weights) const {
        PlacedCells cells;
        cells.batches = m_rows->batches;
        for (std::size_t i = 0; i < m_rows->count(); ++i) {
            if (!m_kept[i]) continue;
            cells.place.push_back(m_rows->place(i, weights));
            cells.batch.push_back(m_rows->batch[i]);
        }
        return cells;
    }

  private:
    const Rows* m_rows;
    std::vector<bool> m_kept;
    Sums m_sums;
    VectorXd m_squares;
};

/// Columns by descending score, ascending among equals, the first `count`, in ascending order.
std::vector<Index> largest(const VectorXd& score, std::size_t count) {
    std::vector<Index> order(static_cast<std::size_t>(score.size()));
    std::iota(order.begin(), order.end(), Index{0});
    std::ranges::stable_sort(order, [&](Index a, Index b) { return score[a] > score[b]; });
    order.resize(std::min(order.size(), count));
    std::ranges::sort(order);
    return order;
}

/// Sum of squares about the means of batches, of every gene.
VectorXd scatterWithinBatches(const Training& training) {
    VectorXd scatter = training.squares();
    for (Index b = 0; b < training.sums().cells.size(); ++b)
        if (training.sums().cells[b] > 0.0)
            scatter -= training.sums().values.col(b).cwiseAbs2() / training.sums().cells[b];
    return scatter;
}

/// The leading directions within batches of the genes that vary most.
std::vector<VectorXd> leadingDirections(const Training& training) {
    const Rows& rows = training.rows();
    const VectorXd scatter = scatterWithinBatches(training);
    std::vector<VectorXd> directions;
    for (const std::size_t count : variableGenes) {
        const std::vector<Index> genes = largest(scatter, count);
        std::vector<Index> column(rows.genes, -1);
        for (std::size_t j = 0; j < genes.size(); ++j) column[genes[j]] = static_cast<Index>(j);
        MatrixXd chosen =
            MatrixXd::Zero(static_cast<Index>(rows.count()), static_cast<Index>(genes.size()));
        for (std::size_t i = 0; i < rows.count(); ++i) {
            if (!training.has(i)) continue;
            auto row = chosen.row(static_cast<Index>(i));
            rows.ofCell(i, [&](std::uint32_t g, float x) {
                if (column[g] >= 0) row[column[g]] = x;
            });
            const std::uint32_t b = rows.batch[i];
            for (std::size_t j = 0; j < genes.size(); ++j)
                row[static_cast<Index>(j)] -=
                    training.sums().values(genes[j], b) / training.sums().cells[b];
        }
        const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(chosen.transpose() * chosen);
        for (Index d = 0; d < std::min<Index>(startsOfEach, solver.eigenvectors().cols()); ++d) {
            VectorXd direction = VectorXd::Zero(static_cast<Index>(rows.genes));
            for (std::size_t j = 0; j < genes.size(); ++j)
                direction[genes[j]] = solver.eigenvectors()(static_cast<Index>(j),
                                                            solver.eigenvectors().cols() - 1 - d);
            directions.push_back(std::move(direction));
        }
    }
    return directions;
}

/// Per kept cell 1 for those beyond the middle of their batch.
std::vector<double> beyondMiddle(const PlacedCells& cells) {
    std::vector<std::vector<double>> places(cells.batches);
    for (std::size_t i = 0; i < cells.place.size(); ++i)
        places[cells.batch[i]].push_back(cells.place[i]);
    std::vector<double> middles(cells.batches, 0.0);
    for (std::size_t b = 0; b < cells.batches; ++b)
        if (!places[b].empty()) middles[b] = middle(places[b]);
    std::vector<double> beyond;
    for (std::size_t i = 0; i < cells.place.size(); ++i)
        beyond.push_back(cells.place[i] > middles[cells.batch[i]] ? 1.0 : 0.0);
    return beyond;
}

/// The direction that the genes make which tell two halves apart in all batches. `second`: per
/// kept cell.
VectorXd markerDirection(const Training& training, const std::vector<double>& second) {
    constexpr double leastOfEach = 3.0;
    const Rows& rows = training.rows();
    std::vector<bool> inSecond(rows.count(), false);
    for (std::size_t i = 0, kept = 0; i < rows.count(); ++i)
        if (training.has(i)) inSecond[i] = second[kept++] > 0.5;
    const Sums upper = sumsOf(rows, [&](std::size_t i) { return inSecond[i]; });
    VectorXd difference = VectorXd::Zero(static_cast<Index>(rows.genes));
    VectorXd scatter = training.squares();
    double weights = 0.0;
    double freedom = 0.0;
    for (Index b = 0; b < upper.cells.size(); ++b) {
        const double all = training.sums().cells[b];
        const double ofUpper = upper.cells[b];
        const double ofLower = all - ofUpper;
        if (all == 0.0) continue;
        if (std::min(ofUpper, ofLower) < leastOfEach) {
            scatter -= training.sums().values.col(b).cwiseAbs2() / all;
            freedom += all - 1.0;
            continue;
        }
        const VectorXd lower = training.sums().values.col(b) - upper.values.col(b);
        const double weight = ofUpper * ofLower / all;
        difference += weight * (upper.values.col(b) / ofUpper - lower / ofLower);
        weights += weight;
        scatter -= upper.values.col(b).cwiseAbs2() / ofUpper + lower.cwiseAbs2() / ofLower;
        freedom += all - 2.0;
    }
    if (weights == 0.0) return {};
    const VectorXd deviation = (scatter.array() / freedom + scatterFloor).sqrt();
    const VectorXd apart = (difference / weights).cwiseQuotient(deviation);
    VectorXd direction = VectorXd::Zero(apart.size());
    for (const Index g : largest(apart.cwiseAbs(), markers))
        direction[g] = std::clamp(apart[g], -1.0, 1.0) /
                       (deviation[g] * std::max(1.0, std::abs(apart[g]) / mostOfGene));
    return direction.normalized();
}

/// What some cells say of the two.
struct Learnt {
    VectorXd direction;
    TwoNormals two;
    double likelier = 0.0;  ///< than one normal distribution; log, of the cells learnt from
};

double smallerHalf(const std::vector<double>& second) {
    const auto upper = static_cast<double>(
        std::ranges::count_if(second, [](double share) { return share > 0.5; }));
    return std::min(upper, static_cast<double>(second.size()) - upper);
}

std::vector<double> secondOf(const TwoNormals& two, const PlacedCells& cells) {
    std::vector<double> second;
    for (std::size_t i = 0; i < cells.place.size(); ++i)
        second.push_back(two.ofSecond(cells.place[i], cells.batch[i]));
    return second;
}

/// From a direction to halves to the genes that tell these apart, some times over.
std::optional<Learnt> learnFrom(const Training& training, VectorXd direction) {
    PlacedCells cells = training.placed(direction);
    std::vector<double> second = beyondMiddle(cells);
    for (int round = 0; round < rounds; ++round) {
        VectorXd next = markerDirection(training, second);
        if (next.size() == 0) break;
        direction = std::move(next);
        cells = training.placed(direction);
        std::vector<double> fitted = secondOf(fitTwoNormals(cells, second, fitsOfRound), cells);
        if (smallerHalf(fitted) < leastOfHalf) break;
        second = std::move(fitted);
    }
    if (smallerHalf(second) < leastOfHalf) return std::nullopt;
    Learnt learnt{std::move(direction), fitTwoNormals(cells, second, fitsOfResult), 0.0};
    const FlatNormal one = fitNormal(cells);
    for (std::size_t i = 0; i < cells.place.size(); ++i)
        learnt.likelier += learnt.two.logDensity(cells.place[i], cells.batch[i]) -
                           one.logDensity(cells.place[i], cells.batch[i]);
    return learnt;
}

/// What every start leads to.
std::vector<Learnt> learn(const Training& training, const base::Job& job) {
    std::vector<Learnt> all;
    for (VectorXd& start : leadingDirections(training)) {
        job.checkStop();
        if (auto learnt = learnFrom(training, std::move(start))) all.push_back(std::move(*learnt));
    }
    return all;
}

/// The fold of every cell; every batch is spread over all folds.
std::vector<std::uint32_t> foldsOf(const Rows& rows) {
    std::vector<std::uint32_t> next(rows.batches, 0);
    std::vector<std::uint32_t> fold;
    for (const std::uint32_t b : rows.batch) fold.push_back(next[b]++ % folds);
    return fold;
}

/// Depth, gain and agreement of what is learnt from all cells, by learning it from four fifths: of
/// what these lead to, what is most like it. As soon as genes cannot agree any more, nothing.
void judge(const Rows& rows, const VectorXd& direction, SharedCut& cut, const base::Job& job) {
    const std::vector<std::uint32_t> fold = foldsOf(rows);
    const auto cosine = [&](const Learnt& learnt) { return learnt.direction.dot(direction); };
    std::vector<double> laid;
    for (std::uint32_t f = 0; f < folds; ++f) {
        std::vector<bool> kept(rows.count());
        for (std::size_t i = 0; i < kept.size(); ++i) kept[i] = fold[i] != f;
        const Training training(rows, std::move(kept));
        const std::vector<Learnt> all = learn(training, job);
        if (all.empty()) return;
        const Learnt& learnt = *std::ranges::max_element(
            all, {}, [&](const Learnt& one) { return std::abs(cosine(one)); });
        cut.agreement += std::abs(cosine(learnt)) / folds;
        if (cut.agreement + static_cast<double>(folds - 1 - f) / folds < leastAgreement) return;
        const FlatNormal one = fitFlatNormal(training.placed(learnt.direction));
        const TwoNormals& two = learnt.two;
        const double scale = (cosine(learnt) < 0.0 ? -1.0 : 1.0) / std::sqrt(two.variance);
        for (std::size_t i = 0; i < rows.count(); ++i) {
            if (fold[i] != f) continue;
            const double place = rows.place(i, learnt.direction);
            const std::uint32_t b = rows.batch[i];
            cut.gain += two.logDensity(place, b) - one.logDensity(place, b);
            laid.push_back(scale * (place - two.first[b] - two.apart / 2.0));
        }
    }
    std::ranges::sort(laid);
    cut.depth = dip(laid) * std::sqrt(static_cast<double>(laid.size()));
}

}  // namespace

SharedCut sharedCut(const Expression& expression, std::span<const float> noise,
                    std::span<const std::uint32_t> cells, const data::Categories& batch,
                    const base::Job& job) {
    std::vector<std::size_t> counts(batch.levelCount(), 0);
    for (const std::uint32_t cell : cells) ++counts[batch.codes[cell]];
    std::vector<std::int32_t> codeOf(counts.size(), -1);
    std::size_t batches = 0;
    for (std::size_t b = 0; b < counts.size(); ++b)
        if (counts[b] >= leastOfBatch) codeOf[b] = static_cast<std::int32_t>(batches++);
    std::vector<std::uint32_t> placed;
    for (const std::uint32_t cell : cells)
        if (codeOf[batch.codes[cell]] >= 0) placed.push_back(cell);
    if (placed.size() < leastCells) return {};
    std::vector<std::uint32_t> sampled;
    for (const std::uint32_t i :
         base::permutation(placed.size(), base::Random(job.seed(), sampleStream))) {
        if (sampled.size() < mostCells) sampled.push_back(placed[i]);
    }
    std::ranges::sort(sampled);

    const Rows rows = rowsOf(expression, noise, std::move(sampled), batch, codeOf, batches);
    const std::vector<Learnt> learntOfAll =
        learn(Training(rows, std::vector<bool>(rows.count(), true)), job);
    if (learntOfAll.empty()) return {};
    const Learnt* learnt = &*std::ranges::max_element(learntOfAll, {}, &Learnt::likelier);
    SharedCut cut;
    judge(rows, learnt->direction, cut, job);

    const Rows all = rowsOf(expression, noise, placed, batch, codeOf, batches);
    cut.ofSecond.assign(cells.size(), 0.5);
    std::size_t next = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (codeOf[batch.codes[cells[i]]] < 0) continue;
        cut.ofSecond[i] = learnt->two.ofSecond(all.place(next, learnt->direction), all.batch[next]);
        ++next;
    }
    const auto second = static_cast<std::size_t>(
        std::ranges::count_if(cut.ofSecond, [](double share) { return share > 0.5; }));
    const auto first = static_cast<std::size_t>(
        std::ranges::count_if(cut.ofSecond, [](double share) { return share < 0.5; }));
    if (std::min(first, second) < leastHalf) return {};
    for (std::size_t g = 0; g < rows.genes; ++g)
        if (learnt->direction[static_cast<Index>(g)] != 0.0)
            cut.genes.push_back(expression.genes[g]);
    return cut;
}

}  // namespace counterpoint::diagnose
