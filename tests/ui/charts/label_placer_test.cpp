#include "ui/charts/label_placer.h"

#include <QTest>

#include <random>

using namespace counterpoint::charts;

class LabelPlacerTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aLoneLabelStandsRightOfItsDot() {
        LabelPlacer placer(QRectF(0, 0, 300, 200));
        const QPointF dot(100, 100);
        const auto box = placer.place(LabelPlacer::around(dot, 4.0, QSizeF(40, 12)));
        QVERIFY(box);
        QCOMPARE(box->topLeft(), QPointF(107, 94));
    }

    void atTheRightEdgeItStandsLeft() {
        LabelPlacer placer(QRectF(0, 0, 300, 200));
        const auto box = placer.place(LabelPlacer::around({290, 100}, 4.0, QSizeF(40, 12)));
        QVERIFY(box);
        QVERIFY(box->right() < 286.0);
    }

    void linesAreAvoidedWhereThereIsRoom() {
        LabelPlacer placer(QRectF(0, 0, 300, 200));
        placer.avoidLine({100, 100, 200, 100});
        const auto box = placer.place(LabelPlacer::around({100, 100}, 4.0, QSizeF(40, 12)));
        QVERIFY(box);
        QVERIFY(box->bottom() < 100.0 || box->top() > 100.0);
    }

    /// The best of all runs, in a corner of the plot: a way from the left, one from below on the
    /// left, and a sweep that goes on downwards.
    void aDotInACornerWhereLinesMeetHasALabelBesideThem() {
        LabelPlacer placer(QRectF(0, 0, 352, 92));
        const QPointF dot(330, 10);
        const QLineF lines[] = {{60, 67, 330, 10}, {120, 20, 330, 10}, {330, 10, 334, 78}};
        placer.avoid({dot - QPointF(7.5, 7.5), QSizeF(15, 15)});
        for (const QLineF& line : lines) placer.avoidLine(line);
        const auto box = placer.place(LabelPlacer::around(dot, 6.0, QSizeF(58, 12)));
        QVERIFY(box);
        for (const QLineF& line : lines)
            for (int step = 0; step <= 400; ++step)
                QVERIFY(!box->contains(line.pointAt(step / 400.0)));
    }

    void noRoomMeansNoLabel() {
        LabelPlacer placer(QRectF(0, 0, 30, 20));
        QVERIFY(!placer.place(LabelPlacer::around({15, 10}, 4.0, QSizeF(40, 12))));
        QVERIFY(!placer.place({}));
    }

    void labelsNeverCoverDotsOrEachOtherOrLeaveTheArea() {
        std::mt19937 random(7);
        const QRectF area(10, 10, 360, 140);
        std::uniform_real_distribution<double> across(area.left(), area.right());
        std::uniform_real_distribution<double> down(area.top(), area.bottom());
        int placed = 0;
        for (int round = 0; round < 200; ++round) {
            LabelPlacer placer(area);
            std::vector<QPointF> dots;
            std::vector<QRectF> taken;
            for (int i = 0; i < 12; ++i) {
                dots.emplace_back(across(random), down(random));
                taken.emplace_back(dots.back() - QPointF(5, 5), QSizeF(10, 10));
                placer.avoid(taken.back());
                if (i > 0) placer.avoidLine({dots[std::size_t(i) - 1], dots.back()});
            }
            for (const QPointF& dot : dots) {
                const auto box = placer.place(LabelPlacer::around(dot, 5.0, QSizeF(45, 12)));
                if (!box) continue;
                ++placed;
                QVERIFY(area.contains(*box));
                for (const QRectF& other : taken) QVERIFY(!other.intersects(*box));
                taken.push_back(*box);
            }
        }
        QVERIFY(placed > 200 * 11);
    }
};

QTEST_APPLESS_MAIN(LabelPlacerTest)
#include "label_placer_test.moc"
