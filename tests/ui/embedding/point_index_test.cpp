#include "ui/embedding/point_index.h"

#include "core/base/random.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <limits>
#include <utility>

using namespace counterpoint;
using embedding::PointIndex;

namespace {

std::vector<float> cloud(std::size_t cells, std::uint64_t seed) {
    base::Random random(seed);
    std::vector<float> xy;
    for (std::size_t i = 0; i < cells; ++i) {
        const auto blob = static_cast<double>(i % 7);
        xy.push_back(static_cast<float>(5.0 * std::cos(blob) + random.normal()));
        xy.push_back(static_cast<float>(5.0 * std::sin(blob) + random.normal()));
    }
    return xy;
}

/// A star drawn by hand: many corners, crossing itself.
QPolygonF star(int corners, double radius) {
    QPolygonF region;
    for (int i = 0; i < corners; ++i) {
        const double angle = 2.0 * 3.14159265358979 * 3.0 * i / corners;
        const double reach = radius * (i % 2 == 0 ? 1.0 : 0.6);
        region.append({0.7 + reach * std::cos(angle), -0.4 + reach * std::sin(angle)});
    }
    return region;
}

/// As a hand draws it: a wobbling ring.
QPolygonF lasso(int corners, double radius) {
    QPolygonF region;
    for (int i = 0; i < corners; ++i) {
        const double angle = 2.0 * 3.14159265358979 * i / corners;
        const double reach = radius * (1.0 + 0.1 * std::sin(7.0 * angle));
        region.append({reach * std::cos(angle), reach * std::sin(angle)});
    }
    return region;
}

std::vector<std::uint32_t> oneByOne(const std::vector<float>& xy, const QPolygonF& region) {
    std::vector<std::uint32_t> cells;
    for (std::uint32_t i = 0; i < xy.size() / 2; ++i)
        if (std::isfinite(xy[2 * i]) &&
            region.containsPoint({double{xy[2 * i]}, double{xy[2 * i + 1]}}, Qt::OddEvenFill))
            cells.push_back(i);
    return cells;
}

}  // namespace

class PointIndexTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aRegionHoldsTheCellsThatQtFindsOneByOne() {
        std::vector<float> xy = cloud(20'000, 1);
        xy[10] = std::numeric_limits<float>::quiet_NaN();
        const PointIndex index(xy);
        for (const auto& region :
             {star(7, 5.0), star(301, 6.0), lasso(400, 5.0),
              QPolygonF(QRectF(-2.0, -3.0, 5.0, 4.0)),
              QPolygonF(QRectF(-100.0, -100.0, 200.0, 200.0)),
              QPolygonF(QRectF(0.001, 0.001, 0.01, 4.0)), QPolygonF(QRectF(50.0, 50.0, 5.0, 5.0))})
            QCOMPARE(index.inside(region), oneByOne(xy, region));
        QVERIFY(index.inside({}).empty());
    }

    void theNearestCellIsFoundWithinReachOnly() {
        const std::vector<float> xy = cloud(5000, 2);
        const PointIndex index(xy);
        for (std::uint32_t cell = 0; cell < 5000; cell += 71) {
            const QPointF at(double{xy[2 * cell]} + 1e-6, double{xy[2 * cell + 1]});
            QCOMPARE(index.nearest(at, 0.1), std::optional(cell));
        }
        QVERIFY(!index.nearest({40.0, 40.0}, 1.0));
    }

    void noCellsOrOnePlaceForAllAreFine() {
        QVERIFY(!PointIndex().nearest({0.0, 0.0}, 1.0));
        const PointIndex same(std::vector<float>(20, 3.0F));
        QCOMPARE(same.inside(QPolygonF(QRectF(2.0, 2.0, 2.0, 2.0))).size(), std::size_t{10});
        QVERIFY(same.nearest({3.0, 3.0}, 0.5));
    }

    void aLassoOnAMillionCellsIsPrinted() {
        const std::vector<float> xy = cloud(1'000'000, 3);
        // Processor time: what it takes, whoever else is busy here.
        std::clock_t last = std::clock();
        const auto lap = [&last] {
            const std::clock_t from = std::exchange(last, std::clock());
            return 1e3 * static_cast<double>(last - from) / CLOCKS_PER_SEC;
        };
        const PointIndex index(xy);
        const double built = lap();
        const auto found = index.inside(lasso(400, 5.0));
        const double asked = lap();
        qInfo("1 000 000 cells: index %.0f ms, lasso of %zu cells %.1f ms", built, found.size(),
              asked);
        QVERIFY(found.size() > 100'000);
    }
};

QTEST_APPLESS_MAIN(PointIndexTest)

#include "point_index_test.moc"
