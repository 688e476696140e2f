#include "core/base/error.h"
#include "core/embed/movement.h"
#include "core/neighbors/fuzzy_graph.h"
#include "core/pipeline/builtins.h"
#include "core/pipeline/chain.h"
#include "core/pipeline/subset_map.h"
#include "core/simulate/simulate.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace counterpoint;

class LayoutTest : public QObject {
    Q_OBJECT

    plugin::Registry m_registry;
    std::shared_ptr<const data::Dataset> m_dataset;
    pipeline::Cache m_cache;

    pipeline::ChainInput input(const std::string& layout) const {
        pipeline::ChainInput input;
        input.dataset = m_dataset;
        input.datasetKey = data::fingerprint(*m_dataset);
        input.settings.roles = {"batch", "cell_type"};
        input.settings.layout = pipeline::layoutChoice(layout);
        input.metrics = {"ilisi"};
        return input;
    }
    QString refusal(const std::string& layout) {
        try {
            pipeline::ChainInput of = input(layout);
            static_cast<void>(pipeline::runChain(of, m_registry, m_cache, {}, {}));
        } catch (const base::Error& error) {
            return QString::fromUtf8(error.what());
        }
        return {};
    }

  private Q_SLOTS:
    void initTestCase() {
        pipeline::registerBuiltins(m_registry);
        simulate::SimulateOptions options;
        options.cells = 500;
        options.genes = 400;
        auto dataset = std::make_shared<data::Dataset>(simulate::simulate(options, {}));
        data::Embedding stored(dataset->cells(), 2);
        for (std::size_t i = 0; i < stored.rows; ++i) stored(i, 0) = static_cast<float>(i);
        dataset->obsm["X_tsne"] = std::move(stored);
        data::Embedding wide(dataset->cells(), 7);
        for (std::size_t i = 0; i < wide.values.size(); ++i) wide.values[i] = static_cast<float>(i);
        dataset->obsm["X_scVI"] = std::move(wide);
        m_dataset = std::move(dataset);
    }

    void choicesAreTextBothWays() {
        for (const char* text : {"umap", "pca:1,2", "pca:3,1,2", "corrected:2,5", "obsm:X_tsne",
                                 "obsm:X_scVI:4,7", "obsm:a:b", "obsm:a:1,2,3"})
            QCOMPARE(pipeline::textOf(pipeline::layoutChoice(text)), std::string(text));
        for (const char* text : {"", "tsne", "pca:", "pca:1", "pca:0,1", "pca:1,2,3,4", "pca:1;2",
                                 "pca:1,", "obsm:", "obsm:X:1", "obsm:X:1,2,3,4"})
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(pipeline::layoutChoice(text)), base::Error);
        const auto offered = pipeline::layoutChoices(*m_dataset);
        QCOMPARE(pipeline::textOf(offered.front()), std::string("umap"));
        QCOMPARE(pipeline::textOf(offered[offered.size() - 2]), std::string("obsm:X_scVI:1,2"));
        QCOMPARE(pipeline::textOf(offered.back()), std::string("obsm:X_tsne"));
    }

    void componentsAndStoredLayoutsAreShownAsTheyAre() {
        const auto pca = pipeline::runChain(input("pca:3,1"), m_registry, m_cache, {}, {});
        QVERIFY(pca.layoutSettled);
        const auto corrected =
            pipeline::runChain(input("corrected:1,2,4"), m_registry, m_cache, {}, {});
        QCOMPARE(corrected.layout->cols, std::size_t{3});
        const auto stored = pipeline::runChain(input("obsm:X_tsne"), m_registry, m_cache, {}, {});
        for (std::size_t i = 0; i < pca.layout->rows; ++i) {
            QCOMPARE((*pca.layout)(i, 0), pca.pca->scores(i, 2));
            QCOMPARE((*pca.layout)(i, 1), pca.pca->scores(i, 0));
            QCOMPARE((*corrected.layout)(i, 2), corrected.integration->embedding(i, 3));
            QCOMPARE((*stored.layout)(i, 0),
                     static_cast<float>(stored.filtered->quality.keptCells[i]));
        }
        const auto columns =
            pipeline::runChain(input("obsm:X_scVI:7,2"), m_registry, m_cache, {}, {});
        QCOMPARE(columns.layout->cols, std::size_t{2});
        const std::size_t row = columns.filtered->quality.keptCells[3];
        QCOMPARE((*columns.layout)(3, 0), static_cast<float>(7 * row + 6));
        QCOMPARE((*columns.layout)(3, 1), static_cast<float>(7 * row + 1));
        QVERIFY(refusal("obsm:X_scVI:1,8").contains(QStringLiteral("no component 8")));
        QVERIFY(refusal("pca:1,999").contains(QStringLiteral("no component 999")));
        QVERIFY(refusal("obsm:X_other").contains(QStringLiteral("no embedding \"X_other\"")));
    }

    void movementSaysWhoseNeighboursAreNew() {
        const auto results = pipeline::runChain(input("pca:1,2"), m_registry, m_cache, {}, {});
        QVERIFY(results.movement != nullptr);
        QCOMPARE(results.movement->neighbors.size(), results.cells->batch.size());
        QVERIFY(std::ranges::any_of(results.movement->neighbors, [](float x) { return x > 0.2F; }));
        QVERIFY(std::ranges::any_of(results.movement->distance, [](float x) { return x > 0.0F; }));
        auto none = input("pca:1,2");
        none.settings.method = "none";
        const auto still = pipeline::runChain(none, m_registry, m_cache, {}, {});
        for (const float share : still.movement->neighbors) QCOMPARE(share, 0.0F);
        for (const float way : still.movement->distance) QCOMPARE(way, 0.0F);
    }

    // A subset's map is that of a data set which holds nothing else.
    void subsetsHaveAMapOfTheirOwn() {
        const auto results = pipeline::runChain(input("pca:1,2"), m_registry, m_cache, {}, {});
        const data::Embedding& space = results.integration->embedding;
        std::vector<std::uint32_t> some;
        for (std::uint32_t i = 0; i < space.rows; i += 3) some.push_back(i);
        const base::Job job({}, 2, 5);
        const auto map = pipeline::subsetMap(space, some, {}, {}, job);
        QCOMPARE(map.rows, some.size());
        const data::Embedding alone = data::takeRows(space, some);
        const auto graph =
            neighbors::fuzzyGraph(neighbors::findNeighbors(alone, {.k = 14}, job), 15, job);
        embed::UmapRun run(graph, {}, embed::pcaStart(alone), embed::Motion::Cold, job);
        while (run.step(100, job)) {
        }
        QCOMPARE(map, run.layout());
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(pipeline::subsetMap(
                                     space, some, {}, {}, base::Job(stop.get_token(), 2, 5))),
                                 base::Cancelled);
    }
};

QTEST_APPLESS_MAIN(LayoutTest)
#include "layout_test.moc"
