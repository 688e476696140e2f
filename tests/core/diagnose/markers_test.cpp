#include "core/diagnose/markers.h"

#include "core/base/random.h"

#include <QtTest>

#include <numeric>

using namespace counterpoint;
using namespace counterpoint::diagnose;

namespace {

constexpr std::size_t cells = 600;
constexpr std::size_t genes = 60;
constexpr std::size_t types = 3;

/// Three types with ten marker genes each (2 higher), two batches in which ten further genes
/// differ by 0.5.
struct Made {
    data::Categories labels;
    data::Categories batch;
    data::CsrMatrix values;
    std::vector<std::uint32_t> all;

    Made() {
        labels.levels = {"a", "b", "c"};
        batch.levels = {"one", "two"};
        values.cols = genes;
        all.resize(genes);
        std::iota(all.begin(), all.end(), 0U);
        for (std::size_t i = 0; i < cells; ++i) {
            base::Random random(4, i);
            const auto type = static_cast<std::int32_t>(i % types);
            const auto which = static_cast<std::int32_t>(random.below(2));
            labels.codes.push_back(type);
            batch.codes.push_back(which);
            for (std::uint32_t g = 0; g < genes; ++g) {
                double value = 3.0 + 0.5 * random.normal();
                if (g / 10 == static_cast<std::uint32_t>(type)) value += 2.0;
                if (g >= 50 && which == 1) value += 0.5;
                values.columns.push_back(g);
                values.values.push_back(static_cast<float>(value));
            }
            values.rowPointers.push_back(static_cast<std::int64_t>(values.values.size()));
            ++values.rows;
        }
    }
    Expression expression() const { return {&values, all}; }
    /// 15 cells for each, drawn from those that `near` allows.
    template <class Near>
    NeighborTable neighbors(const Near& near) const {
        NeighborTable table(cells, 15);
        for (std::uint32_t i = 0; i < cells; ++i) {
            base::Random random(9, i);
            while (table.lengths[i] < 15) {
                const auto j = static_cast<std::uint32_t>(random.below(cells));
                if (j != i && near(i, j)) table.append(i, j);
            }
        }
        return table;
    }
    bool alike(std::uint32_t i, std::uint32_t j) const {
        return labels.codes[i] == labels.codes[j];
    }
};

}  // namespace

class MarkersTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void neighborsOfOneKindKeepEveryMarker() {
        const Made made;
        const auto found =
            markerRetention(made.expression(), made.labels, made.batch,
                            made.neighbors([&](auto i, auto j) { return made.alike(i, j); }), {});
        QCOMPARE(found.size(), types);
        for (const MarkerRetention& kept : found) {
            QVERIFY(kept.auroc > 0.999);
            QVERIFY(kept.correlation > 0.99);
            QVERIFY(kept.falselyDifferent < 0.001);
            QVERIFY(!kept.lost());
        }
    }
    void mergedPopulationsLoseTheMarkersBetweenThem() {
        const Made made;
        const auto found = markerRetention(
            made.expression(), made.labels, made.batch, made.neighbors([&](auto i, auto j) {
                return (made.labels.codes[i] == 2) == (made.labels.codes[j] == 2);
            }),
            {});
        // a and b lie among each other: c's cells are below both, so half of the others are told.
        QVERIFY(found[0].auroc < 0.9);
        QVERIFY(found[1].correlation < 0.9);
        QVERIFY(found[2].auroc > 0.999);
    }
    void mixtureOfEverythingLosesAllMarkers() {
        const Made made;
        const auto found = markerRetention(made.expression(), made.labels, made.batch,
                                           made.neighbors([](auto, auto) { return true; }), {});
        for (const MarkerRetention& lost : found) {
            QVERIFY(std::abs(lost.auroc - 0.5) < 0.1);
            QVERIFY(lost.lost());
        }
    }
    /// Batch two of type a reads as b: drawn by neighbours, "b" then differs between batches in the
    /// markers of both.
    void wrongNeighborsMakeControlsDiffer() {
        const Made made;
        const auto found = markerRetention(
            made.expression(), made.labels, made.batch, made.neighbors([&](auto i, auto j) {
                if (made.labels.codes[i] == 0 && made.batch.codes[i] == 1)
                    return made.labels.codes[j] == 1;
                return made.alike(i, j);
            }),
            {});
        // 20 of the 50 genes that do not differ between batches.
        QVERIFY(std::abs(found[1].falselyDifferent - 0.4) < 0.05);
        QVERIFY(found[2].falselyDifferent < 0.001);
    }
    void populationInNoBatchWithOthersHasNoFoldChange() {
        Made made;
        made.batch.codes = made.labels.codes;
        made.batch.levels = made.labels.levels;
        const auto found =
            markerRetention(made.expression(), made.labels, made.batch,
                            made.neighbors([&](auto i, auto j) { return made.alike(i, j); }), {});
        QVERIFY(std::isnan(found[0].auroc));
        QVERIFY(!found[0].lost());
    }
};

QTEST_APPLESS_MAIN(MarkersTest)
#include "markers_test.moc"
