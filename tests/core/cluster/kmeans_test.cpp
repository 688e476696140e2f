#include "core/cluster/kmeans.h"

#include "core/base/error.h"
#include "core/base/random.h"

#include <QtTest/QtTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace counterpoint;

namespace {

/// `groups` round clouds of `size` points each, `apart` standard deviations from each other.
data::Matrix clouds(std::size_t groups, std::size_t size, std::size_t dims, double apart,
                    std::uint64_t seed) {
    data::Matrix points(groups * size, dims);
    for (std::size_t i = 0; i < points.rows; ++i) {
        base::Random random(seed, i);
        for (std::size_t d = 0; d < dims; ++d)
            points(i, d) = static_cast<float>(random.normal() +
                                              (i % groups % dims == d ? apart : 0.0) *
                                                  (1.0 + static_cast<double>(i % groups / dims)));
    }
    return points;
}

double inertiaOf(const data::Matrix& points, const data::Matrix& centres) {
    double sum = 0.0;
    for (std::size_t i = 0; i < points.rows; ++i) {
        double nearest = std::numeric_limits<double>::infinity();
        for (std::size_t c = 0; c < centres.rows; ++c) {
            double squared = 0.0;
            for (std::size_t d = 0; d < points.cols; ++d)
                squared += std::pow(double{points(i, d)} - double{centres(c, d)}, 2);
            nearest = std::min(nearest, squared);
        }
        sum += nearest;
    }
    return sum;
}

}  // namespace

class KMeansTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void findsSeparateClouds() {
        const auto points = clouds(20, 60, 10, 25.0, 1);
        const auto found = cluster::kmeans(points, 20, {});
        std::size_t wrong = 0;
        for (std::size_t i = 20; i < points.rows; ++i)
            wrong += found.codes[i] != found.codes[i % 20] ? 1 : 0;
        QCOMPARE(wrong, 0U);
    }

    void centresAreMeansAndCodesAreNearest() {
        const auto points = clouds(4, 300, 7, 2.0, 2);
        const auto found = cluster::kmeans(points, 6, base::Job({}, 2, 3));
        QVERIFY(std::abs(inertiaOf(points, found.centres) / found.inertia - 1.0) < 1e-5);
        for (std::size_t c = 0; c < 6; ++c)
            for (std::size_t d = 0; d < 7; ++d) {
                double sum = 0.0;
                double count = 0.0;
                for (std::size_t i = 0; i < points.rows; ++i)
                    if (found.codes[i] == static_cast<std::int32_t>(c)) {
                        sum += points(i, d);
                        count += 1.0;
                    }
                QVERIFY(std::abs(sum / count - double{found.centres(c, d)}) < 1e-4);
            }
    }

    void farFromTheOriginIsNoWorse() {
        auto points = clouds(5, 100, 6, 8.0, 4);
        const auto near = cluster::kmeans(points, 5, {});
        for (float& value : points.values) value += 4096.0F;
        QCOMPARE(cluster::kmeans(points, 5, {}).codes, near.codes);
    }

    void isAsGoodAsTheBestOfManyPartitionsOfFewPoints() {
        // All 2^9 ways to divide ten points in two.
        const auto points = clouds(2, 5, 2, 2.0, 5);
        double best = std::numeric_limits<double>::infinity();
        for (unsigned mask = 1; mask < 512; ++mask) {
            data::Matrix means(2, 2);
            double counts[2] = {};
            for (std::size_t i = 0; i < 10; ++i) {
                const unsigned c = mask >> i & 1U;
                counts[c] += 1.0;
                for (std::size_t d = 0; d < 2; ++d) means(c, d) += points(i, d);
            }
            for (std::size_t c = 0; c < 2; ++c)
                for (std::size_t d = 0; d < 2; ++d)
                    means(c, d) = static_cast<float>(double{means(c, d)} / counts[c]);
            best = std::min(best, inertiaOf(points, means));
        }
        double found = std::numeric_limits<double>::infinity();
        for (std::uint64_t seed = 0; seed < 10; ++seed)
            found = std::min(found, cluster::kmeans(points, 2, base::Job({}, 1, seed)).inertia);
        QVERIFY(std::abs(found - best) < 1e-4);
    }

    void worksWithOneClusterManyClustersAndEqualPoints() {
        const auto points = clouds(1, 30, 3, 0.0, 6);
        QCOMPARE(cluster::kmeans(points, 1, {}).codes, std::vector<std::int32_t>(30, 0));
        QVERIFY(cluster::kmeans(points, 30, {}).inertia < 1e-3);
        QCOMPARE(cluster::kmeans(points, 50, {}).codes.size(), 30U);
        const data::Matrix same(20, 3, 1.5F);
        QVERIFY(cluster::kmeans(same, 4, {}).inertia == 0.0);
        QCOMPARE(cluster::kmeans(data::Matrix(0, 3), 4, {}).codes.size(), 0U);
    }

    void dependsOnSeedNotOnThreads() {
        const auto points = clouds(3, 2000, 5, 1.0, 7);
        const auto one = cluster::kmeans(points, 12, base::Job({}, 1, 1));
        const auto two = cluster::kmeans(points, 12, base::Job({}, 2, 1));
        QCOMPARE(two.codes, one.codes);
        QVERIFY(two.centres == one.centres && two.inertia == one.inertia);
        QVERIFY(cluster::kmeans(points, 12, base::Job({}, 1, 2)).codes != one.codes);
    }

    void stopsWhenAsked() {
        std::stop_source source;
        source.request_stop();
        const base::Job job(source.get_token(), 1, 0);
        QVERIFY_EXCEPTION_THROWN(cluster::kmeans(clouds(2, 50, 2, 1.0, 8), 2, job),
                                 base::Cancelled);
    }
};

QTEST_APPLESS_MAIN(KMeansTest)
#include "kmeans_test.moc"
