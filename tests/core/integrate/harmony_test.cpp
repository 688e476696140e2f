#include "core/base/random.h"
#include "core/integrate/harmony_clustering.h"
#include "core/integrate/harmony_design.h"
#include "core/integrate/harmony_kernels.h"
#include "core/integrate/harmony_ridge.h"
#include "core/integrate/methods.h"
#include "core/integrate/spherical_kmeans.h"
#include "core/linalg/tile.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <thread>

using namespace counterpoint;
using integrate::HarmonyDesign;

namespace {

data::Categories categories(std::vector<std::int32_t> codes, std::size_t levels) {
    data::Categories result{std::move(codes), {}, false};
    for (std::size_t b = 0; b < levels; ++b) result.levels.push_back(std::string("b").append(std::to_string(b)));
    return result;
}

/// Three cell types in `batches` batches, each batch shifted by its own vector.
struct Cells {
    data::Embedding pca;
    data::Categories batch;
    std::vector<std::size_t> type;
};

Cells shiftedCells(std::size_t cells, std::size_t batches, double shift = 2.0) {
    Cells result{data::Embedding(cells, 8), {}, {}};
    std::vector<std::int32_t> codes;
    for (std::size_t i = 0; i < cells; ++i) {
        base::Random random(21, i);
        const std::size_t batch = random.below(batches);
        const std::size_t type = random.below(3);
        codes.push_back(static_cast<std::int32_t>(batch));
        result.type.push_back(type);
        for (std::size_t j = 0; j < 8; ++j) {
            const double centre = j == type ? 10.0 : 0.0;
            const double effect = j == 3 + batch % 5 ? shift : 0.0;
            result.pca(i, j) = static_cast<float>(centre + effect + random.normal());
        }
    }
    result.batch = categories(std::move(codes), batches);
    return result;
}

plugin::IntegrationResult integrated(const data::Embedding& pca,
                                     std::vector<const data::Categories*> batches,
                                     const plugin::Values& values = {}, int threads = 1) {
    const base::Job job({}, threads, 7);
    const auto method = integrate::makeHarmony();
    const auto run = method->start({pca, std::move(batches)}, values, job);
    while (run->step(job)) {
    }
    return run->result();
}

/// Squared distance between the means of batches 0 and 1 within cell type 0.
double batchGap(const data::Embedding& embedding, const Cells& cells) {
    double gap = 0.0;
    for (std::size_t j = 0; j < embedding.cols; ++j) {
        double sums[2] = {0.0, 0.0};
        double counts[2] = {0.0, 0.0};
        for (std::size_t i = 0; i < embedding.rows; ++i) {
            const auto batch = static_cast<std::size_t>(cells.batch.codes[i]);
            if (batch > 1 || cells.type[i] != 0) continue;
            sums[batch] += embedding(i, j);
            counts[batch] += 1.0;
        }
        const double difference = sums[0] / counts[0] - sums[1] / counts[1];
        gap += difference * difference;
    }
    return gap;
}

QString sentenceOf(const data::Embedding& pca, const data::Categories& batch,
                   const plugin::Values& values = {}) {
    try {
        static_cast<void>(integrated(pca, {&batch}, values));
    } catch (const base::Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

}  // namespace

class HarmonyTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    // Two cells 1 and 2, one cluster, two covariates that each separate them, equal penalties L:
    // by symmetry the corrected cells are 1 + 2t and 2 − 2t with t = 1 / (4 + 2L); at L = 0.5 these
    // are the values quoted in the notes of harmonypy 2.0.2.
    void ridgeOfTwoCovariatesByHand_data() {
        QTest::addColumn<double>("lambda");
        QTest::addColumn<double>("first");
        QTest::newRow("1") << 1.0 << 4.0 / 3.0;
        QTest::newRow("0.5") << 0.5 << 1.4;
        QTest::newRow("0.2") << 0.2 << 1.0 + 2.0 / 4.4;
    }
    void ridgeOfTwoCovariatesByHand() {
        QFETCH(double, lambda);
        QFETCH(double, first);
        const auto donors = categories({0, 1}, 2);
        const HarmonyDesign design = integrate::makeDesign({&donors, &donors}, 2);
        const std::vector<double> weights{1.0, 1.0};
        const std::vector<double> sums{1.0, 2.0};
        const std::vector<double> lambdas(4, lambda);
        const std::vector<char> kept(4, 1);
        const auto solution = integrate::solveRidge({design, 1, weights, sums, lambdas, kept});
        QVERIFY(solution.solved);
        const double corrected[2] = {1.0 - solution.shifts[0] - solution.shifts[2],
                                     2.0 - solution.shifts[1] - solution.shifts[3]};
        QVERIFY(std::abs(corrected[0] - first) < 1e-12);
        QVERIFY(std::abs(corrected[1] - (3.0 - first)) < 1e-12);
    }

    void arrowheadAgreesWithTheGeneralSolve() {
        for (std::uint64_t trial = 0; trial < 20; ++trial) {
            base::Random random(31, trial);
            const std::size_t levels = 2 + random.below(6);
            std::vector<std::int32_t> codes;
            for (std::size_t b = 0; b < levels; ++b) codes.push_back(static_cast<std::int32_t>(b));
            const auto batch = categories(codes, levels);
            const HarmonyDesign design = integrate::makeDesign({&batch}, levels);
            std::vector<double> weights;
            std::vector<double> sums;
            std::vector<double> lambda;
            std::vector<char> kept;
            for (std::size_t b = 0; b < levels; ++b) {
                weights.push_back(50.0 * random.uniform());
                lambda.push_back(0.1 + random.uniform());
                kept.push_back(b < 2 || random.uniform() < 0.7 ? 1 : 0);
                for (int j = 0; j < 3; ++j) sums.push_back(weights[b] * random.normal());
            }
            const integrate::RidgeProblem problem{design, 3, weights, sums, lambda, kept};
            const auto quick = integrate::solveArrowhead(problem);
            const auto general = integrate::solveGeneral(problem);
            for (std::size_t j = 0; j < 3; ++j)
                QVERIFY(std::abs(quick.intercept[j] - general.intercept[j]) < 1e-10);
            for (std::size_t c = 0; c < quick.shifts.size(); ++c)
                QVERIFY(std::abs(quick.shifts[c] - general.shifts[c]) < 1e-10);
        }
    }

    void oneLevelLeftIsNotMoved() {
        const auto batch = categories({0, 1}, 2);
        const HarmonyDesign design = integrate::makeDesign({&batch}, 2);
        const std::vector<double> weights{5.0, 0.0};
        const std::vector<double> sums{10.0, 0.0};
        const std::vector<double> lambda{1.0, 1.0};
        const std::vector<char> kept{1, 0};
        const auto solution = integrate::solveRidge({design, 1, weights, sums, lambda, kept});
        QCOMPARE(solution.intercept[0], 2.0);
        QVERIFY(std::abs(solution.shifts[0]) < 1e-15);
        const std::vector<char> none{0, 0};
        QVERIFY(!integrate::solveRidge({design, 1, weights, sums, lambda, none}).solved);
    }

    void designSortsCellsByCombinationOfLevels() {
        const auto donor = categories({1, 0, 1, 0, 2}, 4);  // the fourth donor has no cells
        const auto chemistry = categories({0, 0, 1, 0, 1}, 2);
        const HarmonyDesign design = integrate::makeDesign({&donor, &chemistry}, 5);
        QCOMPARE(design.levels(), std::size_t{5});
        QCOMPARE(design.levelCells, (std::vector<std::size_t>{2, 2, 1, 3, 2}));
        QCOMPARE(design.groupCount(), std::size_t{4});
        QCOMPARE(design.order, (std::vector<std::uint32_t>{1, 3, 0, 2, 4}));
        QCOMPARE(design.groupStarts, (std::vector<std::size_t>{0, 2, 3, 4, 5}));
    }

    // With theta 0 the block updates must give the plain softmax, and the counts must add up.
    void thetaZeroIsThePlainSoftmax() {
        const Cells cells = shiftedCells(500, 3);
        const HarmonyDesign design = integrate::makeDesign({&cells.batch}, 500);
        integrate::HarmonyOptions options;
        options.theta = 0.0;
        const std::size_t dims = linalg::paddedToTile(8);
        integrate::HarmonyClustering clustering(design, options, 20, dims);
        std::vector<float> unit(500 * dims, 0.0F);
        for (std::size_t i = 0; i < 500; ++i)
            std::ranges::copy(cells.pca.row(design.order[i]), unit.begin() + i * dims);
        integrate::kernels::normaliseRows(unit.data(), 500, dims, unit.data());
        const base::Job job({}, 2, 1);
        clustering.setCentroids(integrate::sphericalKmeans(unit, 500, dims, 20, job));
        clustering.restart(unit, job);
        const std::vector<float> softmax = clustering.assignment();
        const auto before = clustering.objective(0);
        clustering.update(unit, 1, job);
        QVERIFY(clustering.assignment() == softmax);
        QVERIFY(std::abs(clustering.objective(0).total - before.total) < 1e-9);

        double distance = 0.0;
        double entropy = 0.0;
        const auto& centroids = clustering.centroids();
        for (std::size_t i = 0; i < 500; ++i) {
            std::vector<double> expected(20);
            std::vector<double> chord(20);
            double sum = 0.0;
            for (std::size_t k = 0; k < 20; ++k) {
                double dot = 0.0;
                for (std::size_t j = 0; j < dims; ++j)
                    dot += static_cast<double>(unit[i * dims + j]) * centroids[k * dims + j];
                chord[k] = 2.0 * (1.0 - dot);
                sum += expected[k] = std::exp(-chord[k] / 0.1);
            }
            for (std::size_t k = 0; k < 20; ++k) {
                expected[k] /= sum;
                QVERIFY(std::abs(softmax[i * clustering.paddedClusters() + k] - expected[k]) <
                        2e-5);
                distance += expected[k] * chord[k];
                if (expected[k] > 0.0) entropy += 0.1 * expected[k] * std::log(expected[k]);
            }
        }
        QVERIFY(std::abs(before.terms[0].second - distance * 4.0) < 1e-3);  // 2000 / 500 cells
        QVERIFY(std::abs(before.terms[1].second - entropy * 4.0) < 1e-3);
        QCOMPARE(before.terms[2].second, 0.0);
        for (std::size_t k = 0; k < 20; ++k) {
            double size = 0.0;
            for (std::size_t i = 0; i < 500; ++i)
                size += softmax[i * clustering.paddedClusters() + k];
            double observed = 0.0;
            double expected = 0.0;
            for (std::size_t b = 0; b < 3; ++b) {
                observed += clustering.observed(b, k);
                expected += clustering.expected(b, k);
            }
            QVERIFY(std::abs(observed - size) < 1e-9);
            QVERIFY(std::abs(expected - size) < 1e-9);
        }
    }

    void thetaMakesClustersMoreDiverse() {
        const Cells cells = shiftedCells(600, 2, 4.0);
        double diversity[2];
        for (const double theta : {0.0, 4.0}) {
            const HarmonyDesign design = integrate::makeDesign({&cells.batch}, 600);
            integrate::HarmonyOptions options;
            options.theta = theta;
            const std::size_t dims = linalg::paddedToTile(8);
            integrate::HarmonyClustering clustering(design, options, 20, dims);
            std::vector<float> unit(600 * dims, 0.0F);
            for (std::size_t i = 0; i < 600; ++i)
                std::ranges::copy(cells.pca.row(design.order[i]), unit.begin() + i * dims);
            integrate::kernels::normaliseRows(unit.data(), 600, dims, unit.data());
            clustering.setCentroids(integrate::sphericalKmeans(unit, 600, dims, 20, {}));
            clustering.restart(unit, {});
            for (std::uint64_t t = 0; t < 4; ++t) clustering.update(unit, t, {});
            double gap = 0.0;
            for (std::size_t k = 0; k < 20; ++k)
                gap += std::abs(clustering.observed(0, k) - clustering.expected(0, k));
            diversity[theta > 0.0 ? 1 : 0] = gap;
        }
        QVERIFY(diversity[1] < 0.8 * diversity[0]);
    }

    void batchShiftsAreRemovedAndTypesKept() {
        const Cells cells = shiftedCells(900, 2);
        for (const char* variant : {"harmony", "harmony1"}) {
            const auto result = integrated(cells.pca, {&cells.batch}, {{"variant", variant}});
            QVERIFY(batchGap(cells.pca, cells) > 7.0);  // 2² + 2² less sampling noise
            QVERIFY(batchGap(result.embedding, cells) < 0.7);
            QVERIFY(result.converged);
            QCOMPARE(result.objective.size(), static_cast<std::size_t>(result.rounds) + 1);
            for (std::size_t i = 0; i < 900; ++i) {
                const auto row = result.embedding.row(i).first(3);
                const auto largest = std::ranges::max_element(row) - row.begin();
                QCOMPARE(static_cast<std::size_t>(largest), cells.type[i]);
            }
        }
    }

    void severalCovariatesAreCorrectedTogether() {
        Cells cells = shiftedCells(900, 2);
        std::vector<std::int32_t> codes;
        for (std::size_t i = 0; i < 900; ++i) {
            base::Random random(41, i);
            codes.push_back(static_cast<std::int32_t>(random.below(3)));
            cells.pca(i, 7) += codes.back() == 2 ? 3.0F : 0.0F;
        }
        const auto second = categories(codes, 3);
        const auto result = integrated(cells.pca, {&cells.batch, &second});
        QVERIFY(batchGap(result.embedding, cells) < 0.7);
        double means[2] = {0.0, 0.0};
        double counts[2] = {0.0, 0.0};
        for (std::size_t i = 0; i < 900; ++i) {
            means[codes[i] == 2 ? 1 : 0] += result.embedding(i, 7);
            counts[codes[i] == 2 ? 1 : 0] += 1.0;
        }
        QVERIFY(std::abs(means[0] / counts[0] - means[1] / counts[1]) < 0.6);
    }

    // A covariate that says nothing new must leave theta's product rule and the ridge regular.
    void nestedCovariatesStayRegular() {
        const Cells cells = shiftedCells(300, 4);
        auto coarse = cells.batch;
        for (auto& code : coarse.codes) code /= 2;
        const auto result = integrated(cells.pca, {&cells.batch, &coarse});
        for (const float x : result.embedding.values) QVERIFY(std::isfinite(x));
    }

    void threadsDoNotChangeTheResult() {
        const Cells cells = shiftedCells(1500, 3);
        for (const char* variant : {"harmony", "harmony1"}) {
            const plugin::Values values{{"variant", variant}};
            const auto one = integrated(cells.pca, {&cells.batch}, values, 1);
            const auto three = integrated(cells.pca, {&cells.batch}, values, 3);
            QVERIFY(one.embedding == three.embedding);
            QCOMPARE(one.rounds, three.rounds);
        }
    }

    void stopLeavesTheLastWholeRound() {
        const Cells cells = shiftedCells(600, 2);
        for (const char* variant : {"harmony", "harmony1"}) {
            const plugin::Values values{{"variant", variant},
                                        {"epsilon_harmony", 0.0},
                                        {"max_iterations", std::int64_t{5}}};
            const auto whole = integrated(cells.pca, {&cells.batch}, values);

            const base::Job job({}, 1, 7);
            const auto run =
                integrate::makeHarmony()->start({cells.pca, {&cells.batch}}, values, job);
            run->step(job);
            const auto before = run->result();
            // Stops at many different moments of the round.
            for (int polls = 0; polls < 400; polls += 37) {
                std::stop_source source;
                const base::Job stopped(source.get_token(), 1, 7);
                std::jthread stopper([&source, polls] {
                    std::this_thread::sleep_for(std::chrono::microseconds(10 * polls));
                    source.request_stop();
                });
                try {
                    run->step(stopped);
                    break;  // the round was quicker; what follows compares the end only
                } catch (const base::Cancelled&) {
                }
                QVERIFY(run->result().embedding == before.embedding);
                QCOMPARE(run->result().rounds, 1);
            }
            while (run->step(job)) {
            }
            QVERIFY(run->result().embedding == whole.embedding);
        }
    }

    void seedsGiveTheSameAgain() {
        const Cells cells = shiftedCells(400, 2);
        QVERIFY(integrated(cells.pca, {&cells.batch}).embedding ==
                integrated(cells.pca, {&cells.batch}).embedding);
    }

    void lambdaHoldsTheCorrectionBack() {
        const Cells cells = shiftedCells(600, 2);
        const auto weak = integrated(cells.pca, {&cells.batch}, {{"lambda", 10.0}});
        const auto strong = integrated(cells.pca, {&cells.batch}, {{"lambda", 0.1}});
        QVERIFY(batchGap(strong.embedding, cells) < batchGap(weak.embedding, cells));
    }

    void duplicatesAndTinyDataStayFinite() {
        for (const std::size_t cells : {std::size_t{6}, std::size_t{30}}) {
            data::Embedding same(cells, 3, 1.0F);
            std::vector<std::int32_t> codes;
            for (std::size_t i = 0; i < cells; ++i)
                codes.push_back(static_cast<std::int32_t>(i % 2));
            const auto batch = categories(codes, 2);
            for (const char* variant : {"harmony", "harmony1"}) {
                const auto result = integrated(
                    same, {&batch}, {{"variant", variant}, {"clusters", std::int64_t{50}}});
                for (const float x : result.embedding.values) QVERIFY(std::abs(x - 1.0F) < 1e-4F);
            }
            data::Embedding zero(cells, 3);
            for (const float x : integrated(zero, {&batch}).embedding.values)
                QVERIFY(std::isfinite(x));
        }
        const Cells sharp = shiftedCells(300, 2);
        const auto result =
            integrated(sharp.pca, {&sharp.batch}, {{"sigma", 0.02}, {"theta", 8.0}});
        for (const float x : result.embedding.values) QVERIFY(std::isfinite(x));
    }

    void unusableInputIsRefusedInOneSentence() {
        const Cells cells = shiftedCells(60, 2);
        QCOMPARE(sentenceOf(cells.pca, categories(std::vector<std::int32_t>(60, 0), 1)),
                 QStringLiteral("batch has one level (b0); nothing to integrate"));
        auto missing = cells.batch;
        missing.codes[3] = -1;
        QCOMPARE(sentenceOf(cells.pca, missing),
                 QStringLiteral("batch is missing for some cells; remove those cells or choose "
                                "another batch column"));
        const Cells few = shiftedCells(5, 2);
        QCOMPARE(sentenceOf(few.pca, few.batch),
                 QStringLiteral("Harmony needs at least 6 cells; there are 5"));
        auto broken = cells;
        broken.pca(2, 1) = std::numeric_limits<float>::infinity();
        QVERIFY(sentenceOf(broken.pca, broken.batch).contains(QStringLiteral("not a usable")));
        QVERIFY(sentenceOf(cells.pca, cells.batch, {{"theta", 99.0}})
                    .startsWith(QStringLiteral("theta is 99")));
    }

    void noneGivesTheInput() {
        const Cells cells = shiftedCells(60, 2);
        const auto none = integrate::makeNone();
        const auto run = none->start({cells.pca, {&cells.batch}}, {}, {});
        QVERIFY(!run->step({}));
        QVERIFY(run->result().embedding == cells.pca);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(none->start({cells.pca, {}}, {{"x", 1.0}}, {})),
                                 base::Error);
    }
};

QTEST_APPLESS_MAIN(HarmonyTest)
#include "harmony_test.moc"
