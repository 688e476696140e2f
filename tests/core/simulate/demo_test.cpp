#include "core/integrate/methods.h"
#include "core/neighbors/neighbors.h"
#include "core/preprocess/normalise.h"
#include "core/preprocess/pca.h"
#include "core/preprocess/quality.h"
#include "core/preprocess/variable_genes.h"
#include "core/simulate/simulate.h"

#include <QTest>

using namespace counterpoint;

namespace {

/// The demo, prepared as the program prepares a file.
struct Prepared {
    data::Categories batch;
    data::Categories type;
    data::Embedding pca;
};

Prepared prepare(const base::Job& job) {
    const data::Dataset demo = simulate::demo(job);
    const auto kept = preprocess::qualityFilter(demo.counts, demo.var, {}, job);
    const auto counts = data::take(demo.counts, kept.keptCells, kept.keptGenes);
    const auto logs = preprocess::logNormalise(counts, job);
    Prepared prepared;
    const auto column = [&](const char* name) {
        return data::takeRows(data::asCategories(*demo.obs.find(name)), kept.keptCells);
    };
    prepared.batch = column("batch");
    prepared.type = column("cell_type");
    const auto genes =
        preprocess::selectVariableGenes(counts, logs, &prepared.batch, {}, job).selected;
    prepared.pca = preprocess::pca(logs, genes, {}, job).scores;
    return prepared;
}

/// What a scientist would see in an embedding.
struct Seen {
    double sameBatch = 0.0;  ///< share of same-batch cells among neighbours of one's own population
    double expected = 0.0;   ///< the same if batches were mixed evenly
    std::vector<double> own;  ///< by population: share of its cells' neighbours that are its own
};

Seen look(const data::Embedding& embedding, const Prepared& prepared, const base::Job& job) {
    constexpr std::size_t k = 30;
    const auto graph = neighbors::findNeighbors(embedding, {static_cast<int>(k)}, job);
    const std::size_t types = prepared.type.levelCount();
    const std::size_t batches = prepared.batch.levelCount();
    const auto sizes = prepared.type.counts();
    std::vector<double> cells(types * batches);
    const auto typeOf = [&](std::size_t i) {
        return static_cast<std::size_t>(prepared.type.codes[i]);
    };
    const auto batchOf = [&](std::size_t i) {
        return static_cast<std::size_t>(prepared.batch.codes[i]);
    };
    for (std::size_t i = 0; i < embedding.rows; ++i) cells[typeOf(i) * batches + batchOf(i)] += 1.0;

    Seen seen;
    seen.own.resize(types);
    double counted = 0.0;
    for (std::size_t i = 0; i < embedding.rows; ++i) {
        double own = 0.0;
        double same = 0.0;
        for (const auto j : graph.neighbors(i)) {
            if (typeOf(j) != typeOf(i)) continue;
            own += 1.0;
            if (batchOf(j) == batchOf(i)) same += 1.0;
        }
        const auto size = static_cast<double>(sizes[typeOf(i)]);
        seen.own[typeOf(i)] += own / (static_cast<double>(k) * size);
        const double here = cells[typeOf(i) * batches + batchOf(i)];
        if (here == size || own == 0.0) continue;  // a population of one batch cannot mix
        seen.sameBatch += same / own;
        seen.expected += here / size;
        counted += 1.0;
    }
    seen.sameBatch /= counted;
    seen.expected /= counted;
    return seen;
}

}  // namespace

class DemoTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void thetaSeparatesMixesAndOvercorrects() {
        const base::Job job({}, 2, 0);
        const Prepared prepared = prepare(job);
        const auto harmony = integrate::makeHarmony();
        const auto at = [&](double theta) {
            const auto run =
                harmony->start({prepared.pca, {&prepared.batch}}, {{"theta", theta}}, job);
            while (run->step(job)) {
            }
            const Seen seen = look(run->result().embedding, prepared, job);
            qInfo("theta %g: same batch %.3f (mixed: %.3f), own neighbours A %.3f G %.3f H %.3f",
                  theta, seen.sameBatch, seen.expected, seen.own[0], seen.own[6], seen.own[7]);
            return seen;
        };
        const Seen none = at(0.0);
        QVERIFY(none.sameBatch > none.expected + 0.35);
        QVERIFY(none.own[6] > 0.95);
        const Seen good = at(2.0);
        QVERIFY(good.sameBatch < good.expected + 0.06);
        QVERIFY(good.own[6] > 0.9);
        QVERIFY(good.own[7] > 0.85);
        const Seen tooMuch = at(8.0);
        QVERIFY(tooMuch.sameBatch < tooMuch.expected + 0.08);
        QVERIFY(tooMuch.own[6] < 0.7);  // G is merged with A
        QVERIFY(tooMuch.own[0] < 0.9);
    }
};

QTEST_APPLESS_MAIN(DemoTest)
#include "demo_test.moc"
