#include "core/base/error.h"
#include "core/integrate/methods.h"
#include "tests/core/integrate/shifted_cells.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <thread>

using namespace counterpoint;
using tests::categories;
using tests::Cells;
using tests::shiftedCells;

namespace {

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

/// Harmony as a method: what goes in and what comes out.
class HarmonyTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
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
