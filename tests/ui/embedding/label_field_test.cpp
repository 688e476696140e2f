#include "ui/embedding/label_field.h"

#include "ui/embedding/layout_motion.h"

#include <QLineF>
#include <QTest>

#include <cmath>
#include <limits>

using namespace counterpoint;
using namespace counterpoint::embedding;

namespace {

std::shared_ptr<const data::Embedding> layoutOf(std::vector<float> xy) {
    auto layout = std::make_shared<data::Embedding>(xy.size() / 2, 2);
    layout->values = std::move(xy);
    return layout;
}

}  // namespace

class LabelFieldTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theAnchorIsWhereMostCellsAreAndNotTheirMean() {
        // Nine cells of category 0 at (0, 0), one at (100, 100); category 1 only at (100, 0).
        std::vector<float> xy(18, 0.0F);
        xy.insert(xy.end(), {100.0F, 100.0F, 100.0F, 0.0F});
        std::vector<std::int32_t> codes(10, 0);
        codes.push_back(1);
        const LabelField field(xy, codes, 2);
        QCOMPARE(field.anchors().size(), std::size_t{2});
        QCOMPARE(field.anchors()[0].category, std::size_t{0});
        QCOMPARE(field.anchors()[0].cells, std::size_t{10});
        QCOMPARE(field.anchors()[0].at, QPointF(0.0, 0.0));
        QCOMPARE(field.anchors()[1].at, QPointF(100.0, 0.0));
    }

    void aLineToACategoryMeetsItsCellsAtTheirEdge() {
        // A full disc of radius 10 with a stray cell far off, another category beside it.
        std::vector<float> xy{40.0F, 0.0F, -50.0F, -50.0F, 50.0F, 50.0F};
        std::vector<std::int32_t> codes{0, 1, 1};
        for (int x = -20; x <= 20; ++x)
            for (int y = -20; y <= 20; ++y) {
                if (x * x + y * y > 400) continue;
                for (int twice = 0; twice < 30; ++twice) {
                    xy.insert(xy.end(),
                              {static_cast<float>(x) / 2.0F, static_cast<float>(y) / 2.0F});
                    codes.push_back(0);
                }
            }
        const LabelField field(xy, codes, 2);
        const LabelField::Anchor& disc = field.anchors()[0];
        QCOMPARE(disc.category, std::size_t{0});
        constexpr double bin = 100.0 / 64.0;
        for (const QPointF& from :
             {QPointF(45.0, 0.0), QPointF(0.0, -40.0), QPointF(-30.0, 30.0)}) {
            const QPointF edge = field.edge(disc, from);
            QVERIFY(std::abs(std::hypot(edge.x(), edge.y()) - 10.0) < 2.0 * bin);
            QVERIFY(QLineF(edge, from).length() < QLineF(disc.at, from).length() - 5.0);
        }
        // From among the cells there is no edge on the way.
        QCOMPARE(field.edge(disc, disc.at + QPointF(3.0, 0.0)), disc.at);
    }

    void cellsWithoutPlaceOrCategoryAreLeftOut() {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const std::vector<float> xy{nan, 0.0F, 1.0F, 1.0F, 2.0F, 2.0F};
        const std::vector<std::int32_t> codes{0, -1, 1};
        const LabelField field(xy, codes, 2);
        QCOMPARE(field.anchors().size(), std::size_t{1});
        QCOMPARE(field.anchors()[0].category, std::size_t{1});
        const LabelField nothing(std::vector<float>{nan, nan}, std::vector<std::int32_t>{0}, 1);
        QVERIFY(nothing.anchors().empty());
        QVERIFY(LabelField({}, {}, 3).anchors().empty());
    }

    void theExtentIsThatOfAnEvenSpreadWithTheSameMiddleHalf() {
        // 100 columns of 50 cells from 0 to 99, in a map that reaches to 999: 4 x their median
        // distance from the middle, 25, as far as a grid of 64 lines can tell.
        std::vector<float> xy{999.0F, 999.0F};
        std::vector<std::int32_t> codes{1};
        for (int x = 0; x < 100; ++x)
            for (int y = 0; y < 50; ++y) {
                xy.insert(xy.end(), {static_cast<float>(x), static_cast<float>(y)});
                codes.push_back(0);
            }
        const LabelField field(xy, codes, 2);
        QVERIFY(std::abs(field.anchors()[0].extent.width() - 100.0) < 2.0 * 999.0 / 64.0);
        QVERIFY(std::abs(field.anchors()[0].extent.height() - 50.0) < 2.0 * 999.0 / 64.0);
        QVERIFY(field.anchors()[0].extent.width() > field.anchors()[0].extent.height());
    }

    void crowdingIsTheShareOfCellsUnderABox() {
        const std::vector<float> xy{0.0F, 0.0F, 0.1F, 0.1F, 64.0F, 64.0F};
        const LabelField field(xy, {}, 0);
        QCOMPARE(field.crowding(QRectF(0.0, 0.0, 0.5, 0.5)), 2.0 / 3.0);
        QCOMPARE(field.crowding(QRectF(20.0, 20.0, 5.0, 5.0)), 0.0);
        QCOMPARE(field.crowding(QRectF(200.0, 200.0, 5.0, 5.0)), 0.0);
        QCOMPARE(LabelField().crowding(QRectF(0.0, 0.0, 5.0, 5.0)), 0.0);
    }

    void aGlideStartsHereEndsThereAndGoesThroughTheMiddle() {
        LayoutMotion motion;
        motion.setTarget(layoutOf({0.0F, 0.0F}), Motion::Glide, 0.0);
        QVERIFY(!motion.moving());  // nothing to glide from
        motion.setTarget(layoutOf({10.0F, 20.0F}), Motion::Glide, 1000.0);
        QVERIFY(motion.advance(1000.0));
        QCOMPARE(motion.positions()[0], 0.0F);
        QVERIFY(motion.advance(1150.0));
        QCOMPARE(motion.positions()[0], 5.0F);
        QCOMPARE(motion.positions()[1], 10.0F);
        QVERIFY(!motion.advance(1300.0));
        QCOMPARE(motion.positions()[1], 20.0F);
    }

    void aStreamOfLayoutsDoesNotLagBehind() {
        LayoutMotion motion;
        motion.setTarget(layoutOf({0.0F, 0.0F}), Motion::Glide, 0.0);
        double time = 1000.0;
        for (int frame = 1; frame <= 15; ++frame, time += 66.0) {
            motion.setTarget(layoutOf({static_cast<float>(frame), 0.0F}), Motion::Glide, time);
            motion.advance(time + 66.0);
        }
        // All but the first glide take one interval: at its end the picture is up to date.
        QCOMPARE(motion.positions()[0], 15.0F);
    }

    void aCellThatAppearsOrVanishesDoesNotGlide() {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        LayoutMotion motion;
        motion.setTarget(layoutOf({nan, nan, 1.0F, 1.0F}), Motion::Jump, 0.0);
        motion.setTarget(layoutOf({4.0F, 4.0F, nan, nan}), Motion::Glide, 1000.0);
        motion.advance(1100.0);
        QCOMPARE(motion.positions()[0], 4.0F);
        QVERIFY(!std::isfinite(motion.target()[3]));
    }

    void anotherNumberOfCellsJumps() {
        LayoutMotion motion;
        motion.setTarget(layoutOf({0.0F, 0.0F}), Motion::Glide, 0.0);
        motion.setTarget(layoutOf({1.0F, 1.0F, 2.0F, 2.0F}), Motion::Glide, 1000.0);
        QVERIFY(!motion.moving());
        QCOMPARE(motion.positions().size(), std::size_t{6});
        motion.setTarget(nullptr, Motion::Glide, 2000.0);
        QCOMPARE(motion.cells(), std::size_t{0});
    }
};

QTEST_APPLESS_MAIN(LabelFieldTest)
#include "label_field_test.moc"
