#include "core/pipeline/chain.h"

#include "core/base/error.h"
#include "core/embed/umap.h"
#include "core/pipeline/builtins.h"
#include "core/simulate/simulate.h"

#include <QTest>

#include <cmath>
#include <set>

using namespace counterpoint;

class ChainTest : public QObject {
    Q_OBJECT

    plugin::Registry m_registry;
    std::shared_ptr<const data::Dataset> m_dataset;

    pipeline::ChainInput input() const {
        pipeline::ChainInput input;
        input.dataset = m_dataset;
        input.datasetKey = data::fingerprint(*m_dataset);
        input.settings.roles = {"batch", "cell_type"};
        input.settings.umap.epochs = 30;
        return input;
    }

    QString refusal(const pipeline::ChainInput& of) const {
        pipeline::Cache cache;
        try {
            static_cast<void>(pipeline::runChain(of, m_registry, cache, {}, {}));
        } catch (const base::Error& error) {
            return QString::fromUtf8(error.what());
        }
        return {};
    }

  private Q_SLOTS:
    void initTestCase() {
        pipeline::registerBuiltins(m_registry);
        simulate::SimulateOptions options;
        options.cells = 600;
        options.genes = 500;
        m_dataset = std::make_shared<const data::Dataset>(simulate::simulate(options, {}));
    }

    void everyStageIsThereAndFinite() {
        pipeline::Cache cache;
        std::set<pipeline::Stage> stages;
        pipeline::ChainSink sink;
        sink.progress = [&](pipeline::Stage stage, double fraction) {
            QVERIFY(fraction >= 0.0 && fraction <= 1.0);
            stages.insert(stage);
        };
        const auto results = pipeline::runChain(input(), m_registry, cache, sink, {});
        QCOMPARE(stages.size(), std::size_t{9});
        const std::size_t cells = results.cells->batch.size();
        QVERIFY(cells > 500);
        QCOMPARE(results.pca->scores.rows, cells);
        QCOMPARE(results.integration->embedding.rows, cells);
        QCOMPARE(results.neighbors->cells, cells);
        QCOMPARE(results.layout->rows, cells);
        QVERIFY(results.layoutSettled);
        QVERIFY(
            std::ranges::all_of(results.layout->values, [](float x) { return std::isfinite(x); }));
        const auto always = static_cast<std::size_t>(std::ranges::count_if(
            m_registry.metrics(), [](const auto& metric) { return !metric->info().onRequest; }));
        QCOMPARE(results.scores.size(), always);
        QCOMPARE(results.baseline.size(), always);
        QVERIFY(results.diagnosis && results.diagnosis->exact);
        QCOMPARE(results.diagnosis->perCell.foreign.size(), cells);
        QVERIFY(results.shuffled.contains("ilisi"));
        for (const auto& [id, score] : results.scores)
            QVERIFY2(score->undefined.empty() == std::isfinite(score->scaled), id.c_str());
    }

    void furtherBatchColumnsAndReferencesReachTheMethod() {
        auto dataset = std::make_shared<data::Dataset>(*input().dataset);
        const std::size_t cells = dataset->cells();
        data::Categories lane{std::vector<std::int32_t>(cells), {"one", "two"}, false};
        for (std::size_t i = 0; i < cells; ++i) lane.codes[i] = i % 2 == 0 ? 0 : 1;
        dataset->obs.set({"lane", lane});
        pipeline::ChainInput plain = input();
        plain.dataset = dataset;
        plain.datasetKey = data::fingerprint(*dataset);
        plain.map = false;
        pipeline::Cache cache;  // one for all: other roles must not find these answers
        const auto without = pipeline::runChain(plain, m_registry, cache, {}, {});
        pipeline::ChainInput both = plain;
        both.settings.roles.moreBatches = {"lane"};
        const auto with = pipeline::runChain(both, m_registry, cache, {}, {});
        QVERIFY(with.integration->embedding.values != without.integration->embedding.values);
        pipeline::ChainInput anchored = plain;
        const data::Categories& batch = without.cells->batch;
        anchored.settings.roles.reference = {batch.levels.front()};
        const auto held = pipeline::runChain(anchored, m_registry, cache, {}, {});
        for (std::size_t i = 0; i < batch.size(); ++i)
            if (batch.codes[i] == 0)
                for (std::size_t d = 0; d < held.pca->scores.cols; ++d)
                    QCOMPARE(held.integration->embedding(i, d), held.pca->scores(i, d));
        pipeline::ChainInput wrong = plain;
        wrong.settings.roles.moreBatches = {"no such column"};
        QVERIFY(refusal(wrong).contains(QStringLiteral("no such column")));
    }

