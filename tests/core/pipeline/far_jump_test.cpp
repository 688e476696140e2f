// A hand that jumps far over more cells than can be placed anew while it waits: what it sees
// meanwhile, and that the settled answer knows nothing of it.

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/pipeline/builtins.h"
#include "core/pipeline/chain.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <memory>
#include <set>
#include <stop_token>
#include <vector>

using namespace counterpoint;

namespace {

constexpr std::size_t cells = 50'001;  // one more than are placed anew at once
constexpr std::size_t sketched = 10'000;

/// Deals the places of all cells out anew: nobody keeps a neighbour.
class Deal final : public plugin::IntegrationMethod {
  public:
    const plugin::MethodInfo& info() const override {
        static const plugin::MethodInfo info{
            .id = "deal",
            .title = "Deal",
            .help = "Gives every cell the place of another.",
            .citation = "",
            .parameters = {{.key = "hand", .maximum = 10.0, .defaultValue = 0.0}}};
        return info;
    }
    int version() const override { return 1; }
    std::unique_ptr<plugin::IntegrationRun> start(const plugin::IntegrationInput& input,
                                                  const plugin::Values& values,
                                                  const base::Job& /*job*/) const override {
        return std::make_unique<Run>(input.pca, std::get<double>(values.at("hand")));
    }

  private:
    class Run final : public plugin::IntegrationRun {
      public:
        Run(const data::Embedding& pca, double hand) {
            std::vector<std::uint32_t> from(pca.rows);
            for (std::size_t i = 0; i < from.size(); ++i) from[i] = static_cast<std::uint32_t>(i);
            base::Random random(static_cast<std::uint64_t>(hand));
            for (std::size_t i = from.size(); hand > 0.0 && i > 1; --i)
                std::swap(from[i - 1], from[random.below(i)]);
            m_embedding = data::takeRows(pca, from);
        }
        bool step(const base::Job& /*job*/) override { return false; }
        double progress() const override { return 1.0; }
        plugin::IntegrationResult result() const override { return {.embedding = m_embedding}; }

      private:
        data::Embedding m_embedding;
    };
};

/// Cells in four groups, with two principal components and two batches.
std::shared_ptr<const data::Dataset> manyCells() {
    auto dataset = std::make_shared<data::Dataset>();
    dataset->name = "many cells";
    data::Embedding pca(cells, 2);
    data::Categories batch{std::vector<std::int32_t>(cells), {"a", "b"}, false};
    for (std::size_t i = 0; i < cells; ++i) {
        base::Random random(3, i);
        pca(i, 0) = static_cast<float>(random.normal() + 6.0 * static_cast<double>(i % 2));
        pca(i, 1) = static_cast<float>(random.normal() + 6.0 * static_cast<double>(i / 2 % 2));
        batch.codes[i] = static_cast<std::int32_t>(random.below(2));
        dataset->obs.index.push_back("cell" + std::to_string(i));
    }
    dataset->obs.set({"batch", batch});
    dataset->obsm["X_pca"] = std::move(pca);
    return dataset;
}

std::size_t placesOf(const data::Embedding& map) {
    std::set<std::array<float, 2>> places;
    for (std::size_t i = 0; i < map.rows; ++i) places.insert({map(i, 0), map(i, 1)});
    return places.size();
}

}  // namespace

class FarJumpTest : public QObject {
    Q_OBJECT

    plugin::Registry m_registry;
    pipeline::ChainInput m_input;

    using Wanted = std::function<bool(const pipeline::Results&)>;

    /// What a run with this value has when `wanted` says that it is enough.
    pipeline::Results run(double hand, bool live, pipeline::Cache& cache,
                          const std::shared_ptr<const data::Embedding>& onScreen,
                          const Wanted& wanted) const {
        pipeline::ChainInput input = m_input;
        input.settings.methodValues["hand"] = hand;
        input.live = live;
        input.lastLayout = onScreen;
        input.followed = !live && onScreen != nullptr;
        std::stop_source enough;
        pipeline::Results last;
        pipeline::ChainSink sink;
        sink.update = [&](const pipeline::Results& now) {
            if (enough.stop_requested()) return;
            last = now;
            if (wanted(now)) enough.request_stop();
        };
        try {
            return pipeline::runChain(input, m_registry, cache, sink,
                                      base::Job(enough.get_token(), 2, 0));
        } catch (const base::Cancelled&) {
            return last;
        }
    }

  private Q_SLOTS:
    void initTestCase() {
        pipeline::registerBuiltins(m_registry);
        m_registry.add(std::make_unique<Deal>());
        m_input.dataset = manyCells();
        m_input.datasetKey = data::fingerprint(*m_input.dataset);
        m_input.settings.roles.batch = "batch";
        m_input.settings.method = "deal";
        m_input.settings.umap.epochs = 5;
        m_input.settings.umap.neighbors = 5;
        m_input.metrics = {"ilisi"};
    }

    void aMapOfASampleIsShownMeanwhileAndTheSettledOneIsAsWithoutIt() {
        pipeline::Cache cache;
        const auto before = run(0.0, true, cache, nullptr, [](const pipeline::Results& now) {
            return now.layout && placesOf(*now.layout) > sketched;
        });
        QVERIFY(before.layout != nullptr);

        // What follows the jump: the sample's map of the new space, never one of the old space and
        // never called settled.
        std::shared_ptr<const data::Embedding> seen;
        int stale = 0;
        int calledSettled = 0;
        const auto jumped = run(1.0, true, cache, before.layout, [&](const pipeline::Results& now) {
            if (!now.layout) return false;
            calledSettled += now.layoutSettled ? 1 : 0;
            stale += now.layout == before.layout || now.integration == before.integration ? 1 : 0;
            if (!seen) seen = now.layout;
            return now.scores.contains("ilisi") && now.diagnosis;
        });
        QCOMPARE(calledSettled, 0);
        QCOMPARE(stale, 0);
        QVERIFY(!jumped.layoutSettled);
        QCOMPARE(jumped.layout, seen);  // one frame only, at once
        QCOMPARE(seen->rows, cells);
        QVERIFY(placesOf(*seen) <= sketched);
        QVERIFY(placesOf(*seen) > sketched / 2);
        QVERIFY(std::ranges::all_of(seen->values, [](float x) { return std::isfinite(x); }));

        const auto isSettled = [](const pipeline::Results& now) { return now.layoutSettled; };
        const auto settled = run(1.0, false, cache, seen, isSettled);
        pipeline::Cache empty;
        const auto alone = run(1.0, false, empty, nullptr, isSettled);
        QVERIFY(settled.layoutSettled && alone.layoutSettled);
        QVERIFY(placesOf(*settled.layout) > sketched);
        QCOMPARE(*settled.layout, *alone.layout);
        QCOMPARE(settled.scores.at("ilisi")->value, alone.scores.at("ilisi")->value);
        QVERIFY(settled.diagnosis->verdict == alone.diagnosis->verdict);
    }
};

QTEST_APPLESS_MAIN(FarJumpTest)
#include "far_jump_test.moc"
