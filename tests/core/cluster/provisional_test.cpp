#include "core/cluster/provisional.h"

#include "core/base/random.h"

#include <QtTest/QtTest>

#include <map>
#include <set>

using namespace counterpoint;

class ProvisionalTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void findsThePopulationsOfEachBatch() {
        // Three clouds in each of two batches far apart; batch 1 lacks one of them.
        constexpr std::size_t cells = 600;
        data::Embedding x(cells, 4);
        data::Categories batch{std::vector<std::int32_t>(cells), {"a", "b"}};
        std::vector<int> truth(cells);
        for (std::size_t i = 0; i < cells; ++i) {
            base::Random random(5, i);
            batch.codes[i] = static_cast<std::int32_t>(i % 2);
            truth[i] = static_cast<int>(random.below(i % 2 == 0 ? 3 : 2));
            for (std::size_t d = 0; d < 4; ++d)
                x(i, d) =
                    static_cast<float>(0.1 * random.normal() + (d == 0 ? 20.0 * truth[i] : 0.0) +
                                       (d == 1 && i % 2 == 1 ? 50.0 : 0.0));
        }
        const auto found = cluster::provisionalPopulations(x, batch, base::Job({}, 2, 0));
        std::map<std::int32_t, std::set<std::pair<std::int32_t, int>>> inside;
        for (std::size_t i = 0; i < cells; ++i) {
            QVERIFY(found.codes[i] >= 0);
            inside[found.codes[i]].insert({batch.codes[i], truth[i]});
            QVERIFY(found.levels[found.codes[i]].starts_with(batch.levels[batch.codes[i]] + " / "));
        }
        QCOMPARE(inside.size(), found.levelCount());
        QVERIFY(inside.size() >= 5);
        for (const auto& [code, contents] : inside) QCOMPARE(contents.size(), std::size_t{1});
        QCOMPARE(cluster::provisionalPopulations(x, batch, {}).codes, found.codes);
    }

    void worksInTinyBatches() {
        data::Embedding x(5, 2);
        for (std::size_t i = 0; i < 5; ++i) x(i, 0) = static_cast<float>(i);
        const data::Categories batch{{0, 0, 0, 0, 1}, {"a", "b"}};
        const auto found = cluster::provisionalPopulations(x, batch, {});
        QVERIFY(found.levelCount() >= 2);
        QCOMPARE(found.levels[found.codes[4]], std::string("b / 1"));
    }
};

QTEST_APPLESS_MAIN(ProvisionalTest)
#include "provisional_test.moc"
