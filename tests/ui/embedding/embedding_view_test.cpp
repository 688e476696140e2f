#include "ui/embedding/embedding_view.h"

#include "tests/ui/embedding/scenes.h"
#include "ui/embedding/gl_canvas.h"
#include "ui/embedding/opengl_setup.h"
#include "ui/support/palette.h"

#include <QApplication>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QMainWindow>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QTest>

#include <cmath>
#include <limits>

using namespace counterpoint;
using namespace counterpoint::embedding;
using namespace counterpoint::tests;

namespace {

QStringList vtkMessages;
QtMessageHandler defaultHandler = nullptr;
void catchVtk(QtMsgType type, const QMessageLogContext& context, const QString& message) {
    if (QByteArray(context.category) == "counterpoint.vtk") vtkMessages.append(message);
    defaultHandler(type, context, message);
}

QOpenGLWidget& canvasOf(EmbeddingView& view) {
    return *view.findChild<QOpenGLWidget*>();
}

bool drawnByProcessor(EmbeddingView& view) {
    return static_cast<GlCanvas&>(canvasOf(view)).software();
}

/// What the view shows, without having it drawn.
QImage onScreen(EmbeddingView& view) {
    QOpenGLWidget& canvas = canvasOf(view);
    canvas.makeCurrent();
    QImage image(view.size() * view.devicePixelRatioF(), QImage::Format_RGBX8888);
    canvas.context()->functions()->glReadPixels(0, 0, image.width(), image.height(), GL_RGBA,
                                                GL_UNSIGNED_BYTE, image.bits());
    canvas.doneCurrent();
    return image.mirrored().convertToFormat(QImage::Format_RGB32);
}

}  // namespace

class EmbeddingViewTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        defaultHandler = qInstallMessageHandler(catchVtk);
        if (!openGlProblem().isEmpty())
            QSKIP("needs OpenGL 3.2: run under xvfb-run with QT_QPA_PLATFORM=xcb");
    }

    void cleanup() {
        QVERIFY2(vtkMessages.isEmpty(), qPrintable(vtkMessages.join(QLatin1Char('\n'))));
    }

    void categoriesShowInTheirColours() {
        EmbeddingView view;
        prepare(view);
        view.resize(300, 300);
        show(view);
        const QImage image = view.grabFramebuffer();
        // A disc of 12 px covers 113; about 36 of them lie on its soft rim.
        for (std::size_t i = 0; i < 3; ++i) {
            const double pixels = count(image, okabeIto[i]) / std::pow(view.devicePixelRatioF(), 2);
            QVERIFY2(pixels > 70.0 && pixels < 114.0, qPrintable(QString::number(pixels)));
        }
        QVERIFY(count(image, Qt::white) > 300 * 300 - 3 * 140);
        QCOMPARE(qAlpha(image.pixel(5, 5)), 255);
    }

    void pointsAreRound() {
        EmbeddingView view;
        prepare(view);
        view.setPositions(layoutOf({0.0F, 0.0F, 5.0F, 5.0F, -5.0F, -5.0F}), Motion::Jump);
        view.setPointSize(40.0);
        view.resize(300, 300);
        show(view);
        QCOMPARE(colorAt(view, {150.0, 150.0}), okabeIto[0]);
        QCOMPARE(colorAt(view, {150.0 + 17.0, 150.0}), okabeIto[0]);
        QCOMPARE(colorAt(view, {150.0 + 17.0, 150.0 + 17.0}), QColor(Qt::white));
    }

    void cellsLieWhereTheCameraSaysTheyDo() {
        EmbeddingView view;
        prepare(view);
        view.resize(360, 260);
        show(view);
        for (std::size_t i = 0; i < 3; ++i) {
            const QPointF at =
                view.camera()->toScreen({triangle[2 * i], triangle[2 * i + 1]}, view.size());
            QCOMPARE(colorAt(view, at), okabeIto[i]);
        }
    }

    void aNewLayoutChangesThePictureAndAGlideEndsAtIt() {
        EmbeddingView view;
        prepare(view);
        view.resize(300, 300);
        show(view);
        const QImage before = view.grabFramebuffer();
        const Layout turned = layoutOf({-1.0F, 1.0F, 1.0F, 1.0F, 0.0F, -1.0F});
        view.setPositions(turned, Motion::Glide);
        EmbeddingView jumped;
        prepare(jumped);
        jumped.setPositions(turned, Motion::Jump);
        jumped.resize(300, 300);
        show(jumped);
        const QImage after = jumped.grabFramebuffer();
        QVERIFY(after != before);
        QTRY_COMPARE(view.grabFramebuffer(), after);
    }

    void aStreamOfLayoutsKeepsUp() {
        EmbeddingView view;
        prepare(view);
        view.resize(300, 300);
        show(view);
        for (int frame = 0; frame < 12; ++frame) {
            const auto x = static_cast<float>(frame);
            view.setPositions(layoutOf({x, 0.0F, 1.0F, x, -x, -1.0F}));
            QTest::qWait(40);
        }
        QTRY_VERIFY(showsTriangle(view));
    }

    void dockingAndFloatingKeepThePicture() {
        QMainWindow window;
        auto* middle = new EmbeddingView;
        auto* docked = new EmbeddingView;
        prepare(*middle);
        prepare(*docked);
        auto* dock = new QDockWidget(&window);
        dock->setWidget(docked);
        window.setCentralWidget(middle);
        window.addDockWidget(Qt::RightDockWidgetArea, dock);
        window.resize(800, 400);
        show(window);
        QVERIFY(showsTriangle(*docked));
        for (int turn = 0; turn < 2; ++turn) {
            dock->setFloating(true);
            QTest::qWait(50);
            QVERIFY(showsTriangle(*docked));
            docked->setPositions(layoutOf(triangle));
            dock->setFloating(false);
            QTest::qWait(50);
            QVERIFY(showsTriangle(*docked));
            QVERIFY(showsTriangle(*middle));
        }
    }

    void anotherTopLevelWindowKeepsThePicture() {
        auto* view = new EmbeddingView;
        prepare(*view);
        QWidget first;
        QWidget second;
        (new QHBoxLayout(&first))->addWidget(view);
        new QHBoxLayout(&second);
        first.resize(300, 300);
        second.resize(320, 300);
        show(first);
        QVERIFY(showsTriangle(*view));
        second.layout()->addWidget(view);
        show(second);
        QVERIFY(showsTriangle(*view));
    }

    void resizingAndHidingKeepThePicture() {
        EmbeddingView view;
        prepare(view);
        view.resize(300, 300);
        show(view);
        for (const QSize size :
             {QSize(500, 200), QSize(160, 400), QSize(120, 90), QSize(800, 600)}) {
            view.resize(size);
            QTRY_COMPARE(view.grabFramebuffer().size(), size * view.devicePixelRatioF());
            QVERIFY(showsTriangle(view));
        }
        view.hide();
        view.setPositions(layoutOf({0.0F, 0.0F, 8.0F, 0.0F, 8.0F, 3.0F}), Motion::Glide);
        show(view);
        QVERIFY(showsTriangle(view));
    }

    void noCellsOneCellAndNoPlacesAreFine() {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const float infinity = std::numeric_limits<float>::infinity();
        EmbeddingView view;
        view.setViewStyle(lightStyle());
        view.setEmptyText(QStringLiteral("Nothing to show yet"), QStringLiteral("Open a file."));
        view.resize(300, 300);
        show(view);
        save(view.grab().toImage(), "empty-light");
        for (const Layout& layout :
             {Layout(), layoutOf({}), layoutOf({0.0F, 0.0F}), layoutOf({nan, nan}),
              layoutOf({nan, 1.0F, 2.0F, infinity, 3.0F, 4.0F}),
              std::make_shared<const data::Embedding>(4, 0),
              std::make_shared<const data::Embedding>(4, 1)})
            for (const Motion motion : {Motion::Jump, Motion::Glide}) {
                view.setPositions(layout, motion);
                view.setColouring(threeColours());
                QCoreApplication::processEvents();
                QVERIFY(!view.grabFramebuffer().isNull());
            }
        QVERIFY(std::isfinite(view.camera()->unitsPerPixel()));
    }

    void cellsWithoutPlaceAreNotDrawn() {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        EmbeddingView view;
        prepare(view);
        view.setPositions(layoutOf({-1.0F, -1.0F, nan, nan, 0.0F, 1.0F}), Motion::Jump);
        view.resize(300, 300);
        show(view);
        const QImage image = view.grabFramebuffer();
        QVERIFY(count(image, okabeIto[0]) > 70);
        QCOMPARE(count(image, okabeIto[1]), 0);
        QVERIFY(count(image, okabeIto[2]) > 70);
    }

    void aColouringOfOtherCellsDimsUntilTheRightOneComes() {
        EmbeddingView view;
        prepare(view);
        view.setPositions(layoutOf({-1.0F, -1.0F, 1.0F, 1.0F}), Motion::Jump);
        view.resize(300, 300);
        show(view);
        QVERIFY(count(view.grabFramebuffer(), lightStyle().dimmed) > 140);
        view.setPositions(layoutOf(triangle), Motion::Jump);
        QVERIFY(showsTriangle(view));
    }

    void highValuesLieOnTop() {
        EmbeddingView view;
        prepare(view);
        std::vector<float> values;
        std::vector<float> xy;
        for (int i = 0; i < 50; ++i) {
            values.push_back(static_cast<float>((i * 7) % 50));
            xy.insert(xy.end(), {0.0F, 0.0F});
        }
        view.setPositions(layoutOf(xy), Motion::Jump);
        view.setColouring(colourByValue(QStringLiteral("gene"), values, lightStyle().dimmed));
        view.resize(200, 200);
        show(view);
        QCOMPARE(colorAt(view, {100.0, 100.0}), support::viridis(1.0));
    }

    void theThemeCanChangeWhileShown() {
        EmbeddingView view;
        prepare(view);
        view.resize(300, 300);
        show(view);
        QCOMPARE(view.grabFramebuffer().pixelColor(5, 5), lightStyle().canvas);
        view.setViewStyle(darkStyle());
        QCOMPARE(view.grabFramebuffer().pixelColor(5, 5), darkStyle().canvas);
        QVERIFY(showsTriangle(view));
    }

    void manyCellsAreThinnedWhileMovingOnSoftwareOpenGl() {
        constexpr std::size_t cells = 250'000;
        Blood blood = makeBlood(cells, 1);
        EmbeddingView view;
        view.setViewStyle(lightStyle());
        view.setColouring(
            colourByCategory(QStringLiteral("type"), blood.type, okabeIto, missingColor));
        view.setPositions(std::make_shared<data::Embedding>(std::move(blood.layout)), Motion::Jump);
        view.resize(400, 400);
        show(view);
        QTRY_COMPARE(view.drawnCells(), cells);
        wheel(view, {200.0, 200.0}, 120);
        if (!drawnByProcessor(view)) QSKIP("this OpenGL is not done in software");
        QTRY_VERIFY(view.drawnCells() <= cells / 2);
        QVERIFY(view.drawnCells() >= 5'000);
        QVERIFY(view.badges().front().startsWith(QStringLiteral("while moving: ")));
        QTRY_COMPARE(view.drawnCells(), cells);
        QVERIFY2(view.badges().isEmpty(), "all cells are drawn when it stands still");
        wheel(view, {200.0, 200.0}, 120);
        view.grabFramebuffer();
        QCOMPARE(view.drawnCells(), cells);  // a picture that is kept holds all of them
        QVERIFY(view.badges().isEmpty());
    }

    void aPictureDrawnInTurnsIsThatDrawnInOneGo() {
        constexpr std::size_t cells = 250'000;
        const Blood blood = makeBlood(cells, 1);
        auto deep = std::make_shared<data::Embedding>(cells, 3);
        for (std::size_t i = 0; i < cells; ++i) {
            (*deep)(i, 0) = blood.layout(i, 0);
            (*deep)(i, 1) = blood.layout(i, 1);
            (*deep)(i, 2) = blood.layout(i, 0) - blood.layout(cells - 1 - i, 1);
        }
        const auto plane = std::make_shared<const data::Embedding>(blood.layout);
        EmbeddingView view;
        view.setViewStyle(lightStyle());
        view.resize(400, 400);
        show(view);
        if (!drawnByProcessor(view)) QSKIP("this OpenGL is not done in software");
        for (const Layout& layout : {plane, Layout(deep)})
            for (const data::Categories* by : {&blood.type, &blood.batch}) {
                view.setPositions(layout, Motion::Jump);
                QTRY_VERIFY(view.isDrawn() && view.drawnCells() == cells);
                view.setColouring(colourByCategory({}, *by, okabeIto, missingColor));
                QVERIFY(!view.isDrawn());
                QTRY_VERIFY(view.isDrawn());
                const QImage shown = onScreen(view);
                QCOMPARE(shown, view.grabFramebuffer().convertToFormat(QImage::Format_RGB32));
                QVERIFY(count(shown, lightStyle().canvas) < 400 * 400);
            }
    }

    void whatIsShownStaysUntilTheNextPictureIsWhole() {
        constexpr std::size_t cells = 250'000;
        Blood blood = makeBlood(cells, 1);
        EmbeddingView view;
        view.setViewStyle(lightStyle());
        view.setColouring(colourByCategory({}, blood.type, okabeIto, missingColor));
        view.setPositions(std::make_shared<data::Embedding>(blood.layout), Motion::Jump);
        view.resize(400, 400);
        show(view);
        if (!drawnByProcessor(view)) QSKIP("this OpenGL is not done in software");
        QTRY_VERIFY(view.isDrawn() && view.drawnCells() == cells);
        const QImage before = onScreen(view);
        view.setColouring(colourByCategory({}, blood.batch, okabeIto, missingColor));
        while (!view.isDrawn()) {
            QCOMPARE(view.drawnCells(), cells);
            QCOMPARE(onScreen(view), before);
            QCoreApplication::processEvents();
        }
        QVERIFY(onScreen(view) != before);
    }

    void asManyCellsMoveAsCanBeDrawnInTime() {
        constexpr Milliseconds frame = 26.0;
        DetailLevel detail;
        for (int i = 0; i < 30; ++i) detail.drew(100'000, 10.0);
        QCOMPARE(detail.affordable(100'000, frame), std::size_t{100'000});
        QCOMPARE(detail.affordable(1'000'000, frame), std::size_t{250'000});
        // A machine that is busy with something else: a tenth of the speed.
        for (int i = 0; i < 30; ++i) detail.drew(100'000, 100.0);
        QCOMPARE(detail.affordable(100'000, frame), std::size_t{25'000});
        QVERIFY(detail.pointsIn(frame) > 25'000 && detail.pointsIn(frame) < 30'000);
        QCOMPARE(detail.affordable(4'000, frame), std::size_t{4'000});  // few are never thinned
        for (int i = 0; i < 30; ++i) detail.drew(12'500, 1.0);
        QCOMPARE(detail.affordable(100'000, frame), std::size_t{100'000});
    }
};

int main(int argc, char** argv) {
    setUpOpenGl();
    QApplication app(argc, argv);
    EmbeddingViewTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "embedding_view_test.moc"
