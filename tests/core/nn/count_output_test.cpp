#include "core/nn/count_output.h"

#include "core/base/parallel.h"
#include "core/nn/losses.h"
#include "tests/core/nn/finite_difference.h"

#include <QtTest>

#include <cmath>

using namespace counterpoint;
using namespace counterpoint::nn;

namespace {

constexpr std::size_t Cells = 6;
constexpr std::size_t Genes = 200;  // more than one block
constexpr std::size_t Hidden = 5;

template <class T>
struct Case {
    SparseBatch<T> counts;
    std::vector<T> logTotals;
    std::vector<std::uint32_t> batch{0, 1, 0, 1, 1, 0};
    Batch<T> hidden;
    Parameters<T> parameters;
    CountOutput<T> output;

    Case(CountLikelihood likelihood, std::size_t dispersions) {
        data::CsrMatrix matrix;
        matrix.rows = Cells;
        matrix.cols = Genes;
        base::Random random(5);
        std::vector<std::uint32_t> rows;
        for (std::uint32_t i = 0; i < Cells; ++i) {
            double total = 0.0;
            for (std::uint32_t g = 0; g < Genes; ++g) {
                const std::uint32_t x = random.poisson(g % 50 == 0 ? 60.0 : 0.2);
                if (x == 0) continue;
                matrix.columns.push_back(g);
                matrix.values.push_back(static_cast<float>(x));
                total += x;
            }
            matrix.rowPointers.push_back(static_cast<std::int64_t>(matrix.columns.size()));
            logTotals.push_back(static_cast<T>(std::log(total)));
            rows.push_back(i);
        }
        counts.gather(matrix, rows);
        drawNoise(hidden, Hidden, Cells, 3);
        output = {parameters, "output", Hidden, Genes, dispersions, likelihood, base::Random(9)};
    }

    typename CountOutput<T>::Target target(bool byBatch) const {
        return {counts, logTotals,
                byBatch ? std::span<const std::uint32_t>(batch) : std::span<const std::uint32_t>{}};
    }
};

/// ln p of one value straight from the formulas of spec and paper, with std::lgamma.
double logLikelihood(CountLikelihood of, double x, double mu, double theta, double pi) {
    constexpr double Eps = 1e-8;
    if (of == CountLikelihood::Poisson) return x * std::log(mu) - mu;
    const double zero = theta * (std::log(theta + Eps) - std::log(theta + mu + Eps));
    const double counted = x * (std::log(mu + Eps) - std::log(theta + mu + Eps)) +
                           std::lgamma(x + theta) - std::lgamma(theta);
    if (of == CountLikelihood::Nb) return zero + counted;
    const auto softplus = [](double a) { return std::log1p(std::exp(a)); };
    const double a = zero - pi;
    return x == 0.0 ? softplus(a) - softplus(-pi) : a - softplus(-pi) + counted;
}

}  // namespace

class CountOutputTest : public QObject {
    Q_OBJECT

