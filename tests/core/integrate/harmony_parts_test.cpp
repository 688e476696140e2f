#include "core/integrate/harmony_clustering.h"
#include "core/integrate/harmony_design.h"
#include "core/integrate/harmony_kernels.h"
#include "core/integrate/harmony_ridge.h"
#include "core/integrate/spherical_kmeans.h"
#include "core/linalg/tile.h"
#include "core/linalg/vector_math.h"
#include "tests/core/integrate/shifted_cells.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace counterpoint;
using integrate::HarmonyDesign;
using tests::categories;
using tests::Cells;
using tests::shiftedCells;

namespace {

/// In blocks of a twentieth of the cells, dealt by seed 1.
HarmonyDesign design(const std::vector<const data::Categories*>& batches, std::size_t cells,
                     const std::vector<std::string>& reference = {}) {
    return integrate::makeDesign(batches, cells, 0.05, 1, reference);
}

/// The cells on the unit sphere as the clustering takes them.
base::Floats unitCells(const Cells& cells, const HarmonyDesign& design) {
    const std::size_t dims = linalg::paddedToTile(cells.pca.cols);
    base::Floats unit(cells.pca.rows * dims, 0.0F);
    for (std::size_t i = 0; i < cells.pca.rows; ++i)
        std::ranges::copy(cells.pca.row(design.order[i]),
                          unit.begin() + static_cast<std::ptrdiff_t>(i * dims));
    integrate::kernels::normaliseRows(unit.data(), cells.pca.rows, dims, unit.data());
    return unit;
}

/// Twenty clusters after a restart and `rounds` rounds of updates.
integrate::HarmonyClustering clustered(const Cells& cells, const HarmonyDesign& design,
                                       const integrate::HarmonyOptions& options, int rounds = 4) {
    const base::Floats unit = unitCells(cells, design);
    const std::size_t dims = linalg::paddedToTile(cells.pca.cols);
    const auto spare = std::make_shared<base::SpareArrays>();
    integrate::HarmonyClustering clustering(design, options, 20, dims, dims, *spare);
    clustering.setCentroids(integrate::sphericalKmeans(unit, cells.pca.rows, dims, 20, {}));
    clustering.setCells(std::make_shared<const base::Floats>(unit));
    clustering.restart({});
    for (int t = 0; t < rounds; ++t) clustering.update(static_cast<std::uint64_t>(t), {});
    return clustering;
}

integrate::HarmonyClustering clustered(const Cells& cells, const HarmonyDesign& design,
                                       double theta, double tau = 0.0, int rounds = 4) {
    integrate::HarmonyOptions options;
    options.theta = {theta};
    options.tau = tau;
    return clustered(cells, design, options, rounds);
}

float largestDifference(const integrate::HarmonyClustering& a,
                        const integrate::HarmonyClustering& b) {
    const auto x = a.responsibilities({});
    const auto y = b.responsibilities({});
    float largest = 0.0F;
    for (std::size_t i = 0; i < x.size(); ++i) largest = std::max(largest, std::abs(x[i] - y[i]));
    return largest;
}

}  // namespace

/// The pieces of Harmony one by one.
class HarmonyPartsTest : public QObject {
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
        const HarmonyDesign design = ::design({&donors, &donors}, 2);
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
            const HarmonyDesign design = ::design({&batch}, levels);
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
        const HarmonyDesign design = ::design({&batch}, 2);
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

