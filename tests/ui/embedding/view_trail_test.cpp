// Back and forward through what was looked at: one stop for each time the hand has rested.

#include "ui/embedding/view_trail.h"

#include <QSignalSpy>
#include <QTest>

using namespace counterpoint::embedding;

class ViewTrailTest : public QObject {
    Q_OBJECT

    static constexpr QSizeF size{400.0, 300.0};

    ViewCamera m_camera;
    QObject m_view;  ///< in whose place some content is framed
    std::unique_ptr<ViewTrail> m_trail;

    /// Until the hand has rested and every glide is over.
    static void rest() { QTest::qWait(600); }
    void turn(QPointF by) {
        m_camera.setContent(&m_view, QRectF(0, 0, 10, 10), size, 5.0);
        m_camera.orbit(by);
    }

  private Q_SLOTS:
    void init() {
        m_camera.setContent(&m_view, QRectF(0, 0, 10, 10), size);
        m_camera.goTo({});
        rest();
        m_camera.fit(Motion::Jump);
        m_trail = std::make_unique<ViewTrail>(m_camera);
    }

    void nothingIsBehindAtFirst() {
        QVERIFY(!m_trail->canGoBack());
        QVERIFY(!m_trail->canGoForward());
        const auto here = m_camera.glance();
        m_trail->goBack();
        m_trail->goForward();
        QVERIFY(m_camera.glance() == here);
    }

    void goesBackAndForwardThroughStops() {
        const QPointF all = m_camera.centre();
        m_camera.zoom(4.0, {100, 100}, size);
        rest();
        const auto near = m_camera.glance();
        m_camera.pan({50, 20});
        rest();
        const auto aside = m_camera.glance();
        QVERIFY(near.frame.centre != aside.frame.centre);

        m_trail->goBack();
        rest();
        QVERIFY(m_camera.glance() == near);
        QVERIFY(m_camera.movedByUser());
        m_trail->goBack();
        rest();
        QCOMPARE(m_camera.centre(), all);
        QVERIFY(!m_camera.movedByUser());  // frames other cells anew, as it did
        QVERIFY(!m_trail->canGoBack());
        m_trail->goForward();
        m_trail->goForward();
        rest();
        QVERIFY(m_camera.glance() == aside);
        QVERIFY(!m_trail->canGoForward());
    }

    void manyMovementsOfOneHandAreOneStop() {
        for (int i = 0; i < 10; ++i) {
            m_camera.zoom(1.1, {80, 90}, size);
            m_camera.pan({3, 3});
            QTest::qWait(20);
        }
        QVERIFY(m_trail->canGoBack());  // also before the hand has rested
        m_trail->goBack();
        rest();
        QVERIFY(m_camera.glance().framesAll);
        QVERIFY(!m_trail->canGoBack());
        QVERIFY(m_trail->canGoForward());
    }

    void aNewWayForgetsWhatWasAhead() {
        m_camera.pan({50, 0});
        rest();
        m_trail->goBack();
        rest();
        m_camera.pan({0, 50});
        QVERIFY(!m_trail->canGoForward());
        rest();
        const auto below = m_camera.glance();
        QVERIFY(!m_trail->canGoForward());
        m_trail->goBack();
        m_trail->goForward();
        rest();
        QVERIFY(m_camera.glance() == below);
    }

    /// Space is a stop too: the way back leads to where one was before.
    void framingAllCellsIsAStop() {
        m_camera.zoom(4.0, {100, 100}, size);
        rest();
        const auto near = m_camera.glance();
        m_camera.steerToAll(Motion::Glide);
        rest();
        m_trail->goBack();
        rest();
        QVERIFY(m_camera.glance() == near);
    }

    void turnsComeBack() {
        turn({40, 10});
        rest();
        const auto turned = m_camera.glance();
        QVERIFY(!turned.frame.turn.isIdentity());
        turn({-20, 30});
        rest();
        m_trail->goBack();
        rest();
        QVERIFY(m_camera.glance() == turned);
        m_trail->goBack();
        rest();
        QVERIFY(m_camera.turn().isIdentity());
    }

    void aHandThatComesBackLeavesNoStop() {
        QSignalSpy changed(m_trail.get(), &ViewTrail::changed);
        m_camera.steerToAll(Motion::Jump);
        rest();
        QVERIFY(!m_trail->canGoBack());
        QVERIFY(changed.count() >= 2);  // menus follow
    }

    void restartingForgetsEverything() {
        m_camera.pan({50, 0});
        rest();
        m_camera.pan({50, 0});
        m_trail->restart();
        QVERIFY(!m_trail->canGoBack());
        QVERIFY(!m_trail->canGoForward());
        rest();
        QVERIFY(!m_trail->canGoBack());
    }
};

QTEST_MAIN(ViewTrailTest)
#include "view_trail_test.moc"
