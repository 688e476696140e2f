#include "ui/embedding/label_layout.h"

#include "core/base/random.h"

#include <QTest>

#include <cmath>

using namespace counterpoint;
using namespace counterpoint::embedding;

namespace {

using Places = std::vector<std::optional<LabelPlace>>;

double nothingThere(QRectF) {
    return 0.0;
}

const QRectF view(0.0, 0.0, 400.0, 300.0);

/// Names of 20 to 90 px on categories anywhere in a view, some of them on one spot.
std::vector<LabelWish> manyWishes(std::size_t count, std::uint64_t seed) {
    base::Random random(seed);
    std::vector<LabelWish> wishes;
    for (std::size_t i = 0; i < count; ++i) {
        const QPointF at =
            i % 5 == 4 ? wishes.back().anchor
                       : QPointF(40.0 + 320.0 * random.uniform(), 40.0 + 220.0 * random.uniform());
        wishes.push_back({i, at, {20.0 + 70.0 * random.uniform(), 14.0}, {60.0, 60.0}, i % 4 == 3});
    }
    return wishes;
}

std::size_t check(const Places& places, const std::vector<LabelWish>& wishes) {
    std::size_t found = 0;
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (!places[i]) continue;
        ++found;
        const QRectF& box = places[i]->box;
        [&] {
            QVERIFY(view.contains(box));
            for (std::size_t j = 0; j < i; ++j)
                QVERIFY(!places[j] || !places[j]->box.intersects(box));
            if (!places[i]->leader) {
                QVERIFY(box.contains(wishes[i].anchor));
                return;
            }
            QCOMPARE(places[i]->leader->p2(), wishes[i].anchor);
            QVERIFY(box.adjusted(-1e-6, -1e-6, 1e-6, 1e-6).contains(places[i]->leader->p1()));
        }();
    }
    return found;
}

}  // namespace

class LabelLayoutTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void labelsNeverOverlapStayInsideAndEndAtTheirCells_data() {
        QTest::addColumn<int>("count");
        for (const int count : {1, 8, 30, 100}) QTest::addRow("%d labels", count) << count;
    }
    void labelsNeverOverlapStayInsideAndEndAtTheirCells() {
        QFETCH(int, count);
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            const auto wishes = manyWishes(static_cast<std::size_t>(count), seed);
            LabelLayout layout;
            const std::size_t found = check(layout.place(wishes, view, {}, nothingThere), wishes);
            if (QTest::currentTestFailed()) return;
            QVERIFY2(found * 2 > wishes.size() || count > 30, qPrintable(QString::number(found)));
        }
    }

    void aLabelStandsOnALargeCategoryAndBesideOneThatItWouldHide() {
        LabelWish wish{0, {200.0, 150.0}, {60.0, 14.0}, {80.0, 60.0}, false};
        QVERIFY(!LabelLayout().place({&wish, 1}, view, {}, nothingThere)[0]->leader);
        wish.extent = {30.0, 20.0};
        QVERIFY(LabelLayout().place({&wish, 1}, view, {}, nothingThere)[0]->leader);
        wish.extent = {80.0, 60.0};
        wish.small = true;
        QVERIFY(LabelLayout().place({&wish, 1}, view, {}, nothingThere)[0]->leader);
    }

    void aLabelBesideTakesTheEmptiestPlace() {
        // Everything but the left half is crowded.
        const auto crowded = [](QRectF box) { return box.right() > 190.0 ? 0.1 : 0.0; };
        const LabelWish wish{0, {200.0, 150.0}, {60.0, 14.0}, {}, true};
        const auto places = LabelLayout().place({&wish, 1}, view, {}, crowded);
        QVERIFY(places[0] && places[0]->leader);
        QVERIFY(places[0]->box.right() <= 190.0);
    }

    void aLeaderGoesRoundOtherLabels() {
        // Room to the right only behind another label: above or below is better.
        const std::vector<LabelWish> wishes{{0, {240.0, 150.0}, {60.0, 14.0}, {}, false},
                                            {1, {200.0, 150.0}, {30.0, 14.0}, {}, true}};
        const auto leftCrowded = [](QRectF box) { return box.left() < 195.0 ? 0.01 : 0.0; };
        const auto places = LabelLayout().place(wishes, view, {}, leftCrowded);
        QVERIFY(places[0] && places[1] && places[1]->leader);
        const QLineF top(places[0]->box.topLeft(), places[0]->box.topRight());
        const QLineF side(places[0]->box.topLeft(), places[0]->box.bottomLeft());
        QVERIFY(places[1]->leader->intersects(top, nullptr) != QLineF::BoundedIntersection);
        QVERIFY(places[1]->leader->intersects(side, nullptr) != QLineF::BoundedIntersection);
    }

    void anAnchorOutsideTheViewHasNoLabel() {
        const LabelWish wish{0, {-20.0, 150.0}, {60.0, 14.0}, {}, false};
        QVERIFY(!LabelLayout().place({&wish, 1}, view, {}, nothingThere)[0]);
    }

    /// A place that was best a moment ago is not left for one that is a little better now.
    void labelsOfAMovingMapStayWhereTheyWere() {
        const auto wishes = manyWishes(20, 7);
        LabelLayout layout;
        Places before = layout.place(wishes, view, {}, nothingThere);
        for (int frame = 1; frame <= 40; ++frame) {
            const auto trembling = [frame](QRectF box) {
                return 0.0005 * (1.0 + std::sin(frame + 0.05 * box.center().x()));
            };
            const Places now = layout.place(wishes, view, {}, trembling);
            for (std::size_t i = 0; i < now.size(); ++i) {
                QCOMPARE(now[i].has_value(), before[i].has_value());
                if (now[i]) QCOMPARE(now[i]->box, before[i]->box);
            }
            before = now;
        }
    }

    void theSameWishesGiveTheSamePlaces() {
        const auto wishes = manyWishes(30, 3);
        const Places first = LabelLayout().place(wishes, view, {}, nothingThere);
        const Places second = LabelLayout().place(wishes, view, {}, nothingThere);
        for (std::size_t i = 0; i < first.size(); ++i) {
            QCOMPARE(first[i].has_value(), second[i].has_value());
            if (first[i]) QCOMPARE(first[i]->box, second[i]->box);
        }
    }
};

QTEST_APPLESS_MAIN(LabelLayoutTest)
#include "label_layout_test.moc"
