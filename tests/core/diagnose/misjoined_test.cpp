#include "core/diagnose/misjoined.h"

#include "core/base/random.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

using namespace counterpoint;

namespace {

constexpr std::uint32_t genes = 60;

/// Two populations for reference, a third and its sister in two batches that differ in every gene.
/// In the first batch the third (cluster 2) and its sister (cluster 3) are two clusters; in the
/// second the third is two clusters, 6 and 7, of which the second lies at `place` between the third
/// (0) and the sister (1). Group 3 holds the sister, a quarter of cluster 2, and cluster 7.
struct Case {
    data::CsrMatrix values = data::emptyMatrix(0, genes);
    std::vector<std::uint32_t> chosen = std::vector<std::uint32_t>(genes);
    data::Categories batch{{}, {"first", "second"}};
    diagnose::Partition clusters{{}, 8};
    diagnose::Partition groups{{}, 4};

    explicit Case(double place) {
        std::iota(chosen.begin(), chosen.end(), 0U);
        for (std::int32_t cluster = 0; cluster < 8; ++cluster)
            for (int cell = 0; cell < 80; ++cell)
                add(cluster,
                    cluster == 3   ? 1.0
                    : cluster == 7 ? place
                                   : 0.0,
                    cluster % 4 == 3 || (cluster == 2 && cell < 20) ? 3 : cluster % 4);
    }
    void add(std::int32_t cluster, double sister, std::int32_t group) {
        base::Random random(3, batch.codes.size());
        const auto population = static_cast<std::uint32_t>(std::min(cluster % 4, 2));
        for (std::uint32_t g = 0; g < genes; ++g) {
            const std::uint32_t block = g / 12;
            double mean = 10.0 + (cluster > 3 ? std::sin(static_cast<double>(g)) : 0.0);
            if (block == population) mean += 4.0;
            if (block == 4) mean += 1.5 * sister;
            values.columns.push_back(g);
            values.values.push_back(static_cast<float>(mean + random.normal()));
        }
        values.rowPointers.push_back(static_cast<std::int64_t>(values.values.size()));
        ++values.rows;
        batch.codes.push_back(cluster / 4);
        clusters.codes.push_back(cluster);
        groups.codes.push_back(group);
    }
    /// With `confusion` between clusters of a batch.
    auto separate(double confusion) {
        diagnose::PairTable table(8, 8, std::numeric_limits<double>::quiet_NaN());
        for (std::size_t c = 0; c < 8; ++c)
            for (std::size_t e = 0; e < 8; ++e)
                if (c / 4 == e / 4) table(c, e) = confusion;
        return diagnose::separateMisjoined({&values, chosen}, batch, clusters, table, groups,
                                           base::Job({}, 2, 0));
    }
};

}  // namespace

class MisjoinedTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void cellsOfOtherBatchesGoWithTheClusterTheyLieWith() {
        Case made(0.0);
        const auto found = made.separate(0.1);
        QCOMPARE(found.size(), std::size_t{1});
        QCOMPARE(found[0].batch, 0);
        QCOMPARE(found[0].cluster, 2);
        QCOMPARE(found[0].newCluster, 3);
        for (std::size_t i = 0; i < made.clusters.codes.size(); ++i)
            QCOMPARE(made.groups.codes[i],
                     made.clusters.codes[i] == 7 ? 2 : made.clusters.codes[i] % 4);
    }

    /// The sister lives in both batches, or something between the two does.
    void whatLiesWithTheClusterOrBetweenStays() {
        for (const double place : {1.0, 0.5}) {
            Case made(place);
            const diagnose::Partition before = made.groups;
            QVERIFY(made.separate(0.1).empty());
            QCOMPARE(made.groups, before);
        }
    }

    void piecesOfOnePopulationAreNotAsked() {
        Case made(0.0);
        const diagnose::Partition before = made.groups;
        QVERIFY(made.separate(0.4).empty());
        QCOMPARE(made.groups, before);
    }
};

QTEST_APPLESS_MAIN(MisjoinedTest)
#include "misjoined_test.moc"
