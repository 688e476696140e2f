#include "core/scvi/network.h"

#include <QtTest>

#include <cmath>

namespace {

using namespace counterpoint;
using scvi::ScviOptions;

/// 12 cells, 9 genes, 2 batches, a further covariate of 3 levels and a continuous one.
struct Sample {
    data::CsrMatrix counts;
    data::Categories batch;
    data::Categories donor;
    scvi::Cells cells;

    Sample() {
        base::Random random(7);
        counts.rows = 12;
        counts.cols = 9;
        batch.levels = {"a", "b"};
        donor.levels = {"x", "y", "z"};
        for (std::size_t i = 0; i < counts.rows; ++i) {
            for (std::uint32_t g = 0; g < counts.cols; ++g) {
                const std::uint32_t x = random.poisson(g == 3 ? 30.0 : 0.8);
                if (x == 0) continue;
                counts.columns.push_back(g);
                counts.values.push_back(static_cast<float>(x));
            }
            counts.rowPointers.push_back(static_cast<std::int64_t>(counts.columns.size()));
            batch.codes.push_back(static_cast<std::int32_t>(i % 2));
            donor.codes.push_back(static_cast<std::int32_t>(i % 3));
        }
        std::vector<float> depth;
        for (std::size_t i = 0; i < counts.rows; ++i)
            depth.push_back(static_cast<float>(random.normal()));
        cells = scvi::cellsOf(counts, {&batch, &donor}, {}, {depth});
    }
};

}  // namespace

class NetworkTest : public QObject {
    Q_OBJECT

  private slots:
    void gradientsAreFiniteDifferences_data() {
        QTest::addColumn<QString>("likelihood");
        QTest::addColumn<QString>("dispersion");
        QTest::addColumn<int>("layers");
        QTest::addColumn<bool>("encode");
        QTest::addColumn<bool>("inject");
        QTest::addColumn<bool>("observed");
        QTest::newRow("zinb") << "zinb"
                              << "gene" << 1 << false << true << true;
        QTest::newRow("nb, 2 layers") << "nb"
                                      << "gene" << 2 << false << true << true;
        QTest::newRow("zinb by batch, all told") << "zinb"
                                                 << "gene-batch" << 2 << true << true << true;
        QTest::newRow("poisson, first layer told") << "poisson"
                                                   << "gene" << 3 << true << false << true;
        QTest::newRow("nb, totals inferred") << "nb"
                                             << "gene" << 1 << false << true << false;
        QTest::newRow("zinb, totals inferred, all told")
            << "zinb"
            << "gene-batch" << 2 << true << true << false;
    }

    void gradientsAreFiniteDifferences() {
        QFETCH(QString, likelihood);
        QFETCH(QString, dispersion);
        QFETCH(int, layers);
        QFETCH(bool, encode);
        QFETCH(bool, inject);
        QFETCH(bool, observed);
        const Sample sample;
        ScviOptions options;
        options.hidden = 7;
        options.latent = 3;
        options.layers = layers;
        options.likelihood = likelihood.toStdString();
        options.dispersion = dispersion.toStdString();
        options.encodeCovariates = encode;
        options.deepInjection = inject;
        options.observedTotals = observed;
        scvi::Network<double> network(options, {9, 5, 2, 1}, 11);
        scvi::Minibatch<double> some;
        some.gather(sample.cells, sample.cells.usable, encode);
        constexpr double KlWeight = 0.7;
        const auto n = static_cast<double>(some.size());
        const auto loss = [&] {
            const scvi::Loss parts = network.learn(some, KlWeight, {}, 5, {});
            return (parts.reconstruction + KlWeight * parts.kl + parts.totalKl) / n;
        };
        QVERIFY(std::isfinite(loss()));
        const auto gradients = network.parameters.gradients;
        base::Random random(3);
        for (const nn::Slice& slice : network.parameters.slices) {
            if (!slice.trained) continue;
            for (int draw = 0; draw < 6; ++draw) {
                const std::size_t at = slice.offset + random.below(slice.rows) * slice.stride +
                                       random.below(slice.cols);
                double& value = network.parameters.values[at];
                const double here = value;
                constexpr double Step = 1e-5;
                value = here + Step;
                const double above = loss();
                value = here - Step;
                const double below = loss();
                value = here;
                const double expected = (above - below) / (2.0 * Step);
                const double difference = std::abs(gradients[at] - expected);
                QVERIFY2(difference < 1e-6 * (1.0 + std::abs(expected)),
                         qPrintable(QString("%1: %2 for %3")
                                        .arg(QString::fromStdString(slice.name))
                                        .arg(gradients[at])
                                        .arg(expected)));
            }
        }
    }
};

QTEST_APPLESS_MAIN(NetworkTest)
#include "network_test.moc"
