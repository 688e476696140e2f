#include "core/nn/losses.h"

#include "core/nn/math.h"
#include "tests/core/nn/finite_difference.h"

#include <QtTest>

#include <cmath>

using namespace counterpoint;
using namespace counterpoint::nn;

namespace {

Batch<double> drawn(std::size_t features, std::size_t cells, std::uint64_t key) {
    Batch<double> batch;
    drawNoise(batch, features, cells, key);
    return batch;
}

bool everySlope(const Batch<double>& slopes, Batch<double>& x,
                const std::function<double()>& loss) {
    for (std::size_t i = 0; i < x.features; ++i)
        for (std::size_t c = 0; c < x.cells; ++c)
            if (!isSlope(slopes.row(i)[c], x.row(i)[c], loss)) return false;
    return true;
}

}  // namespace

class LossesTest : public QObject {
    Q_OBJECT

  private slots:
    void gammaRatiosAreThoseOfTheLibrary() {
        for (const double theta : {1e-6, 0.02, 0.7, 3.0, 40.0, 5000.0})
            for (const double x : {0.0, 1.0, 2.0, 11.0, 12.0, 13.0, 500.0, 40000.0}) {
                const double expected = std::lgamma(x + theta) - std::lgamma(theta);
                const GammaRatio<double> ratio = gammaRatio(x, theta);
                QVERIFY(std::abs(ratio.log - expected) < 1e-9 * (1.0 + std::abs(expected)));
                double at = theta;
                QVERIFY(x == 0.0 || theta < 1e-3 ||
                        isSlope(ratio.slope, at, [&] { return gammaRatio(x, at).log; }));
            }
    }

    void floatFunctionsAreExactToSevenDigits() {
        for (float x = -80.0F; x < 80.0F; x += 0.37F) {
            const double expected = std::exp(static_cast<double>(x));
            QVERIFY(std::abs(static_cast<double>(expOf(x)) / expected - 1.0) < 4e-7);
            const auto y = static_cast<float>(expected);
            QVERIFY(std::abs(static_cast<double>(logOf(y)) - std::log(static_cast<double>(y))) <
                    2e-7 * (1.0 + std::abs(static_cast<double>(x))));
        }
    }

    void divergenceIsZeroForThePriorAndHasItsSlopes() {
        NormalPosterior<double> q{drawn(3, 4, 1), drawn(3, 4, 2)};
        const Batch<double> noise = drawn(3, 4, 3);
        const Batch<double> weights = drawn(3, 4, 4);
        const auto loss = [&] {
            Batch<double> z;
            reparameterise(q, noise, z);
            double sum = 0.3 * kullbackLeibler(q);
            for (std::size_t i = 0; i < 3; ++i)
                for (std::size_t c = 0; c < 4; ++c) sum += z.row(i)[c] * weights.row(i)[c];
            return sum;
        };
        Batch<double> dMean;
        Batch<double> dRaw;
        posteriorBackward(q, noise, weights, 0.3, dMean, dRaw);
        QVERIFY(everySlope(dMean, q.mean, loss));
        QVERIFY(everySlope(dRaw, q.rawVariance, loss));
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t c = 0; c < 4; ++c) {
                q.mean.row(i)[c] = 0.0;
                q.rawVariance.row(i)[c] = std::log(1.0 - 1e-4);
            }
        QVERIFY(std::abs(kullbackLeibler(q)) < 1e-12);
    }

    void divergenceFromAnotherPrior() {
        NormalPosterior<double> q{drawn(2, 4, 1), drawn(2, 4, 2)};
        const NormalPrior<double> prior{{6.1, 5.9, 6.1, 0.3}, {0.4, 2.0, 0.4, 0.01}};
        const Batch<double> noise = drawn(2, 4, 3);
        const Batch<double> weights = drawn(2, 4, 4);
        const auto loss = [&] {
            Batch<double> z;
            reparameterise(q, noise, z);
            double sum = 0.3 * kullbackLeibler(q, prior);
            for (std::size_t i = 0; i < 2; ++i)
                for (std::size_t c = 0; c < 4; ++c) sum += z.row(i)[c] * weights.row(i)[c];
            return sum;
        };
        Batch<double> dMean;
        Batch<double> dRaw;
        posteriorBackward(q, noise, weights, 0.3, dMean, dRaw, prior);
        QVERIFY(everySlope(dMean, q.mean, loss));
        QVERIFY(everySlope(dRaw, q.rawVariance, loss));
        for (std::size_t i = 0; i < 2; ++i)
            for (std::size_t c = 0; c < 4; ++c) {
                q.mean.row(i)[c] = prior.mean[c];
                q.rawVariance.row(i)[c] = std::log(prior.variance[c] - 1e-4);
            }
        QVERIFY(std::abs(kullbackLeibler(q, prior)) < 1e-12);
    }

    void crossEntropyHasItsSlopes() {
        Batch<double> logits = drawn(4, 5, 6);
        const std::vector<std::uint32_t> classOf{0, 3, 1, 1, 2};
        for (const bool spread : {false, true}) {
            Batch<double> slopes;
            crossEntropy(logits, classOf, spread, 0.4, slopes);
            const auto loss = [&] {
                Batch<double> unused;
                return crossEntropy(logits, classOf, spread, 0.4, unused);
            };
            QVERIFY(everySlope(slopes, logits, loss));
        }
    }

    void discrepancyOfLikeBatchesIsNoneAndHasItsSlopes() {
        Batch<double> z = drawn(2, 7, 8);
        const std::vector<std::uint32_t> batchOf{0, 1, 2, 0, 1, 2, 0};
        Batch<double> dz;
        dz.reshape(2, 7);
        std::ranges::fill(dz.values, 0.0);
        discrepancy(z, batchOf, 4, 0.5, dz);
        const auto loss = [&] {
            Batch<double> unused = dz;
            return discrepancy(z, batchOf, 4, 0.5, unused);
        };
        QVERIFY(everySlope(dz, z, loss));
        Batch<double> alike = drawn(2, 6, 8);
        const std::vector<std::uint32_t> pairs{0, 0, 0, 1, 1, 1};
        for (std::size_t i = 0; i < 2; ++i)
            for (std::size_t c = 0; c < 3; ++c) alike.row(i)[c + 3] = alike.row(i)[c];
        QVERIFY(std::abs(discrepancy(alike, pairs, 2, 1.0, dz)) < 1e-10);
    }

    void gaussianLossHasItsSlopes() {
        const Batch<double> x = drawn(2, 3, 1);
        Batch<double> mean = drawn(2, 3, 2);
        std::vector<double> logVariance{0.3, -0.4};
        Batch<double> dMean;
        std::vector<double> slopes(2, 0.0);
        gaussianLoss(x, mean, logVariance.data(), 0.7, dMean, slopes.data());
        const auto loss = [&] {
            Batch<double> unused;
            std::vector<double> dropped(2);
            return gaussianLoss(x, mean, logVariance.data(), 0.7, unused, dropped.data());
        };
        QVERIFY(everySlope(dMean, mean, loss));
        QVERIFY(isSlope(slopes[0], logVariance[0], loss));
        QVERIFY(isSlope(slopes[1], logVariance[1], loss));
    }
};

QTEST_APPLESS_MAIN(LossesTest)
#include "losses_test.moc"
