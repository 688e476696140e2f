#include "core/base/error.h"
#include "core/pipeline/builtins.h"
#include "core/pipeline/chain.h"
#include "tests/core/pipeline/pca_cells.h"

#include <QTest>

#include <array>
#include <set>

using namespace counterpoint;
using tests::cellsWithPca;

namespace {

/// A method whose warm answers can be told from its cold ones: it adds `by` to the PCs, and 1000
/// more where it went on from an earlier run.
class Shift final : public plugin::IntegrationMethod {
  public:
    const plugin::MethodInfo& info() const override {
        static const plugin::MethodInfo info{
            .id = "shift",
            .title = "Shift",
            .help = "Moves all cells.",
            .citation = "",
            .parameters = {{.key = "by", .maximum = 10.0, .defaultValue = 0.0}}};
        return info;
    }
    int version() const override { return 1; }
    std::unique_ptr<plugin::IntegrationRun> start(const plugin::IntegrationInput& input,
                                                  const plugin::Values& values,
                                                  const base::Job& /*job*/) const override {
        return std::make_unique<Run>(input, std::get<double>(values.at("by")));
    }

  private:
    struct State final : plugin::WarmState {
        std::size_t bytes() const override { return sizeof *this; }
    };
    class Run final : public plugin::IntegrationRun {
      public:
        Run(const plugin::IntegrationInput& input, double by) : m_embedding(input.pca) {
            const double way = by + (input.warm && !input.settled ? 1000.0 : 0.0);
            for (float& x : m_embedding.values) x += static_cast<float>(way);
        }
        bool step(const base::Job& /*job*/) override { return false; }
        double progress() const override { return 1.0; }
        plugin::IntegrationResult result() const override { return {.embedding = m_embedding}; }
        std::shared_ptr<const plugin::WarmState> warmState() const override {
            return std::make_shared<const State>();
        }

      private:
        data::Embedding m_embedding;
    };
};

/// Answers with the number of cells it was asked about.
class Census final : public plugin::Metric {
  public:
    Census(std::string id, bool sampled, bool onRequest, bool slow) {
        m_info.id = std::move(id);
        m_info.sampled = sampled;
        m_info.onRequest = onRequest;
        m_info.slow = slow;
    }
    const plugin::MetricInfo& info() const override { return m_info; }
    int version() const override { return 1; }
    plugin::Score compute(const plugin::MetricInput& input, const base::Job&) const override {
        plugin::Score score;
        score.cells = input.neighbors.cells;
        score.exact = input.queries.empty() && !input.passing;
        score.scaled = 0.5;
        std::array<double, 2> batches{};
        for (const std::uint32_t cell : input.queries)
            batches[static_cast<std::size_t>(input.batch.codes[cell])] += 1.0;
        score.value = batches[0] / (batches[0] + batches[1]);
        if (!std::ranges::is_sorted(input.queries)) score.undefined = "queries out of order";
        return score;
    }

  private:
    plugin::MetricInfo m_info;
};

}  // namespace

class LiveTest : public QObject {
    Q_OBJECT

    plugin::Registry m_registry;

    static pipeline::ChainInput input(std::shared_ptr<const data::Dataset> dataset, double by,
                                      bool live) {
        pipeline::ChainInput input;
        input.datasetKey = data::fingerprint(*dataset);
        input.dataset = std::move(dataset);
        input.settings.roles.batch = "batch";
        input.settings.method = "shift";
        input.settings.methodValues["by"] = by;
        input.settings.umap.epochs = 10;
        input.live = live;
        input.metrics = {"all", "some"};
        return input;
    }

    float firstOf(const pipeline::ChainInput& of, pipeline::Cache& cache) const {
        return pipeline::runChain(of, m_registry, cache, {}, {}).integration->embedding(0, 0) -
               of.dataset->obsm.at("X_pca")(0, 0);
    }

  private Q_SLOTS:
    void initTestCase() {
        pipeline::registerBuiltins(m_registry);
        m_registry.add(std::make_unique<Shift>());
        m_registry.add(std::make_unique<Census>("late", true, false, true));
        m_registry.add(std::make_unique<Census>("all", false, false, false));
        m_registry.add(std::make_unique<Census>("some", true, false, false));
        m_registry.add(std::make_unique<Census>("rare", true, true, false));
    }

    void liveAnswersGoOnFromTheLastState() {
        const auto dataset = cellsWithPca(120);
        pipeline::Cache cache;
        QCOMPARE(std::round(firstOf(input(dataset, 1.0, true), cache)), 1.0F);  // nothing to go on
        QCOMPARE(std::round(firstOf(input(dataset, 2.0, true), cache)), 1002.0F);
        QCOMPARE(std::round(firstOf(input(dataset, 1.0, true), cache)), 1.0F);  // remembered
        auto reseeded = input(dataset, 3.0, true);
        reseeded.settings.seed = 9;  // another input: its state is not for this
        QCOMPARE(std::round(firstOf(reseeded, cache)), 3.0F);
    }

    void onlyAnswersThatPassMayAskASample() {
        const auto dataset = cellsWithPca(120);
        const auto exact = [&](const pipeline::ChainInput& of, pipeline::Cache& cache) {
            return pipeline::runChain(of, m_registry, cache, {}, {}).scores.at("all")->exact;
        };
        pipeline::Cache cache;
        QVERIFY(exact(input(dataset, 1.0, true), cache));   // started cold: is remembered
        QVERIFY(!exact(input(dataset, 2.0, true), cache));  // went on: passes
        QVERIFY(exact(input(dataset, 2.0, false), cache));
    }

