#include "core/metrics/query_sample.h"

#include "core/metrics/metrics.h"
#include "tests/core/metrics/test_data.h"

#include <QTest>

#include <memory>
#include <numeric>

using namespace counterpoint;
using metrics::Asked;
using metrics::querySample;

namespace {

constexpr std::size_t cells = 3000;
constexpr std::size_t wanted = 400;
constexpr std::size_t dims = 8;

/// Four cell types of very unequal size in three batches; one batch is shifted, the others mix.
struct Made {
    data::Embedding embedding{cells, dims};
    data::Categories batch{std::vector<std::int32_t>(cells), {"a", "b", "c"}};
    data::Categories label{std::vector<std::int32_t>(cells), {"w", "x", "y", "z"}};
    data::NeighborGraph graph;

    Made() {
        for (std::size_t i = 0; i < cells; ++i) {
            base::Random random(12, i);
            const double part = random.uniform();
            label.codes[i] = part < 0.6 ? 0 : part < 0.85 ? 1 : part < 0.98 ? 2 : 3;
            batch.codes[i] = random.uniform() < 0.5 ? 0 : random.uniform() < 0.6 ? 1 : 2;
            for (std::size_t d = 0; d < dims; ++d)
                embedding(i, d) =
                    static_cast<float>(random.normal() + (d == 0 ? 2.5 * label.codes[i] : 0.0) +
                                       (d == 1 && batch.codes[i] == 2 ? 1.2 : 0.0));
        }
        graph = neighbors::findNeighbors(embedding, {}, base::Job({}, 2, 0));
    }

    /// The rows of the neighbour table that belong to `queries`, as the live chain searches them.
    data::NeighborGraph rowsOf(const std::vector<std::uint32_t>& queries) const {
        data::NeighborGraph rows{.cells = queries.size(), .k = graph.k};
        for (const std::uint32_t cell : queries) {
            const auto near = graph.neighbors(cell);
            const auto far = graph.distancesOf(cell);
            rows.indices.insert(rows.indices.end(), near.begin(), near.end());
            rows.distances.insert(rows.distances.end(), far.begin(), far.end());
        }
        return rows;
    }
};

std::vector<std::unique_ptr<plugin::Metric>> sampledMetrics() {
    std::vector<std::unique_ptr<plugin::Metric>> all;
    for (const auto make :
         {metrics::makeIlisi, metrics::makeClisi, metrics::makeKbetPlain, metrics::makeAswLabel,
          metrics::makeAswBatch, metrics::makeBras, metrics::makePcr, metrics::makePcrComparison,
          metrics::makeCilisi, metrics::makeIsolatedLabels})
        all.push_back(make());
    return all;
}

}  // namespace

class QuerySampleTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyCombinationIsAskedInProportion() {
        const Made made;
        const auto queries = querySample(made.batch, &made.label, wanted);
        QVERIFY(std::ranges::is_sorted(queries));
        QVERIFY(std::ranges::adjacent_find(queries) == queries.end());
        QVERIFY(queries.size() >= wanted - 12 && queries.size() <= wanted + 12 * 10);
        for (std::int32_t b = 0; b < 3; ++b)
            for (std::int32_t l = 0; l < 4; ++l) {
                const auto in = [&](std::uint32_t cell) {
                    return made.batch.codes[cell] == b && made.label.codes[cell] == l;
                };
                std::size_t size = 0;
                for (std::uint32_t cell = 0; cell < cells; ++cell) size += in(cell) ? 1 : 0;
                const auto asked = static_cast<std::size_t>(std::ranges::count_if(queries, in));
                const std::size_t share = (size * wanted + cells / 2) / cells;
                QCOMPARE(asked, std::min(size, std::max<std::size_t>(10, share)));
            }
    }

    void isFixedBySeedAndWorksWithoutLabels() {
        const Made made;
        QCOMPARE(querySample(made.batch, &made.label, wanted, 4),
                 querySample(made.batch, &made.label, wanted, 4));
        QVERIFY(querySample(made.batch, &made.label, wanted, 4) !=
                querySample(made.batch, &made.label, wanted, 5));
        QVERIFY(querySample(made.batch, nullptr, wanted).size() <= wanted + 2);
        QCOMPARE(querySample(made.batch, nullptr, 2 * cells).size(), cells);
    }

    void weightsAddUpToAllCells() {
        Made made;
        for (std::size_t i = 0; i < cells; i += 7) made.label.codes[i] = -1;
        const auto queries = querySample(made.batch, &made.label, wanted);
        const Asked asked(made.batch, &made.label, queries);
        const std::vector<float> ones(queries.size(), 1.0F);
        QVERIFY(std::abs(asked.total(ones) - static_cast<double>(cells)) < 1e-9);
        QVERIFY(std::abs(metrics::meanOf(ones, asked) - 1.0) < 1e-12);
        QVERIFY(Asked(cells).effectiveCells(std::vector<float>(cells, 0.0F), 5.0) ==
                static_cast<double>(cells) / 5.0);
    }

    /// Asked about every cell by name, a metric gives what it gives unasked.
    void askingEveryCellChangesNothing() {
        const Made made;
        std::vector<std::uint32_t> every(cells);
        std::iota(every.begin(), every.end(), 0U);
        for (const auto& metric : sampledMetrics()) {
            const plugin::MetricInput all{made.embedding, made.graph, made.batch, &made.label,
                                          &made.embedding};
            plugin::MetricInput named = all;
            named.queries = every;
            const auto expected = metric->compute(all, {});
            const auto given = metric->compute(named, {});
            if (!expected.undefined.empty()) {
                QCOMPARE(given.undefined, expected.undefined);
                continue;
            }
            QVERIFY2(std::abs(given.scaled - expected.scaled) < 2e-3, metric->info().id.c_str());
            QVERIFY(given.exact && tests::sameValues(given.perCell, expected.perCell));
        }
    }

    /// 200 samples of 400 cells each: the interval of a sampled score must hold the score of all
    /// cells in at least 95 % of them.
    void intervalsCoverTheExactScore() {
        const Made made;
        data::Embedding before = made.embedding;
        for (std::size_t i = 0; i < cells; ++i) before(i, 2) += 2.0F * made.batch.codes[i];
        const base::Job job({}, 2, 0);
        constexpr int trials = 200;
        for (const auto& metric : sampledMetrics()) {
            QVERIFY2(metric->info().sampled, metric->info().id.c_str());
            const plugin::MetricInput all{made.embedding, made.graph, made.batch, &made.label,
                                          &before};
            const double exact = metric->compute(all, job).scaled;
            int covered = 0;
            double width = 0.0;
            for (std::uint64_t trial = 0; trial < trials; ++trial) {
                const auto queries = querySample(made.batch, &made.label, wanted, trial);
                const auto rows = made.rowsOf(queries);
                const plugin::MetricInput some{made.embedding, rows,    made.batch,
                                               &made.label,    &before, queries};
                const auto score = metric->compute(some, job);
                QVERIFY(score.low <= score.scaled && score.scaled <= score.high);
                QCOMPARE(score.perCell.size(), metric->info().perCell ? queries.size() : 0U);
                covered += score.low <= exact && exact <= score.high ? 1 : 0;
                width += (score.high - score.low) / trials;
            }
            qInfo("%s: exact %.4f, covered %d of %d, mean width %.4f", metric->info().id.c_str(),
                  exact, covered, trials, width);
            QVERIFY2(covered >= trials * 95 / 100, metric->info().id.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(QuerySampleTest)
#include "query_sample_test.moc"
