#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/base/spare_arrays.h"

#include <QTest>

#include <numeric>
#include <vector>

using namespace counterpoint;

class BaseTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void blocksCoverEveryItemOnceForAnyThreadCount() {
        for (const int threads : {1, 2, 5}) {
            std::vector<int> seen(1003, 0);
            base::parallelBlocks(base::Job({}, threads, 0), seen.size(), 64,
                                 [&](std::size_t begin, std::size_t end, std::size_t block) {
                                     QCOMPARE(begin, block * 64);
                                     for (std::size_t i = begin; i < end; ++i) ++seen[i];
                                 });
            QVERIFY(std::ranges::all_of(seen, [](int times) { return times == 1; }));
        }
    }

    void arraysAreLeftToTheNextOfTheirSize() {
        auto spare = std::make_shared<base::SpareArrays>();
        auto first = spare->take(1000);
        const float* memory = first->data();
        QCOMPARE(first->size(), std::size_t{1000});
        QCOMPARE(spare->bytes(), std::size_t{0});
        const auto shared = first;
        first.reset();
        QCOMPARE(spare->bytes(), std::size_t{0});  // somebody still reads it
        QVERIFY(spare->take(1000)->data() != memory);
        QCOMPARE(spare->bytes(), 1000 * sizeof(float));
    }

    void anArrayComesBackWhenItsLastOwnerLetsGo() {
        auto spare = std::make_shared<base::SpareArrays>();
        const float* memory = spare->take(1000)->data();
        QCOMPARE(spare->bytes(), 1000 * sizeof(float));
        QCOMPARE(spare->take(999)->size(), std::size_t{999});
        auto again = spare->take(1000);
        QCOMPARE(again->data(), memory);
        QCOMPARE(spare->bytes(), 999 * sizeof(float));
        spare.reset();
        (*again)[999] = 1.0F;  // outlives where it came from
    }

    void moreThanHalfAGigabyteIsNotKept() {
        auto spare = std::make_shared<base::SpareArrays>();
        constexpr std::size_t half = std::size_t{300} << 18U;  // 300 MiB, never touched
        const auto one = [&] { return spare->take(half); };
        auto a = one();
        auto b = one();
        a.reset();
        QCOMPARE(spare->bytes(), half * sizeof(float));
        b.reset();
        QCOMPARE(spare->bytes(), half * sizeof(float));
    }

    void errorsAndStopsLeaveAParallelRegion() {
        const auto fail = [](std::size_t, std::size_t, std::size_t block) {
            if (block == 3) throw base::Error(base::ErrorKind::BadInput, "block three");
        };
        QVERIFY_EXCEPTION_THROWN(base::parallelBlocks(base::Job({}, 2, 0), 100, 10, fail),
                                 base::Error);

        std::stop_source source;
        source.request_stop();
        const base::Job stopped(source.get_token(), 2, 0);
        QVERIFY_EXCEPTION_THROWN(
            base::parallelBlocks(stopped, 100, 10, [](std::size_t, std::size_t, std::size_t) {}),
            base::Cancelled);
    }

    void randomStreamsRepeatAndDiffer() {
        base::Random first(7, 1);
        base::Random same(7, 1);
        base::Random other(7, 2);
        const std::uint64_t a = first.next();
        QCOMPARE(same.next(), a);
        QVERIFY(other.next() != a);
    }

    void distributionsHaveTheirMoments() {
        base::Random random(1);
        const int n = 200000;
        const auto moments = [n](auto draw) {
            double sum = 0.0;
            double squares = 0.0;
            for (int i = 0; i < n; ++i) {
                const double x = draw();
                sum += x;
                squares += x * x;
            }
            const double mean = sum / n;
            return std::pair(mean, squares / n - mean * mean);
        };
        // Tolerances are about five standard errors of each moment.
        const auto [normalMean, normalVariance] = moments([&] { return random.normal(); });
        QVERIFY(std::abs(normalMean) < 0.012);
        QVERIFY(std::abs(normalVariance - 1.0) < 0.02);
        for (const double mean : {0.3, 7.0, 250.0}) {
            const auto [m, v] = moments([&] { return static_cast<double>(random.poisson(mean)); });
            QVERIFY(std::abs(m - mean) < 5.0 * std::sqrt(mean / n));
            QVERIFY(std::abs(v / mean - 1.0) < 0.04);
        }
        for (const double shape : {0.4, 3.0}) {
            const auto [m, v] = moments([&] { return random.gamma(shape); });
            QVERIFY(std::abs(m - shape) < 5.0 * std::sqrt(shape / n));
            QVERIFY(std::abs(v / shape - 1.0) < 0.08);
        }
    }

    void permutationsHoldEveryIndexOnce() {
        auto order = base::permutation(500, base::Random(3));
        QVERIFY(!std::ranges::is_sorted(order));
        std::ranges::sort(order);
        for (std::size_t i = 0; i < order.size(); ++i)
            QCOMPARE(static_cast<std::size_t>(order[i]), i);
    }

    void hashesDependOnContentAndItsBoundaries() {
        QCOMPARE(base::Hasher().add("theta").add(2.0).hex(),
                 base::Hasher().add("theta").add(2.0).hex());
        QVERIFY(base::Hasher().add("ab").add("c").value() !=
                base::Hasher().add("a").add("bc").value());
        QVERIFY(base::Hasher().add(0.1).value() != base::Hasher().add(0.2).value());
        QCOMPARE(base::Hasher().add(-0.0).value(), base::Hasher().add(0.0).value());
        QCOMPARE(base::Hasher().hex().size(), std::size_t{16});
    }

    void errorsGainContext() {
        const auto error = base::Error(base::ErrorKind::Io, "disk full", "errno 28").in("out.h5ad");
        QCOMPARE(QString::fromUtf8(error.what()), QStringLiteral("out.h5ad: disk full"));
        QCOMPARE(QString::fromStdString(error.detail()), QStringLiteral("errno 28"));
    }
};

QTEST_APPLESS_MAIN(BaseTest)
#include "base_test.moc"