  private slots:
    void lossIsThatOfTheFormulas() {
        for (const auto likelihood :
             {CountLikelihood::Zinb, CountLikelihood::Nb, CountLikelihood::Poisson}) {
            Case<double> exact(likelihood, 1);
            Case<float> fast(likelihood, 1);
            std::vector<double> losses(Cells);
            std::vector<double> fastLosses(Cells);
            exact.output.forward(exact.parameters, exact.hidden, exact.target(false), 1.0, losses,
                                 {});
            fast.output.forward(fast.parameters, fast.hidden, fast.target(false), 1.0F, fastLosses,
                                {});
            const auto linear = [&](std::size_t weight, std::size_t g, std::size_t c) {
                const Parameters<double>& p = exact.parameters;
                double sum = p.at(weight + 1)[g * p.slices[weight + 1].stride];
                for (std::size_t h = 0; h < Hidden; ++h)
                    sum += p.at(weight)[g * p.slices[weight].stride + h] * exact.hidden.row(h)[c];
                return sum;
            };
            for (std::size_t c = 0; c < Cells; ++c) {
                std::vector<double> x(Genes, 0.0);
                for (std::size_t g = 0; g < Genes; ++g)
                    for (std::size_t i = exact.counts.columnStart[g];
                         i < exact.counts.columnStart[g + 1]; ++i)
                        if (exact.counts.columnCells[i] == c) x[g] = exact.counts.columnCounts[i];
                double normaliser = 0.0;
                for (std::size_t g = 0; g < Genes; ++g) normaliser += std::exp(linear(0, g, c));
                double expected = 0.0;
                for (std::size_t g = 0; g < Genes; ++g) {
                    const double mu = std::exp(exact.logTotals[c] + linear(0, g, c)) / normaliser;
                    const bool zinb = likelihood == CountLikelihood::Zinb;
                    const std::size_t r = zinb ? 4 : 2;
                    const double theta = likelihood == CountLikelihood::Poisson
                                             ? 1.0
                                             : std::exp(exact.parameters.at(
                                                   r)[g * exact.parameters.slices[r].stride]);
                    expected -=
                        logLikelihood(likelihood, x[g], mu, theta, zinb ? linear(2, g, c) : 0.0);
                }
                QVERIFY(std::abs(losses[c] - expected) < 1e-7 * std::abs(expected));
                QVERIFY(std::abs(fastLosses[c] - expected) < 2e-6 * std::abs(expected));
            }
        }
    }

    void slopesAreFiniteDifferences() {
        for (const auto likelihood :
             {CountLikelihood::Zinb, CountLikelihood::Nb, CountLikelihood::Poisson})
            for (const bool byBatch : {false, true}) {
                Case<double> exact(likelihood, byBatch ? 2 : 1);
                std::vector<double> losses(Cells);
                constexpr double Weight = 0.2;
                const auto loss = [&] {
                    exact.output.forward(exact.parameters, exact.hidden, exact.target(byBatch),
                                         Weight, losses, {});
                    double sum = 0.0;
                    for (const double of : losses) sum += Weight * of;
                    return sum;
                };
                loss();
                Batch<double> dHidden;
                exact.output.backward(exact.parameters, exact.hidden, exact.target(byBatch),
                                      dHidden, {});
                for (std::size_t h = 0; h < Hidden; ++h)
                    for (std::size_t c = 0; c < Cells; ++c)
                        QVERIFY(isSlope(dHidden.row(h)[c], exact.hidden.row(h)[c], loss));
                base::Random random(1);
                for (const Slice& slice : exact.parameters.slices)
                    for (int draw = 0; draw < 12; ++draw) {
                        const std::size_t at = slice.offset +
                                               random.below(slice.rows) * slice.stride +
                                               random.below(slice.cols);
                        QVERIFY2(isSlope(exact.parameters.gradients[at],
                                         exact.parameters.values[at], loss),
                                 slice.name.c_str());
                    }
            }
    }

    void withoutWeightsEveryGeneHasTheSameShare() {
        Case<double> plain(CountLikelihood::Nb, 1);
        std::ranges::fill(plain.parameters.values, 0.0);
        Batch<double> shares;
        plain.output.shares(plain.parameters, plain.hidden, shares, {});
        for (std::size_t g = 0; g < Genes; ++g)
            for (std::size_t c = 0; c < Cells; ++c)
                QVERIFY(std::abs(shares.row(g)[c] - 1.0 / Genes) < 1e-15);
    }

    void threadsChangeNothing() {
        Case<float> one(CountLikelihood::Zinb, 1);
        Case<float> three(CountLikelihood::Zinb, 1);
        std::vector<double> a(Cells);
        std::vector<double> b(Cells);
        Batch<float> da;
        Batch<float> db;
        const base::Job threads({}, 3, 0);
        one.output.forward(one.parameters, one.hidden, one.target(false), 1.0F, a, {});
        three.output.forward(three.parameters, three.hidden, three.target(false), 1.0F, b, threads);
        one.output.backward(one.parameters, one.hidden, one.target(false), da, {});
        three.output.backward(three.parameters, three.hidden, three.target(false), db, threads);
        QCOMPARE(a, b);
        QVERIFY(one.parameters.gradients == three.parameters.gradients);
    }
};

QTEST_APPLESS_MAIN(CountOutputTest)
#include "count_output_test.moc"