    void covariatesReachTheMethodsThatTakeThem() {
        auto dataset = std::make_shared<data::Dataset>(*input().dataset);
        std::vector<double> depth(dataset->cells());
        for (std::size_t i = 0; i < depth.size(); ++i) depth[i] = static_cast<double>(i % 9) / 9.0;
        dataset->obs.set({"depth", depth});
        pipeline::ChainInput plain = input();
        plain.dataset = dataset;
        plain.datasetKey = data::fingerprint(*dataset);
        plain.map = false;
        pipeline::Cache cache;
        // Harmony is asked once, whatever covariates there are.
        const auto harmony = pipeline::runChain(plain, m_registry, cache, {}, {});
        pipeline::ChainInput told = plain;
        told.settings.roles.covariates = {"depth"};
        QCOMPARE(pipeline::runChain(told, m_registry, cache, {}, {}).integration,
                 harmony.integration);
        plain.settings.method = told.settings.method = "scvi";
        plain.settings.methodValues = told.settings.methodValues = {{"max_epochs", std::int64_t{2}},
                                                                    {"n_hidden", std::int64_t{16}}};
        const auto without = pipeline::runChain(plain, m_registry, cache, {}, {});
        const auto with = pipeline::runChain(told, m_registry, cache, {}, {});
        QVERIFY(with.integration->embedding != without.integration->embedding);
    }

    void covariatesThatExplainNothingAreRefusedInOneSentence() {
        auto dataset = std::make_shared<data::Dataset>(*input().dataset);
        const std::size_t cells = dataset->cells();
        std::vector<double> gaps(cells, 1.0);
        gaps[0] = std::nan("");
        gaps[1] = 2.0;
        std::vector<std::string> names(cells);
        for (std::size_t i = 0; i < cells; ++i) names[i] = "cell " + std::to_string(i);
        std::vector<std::string> holes(cells, "a");
        holes[2] = "";
        dataset->obs.set({"gaps", gaps});
        dataset->obs.set({"alike", std::vector<double>(cells, 3.0)});
        dataset->obs.set({"names", names});
        dataset->obs.set({"holes", holes});
        pipeline::ChainInput wrong = input();
        wrong.dataset = dataset;
        wrong.datasetKey = data::fingerprint(*dataset);
        wrong.settings.method = "scvi";
        for (const auto& [column, because] :
             {std::pair("gaps", "has no value in 1 cell;"), std::pair("alike", "the same in all"),
              std::pair("names", "is text with"), std::pair("holes", "has no value in 1 cell;"),
              std::pair("batch", "is a batch column"), std::pair("none", "no obs column")}) {
            wrong.settings.roles.covariates = {column};
            QVERIFY2(refusal(wrong).contains(QLatin1String(because)), qPrintable(refusal(wrong)));
        }
    }

    void theThreadCountChangesNoNumber() {
        pipeline::Cache one;
        pipeline::Cache two;
        const auto a = pipeline::runChain(input(), m_registry, one, {}, base::Job({}, 1, 0));
        const auto b = pipeline::runChain(input(), m_registry, two, {}, base::Job({}, 2, 0));
        QCOMPARE(a.pca->scores, b.pca->scores);
        QCOMPARE(a.integration->embedding, b.integration->embedding);
        QCOMPARE(a.neighbors->indices, b.neighbors->indices);
        QCOMPARE(*a.layout, *b.layout);
        for (const auto& [id, score] : a.scores) QCOMPARE(score->value, b.scores.at(id)->value);
    }

    void nothingIsComputedTwice() {
        pipeline::Cache cache;
        const auto first = pipeline::runChain(input(), m_registry, cache, {}, {});
        auto other = input();
        other.settings.methodValues["theta"] = 0.5;
        const auto changed = pipeline::runChain(other, m_registry, cache, {}, {});
        QVERIFY(changed.integration != first.integration);
        QCOMPARE(changed.pca, first.pca);  // the very same object
        const auto again = pipeline::runChain(input(), m_registry, cache, {}, {});
        QCOMPARE(again.integration, first.integration);
        QCOMPARE(again.layout, first.layout);
    }