    void designSortsCellsByBlockAndCombinationOfLevels() {
        const auto donor = categories({1, 0, 1, 0, 2}, 4);  // the fourth donor has no cells
        const auto chemistry = categories({0, 0, 1, 0, 1}, 2);
        // All cells in one block:
        const HarmonyDesign one = integrate::makeDesign({&donor, &chemistry}, 5, 1.0, 1);
        QCOMPARE(one.levels(), std::size_t{5});
        QCOMPARE(one.levelCells, (std::vector<std::size_t>{2, 2, 1, 3, 2}));
        QCOMPARE(one.groupCount(), std::size_t{4});

        std::vector<std::int32_t> codes;
        for (std::int32_t i = 0; i < 1003; ++i) codes.push_back(i % 3);
        const auto batch = categories(codes, 3);
        const HarmonyDesign many = ::design({&batch}, 1003);
        QCOMPARE(many.blocks(), std::size_t{20});
        std::vector<std::size_t> sizes(20, 0);
        std::size_t at = 0;
        for (std::size_t s = 0; s < many.segments.size(); ++s) {
            const integrate::Segment& segment = many.segments[s];
            QCOMPARE(segment.begin, at);
            at = segment.end;
            sizes[segment.block] += segment.rows();
            QVERIFY(s >= many.blockStarts[segment.block]);
            QVERIFY(s < many.blockStarts[segment.block + 1]);
            for (std::size_t place = segment.begin; place < segment.end; ++place)
                QCOMPARE(many.order[place] % 3, segment.group);
        }
        QCOMPARE(at, std::size_t{1003});
        for (std::size_t block = 0; block < 19; ++block) QCOMPARE(sizes[block], std::size_t{50});
        QCOMPARE(sizes[19], std::size_t{53});  // R gives the remainder to the last
        auto order = many.order;
        std::ranges::sort(order);
        for (std::uint32_t i = 0; i < 1003; ++i) QCOMPARE(order[i], i);
    }

