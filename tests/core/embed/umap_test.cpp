#include "core/embed/umap.h"

#include "core/base/random.h"
#include "core/neighbors/fuzzy_graph.h"
#include "core/neighbors/neighbors.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace counterpoint;

namespace {

constexpr std::size_t Blobs = 4;

/// Four well separated Gaussian blobs in ten dimensions; cell i lies in blob i % 4.
data::Embedding blobs(std::size_t cells) {
    data::Embedding embedding(cells, 10);
    for (std::size_t i = 0; i < cells; ++i) {
        base::Random random(11, i);
        for (std::size_t j = 0; j < 10; ++j)
            embedding(i, j) = static_cast<float>(random.normal() + (i % Blobs == j ? 12.0 : 0.0));
    }
    return embedding;
}

data::CsrMatrix graphOf(const data::Embedding& embedding, int k = 15) {
    return neighbors::fuzzyGraph(neighbors::findNeighbors(embedding, {.k = 30}, {}), k, {});
}

data::Embedding layoutOf(const data::Embedding& embedding, int threads, int epochsAtOnce = 50,
                         const embed::UmapOptions& options = {}) {
    const base::Job job({}, threads, 3);
    embed::UmapRun run(graphOf(embedding), options, embed::pcaStart(embedding), embed::Motion::Cold,
                       job);
    while (run.step(epochsAtOnce, job)) {
    }
    return run.layout();
}

/// Share of each cell's 15 nearest in `a` that are among its 15 nearest in `b`.
double keptNeighbours(const data::Embedding& a, const data::Embedding& b) {
    const auto before = neighbors::findNeighbors(a, {.k = 15}, {});
    const auto after = neighbors::findNeighbors(b, {.k = 15}, {});
    std::size_t kept = 0;
    for (std::size_t i = 0; i < a.rows; ++i)
        for (const std::uint32_t j : after.neighbors(i))
            kept += std::ranges::count(before.neighbors(i), j);
    return static_cast<double>(kept) / static_cast<double>(a.rows * 15);
}

bool allFinite(const data::Embedding& layout) {
    return std::ranges::all_of(layout.values, [](float x) { return std::isfinite(x); });
}

data::Embedding turned(const data::Embedding& layout, double angle, bool mirrored) {
    data::Embedding result = layout;
    for (std::size_t i = 0; i < layout.rows; ++i) {
        const double x = layout(i, 0);
        const double y = mirrored ? -layout(i, 1) : layout(i, 1);
        result(i, 0) = static_cast<float>(std::cos(angle) * x - std::sin(angle) * y + 5.0);
        result(i, 1) = static_cast<float>(std::sin(angle) * x + std::cos(angle) * y - 2.0);
    }
    return result;
}

}  // namespace

class UmapTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    // Values of scipy's curve_fit in umap-learn 0.5.3 for these settings.
    void curveIsTheOneOfUmapLearn_data() {
        QTest::addColumn<double>("minDist");
        QTest::addColumn<double>("a");
        QTest::addColumn<double>("b");
        QTest::newRow("0.1") << 0.1 << 1.577 << 0.895;
        QTest::newRow("0.5") << 0.5 << 0.583 << 1.334;
        QTest::newRow("0.3") << 0.3 << 0.992 << 1.112;
        QTest::newRow("0.01") << 0.01 << 1.896 << 0.801;
        QTest::newRow("0.001") << 0.001 << 1.929 << 0.7915;
    }
    void curveIsTheOneOfUmapLearn() {
        QFETCH(double, minDist);
        QFETCH(double, a);
        QFETCH(double, b);
        const embed::Curve curve = embed::fitCurve(minDist, 1.0);
        QVERIFY2(std::abs(curve.a - a) < 1e-3, qPrintable(QString::number(curve.a)));
        QVERIFY2(std::abs(curve.b - b) < 1e-3, qPrintable(QString::number(curve.b)));
    }

    void graphIsSymmetricWithWeightsUpToOne() {
        const auto graph = graphOf(blobs(200));
        QVERIFY(data::transpose(graph) == graph);
        for (std::size_t i = 0; i < graph.rows; ++i) {
            QVERIFY(graph.rowSize(i) >= 14);
            QVERIFY(std::ranges::is_sorted(graph.rowColumns(i)));
            QCOMPARE(*std::ranges::max_element(graph.rowValues(i)), 1.0F);
            QVERIFY(*std::ranges::min_element(graph.rowValues(i)) > 0.0F);
            QVERIFY(std::ranges::count(graph.rowColumns(i), static_cast<std::uint32_t>(i)) == 0);
        }
    }

    // Three cells on a line at 0, 1 and 3 with all neighbours, worked out by hand. Sums over the
    // others must be log2(3) = 1.585; the nearest gives 1, so the farther one gives 0.585 each
    // time. Union of 0.585 and 0.585: 0.8277; of 1 with anything: 1.
    void graphOfThreeCellsByHand() {
        data::Embedding line(3, 1);
        line.values = {0.0F, 1.0F, 3.0F};
        const auto graph = graphOf(line, 3);
        QCOMPARE(graph.nonZeros(), std::size_t{6});
        const double farther = std::log2(3.0) - 1.0;
        const auto weight = [&](std::size_t i, std::size_t at) {
            return static_cast<double>(graph.rowValues(i)[at]);
        };
        QVERIFY(std::abs(weight(0, 0) - 1.0) < 1e-6);  // 0 – 1: nearest of each other
        QVERIFY(std::abs(weight(0, 1) - (2.0 * farther - farther * farther)) < 1e-4);  // 0 – 3
        QVERIFY(std::abs(weight(1, 1) - 1.0) < 1e-6);  // 1 – 3: nearest of 3
    }

    void automaticEpochsFollowTheNumberOfCells() {
        const auto epochsOf = [](std::size_t cells, embed::Motion motion) {
            data::CsrMatrix graph;
            graph.rows = graph.cols = cells;
            graph.rowPointers.assign(cells + 1, 0);
            embed::UmapRun run(graph, {}, data::Embedding(cells, 2), motion, {});
            run.step(1, {});
            return static_cast<int>(std::lround(1.0 / run.progress()));
        };
        QCOMPARE(epochsOf(10'000, embed::Motion::Cold), 500);
        QCOMPARE(epochsOf(10'001, embed::Motion::Cold), 200);
        QCOMPARE(epochsOf(100, embed::Motion::Settle), 75);
    }

    void threadsAndStepSizesDoNotChangeTheLayout() {
        const auto cells = blobs(700);
        const auto one = layoutOf(cells, 1);
        QVERIFY(one == layoutOf(cells, 2));
        QVERIFY(one == layoutOf(cells, 3, 7));
    }

    void blobsStayApartAndNeighboursTogether() {
        const auto cells = blobs(800);
        const auto layout = layoutOf(cells, 2);
        QVERIFY(allFinite(layout));
        const auto nearest = neighbors::findNeighbors(layout, {.k = 15}, {});
        std::size_t own = 0;
        for (std::size_t i = 0; i < cells.rows; ++i)
            for (const std::uint32_t j : nearest.neighbors(i))
                own += j % Blobs == i % Blobs ? 1 : 0;
        QVERIFY(static_cast<double>(own) >= 0.999 * static_cast<double>(nearest.indices.size()));
        // Ten-dimensional noise cannot be drawn faithfully; chance would keep 0.075 in a blob.
        const double kept = keptNeighbours(cells, layout);
        QVERIFY2(kept > 0.25, qPrintable(QString::number(kept)));
    }

    void warmStartStaysInItsFrame() {
        auto cells = blobs(600);
        const auto layout = layoutOf(cells, 2);
        for (std::size_t i = 0; i < cells.rows; ++i) {
            base::Random random(5, i);
            for (float& x : cells.row(i)) x += static_cast<float>(0.1 * random.normal());
        }
        const base::Job job({}, 2, 4);
        embed::UmapRun run(graphOf(cells), {}, layout, embed::Motion::Settle, job);
        run.step(1, job);
        for (std::size_t c = 0; c < layout.values.size(); ++c)
            QVERIFY(std::abs(run.layout().values[c] - layout.values[c]) <= 0.5F);
        while (run.step(20, job)) {
        }
        double moved = 0.0;
        for (std::size_t i = 0; i < cells.rows; ++i)
            moved +=
                std::hypot(run.layout()(i, 0) - layout(i, 0), run.layout()(i, 1) - layout(i, 1));
        moved /= static_cast<double>(cells.rows);
        QVERIFY2(moved < 2.0, qPrintable(QString::number(moved)));
        QVERIFY(keptNeighbours(cells, run.layout()) > 0.25);
    }

    void motionsKeepToTheirReachAndBlend() {
        auto cells = blobs(600);
        const auto layout = layoutOf(cells, 2);
        const auto previous = graphOf(cells);
        for (std::size_t i = 0; i < cells.rows; ++i) {
            base::Random random(5, i);
            for (float& x : cells.row(i)) x += static_cast<float>(0.2 * random.normal());
        }
        const auto graph = graphOf(cells);
        const base::Job job({}, 2, 4);
        embed::UmapRun unchanged(previous, {}, layout, embed::Motion::Follow, job);
        embed::UmapRun same(previous, {}, layout, embed::Motion::Follow, job, &previous);
        unchanged.step(40, job);
        same.step(40, job);
        for (std::size_t c = 0; c < layout.values.size(); ++c)  // weights are blended with rounding
            QVERIFY(std::abs(same.layout().values[c] - unchanged.layout().values[c]) < 0.5F);
        embed::UmapRun run(graph, {}, layout, embed::Motion::Follow, job, &previous);
        QVERIFY(run.step(1, job));
        for (std::size_t c = 0; c < layout.values.size(); ++c)
            QVERIFY(std::abs(run.layout().values[c] - layout.values[c]) <= 0.5F);
        QVERIFY(!run.step(39, job));
        QVERIFY(keptNeighbours(cells, run.layout()) > 0.25);
    }

    void overlapIsTheSharedPartOfBothGraphs() {
        const auto graph = graphOf(blobs(200));
        QCOMPARE(embed::edgeOverlap(graph, graph, {}), 1.0);
        data::CsrMatrix a;  // 0–1, 0–2 against 0–1, 1–2: one of three
        a.rows = a.cols = 3;
        a.rowPointers = {0, 2, 3, 4};
        a.columns = {1, 2, 0, 0};
        a.values.assign(4, 1.0F);
        data::CsrMatrix b = a;
        b.rowPointers = {0, 1, 3, 4};
        b.columns = {1, 0, 2, 1};
        QVERIFY(std::abs(embed::edgeOverlap(a, b, {}) - 1.0 / 3.0) < 1e-12);
    }

    void threeDimensionsKeepMore() {
        const auto cells = blobs(500);
        const base::Job job({}, 2, 3);
        embed::UmapRun run(graphOf(cells), {}, embed::pcaStart(cells, 3), embed::Motion::Cold, job);
        while (run.step(100, job)) {
        }
        const auto layout = run.layout();
        QCOMPARE(layout.cols, std::size_t{3});
        QVERIFY(allFinite(layout));
        QVERIFY(keptNeighbours(cells, layout) > keptNeighbours(cells, layoutOf(cells, 2)));
    }

    // A ring's normalised Laplacian has cos and sin of the angle as its next eigenvectors.
    void spectralStartDrawsARingAsACircle() {
        constexpr std::size_t n = 120;
        data::CsrMatrix ring;
        ring.rows = ring.cols = n;
        for (std::uint32_t i = 0; i < n; ++i) {
            const auto next = static_cast<std::uint32_t>((i + 1) % n);
            const auto last = static_cast<std::uint32_t>((i + n - 1) % n);
            ring.columns.push_back(std::min(next, last));
            ring.columns.push_back(std::max(next, last));
            ring.rowPointers.push_back(2 * (i + 1));
        }
        ring.values.assign(2 * n, 1.0F);
        const auto start = embed::spectralStart(ring, data::Embedding(n, 3), 2, {});
        for (std::size_t i = 0; i < n; ++i) {
            const double radius = std::hypot(start(i, 0), start(i, 1));
            QVERIFY2(radius > 9.0 && radius < 11.0, qPrintable(QString::number(radius)));
        }
    }

    void spectralStartKeepsPartsApart() {
        const auto cells = blobs(400);
        const auto start = embed::spectralStart(graphOf(cells), cells, 2, {});
        QVERIFY(allFinite(start));
        const auto centres = embed::pcaStart(cells);
        // Four parts in ten dimensions may overlap in two PCs, but none leaves its place.
        for (std::size_t i = 0; i < cells.rows; ++i) {
            double x = 0.0;
            double y = 0.0;
            for (std::size_t j = i % Blobs; j < cells.rows; j += Blobs) {
                x += centres(j, 0) / 100.0;
                y += centres(j, 1) / 100.0;
            }
            QVERIFY(std::hypot(start(i, 0) - x, start(i, 1) - y) < 15.0);
        }
        const base::Job job({}, 2, 3);
        embed::UmapRun run(graphOf(cells), embed::UmapOptions::umapLearn(), start,
                           embed::Motion::Cold, job);
        while (run.step(100, job)) {
        }
        QVERIFY(keptNeighbours(cells, run.layout()) > 0.25);
    }

    void stopLeavesWholeEpochs() {
        const auto cells = blobs(300);
        const base::Job job({}, 2, 3);
        embed::UmapRun run(graphOf(cells), {}, embed::pcaStart(cells), embed::Motion::Cold, job);
        run.step(10, job);
        const auto before = run.layout();
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(run.step(10, base::Job(stop.get_token(), 2, 3)), base::Cancelled);
        QVERIFY(run.layout() == before);
        while (run.step(100, job)) {
        }
        QVERIFY(run.layout() == layoutOf(cells, 1));
    }

    void oddCellsStayFinite() {
        QVERIFY(allFinite(layoutOf(data::Embedding(50, 3, 2.0F), 1)));  // all the same
        QVERIFY(allFinite(layoutOf(data::Embedding(2, 3, 2.0F), 1)));
        auto cells = blobs(60);
        for (std::size_t i = 0; i < 20; ++i) std::ranges::copy(cells.row(0), cells.row(i).begin());
        cells.row(59)[0] = 1e6F;
        QVERIFY(allFinite(layoutOf(cells, 1)));

        data::CsrMatrix lonely;  // cells without any neighbour
        lonely.rows = lonely.cols = 5;
        lonely.rowPointers.assign(6, 0);
        embed::UmapRun run(lonely, {}, data::Embedding(5, 2), embed::Motion::Cold, {});
        run.step(500, {});
        QVERIFY(allFinite(run.layout()));
        embed::UmapRun one(neighbors::fuzzyGraph({1, 0, {}, {}, true}, 15, {}), {},
                           data::Embedding(1, 2), embed::Motion::Cold, {});
        one.step(500, {});
        QVERIFY(allFinite(one.layout()));
    }

    void pcaStartIsCentredAndAtMostTen() {
        const auto start = embed::pcaStart(blobs(100));
        QCOMPARE(start.cols, std::size_t{2});
        QCOMPARE(std::abs(*std::ranges::max_element(start.values, {},
                                                    [](float x) { return std::abs(x); })),
                 10.0F);
        double sum = 0.0;
        for (const float x : start.values) sum += x;
        QVERIFY(std::abs(sum) < 1e-3);
    }

    void alignmentUndoesMirrorsInSpace() {
        const auto layout = embed::pcaStart(blobs(100), 3);
        auto other = layout;
        for (std::size_t i = 0; i < layout.rows; ++i) {
            other(i, 0) = layout(i, 2) + 1.0F;
            other(i, 1) = -layout(i, 0);
            other(i, 2) = layout(i, 1);
        }
        const auto back = embed::aligned(other, layout);
        for (std::size_t c = 0; c < layout.values.size(); ++c)
            QVERIFY(std::abs(back.values[c] - layout.values[c]) < 1e-4F);
    }

    // A tenth of the cells has moved far away: the others are laid onto their places all the same.
    void alignmentFollowsTheCellsThatStayed() {
        const auto layout = embed::pcaStart(blobs(200));
        auto other = turned(layout, 0.5, true);
        for (std::size_t i = 0; i < 20; ++i) other(i, 0) += 30.0F;
        const auto back = embed::aligned(other, layout);
        double off = 0.0;
        for (std::size_t i = 20; i < layout.rows; ++i)
            off += std::hypot(back(i, 0) - layout(i, 0), back(i, 1) - layout(i, 1)) / 180.0;
        QVERIFY2(off < 2.0, qPrintable(QString::number(off)));
    }

    void alignmentUndoesTurnsAndMirrors() {
        const auto layout = embed::pcaStart(blobs(100));
        for (const bool mirrored : {false, true}) {
            const auto back =
                embed::aligned(turned(layout, 0.7 * std::numbers::pi, mirrored), layout);
            for (std::size_t c = 0; c < layout.values.size(); ++c)
                QVERIFY(std::abs(back.values[c] - layout.values[c]) < 1e-4F);
        }
    }
};

QTEST_APPLESS_MAIN(UmapTest)
#include "umap_test.moc"