    void settledAnswersDoNotDependOnThePath() {
        pipeline::Cache straight;
        auto wanted = input();
        wanted.settings.methodValues["theta"] = 3.0;
        const auto expected = pipeline::runChain(wanted, m_registry, straight, {}, {});

        pipeline::Cache wandering;
        auto step = input();
        step.lastLayout = pipeline::runChain(step, m_registry, wandering, {}, {}).layout;
        for (const double theta : {5.0, 1.0, 2.5}) {
            step.live = true;
            step.settings.methodValues["theta"] = theta;
            step.lastLayout = pipeline::runChain(step, m_registry, wandering, {}, {}).layout;
        }
        step.live = false;
        step.settings.methodValues["theta"] = 3.0;
        const auto arrived = pipeline::runChain(step, m_registry, wandering, {}, {});
        QCOMPARE(arrived.integration->embedding, expected.integration->embedding);
        QCOMPARE(*arrived.layout, *expected.layout);
        for (const auto& [id, score] : expected.scores)
            QCOMPARE(arrived.scores.at(id)->value, score->value);
    }

    // Turned by a right angle, mirrored and pushed aside: all of it is undone, and nothing else.
    void aSettledMapLiesAsThatOfThePinnedRun() {
        pipeline::Cache cache;
        const auto plain = pipeline::runChain(input(), m_registry, cache, {}, {});
        auto pinned = std::make_shared<data::Embedding>(*plain.layout);
        for (std::size_t i = 0; i < pinned->rows; ++i) {
            (*pinned)(i, 0) = 4.0F - (*plain.layout)(i, 1);
            (*pinned)(i, 1) = -(*plain.layout)(i, 0);
        }
        auto wanted = input();
        wanted.frame = pinned;
        const auto same = pipeline::runChain(wanted, m_registry, cache, {}, {});
        for (std::size_t i = 0; i < pinned->values.size(); ++i)
            QVERIFY(std::abs(same.layout->values[i] - pinned->values[i]) < 1e-3F);

        auto other = input();
        other.settings.methodValues["theta"] = 4.0;
        const auto free = pipeline::runChain(other, m_registry, cache, {}, {});
        other.frame = pinned;
        pipeline::Cache empty;
        for (pipeline::Cache* from : {&cache, &empty}) {
            const auto turned = pipeline::runChain(other, m_registry, *from, {}, {});
            QCOMPARE(*turned.layout, embed::aligned(*free.layout, *pinned));
            // A rigid motion: cells are as far from each other as they were.
            for (std::size_t i = 1; i < pinned->rows; i += 7) {
                const auto apart = [i](const data::Embedding& map) {
                    return std::hypot(map(i, 0) - map(0, 0), map(i, 1) - map(0, 1));
                };
                QVERIFY(std::abs(apart(*turned.layout) - apart(*free.layout)) < 1e-3F);
            }
            for (const auto& [id, score] : free.scores)
                QCOMPARE(turned.scores.at(id)->value, score->value);
        }
        other.frame = std::make_shared<data::Embedding>(pinned->rows - 1, 2);  // of other cells
        QCOMPARE(*pipeline::runChain(other, m_registry, cache, {}, {}).layout, *free.layout);
    }

    void liveAnswersMoveOnFromWhatIsOnScreen() {
        pipeline::Cache cache;
        auto live = input();
        live.lastLayout = pipeline::runChain(live, m_registry, cache, {}, {}).layout;
        live.live = true;
        live.settings.methodValues["theta"] = 2.2;
        const auto moved = pipeline::runChain(live, m_registry, cache, {}, {});
        QVERIFY(!moved.layoutSettled);
        double extent = 0.0;
        double way = 0.0;
        for (std::size_t i = 0; i < moved.layout->values.size(); ++i) {
            extent = std::max<double>(extent, std::abs(live.lastLayout->values[i]));
            way += std::abs(moved.layout->values[i] - live.lastLayout->values[i]);
        }
        QVERIFY(way > 0.0);
        QVERIFY(way / static_cast<double>(moved.layout->values.size()) < 0.25 * extent);
    }

