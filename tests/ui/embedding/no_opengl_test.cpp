#include "core/data/matrix.h"
#include "tests/ui/embedding/styles.h"
#include "ui/embedding/embedding_panel.h"
#include "ui/embedding/embedding_view.h"
#include "ui/embedding/opengl_setup.h"

#include <QApplication>
#include <QTest>

// Runs on the "offscreen" platform, where Qt would crash on an OpenGL widget.

using namespace counterpoint;
using namespace counterpoint::embedding;

class NoOpenGlTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aViewWithoutOpenGlSaysSoAndTakesEverything() {
        EmbeddingPanel panel;
        panel.setViewStyle(tests::lightStyle());
        EmbeddingView& view = panel.view();
        if (view.problem().isEmpty()) QSKIP("this platform has OpenGL");
        QVERIFY(view.problem().contains(QStringLiteral("OpenGL")));
        panel.resize(400, 400);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        QVERIFY(view.grabFramebuffer().isNull());

        const auto layout = std::make_shared<data::Embedding>(3, 2);
        view.setPositions(layout, Motion::Jump);
        view.setPositions(layout, Motion::Glide);
        panel.setColouring(colourByCategory({}, {{0, 0, 0}, {"A"}, false},
                                            std::vector{QColor(Qt::red)}, Qt::gray));
        view.fit();
        QTest::keyClick(&view, Qt::Key_Plus);
        panel.resize(300, 500);
        panel.setViewStyle(tests::darkStyle());
        QTest::qWait(50);

        const QImage image = panel.grab().toImage();
        const QColor ground = image.pixelColor(20, 60);
        QCOMPARE(ground, tests::darkStyle().canvas);
        int written = 0;
        for (int y = 40; y < 400; ++y)
            for (int x = 0; x < 300; ++x)
                if (image.pixelColor(x, y) != ground) ++written;
        QVERIFY(written > 200);
        const QString folder = qEnvironmentVariable("COUNTERPOINT_SCREENSHOTS");
        if (!folder.isEmpty()) image.save(folder + QStringLiteral("/no-opengl-dark.png"));
    }
};

int main(int argc, char** argv) {
    setUpOpenGl();
    QApplication app(argc, argv);
    NoOpenGlTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "no_opengl_test.moc"
