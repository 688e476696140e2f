// A method that trains in the chain: looked at on its way, stopped, gone on with.

#include "core/base/error.h"
#include "core/pipeline/builtins.h"
#include "core/pipeline/chain.h"
#include "tests/core/pipeline/pca_cells.h"

#include <QTest>

#include <chrono>
#include <thread>

using namespace counterpoint;

namespace {

/// A method that trains: every epoch takes a while and moves all cells by one. It goes on from its
/// state, but for a settled answer only where that was trained with the same value.
class Walk final : public plugin::IntegrationMethod {
  public:
    const plugin::MethodInfo& info() const override {
        static const plugin::MethodInfo info{
            .id = "walk",
            .title = "Walk",
            .help = "Moves all cells, step by step.",
            .citation = "",
            .parameters = {{.key = "by", .maximum = 10.0, .defaultValue = 0.0}},
            .trains = true};
        return info;
    }
    int version() const override { return 1; }
    std::unique_ptr<plugin::IntegrationRun> start(const plugin::IntegrationInput& input,
                                                  const plugin::Values& values,
                                                  const base::Job& /*job*/) const override {
        return std::make_unique<Run>(input, std::get<double>(values.at("by")));
    }
    static constexpr int epochs = 12;

  private:
    struct State final : plugin::WarmState {
        std::size_t bytes() const override { return sizeof *this; }
        double by = 0.0;
        int done = 0;
    };
    class Run final : public plugin::IntegrationRun {
      public:
        Run(const plugin::IntegrationInput& input, double by) : m_pca(input.pca), m_by(by) {
            const auto* state = dynamic_cast<const State*>(input.warm.get());
            if (state != nullptr && (!input.settled || state->by == by)) m_done = state->done;
        }
        bool step(const base::Job& /*job*/) override {
            std::this_thread::sleep_for(std::chrono::milliseconds(120));
            return ++m_done < epochs;
        }
        double progress() const override { return static_cast<double>(m_done) / epochs; }
        plugin::IntegrationResult result() const override {
            plugin::IntegrationResult result{.embedding = m_pca};
            for (float& x : result.embedding.values) x += static_cast<float>(m_done);
            result.rounds = m_done;
            return result;
        }
        std::shared_ptr<const plugin::WarmState> warmState() const override {
            auto state = std::make_shared<State>();
            state->by = m_by;
            state->done = m_done;
            return state;
        }

      private:
        const data::Embedding& m_pca;
        double m_by;
        int m_done = 0;
    };
};

}  // namespace

class TrainingTest : public QObject {
    Q_OBJECT

    plugin::Registry m_registry;

    static pipeline::ChainInput input() {
        pipeline::ChainInput input;
        input.dataset = tests::cellsWithPca(150);
        input.datasetKey = data::fingerprint(*input.dataset);
        input.settings.roles.batch = "batch";
        input.settings.method = "walk";
        input.settings.methodValues["by"] = 1.0;
        input.settings.umap.epochs = 10;
        input.metrics = {"ilisi"};
        return input;
    }

  private Q_SLOTS:
    void initTestCase() {
        pipeline::registerBuiltins(m_registry);
        m_registry.add(std::make_unique<Walk>());
    }

    void aMethodThatTrainsIsLookedAtAndGoesOnFromWhereItWasStopped() {
        pipeline::Cache cache;
        pipeline::ChainInput training = input();
        training.watched = true;
        std::stop_source source;
        pipeline::ChainSink sink;
        int seen = 0;
        bool map = false;
        sink.update = [&](const pipeline::Results& results) {
            if (!results.integration || results.integration->rounds == Walk::epochs) return;
            seen = results.integration->rounds;
            map = map || results.layout;
            if (results.layout && results.diagnosis) source.request_stop();
        };
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(pipeline::runChain(training, m_registry, cache, sink,
                                                 base::Job(source.get_token(), 1, 0))),
            base::Cancelled);
        QVERIFY(map);
        QVERIFY(seen > 0 && seen < Walk::epochs);

        // Anew with the same value is the rest of the same way; with another, the whole way.
        int first = 0;
        sink.update = [&](const pipeline::Results& results) {
            if (first == 0 && results.integration) first = results.integration->rounds;
        };
        training.anew = true;
        const auto whole = pipeline::runChain(training, m_registry, cache, sink, {});
        QCOMPARE(whole.integration->rounds, Walk::epochs);
        QVERIFY(first > seen);

        // With another value it goes on, unless it is to start anew; what it came to by going on is
        // not remembered as the answer of these settings.
        training.settings.methodValues["by"] = 2.0;
        training.anew = false;
        const auto further = pipeline::runChain(training, m_registry, cache, {}, {});
        QCOMPARE(further.integration->rounds, Walk::epochs + 1);
        // A word on two populations is no reason to train on.
        training.asTrained = true;
        training.settings.links = {{"cell0", "cell1", true}};
        const auto judged = pipeline::runChain(training, m_registry, cache, {}, {});
        QCOMPARE(judged.integration->rounds, Walk::epochs + 1);
        QCOMPARE(judged.integration->embedding, further.integration->embedding);
        QVERIFY(judged.layoutSettled);
        training.asTrained = false;
        training.settings.links.clear();
        training.anew = true;
        const auto anew = pipeline::runChain(training, m_registry, cache, {}, {});
        QVERIFY(anew.integration->rounds >= Walk::epochs);
        QVERIFY(anew.layoutSettled);
    }

    void nothingIsShownOfATrainingThatNobodyWatches() {
        pipeline::Cache cache;
        pipeline::ChainInput training = input();
        pipeline::ChainSink sink;
        int looks = 0;
        sink.update = [&](const pipeline::Results& results) {
            looks += results.integration && results.integration->rounds < Walk::epochs;
        };
        const auto whole = pipeline::runChain(training, m_registry, cache, sink, {});
        QCOMPARE(looks, 0);
        QCOMPARE(whole.integration->rounds, Walk::epochs);
    }
};

QTEST_APPLESS_MAIN(TrainingTest)
#include "training_test.moc"