    void rolesThatCannotWorkAreRefusedInOneSentence() {
        auto wrong = input();
        wrong.settings.roles.batch = "donor";
        QCOMPARE(
            refusal(wrong),
            QStringLiteral(
                "there is no obs column \"donor\" for the batch; the file has batch, cell_type"));
        wrong.settings.roles.batch.clear();
        QVERIFY(refusal(wrong).startsWith(QStringLiteral("no batch column was chosen")));
        wrong = input();
        auto single = std::make_shared<data::Dataset>(*m_dataset);
        single->obs.set(
            {"batch",
             data::Categories{std::vector<std::int32_t>(single->cells(), 0), {"only"}, false}});
        wrong.dataset = single;
        wrong.datasetKey = 1;
        QVERIFY(refusal(wrong).startsWith(
            QStringLiteral("batch column \"batch\" has one batch only (only);")));
        auto holed = std::make_shared<data::Dataset>(*m_dataset);
        auto codes = std::get<data::Categories>(holed->obs.find("batch")->values);
        codes.codes[3] = -1;
        holed->obs.set({"batch", codes});
        wrong.dataset = holed;
        wrong.datasetKey = 2;
        QVERIFY(refusal(wrong).startsWith(
            QStringLiteral("batch column \"batch\" has no value in 1 cells;")));
    }

    void matricesThatCannotWorkAreRefusedInOneSentence() {
        auto wrong = input();
        wrong.settings.quality.minGenes = 5000;
        QVERIFY(refusal(wrong).contains(QStringLiteral("min_genes")));
        wrong = input();
        auto scaled = std::make_shared<data::Dataset>(*m_dataset);
        scaled->counts.values[0] = -1.0F;
        scaled->valueKind = data::classifyValues(scaled->counts);
        wrong.dataset = scaled;
        wrong.datasetKey = 3;
        QVERIFY(refusal(wrong).contains(QStringLiteral("has negative values")));
        // With components of its own such a file starts from them, as one without values does.
        auto placed = std::make_shared<data::Dataset>(*scaled);
        pipeline::Cache first;
        placed->obsm["X_pca"] = pipeline::runChain(input(), m_registry, first, {}, {}).pca->scores;
        wrong.dataset = placed;
        wrong.datasetKey = 5;
        wrong.settings = input().settings;
        pipeline::Cache second;
        const auto started = pipeline::runChain(wrong, m_registry, second, {}, {});
        QCOMPARE(started.pca->scores.values, placed->obsm.at("X_pca").values);
        QVERIFY(!started.variableGenes && started.filtered->logNormalised.rows == 0);
        wrong.settings.quality.minGenes = 5000;
        auto bare = std::make_shared<data::Dataset>();
        bare->name = "bare";
        bare->obs = m_dataset->obs;
        wrong.dataset = bare;
        wrong.datasetKey = 4;
        QVERIFY(
            refusal(wrong).startsWith(QStringLiteral("bare holds neither expression values nor")));
    }

    void filesWithPrincipalComponentsOnlyStartFromThem() {
        pipeline::Cache cache;
        const auto full = pipeline::runChain(input(), m_registry, cache, {}, {});
        auto bare = std::make_shared<data::Dataset>();
        bare->name = "bare";
        bare->obs = full.cells->obs;
        bare->obsm["X_pca"] = full.pca->scores;
        auto stored = input();
        stored.dataset = bare;
        stored.datasetKey = 5;
        const auto results = pipeline::runChain(stored, m_registry, cache, {}, {});
        QCOMPARE(results.integration->embedding, full.integration->embedding);
        QVERIFY(results.variableGenes == nullptr);
    }

    void aStoppedRunLeavesNothingHalfDoneInTheCache() {
        pipeline::Cache cache;
        std::stop_source source;
        pipeline::ChainSink sink;
        sink.progress = [&](pipeline::Stage stage, double) {
            if (stage == pipeline::Stage::Neighbors) source.request_stop();
        };
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(pipeline::runChain(input(), m_registry, cache, sink,
                                                 base::Job(source.get_token(), 2, 0))),
            base::Cancelled);
        pipeline::Cache fresh;
        const auto resumed = pipeline::runChain(input(), m_registry, cache, {}, {});
        const auto whole = pipeline::runChain(input(), m_registry, fresh, {}, {});
        QCOMPARE(*resumed.layout, *whole.layout);
    }
};

QTEST_APPLESS_MAIN(ChainTest)
#include "chain_test.moc"