    // The reference cells of batch 0 (weight 2, mean 1) have the intercept only, and with a penalty
    // that goes to nothing all of batch 1 moves onto it.
    void referencesHoldTheIntercept() {
        const auto batch = categories({0, 1}, 2);
        const HarmonyDesign anchored = ::design({&batch}, 2, {"b0"});
        const std::vector<double> weights{2.0, 3.0};
        const std::vector<double> sums{2.0, 15.0};
        const std::vector<double> lambda{1e-9, 1e-9};
        const std::vector<char> kept{1, 1};
        const integrate::RidgeProblem problem{anchored, 1, weights, sums, lambda, kept};
        for (const auto& solution :
             {integrate::solveArrowhead(problem), integrate::solveGeneral(problem)}) {
            QVERIFY(std::abs(solution.intercept[0] - 1.0) < 1e-6);
            QVERIFY(std::abs(solution.shifts[0]) < 1e-12);
            QVERIFY(std::abs(solution.shifts[1] - 4.0) < 1e-6);
        }
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(::design({&batch}, 2, {"b7"})), base::Error);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(::design({&batch}, 2, {"b0", "b1"})),
                                 base::Error);
    }

    // R <= 2.0.4 adds the factors of covariates: one of theta 0 adds 1 to every cluster's weight,
    // which the product rule leaves alone.
    void sumRuleIsNotNeutralToThetaZero() {
        const Cells cells = shiftedCells(400, 3);
        const HarmonyDesign one = ::design({&cells.batch}, 400);
        const HarmonyDesign two = ::design({&cells.batch, &cells.batch}, 400);
        const auto of = [&](const HarmonyDesign& design, std::vector<double> theta,
                            const char* rule) {
            integrate::HarmonyOptions options;
            options.theta = std::move(theta);
            options.covariateRule = rule;
            return clustered(cells, design, options);
        };
        const auto alone = of(one, {2.0}, "product");
        QVERIFY(largestDifference(of(two, {2.0, 0.0}, "product"), alone) < 1e-5F);
        QVERIFY(largestDifference(of(two, {2.0, 0.0}, "sum"), alone) > 0.01F);
    }

    // With theta 0 the block updates must give the plain softmax, and the counts must add up.
    void thetaZeroIsThePlainSoftmax() {
        const Cells cells = shiftedCells(500, 3);
        const HarmonyDesign design = ::design({&cells.batch}, 500);
        auto clustering = clustered(cells, design, 0.0, 0.0, 0);
        const base::Floats unit = unitCells(cells, design);
        const std::size_t dims = clustering.dims();
        const std::vector<float> softmax = clustering.responsibilities({});
        const auto before = clustering.objective(0, {});
        clustering.update(1, base::Job({}, 2, 1));
        QVERIFY(clustering.responsibilities({}) == softmax);
        QVERIFY(std::abs(clustering.objective(0, {}).total - before.total) < 1e-9);

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
            // Up to 256 cells are added in float32, their sums in double.
            QVERIFY(std::abs(observed - size) < 1e-4);
            QVERIFY(std::abs(expected - observed) < 1e-9);
        }
    }

    void thetaMakesClustersMoreDiverse() {
        const Cells cells = shiftedCells(600, 2, 4.0);
        const HarmonyDesign design = ::design({&cells.batch}, 600);
        const auto imbalance = [&](double theta) {
            const auto clustering = clustered(cells, design, theta);
            double sum = 0.0;
            for (std::size_t k = 0; k < 20; ++k)
                sum += std::abs(clustering.observed(0, k) - clustering.expected(0, k));
            return sum;
        };
        QVERIFY(imbalance(4.0) < 0.8 * imbalance(0.0));
    }

    // Factors of covariates multiply, so naming a covariate twice is the same as doubling theta.
    void covariatesMultiply() {
        const Cells cells = shiftedCells(400, 3);
        const HarmonyDesign once = design({&cells.batch}, 400);
        const HarmonyDesign twice = design({&cells.batch, &cells.batch}, 400);
        const auto doubled = clustered(cells, once, 2.0);
        const auto named = clustered(cells, twice, 1.0);
        QVERIFY(largestDifference(doubled, named) < 1e-5F);
        QVERIFY(std::abs(doubled.objective(0, {}).total - named.objective(0, {}).total) < 1e-3);
    }

    void smallBatchesAreDiscounted() {
        const Cells cells = shiftedCells(600, 2, 4.0);
        const HarmonyDesign design = ::design({&cells.batch}, 600);
        const auto plain = clustered(cells, design, 0.0);
        const auto discounted = clustered(cells, design, 2.0, 1e6);
        QVERIFY(largestDifference(discounted, plain) < 1e-5F);
        QVERIFY(largestDifference(clustered(cells, design, 2.0, 1.0), plain) > 0.01F);
    }

    // The narrowest clusters, the hardest push and a rare batch: what is held at the ends of the
    // float range must still be an assignment.
    void extremeSettingsStillAssignEveryCell() {
        Cells cells = shiftedCells(2000, 2, 4.0);
        for (std::size_t i = 0; i < 2000; ++i) cells.batch.codes[i] = i % 200 == 0 ? 1 : 0;
        const HarmonyDesign design = ::design({&cells.batch}, 2000);
        integrate::HarmonyOptions options;
        options.theta = {8.0};
        options.sigma = 0.02;
        const auto clustering = clustered(cells, design, options);
        const std::vector<float> shares = clustering.responsibilities({});
        const std::size_t padded = clustering.paddedClusters();
        for (std::size_t i = 0; i < 2000; ++i) {
            double sum = 0.0;
            for (std::size_t k = 0; k < padded; ++k) {
                QVERIFY(shares[i * padded + k] >= 0.0F);
                if (k >= clustering.clusters()) QCOMPARE(shares[i * padded + k], 0.0F);
                sum += shares[i * padded + k];
            }
            QVERIFY(std::abs(sum - 1.0) < 1e-5);
        }
        QVERIFY(std::isfinite(clustering.objective(0, {}).total));
    }

    // Against the standard library, over the ranges the kernels use.
    void vectorFunctionsAreAccurate() {
        for (double x = -126.0; x <= 0.0; x += 0.0137) {
            const auto argument = static_cast<float>(x);
            const double expected = std::exp2(static_cast<double>(argument));
            QVERIFY(std::abs(linalg::exp2OfNonPositive(argument) / expected - 1.0) < 3e-7);
        }
        for (double exponent = -12.0; exponent < 8.0; exponent += 0.0137) {
            const auto base = static_cast<float>(std::pow(10.0, exponent));
            const double log = std::log2(static_cast<double>(base));
            QVERIFY(std::abs(linalg::log2OfPositive(base) - log) <
                    1e-6 * std::max(1.0, std::abs(log)));
            for (const float power : {0.79F, 1.0F, 1.334F, 2.5F}) {
                const double expected =
                    std::pow(static_cast<double>(base), static_cast<double>(power));
                QVERIFY(std::abs(linalg::powOfPositive(base, power) / expected - 1.0) < 1e-5);
            }
        }
    }
};

QTEST_APPLESS_MAIN(HarmonyPartsTest)
#include "harmony_parts_test.moc"
