#include "core/diagnose/diagnosis.h"
#include "core/diagnose/under_statistic.h"
#include "core/neighbors/neighbors.h"
#include "core/pipeline/builtins.h"
#include "core/preprocess/normalise.h"
#include "core/preprocess/pca.h"
#include "core/simulate/scenario.h"

#include <QTest>

#include <algorithm>
#include <numeric>

using namespace counterpoint;
using diagnose::Verdict;

namespace {

/// Five populations in two batches, simulated counts.
struct Simulated {
    simulate::TwinData cells;
    data::CsrMatrix logNormalised;
    std::vector<std::uint32_t> genes;
    data::Embedding pcs;
    diagnose::ProtectionMap map;

    explicit Simulated(const base::Job& job)
        : cells(
              simulate::simulate({.kind = "global", .seed = 31, .cells = 900, .shift = 0.3}, job)),
          logNormalised(preprocess::logNormalise(cells.counts, job)),
          genes(logNormalised.cols) {
        std::iota(genes.begin(), genes.end(), 0U);
        pcs = preprocess::pca(logNormalised, genes, {}, job).scores;
        map = diagnose::protect({pcs, cells.batch, {&logNormalised, genes}}, job);
    }
};

/// Share of a cell's 15 nearest that are of its true population, the population that has least.
double leastPurity(const data::NeighborGraph& graph, const data::Categories& population) {
    std::vector<double> same(population.levelCount(), 0.0);
    for (std::size_t i = 0; i < graph.cells; ++i)
        for (const std::uint32_t other : graph.neighbors(i).first(15))
            same[population.codes[i]] += population.codes[other] == population.codes[i] ? 1 : 0;
    const auto sizes = population.counts();
    for (std::size_t p = 0; p < same.size(); ++p) same[p] /= 15.0 * static_cast<double>(sizes[p]);
    return std::ranges::min(same);
}

}  // namespace

/// Known failure (g): the prototype was tried on Harmony's embeddings only. The diagnosis asks for
/// nothing but neighbours, so what moved the cells makes no difference.
class OtherMethodsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void saysOfEveryMethodWhatIsTrue_data() {
        QTest::addColumn<QString>("method");
        QTest::addColumn<double>("theta");  // of Harmony
        QTest::addColumn<int>("epochs");    // of scVI
        QTest::newRow("none") << "none" << 0.0 << 0;
        QTest::newRow("centred") << "centre" << 0.0 << 0;
        QTest::newRow("ComBat") << "combat" << 0.0 << 0;
        QTest::newRow("regression") << "regress" << 0.0 << 0;
        QTest::newRow("Harmony, too weak") << "harmony" << 2.0 << 0;
        QTest::newRow("Harmony") << "harmony" << 8.0 << 0;
        QTest::newRow("scVI, too short") << "scvi" << 0.0 << 60;
        QTest::newRow("scVI, hardly trained") << "scvi" << 0.0 << 1;
    }
    void saysOfEveryMethodWhatIsTrue() {
        QFETCH(QString, method);
        QFETCH(double, theta);
        QFETCH(int, epochs);
        const base::Job job({}, 2, 1);
        static const Simulated made(job);
        plugin::Registry registry;
        pipeline::registerBuiltins(registry);
        plugin::Values values;
        if (theta > 0.0) values["theta"] = theta;
        if (epochs > 0) values["max_epochs"] = epochs;
        std::vector<std::string> names(made.genes.size());
        for (std::size_t g = 0; g < names.size(); ++g) names[g] = "gene_" + std::to_string(g);
        plugin::IntegrationInput input{made.pcs, {&made.cells.batch}};
        input.counts = &made.cells.counts;
        input.genes = &names;
        const auto run = registry.method(method.toStdString()).start(input, values, job);
        while (run->step(job)) {
        }
        const data::Embedding corrected = run->result().embedding;
        const auto graph = neighbors::findNeighbors(corrected, {.k = 90}, job);

        const diagnose::Partition populations{made.cells.population.codes,
                                              made.cells.population.levelCount()};
        const double under =
            diagnose::underStatistic(corrected, made.cells.batch, populations,
                                     diagnose::everyCell(corrected.rows), &graph, job)
                .total.value;
        const double purity = leastPurity(graph, made.cells.population);
        const auto found = diagnose::judge(made.map, corrected, graph, {}, job);
        qInfo("%s: true U %.3f, purity %.3f; U %.3f, L %.3f, %s", qPrintable(method), under, purity,
              found.under.value, found.over.value, diagnose::idOf(found.verdict).c_str());
        QVERIFY(under < 0.10 || under > 0.20);  // else nobody knows
        QVERIFY(purity > 0.90 || purity < 0.80);
        const bool over = purity < 0.80;
        QCOMPARE(found.verdict, under > 0.20 ? (over ? Verdict::Mixed : Verdict::Under)
                                             : (over ? Verdict::Over : Verdict::Balanced));
    }
};

QTEST_APPLESS_MAIN(OtherMethodsTest)
#include "other_methods_test.moc"
