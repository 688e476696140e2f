// Cells in space: turned by hand, pointed at, with an arrow for each of the three axes.

#include "tests/ui/embedding/scenes.h"
#include "ui/embedding/embedding_view.h"
#include "ui/embedding/opengl_setup.h"
#include "ui/support/palette.h"

#include <QApplication>
#include <QTest>

#include <cmath>

using namespace counterpoint;
using namespace counterpoint::embedding;
using namespace counterpoint::tests;

class SpaceViewTest : public QObject {
    Q_OBJECT

    /// How many pixels of the lower left corner are in the colour of axes, more or less.
    static int inkOfAxes(EmbeddingView& view) {
        const QImage image = view.grab().toImage();
        const QColor ink = lightStyle().quiet;
        int count = 0;
        for (int y = image.height() - 100; y < image.height(); ++y)
            for (int x = 0; x < 140; ++x) {
                const QColor here = image.pixelColor(x, y);
                count += std::abs(here.red() - ink.red()) + std::abs(here.green() - ink.green()) +
                             std::abs(here.blue() - ink.blue()) <
                         60;
            }
        return count;
    }

    /// In a corner, so that the axes stand alone.
    static void showThreeCells(EmbeddingView& view) {
        prepare(view);
        auto layout = std::make_shared<data::Embedding>(3, 3);
        layout->values = {0.8F, 0.8F, 0.0F, 0.9F, 0.9F, 0.1F, 1.0F, 1.0F, 0.0F};
        view.setPositions(layout, Motion::Jump);
        view.resize(300, 300);
        show(view);
    }

  private Q_SLOTS:
    void initTestCase() {
        if (!openGlProblem().isEmpty())
            QSKIP("needs OpenGL 3.2: run under xvfb-run with QT_QPA_PLATFORM=xcb");
    }

    /// Each axis has its arrow and its name, and they turn with the cells.
    void showTheirAxes() {
        EmbeddingView view;
        showThreeCells(view);
        view.camera()->orbit({60.0, 40.0});
        view.setAxisNames(
            {QStringLiteral("UMAP1"), QStringLiteral("UMAP2"), QStringLiteral("UMAP3")});
        const int ofThree = inkOfAxes(view);
        QVERIFY2(ofThree > 120, qPrintable(QString::number(ofThree)));
        view.setAxisNames({QStringLiteral("UMAP1"), QStringLiteral("UMAP2"), QString()});
        QVERIFY(inkOfAxes(view) < ofThree - 10);  // the third has its name too
        view.setAxisNames(
            {QStringLiteral("UMAP1"), QStringLiteral("UMAP2"), QStringLiteral("UMAP3")});
        const QImage before = view.grab().toImage().copy(0, 200, 140, 100);
        view.camera()->orbit({90.0, 0.0});
        QVERIFY(view.grab().toImage().copy(0, 200, 140, 100) != before);
    }

    /// Its name stands below the arrows, not over one of them.
    void nameTheAxisThatPointsAtTheViewerBesideTheArrows() {
        EmbeddingView view;
        showThreeCells(view);
        const QRect right(49, 300 - 46 - 16, 24, 12);  // of the arrow that points up
        const QRect below(20, 300 - 46 + 6, 60, 16);
        view.setAxisNames({QStringLiteral("x"), QStringLiteral("y"), QString()});
        const QImage unnamed = view.grab().toImage();
        view.setAxisNames({QStringLiteral("x"), QStringLiteral("y"), QStringLiteral("X_deep 3")});
        const QImage named = view.grab().toImage();
        QVERIFY(named.copy(right) == unnamed.copy(right));
        QVERIFY(named.copy(below) != unnamed.copy(below));
    }

    void areTurnedByADragAndNearOnesHideThoseBehind() {
        EmbeddingView view;
        prepare(view);
        auto layout = std::make_shared<data::Embedding>(3, 3);
        // One behind the other on the third axis, and one aside.
        layout->values = {0.0F, 0.0F, -1.0F, 0.0F, 0.0F, 1.0F, 1.0F, 0.0F, 0.0F};
        view.setPositions(layout, Motion::Jump);
        view.setAxisNames({QStringLiteral("x"), QStringLiteral("y"), QStringLiteral("z")});
        view.resize(300, 300);
        show(view);
        const auto hueAt = [&](std::uint32_t cell) {
            const auto seen = view.camera()->flattened(layout->values);
            const QPointF at = view.camera()->toScreen(
                {double{seen[2 * cell]}, double{seen[2 * cell + 1]}}, view.size());
            return colorAt(view, at).hsvHue();
        };
        const int front = okabeIto[1].hsvHue();
        const int back = okabeIto[0].hsvHue();
        QVERIFY2(qAbs(hueAt(0) - front) < 8, "the nearer of two is seen");
        drag(view, {150, 150}, {150 + 360, 150});  // half a turn
        QVERIFY2(qAbs(hueAt(0) - back) < 8, "from behind it is the other one");
        QTest::keyClick(&view, Qt::Key_Home);
        QVERIFY(view.camera()->turn().isIdentity());
        drag(view, {150, 150}, {150 + 180, 150});  // a quarter: side by side
        QVERIFY(qAbs(hueAt(0) - back) < 8);
        QVERIFY(qAbs(hueAt(1) - front) < 8);
        save(view.grab().toImage(), "space-light");
        // Back in the plane it is seen from the front.
        view.setPositions(layoutOf(triangle), Motion::Jump);
        QVERIFY(view.camera()->turn().isIdentity());
        QVERIFY(showsTriangle(view));
    }

    void arePointedAtWhereTheyAreSeen() {
        EmbeddingView view;
        prepare(view);
        auto layout = std::make_shared<data::Embedding>(3, 3);
        layout->values = {0.0F, 0.0F, -1.0F, 0.3F, 0.9F, 1.0F, 1.0F, 0.0F, 0.0F};
        view.setPositions(layout, Motion::Jump);
        view.resize(300, 300);
        show(view);
        view.camera()->orbit({130.0, 50.0});
        qint64 pointed = -1;
        connect(&view, &EmbeddingView::cellPointed, this, [&](qint64 cell) { pointed = cell; });
        for (std::uint32_t cell = 0; cell < 3; ++cell) {
            const auto seen = view.camera()->flattened(layout->values);
            const QPointF at = view.camera()->toScreen(
                {double{seen[2 * cell]}, double{seen[2 * cell + 1]}}, view.size());
            const auto hover = [&] {
                QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton,
                                 Qt::NoButton, Qt::NoModifier);
                QApplication::sendEvent(&view, &move);
                return pointed == static_cast<qint64>(cell);
            };
            QTRY_VERIFY(hover());  // the index is made in the background
        }
    }
};

int main(int argc, char** argv) {
    setUpOpenGl();
    QApplication app(argc, argv);
    SpaceViewTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "space_view_test.moc"
