#include "ui/embedding/label_field.h"

#include "ui/embedding/layout_motion.h"

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

double nothingThere(QRectF) {
    return 0.0;
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

    void crowdingCountsTheCellsUnderABox() {
        const std::vector<float> xy{0.0F, 0.0F, 0.1F, 0.1F, 64.0F, 64.0F};
        const LabelField field(xy, {}, 0);
        QCOMPARE(field.crowding(QRectF(0.0, 0.0, 0.5, 0.5)), 2.0);
        QCOMPARE(field.crowding(QRectF(20.0, 20.0, 5.0, 5.0)), 0.0);
        QCOMPARE(field.crowding(QRectF(200.0, 200.0, 5.0, 5.0)), 0.0);
        QCOMPARE(LabelField().crowding(QRectF(0.0, 0.0, 5.0, 5.0)), 0.0);
    }

    void labelsNeverOverlapAndStayInside() {
        std::vector<LabelWish> wishes;
        for (int i = 0; i < 12; ++i)
            wishes.push_back({{200.0 + 7.0 * (i % 4), 150.0 + 5.0 * (i / 4)}, {60.0, 14.0}, i > 8});
        const QRectF area(0.0, 0.0, 400.0, 300.0);
        const auto places = placeLabels(wishes, area, {}, nothingThere);
        int found = 0;
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (!places[i]) continue;
            ++found;
            QVERIFY(area.contains(places[i]->box));
            for (std::size_t j = 0; j < i; ++j)
                QVERIFY(!places[j] || !places[j]->box.intersects(places[i]->box));
        }
        QVERIFY(found >= 8);
    }

    void aSmallCategoryStandsBesideWithALeaderInTheEmptiestPlace() {
        // Everything but the left half is crowded.
        const auto crowded = [](QRectF box) { return box.right() > 190.0 ? 100.0 : 0.0; };
        const LabelWish wish{{200.0, 150.0}, {60.0, 14.0}, true};
        const auto places = placeLabels({&wish, 1}, QRectF(0.0, 0.0, 400.0, 300.0), {}, crowded);
        QVERIFY(places[0] && places[0]->leader);
        QVERIFY(places[0]->box.right() <= 190.0);
        QCOMPARE(places[0]->leader->p2(), wish.anchor);
    }

    void anAnchorOutsideTheViewHasNoLabel() {
        const LabelWish wish{{-20.0, 150.0}, {60.0, 14.0}, false};
        QVERIFY(!placeLabels({&wish, 1}, QRectF(0.0, 0.0, 400.0, 300.0), {}, nothingThere)[0]);
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
