#include "core/diagnose/batch_match.h"

#include "core/base/random.h"
#include "core/diagnose/cluster_means.h"
#include "core/diagnose/confusion.h"
#include "core/diagnose/restricted_neighbors.h"
#include "core/diagnose/sample.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <string>

using namespace counterpoint;

namespace {

constexpr std::size_t dims = 12;
struct Place {
    std::size_t axis;      ///< 5 along it
    double further = 0.0;  ///< along one that pieces of one population have in common
};

/// How many cells of each population batches have, and where these lie.
struct Layout {
    std::vector<std::vector<std::size_t>> sizes;
    std::vector<Place> places;
};

/// The largest populations of the second and third batch, each in two pieces, are missing in the
/// other one: laid on each other, they match more cells than the truth. The first has all.
const Layout throughAThird{{{150, 30, 30, 40, 40, 30, 30, 30},
                            {20, 200, 200, 0, 0, 20, 0, 0},
                            {20, 0, 0, 200, 200, 20, 0, 0}},
                           {{0}, {1}, {1, 3.0}, {2}, {2, 3.0}, {3}, {4}, {5}}};

/// The first two batches consist of one population, in two pieces, that the third has little of.
/// Laid on the fourth, which has the first population, the second finds two counterparts; in truth
/// it has one in the third batch.
const Layout piecesOfOne{{{160, 120, 0, 0, 16, 12, 0},
                          {0, 0, 200, 140, 0, 0, 0},
                          {0, 0, 130, 0, 109, 0, 82},
                          {170, 130, 0, 0, 36, 37, 25}},
                         {{0}, {0, 1.5}, {1}, {1, 1.5}, {2}, {3}, {4}}};

/// The largest populations of two batches, each in two pieces, are few cells in the other one; all
/// others are small.
const Layout largestOnLargest{{{330, 250, 40, 0, 47, 44, 29}, {100, 0, 440, 290, 20, 30, 18}},
                              {{0}, {0, 1.5}, {1}, {1, 1.5}, {2}, {3}, {4}}};

/// Batches lie 3 along an axis of their own.
struct Batches {
    data::Embedding pcs;
    data::Categories batch;
    diagnose::Partition clusters;             ///< populations within batches
    std::vector<std::int32_t> population;     ///< of every cluster
    std::vector<std::vector<double>> shifts;  ///< of every batch
};

/// Noise has standard deviation 1.
Batches batchesOf(const Layout& layout) {
    Batches made;
    std::size_t cells = 0;
    for (const auto& ofBatch : layout.sizes)
        for (const std::size_t n : ofBatch) cells += n;
    made.pcs = data::Embedding(cells, dims);
    std::size_t cell = 0;
    for (std::size_t b = 0; b < layout.sizes.size(); ++b) {
        std::vector<double> shift(dims, 0.0);
        shift[7 + b] = 3.0;
        made.batch.levels.push_back("batch_" + std::to_string(b + 1));
        for (std::size_t p = 0; p < layout.places.size(); ++p) {
            if (layout.sizes[b][p] == 0) continue;
            for (std::size_t n = 0; n < layout.sizes[b][p]; ++n, ++cell) {
                base::Random random(11, cell);
                made.batch.codes.push_back(static_cast<std::int32_t>(b));
                made.clusters.codes.push_back(static_cast<std::int32_t>(made.clusters.count));
                for (std::size_t j = 0; j < dims; ++j)
                    made.pcs(cell, j) = static_cast<float>(
                        random.normal() + shift[j] + (j == layout.places[p].axis ? 5.0 : 0.0) +
                        (j == 11 ? layout.places[p].further : 0.0));
            }
            made.population.push_back(static_cast<std::int32_t>(p));
            ++made.clusters.count;
        }
        made.shifts.push_back(std::move(shift));
    }
    return made;
}

std::size_t wrongMatches(const Batches& made, const diagnose::BatchPair& pair) {
    return static_cast<std::size_t>(
        std::ranges::count_if(pair.matches, [&](const diagnose::MatchedPair& match) {
            return made.population[match.first] != made.population[match.second];
        }));
}

std::vector<diagnose::BatchPair> matched(const Batches& made, diagnose::Starts starts) {
    const diagnose::Sample all = diagnose::everyCell(made.pcs.rows);
    const diagnose::Partition ofBatch{made.batch.codes, made.batch.levelCount()};
    const auto own = diagnose::nearestWithin(made.pcs, ofBatch, {all.cells},
                                             std::vector<std::size_t>(ofBatch.count, 15), {});
    return diagnose::matchBatches(made.pcs, made.batch,
                                  diagnose::clusterMeans(made.pcs, made.clusters, made.batch),
                                  diagnose::confusion(own, made.clusters, made.batch), starts, {});
}

/// How far a translation is from the batch effect.
double mistake(const Batches& made, const diagnose::BatchPair& pair) {
    double squared = 0.0;
    for (std::size_t j = 0; j < dims; ++j)
        squared += std::pow(
            pair.translation[j] - made.shifts[pair.second][j] + made.shifts[pair.first][j], 2.0);
    return std::sqrt(squared);
}

}  // namespace

class BatchMatchTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void leadsBatchesThatWereLaidOnEachOtherWronglyThroughOthers_data() {
        QTest::addColumn<bool>("sharesNothing");
        // Before, in composition_19000004 and two others of 272 made sets, the largest populations
        // of two batches were laid on each other though both batches matched a third one well.
        QTest::newRow("both match a third one well") << false;
        // Before, in composition_97000040, two pieces of one population laid on two of another one
        // counted for more than the single population that two batches truly share.
        QTest::newRow("pieces of one population laid on another") << true;
    }
    void leadsBatchesThatWereLaidOnEachOtherWronglyThroughOthers() {
        QFETCH(bool, sharesNothing);
        const Batches made = batchesOf(sharesNothing ? piecesOfOne : throughAThird);
        const auto pairs = matched(made, diagnose::Starts::Means);
        const std::size_t batches = made.batch.levelCount();
        QCOMPARE(pairs.size(), batches * (batches - 1) / 2);
        for (const diagnose::BatchPair& pair : pairs) {
            QVERIFY2(mistake(made, pair) < 1.5, qPrintable(QString("batches %1 and %2: %3 off")
                                                               .arg(pair.first)
                                                               .arg(pair.second)
                                                               .arg(mistake(made, pair))));
            QVERIFY(sharesNothing || pair.matches.size() >= 2);
            QCOMPARE(wrongMatches(made, pair), std::size_t{0});
        }
    }

    /// Before, half of the largest matched cluster counted for a translation that lays clusters on
    /// each other: in composition_101000004 no other one was found, from any start.
    void onePopulationOnAnotherIsNoEvidence() {
        const Batches made = batchesOf(largestOnLargest);
        const auto pairs = matched(made, diagnose::Starts::Clusters);
        QCOMPARE(pairs.size(), std::size_t{1});
        QVERIFY2(mistake(made, pairs.front()) < 1.5,
                 qPrintable(QString("%1 off").arg(mistake(made, pairs.front()))));
        QVERIFY(pairs.front().matches.size() >= 4);
    }
};

QTEST_APPLESS_MAIN(BatchMatchTest)
#include "batch_match_test.moc"
