#include "core/simulate/simulate.h"

#include "core/base/error.h"

#include <QTest>

#include <cmath>
#include <set>

using namespace counterpoint;
using simulate::SimulateOptions;

namespace {

SimulateOptions small() {
    SimulateOptions options;
    options.cells = 1200;
    options.genes = 300;
    return options;
}

const data::Categories& categories(const data::Dataset& dataset, const char* name) {
    return std::get<data::Categories>(dataset.obs.find(name)->values);
}

/// Batches in which a population has cells.
std::set<std::int32_t> batchesOf(const data::Dataset& dataset, std::int32_t type) {
    std::set<std::int32_t> batches;
    const auto& types = categories(dataset, "cell_type");
    for (std::size_t i = 0; i < types.size(); ++i)
        if (types.codes[i] == type) batches.insert(categories(dataset, "batch").codes[i]);
    return batches;
}

/// Squared coefficient of variation of a gene beyond Poisson: (variance − mean) / mean².
double dispersion(const data::Dataset& dataset, std::uint32_t gene) {
    double sum = 0.0;
    double squares = 0.0;
    const auto n = static_cast<double>(dataset.cells());
    for (std::size_t i = 0; i < dataset.cells(); ++i) {
        const auto columns = dataset.counts.rowColumns(i);
        const auto at = std::ranges::lower_bound(columns, gene);
        if (at == columns.end() || *at != gene) continue;
        const double x = static_cast<double>(
            dataset.counts.rowValues(i)[static_cast<std::size_t>(at - columns.begin())]);
        sum += x;
        squares += x * x;
    }
    const double mean = sum / n;
    return (squares / n - mean * mean - mean) / (mean * mean);
}

}  // namespace

class SimulateTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void tablesAndMatrixAreThoseOfAFile() {
        const auto dataset = simulate::simulate(small(), {});
        QCOMPARE(dataset.cells(), std::size_t{1200});
        QCOMPARE(dataset.genes(), std::size_t{300});
        QCOMPARE(dataset.counts.rows, dataset.cells());
        QCOMPARE(dataset.counts.cols, dataset.genes());
        QCOMPARE(data::classifyValues(dataset.counts), data::ValueKind::Counts);
        auto canonical = dataset.counts;
        data::canonicalise(canonical);
        QCOMPARE(canonical, dataset.counts);
        QCOMPARE(dataset.var.index.front(), std::string("gene_0001"));
        QCOMPARE(dataset.var.index.back(), std::string("MT-3"));
        const std::set<std::string> names(dataset.obs.index.begin(), dataset.obs.index.end());
        QCOMPARE(names.size(), dataset.cells());
        QCOMPARE(data::proposeRoles(dataset.obs), (data::Roles{"batch", "cell_type"}));
    }

    void specialPopulationsAreWhatTheirNamesSay() {
        const auto dataset = simulate::simulate(small(), {});
        const auto& types = categories(dataset, "cell_type");
        QCOMPARE(types.levels, (std::vector<std::string>{"A", "B", "C", "D", "E", "F",
                                                         "G (batch_3 only)", "H (rare)"}));
        QCOMPARE(batchesOf(dataset, 6), (std::set<std::int32_t>{2}));
        QCOMPARE(batchesOf(dataset, 0).size(), std::size_t{3});
        QVERIFY(types.counts()[7] <= 30);  // 1 % of 1200, give or take

        SimulateOptions plain = small();
        plain.rareShare = 0.0;
        plain.batchSpecific = false;
        const auto same = simulate::simulate(plain, {});
        QCOMPARE(categories(same, "cell_type").levels.back(), std::string("H"));
        for (std::int32_t type = 0; type < 8; ++type)
            QCOMPARE(batchesOf(same, type).size(), std::size_t{3});
    }

    void countsHaveTheGammaPoissonSpread() {
        // One population, no batch effect: counts differ by gamma noise (squared coefficient of
        // variation 0.15) and library size (exp(0.35²) − 1 = 0.13): 0.15 + 0.13 + 0.15 · 0.13.
        SimulateOptions one;
        one.cells = 20000;
        one.genes = 50;
        one.batches = 1;
        one.types = 1;
        one.rareShare = 0.0;
        const auto dataset = simulate::simulate(one, base::Job({}, 2, 4));
        double sum = 0.0;
        for (const float value : dataset.counts.values) sum += static_cast<double>(value);
        const double depth = sum / 20000.0;
        QVERIFY(std::abs(depth / (2000.0 * std::exp(0.35 * 0.35 / 2.0)) - 1.0) < 0.01);
        double mean = 0.0;
        for (std::uint32_t gene = 0; gene < 50; ++gene) mean += dispersion(dataset, gene) / 50.0;
        QVERIFY(std::abs(mean - 0.3) < 0.02);
    }

    void theSeedAndNothingElseDecides() {
        const auto a = simulate::simulate(small(), base::Job({}, 1, 3));
        const auto b = simulate::simulate(small(), base::Job({}, 3, 3));
        const auto c = simulate::simulate(small(), base::Job({}, 1, 4));
        QCOMPARE(data::fingerprint(a), data::fingerprint(b));
        QVERIFY(data::fingerprint(a) != data::fingerprint(c));
        QCOMPARE(data::fingerprint(simulate::demo(base::Job({}, 1, 1))),
                 data::fingerprint(simulate::demo(base::Job({}, 2, 9))));
    }

    void aStopLeavesAtOnce() {
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(simulate::simulate(small(), base::Job(stop.get_token(), 2, 0))),
            base::Cancelled);
    }
};

QTEST_APPLESS_MAIN(SimulateTest)
#include "simulate_test.moc"