    void settledAnswersStartCold() {
        const auto dataset = cellsWithPca(120);
        pipeline::Cache cache;
        for (const double by : {1.0, 2.0, 3.0}) firstOf(input(dataset, by, true), cache);
        QCOMPARE(std::round(firstOf(input(dataset, 3.0, false), cache)), 3.0F);
        QCOMPARE(std::round(firstOf(input(dataset, 3.0, true), cache)), 3.0F);  // now remembered
    }

    void ofManyCellsASampleIsAskedWhileTheHandMoves() {
        const std::size_t cells = 20'500;
        const auto dataset = cellsWithPca(cells);
        pipeline::Cache cache;
        auto live = input(dataset, 1.0, true);
        live.lastLayout = std::make_shared<const data::Embedding>(cells, 2);
        const auto preview = pipeline::runChain(live, m_registry, cache, {}, base::Job({}, 2, 0));
        QVERIFY(!preview.scores.contains("all"));  // waits for the settled answer
        const plugin::Score& some = *preview.scores.at("some");
        QVERIFY(!some.exact);
        QCOMPARE(some.cells, std::size_t{2000});
        QVERIFY(some.undefined.empty());
        const auto counts = std::get<data::Categories>(dataset->obs.find("batch")->values).counts();
        const double share = static_cast<double>(counts[0]) / static_cast<double>(cells);
        QVERIFY(std::abs(some.value - share) <= 1.0 / 2000.0);  // stratified: at most one cell off
        QCOMPARE(preview.baseline.at("some")->cells, std::size_t{2000});
        QCOMPARE(preview.neighbors->cells, cells);

        const auto settled = pipeline::runChain(input(dataset, 1.0, false), m_registry, cache, {},
                                                base::Job({}, 2, 0));
        QCOMPARE(settled.scores.at("some")->cells, cells);
        QVERIFY(settled.scores.at("some")->exact);
        QCOMPARE(settled.scores.at("all")->cells, cells);
        QCOMPARE(settled.baseline.at("all")->cells, cells);
    }

    void metricsOnRequestWaitToBeNamed() {
        const auto dataset = cellsWithPca(120);
        pipeline::Cache cache;
        auto named = input(dataset, 1.0, false);
        named.metrics = {};
        const auto usual = pipeline::runChain(named, m_registry, cache, {}, {});
        QVERIFY(usual.scores.contains("all") && !usual.scores.contains("rare"));
        named.metrics = {"rare"};
        const auto asked = pipeline::runChain(named, m_registry, cache, {}, {});
        QCOMPARE(asked.scores.size(), std::size_t{1});
        QVERIFY(asked.scores.contains("rare"));
    }

    void quickScoresComeBeforeTheSettledMapAndSlowOnesAfter() {
        pipeline::Cache cache;
        pipeline::ChainSink sink;
        bool quickFirst = false;
        bool slowLast = false;
        sink.update = [&](const pipeline::Results& results) {
            if (results.layoutSettled && results.scores.size() == 2)
                quickFirst = !results.scores.contains("late");
            if (results.scores.contains("late")) slowLast = results.layoutSettled;
        };
        auto whole = input(cellsWithPca(120), 1.0, false);
        whole.metrics = {"late", "all", "some"};
        static_cast<void>(pipeline::runChain(whole, m_registry, cache, sink, {}));
        QVERIFY(quickFirst);
        QVERIFY(slowLast);
    }

    void cellsThatFollowedTheHandWaitForTheSlowScores() {
        pipeline::Cache cache;
        auto whole = input(cellsWithPca(120), 1.0, false);
        whole.settings.umap.epochs = 300;
        whole.metrics = {"late", "all"};
        const auto first = pipeline::runChain(whole, m_registry, cache, {}, {});
        for (const bool followed : {false, true}) {
            whole.settings.methodValues["by"] = followed ? 3.0 : 2.0;
            whole.lastLayout = first.layout;
            whole.followed = followed;
            pipeline::ChainSink sink;
            std::optional<bool> movedFirst;
            sink.update = [&](const pipeline::Results& results) {
                if (!movedFirst && (results.layout || results.scores.contains("late")))
                    movedFirst = results.layout != nullptr;
            };
            const auto results = pipeline::runChain(whole, m_registry, cache, sink, {});
            QCOMPARE(movedFirst, std::optional(!followed));
            QVERIFY(results.layoutSettled);
        }
    }

    /// Whatever the stage, nothing of a later one happens once a stop was asked for.
    void everyStageHearsAStop() {
        const auto dataset = cellsWithPca(3000);
        using pipeline::Stage;
        for (const bool live : {false, true}) {
            for (const Stage at : {Stage::Filter, Stage::Pca, Stage::Integrate, Stage::Neighbors,
                                   Stage::Scores, Stage::Layout, Stage::Baseline}) {
                pipeline::Cache cache;
                std::stop_source source;
                std::set<Stage> afterwards;
                int updates = 0;
                pipeline::ChainSink sink;
                sink.progress = [&](Stage stage, double) {
                    if (source.stop_requested() && stage != at) afterwards.insert(stage);
                    if (stage == at) source.request_stop();
                };
                sink.update = [&](const pipeline::Results&) {
                    updates += source.stop_requested() ? 1 : 0;
                };
                QVERIFY_EXCEPTION_THROWN(static_cast<void>(pipeline::runChain(
                                             input(dataset, 1.0, live), m_registry, cache, sink,
                                             base::Job(source.get_token(), 2, 0))),
                                         base::Cancelled);
                QVERIFY(afterwards.empty());
                QVERIFY(updates <= 1);  // of what was done when the stop came
            }
        }
    }
};

QTEST_APPLESS_MAIN(LiveTest)
#include "live_test.moc"
