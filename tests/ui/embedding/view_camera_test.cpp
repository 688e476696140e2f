#include "ui/embedding/view_camera.h"

#include "tests/ui/embedding/scenes.h"
#include "ui/embedding/opengl_setup.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QTest>

#include <memory>

using namespace counterpoint;
using namespace counterpoint::embedding;
using namespace counterpoint::tests;

class ViewCameraTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        if (!openGlProblem().isEmpty())
            QSKIP("needs OpenGL 3.2: run under xvfb-run with QT_QPA_PLATFORM=xcb");
    }

    void linkedViewsMoveTogether() {
        const auto camera = std::make_shared<ViewCamera>();
        QWidget window;
        auto* row = new QHBoxLayout(&window);
        auto* left = new EmbeddingView(camera, &window);
        auto* right = new EmbeddingView(camera, &window);
        for (EmbeddingView* view : {left, right}) {
            prepare(*view);
            row->addWidget(view);
        }
        window.resize(640, 320);
        show(window);
        const QImage first = right->grabFramebuffer();

        const QPointF pointer(200.0, 100.0);
        const QPointF held = camera->toLayout(pointer, left->size());
        const double scale = camera->unitsPerPixel();
        wheel(*left, pointer, 120);
        QCOMPARE(camera->unitsPerPixel(), scale / 1.2);
        const QPointF after = camera->toLayout(pointer, left->size());
        QVERIFY(QLineF(held, after).length() < 1e-9);
        const QImage zoomed = right->grabFramebuffer();
        QVERIFY(zoomed != first);
        QCOMPARE(zoomed, left->grabFramebuffer());

        const QPointF centre = camera->centre();
        drag(*right, {100, 100}, {130, 90});
        const QPointF expected = centre + QPointF(-30.0, -10.0) * camera->unitsPerPixel();
        QVERIFY(QLineF(camera->centre(), expected).length() < 1e-9);
        QVERIFY(left->grabFramebuffer() != zoomed);
        QVERIFY(camera->movedByUser());

        QTest::keyClick(left, Qt::Key_Space);
        QTRY_COMPARE(right->grabFramebuffer(), first);
        QVERIFY(!camera->movedByUser());
    }

    void fittingShowsEveryCellOfEveryLinkedView() {
        const auto camera = std::make_shared<ViewCamera>();
        EmbeddingView small(camera);
        EmbeddingView large(camera);
        prepare(small);
        prepare(large);
        large.setPositions(layoutOf({-90.0F, 0.0F, 70.0F, 5.0F, 0.0F, 300.0F}), Motion::Jump);
        small.resize(200, 300);
        large.resize(500, 280);
        show(small);
        show(large);
        camera->fit(Motion::Jump);
        QVERIFY(showsTriangle(large));
        for (const QPointF corner : {QPointF(-90.0, -1.0), QPointF(70.0, 300.0)}) {
            QVERIFY(QRectF(small.rect()).contains(camera->toScreen(corner, small.size())));
            QVERIFY(QRectF(large.rect()).contains(camera->toScreen(corner, large.size())));
        }
    }

    void aNewLayoutKeepsTheFrameTheUserChose() {
        EmbeddingView view;
        prepare(view);
        view.resize(300, 300);
        show(view);
        wheel(view, {150.0, 150.0}, 240);
        const double scale = view.camera()->unitsPerPixel();
        view.setPositions(layoutOf({-9.0F, -9.0F, 9.0F, -9.0F, 0.0F, 9.0F}), Motion::Jump);
        QCOMPARE(view.camera()->unitsPerPixel(), scale);
        QTest::mouseDClick(&view, Qt::LeftButton, {}, {150, 150});
        QTRY_VERIFY(view.camera()->unitsPerPixel() > 5.0 * scale);
    }

    void twoViewsAndTheirCameraMayGoInAnyOrder() {
        auto camera = std::make_shared<ViewCamera>();
        auto first = std::make_unique<EmbeddingView>(camera);
        auto second = std::make_unique<EmbeddingView>(camera);
        prepare(*first);
        prepare(*second);
        show(*first);
        show(*second);
        std::weak_ptr<ViewCamera> watch = camera;
        camera.reset();
        first->setPositions(layoutOf({0.0F, 0.0F, 8.0F, 0.0F, 8.0F, 3.0F}), Motion::Glide);
        first.reset();
        QTest::qWait(50);
        watch.lock()->fit(Motion::Glide);
        QTRY_VERIFY(showsTriangle(*second));
        second->setCamera(std::make_shared<ViewCamera>());
        QVERIFY(watch.expired());
        QVERIFY(showsTriangle(*second));
        second.reset();
        EmbeddingView neverShown;
        prepare(neverShown);
    }
};

int main(int argc, char** argv) {
    setUpOpenGl();
    QApplication app(argc, argv);
    ViewCameraTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "view_camera_test.moc"
