#include "core/embed/faithfulness.h"
#include "core/embed/umap.h"
#include "core/io/open.h"
#include "core/neighbors/fuzzy_graph.h"
#include "core/neighbors/neighbors.h"
#include "tests/support/shared_data.h"

#include <QTest>

using namespace counterpoint;

/// The map of the shared sets is as faithful as that of the peers.
class QualityTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    // Of umap-learn 0.5.12 from our neighbours and start, min_dist 0.5, 500 epochs, all cells asked
    // (tests/bench/peers/map_peers.py). uwot 0.1.14 with fast_sgd reaches 0.9513, 0.2879 and
    // 0.9686, 0.4452; umappp (scranpy 0.3.1) on pbmc_3chem 0.9675, 0.4424.
    void mapsAreAsFaithfulAsThePeers_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("key");
        QTest::addColumn<double>("trustworthiness");
        QTest::addColumn<double>("kept");
        QTest::newRow("kang_ifnb")
            << QStringLiteral("kang_ifnb.h5ad") << QStringLiteral("X_pca_ref") << 0.9528 << 0.2882;
        QTest::newRow("pbmc_3chem")
            << QStringLiteral("pbmc_3chem.h5ad") << QStringLiteral("X_pca_ref") << 0.9709 << 0.4511;
    }
    void mapsAreAsFaithfulAsThePeers() {
        QFETCH(QString, file);
        QFETCH(QString, key);
        QFETCH(double, trustworthiness);
        QFETCH(double, kept);
        const auto path = tests::sharedFile("data/" + file.toStdString());
        if (!path) QSKIP("needs the shared data; set COUNTERPOINT_SHARED to its folder");
        const base::Job job({}, 2, 1);
        const auto dataset = io::open(*path, job);
        const data::Embedding& cells = dataset->obsm.at(key.toStdString());
        const auto graph =
            neighbors::fuzzyGraph(neighbors::findNeighbors(cells, {.k = 14}, job), 15, job);
        embed::UmapRun run(graph, {}, embed::pcaStart(cells), embed::Motion::Cold, job);
        while (run.step(100, job)) {
        }
        const auto found = embed::faithfulness(cells, run.layout(), 15, 4000, job);
        // As far as the peers differ among themselves.
        QVERIFY2(found.trustworthiness >= trustworthiness - 0.0025,
                 qPrintable(QString::number(found.trustworthiness)));
        QVERIFY2(found.keptNeighbors >= kept - 0.006,
                 qPrintable(QString::number(found.keptNeighbors)));
    }
};

QTEST_APPLESS_MAIN(QualityTest)
#include "quality_test.moc"
