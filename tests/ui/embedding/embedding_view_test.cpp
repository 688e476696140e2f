#include "ui/embedding/embedding_view.h"

#include "core/base/random.h"
#include "tests/ui/embedding/styles.h"
#include "ui/embedding/embedding_panel.h"
#include "ui/embedding/legend.h"
#include "ui/embedding/opengl_setup.h"

#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QHBoxLayout>
#include <QMainWindow>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>
#include <limits>

using namespace counterpoint;
using namespace counterpoint::embedding;
using counterpoint::tests::darkStyle;
using counterpoint::tests::lightStyle;

namespace {

const std::vector<QColor> okabeIto{QColor(0x56B4E9),  QColor(0x0072B2), QColor(0x009E73),
                                   QColor(0xD55E00),  QColor(0xCC79A7), QColor(0xE69F00),
                                   QColor(Qt::black), QColor(0x9A9A9A)};
const QColor missingColor(0x9A9A9A);

using Layout = std::shared_ptr<const data::Embedding>;

Layout layoutOf(std::vector<float> xy) {
    auto layout = std::make_shared<data::Embedding>(xy.size() / 2, 2);
    layout->values = std::move(xy);
    return layout;
}

/// One cell of each of three categories in the corners of a triangle.
const std::vector<float> triangle{-1.0F, -1.0F, 1.0F, -1.0F, 0.0F, 1.0F};
Colouring threeColours() {
    return colourByCategory(QStringLiteral("type"), {{0, 1, 2}, {"A", "B", "C"}, false}, okabeIto,
                            missingColor);
}

/// A made-up layout that looks like the pictures: eight types of very different size, five batches.
struct Blood {
    data::Embedding layout;
    data::Categories type{
        {}, {"T", "NK", "B", "Monocyte", "CD34+", "DC", "Megakaryocyte", "Unassigned"}, false};
    data::Categories batch{
        {},
        {"Frozen donor A", "3' v2 1k PBMC", "MUDAN reference", "Kang control", "Zheng FACS-sorted"},
        false};
};

Blood makeBlood(std::size_t cells, std::uint64_t seed) {
    struct Blob {
        double share, x, y, wide, high, bend;
    };
    const std::vector<Blob> blobs{
        {0.507, 1.5, -1.0, 1.5, 0.8, 0.5},  {0.17, 6.0, -4.0, 0.7, 0.7, 0.2},
        {0.142, -6.0, 1.5, 0.5, 0.7, 0.0},  {0.103, 2.0, 6.0, 0.35, 0.8, 0.0},
        {0.064, -1.5, 6.0, 1.2, 0.25, -.3}, {0.005, 1.5, 4.6, 0.2, 0.1, 0.0},
        {0.003, -1.2, 0.9, 0.1, 0.1, 0.0},  {0.006, 2.7, 5.2, 0.5, 0.5, 0.0}};
    Blood blood;
    blood.layout = data::Embedding(cells, 2);
    base::Random random(seed);
    for (std::size_t i = 0; i < cells; ++i) {
        double pick = random.uniform();
        std::size_t type = 0;
        while (type + 1 < blobs.size() && pick >= blobs[type].share) pick -= blobs[type++].share;
        const Blob& blob = blobs[type];
        const double along = random.normal();
        blood.layout(i, 0) = static_cast<float>(blob.x + blob.wide * along);
        blood.layout(i, 1) =
            static_cast<float>(blob.y + blob.high * random.normal() - blob.bend * along * along);
        blood.type.codes.push_back(static_cast<std::int32_t>(type));
        blood.batch.codes.push_back(type == 4 ? 4 : static_cast<std::int32_t>(random.below(5)));
    }
    return blood;
}

int count(const QImage& image, QColor color) {
    int pixels = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (image.pixel(x, y) == color.rgb()) ++pixels;
    return pixels;
}

/// The colour at a place in logical pixels.
QColor colorAt(EmbeddingView& view, QPointF at) {
    return view.grabFramebuffer().pixelColor((at * view.devicePixelRatioF()).toPoint());
}

void save(const QImage& image, const char* name) {
    const QString folder = qEnvironmentVariable("COUNTERPOINT_SCREENSHOTS");
    if (folder.isEmpty()) return;
    QDir().mkpath(folder);
    image.save(folder + QLatin1Char('/') + QString::fromLatin1(name) + QStringLiteral(".png"));
}

void wheel(QWidget& widget, QPointF at, int delta) {
    QWheelEvent event(at, widget.mapToGlobal(at), {}, {0, delta}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&widget, &event);
}

void drag(QWidget& widget, QPoint from, QPoint to) {
    QTest::mousePress(&widget, Qt::LeftButton, {}, from);
    QTest::mouseMove(&widget, to);
    QMouseEvent move(QEvent::MouseMove, to, widget.mapToGlobal(QPointF(to)), Qt::NoButton,
                     Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&widget, &move);
    QTest::mouseRelease(&widget, Qt::LeftButton, {}, to);
}

/// A view whose discs are large and opaque, so that colours are exact in their middle.
void prepare(EmbeddingView& view) {
    view.setViewStyle(lightStyle());
    view.setPointSize(12.0);
    view.setOpacity(1.0);
    view.setPositions(layoutOf(triangle), Motion::Jump);
    view.setColouring(threeColours());
}

void show(QWidget& widget) {
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
    QCoreApplication::processEvents();
}

bool showsTriangle(EmbeddingView& view) {
    const QImage image = view.grabFramebuffer();
    for (std::size_t i = 0; i < 3; ++i)
        if (count(image, okabeIto[i]) < 60) return false;
    return true;
}

QStringList vtkMessages;
QtMessageHandler defaultHandler = nullptr;
void catchVtk(QtMsgType type, const QMessageLogContext& context, const QString& message) {
    if (QByteArray(context.category) == "counterpoint.vtk") vtkMessages.append(message);
    defaultHandler(type, context, message);
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
        QCOMPARE(colorAt(view, {100.0, 100.0}), viridis(1.0));
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
        view.grabFramebuffer();
        QTRY_COMPARE(view.drawnCells(), cells);
        wheel(view, {200.0, 200.0}, 120);
        view.grabFramebuffer();
        if (view.drawnCells() == cells) QSKIP("this OpenGL is not done in software");
        QCOMPARE(view.drawnCells(), std::size_t{100'000});
        save(view.grab().toImage(), "thinned-light");
        QTRY_COMPARE(view.drawnCells(), cells);
    }

    void theHeadReportsTheChoiceOfTheUser() {
        EmbeddingPanel panel;
        panel.setViewStyle(lightStyle());
        panel.setChoices({{QStringLiteral("obs/batch"), QStringLiteral("batch")},
                          {QStringLiteral("obs/type"), QStringLiteral("type")}},
                         QStringLiteral("obs/batch"));
        QSignalSpy chosen(&panel, &EmbeddingPanel::colourChosen);
        auto* button = panel.findChild<ChoiceButton*>();
        QTest::keyClick(button, Qt::Key_Down);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].toString(), QStringLiteral("obs/type"));
        QCOMPARE(button->text(), QStringLiteral("type"));
        QTest::keyClick(button, Qt::Key_Down);
        QCOMPARE(chosen.size(), 1);
    }

    void theLegendShowsColoursAndFitsAnyWidth() {
        const Blood blood = makeBlood(2000, 1);
        const Colouring colouring =
            colourByCategory(QStringLiteral("type"), blood.type, okabeIto, missingColor);
        Legend legend;
        legend.setViewStyle(lightStyle());
        legend.setColouring(colouring);
        for (const int width : {372, 200, 130, 40}) {
            legend.resize(width, 66);
            const QImage image = legend.grab().toImage();
            QVERIFY(count(image, okabeIto[0]) > 20);
            save(image, qPrintable(QStringLiteral("legend-%1").arg(width)));
        }
        legend.resize(372, 24);
        save(legend.grab().toImage(), "legend-one-line");
        std::vector<float> values(100, 2.5F);
        legend.resize(372, 66);
        legend.setColouring(colourByValue(QStringLiteral("gene"), values, missingColor));
        save(legend.grab().toImage(), "legend-values");
    }

    void twoPanelsLookLikeThePictures() {
        for (const bool dark : {false, true})
            for (const bool preview : {false, true}) {
                Blood blood = makeBlood(10'679, 7);
                if (preview)
                    for (std::size_t cell = 0; cell < blood.layout.rows; ++cell)
                        if (cell % 5 != 0)
                            blood.layout(cell, 0) = std::numeric_limits<float>::quiet_NaN();
                std::vector<QColor> palette = okabeIto;
                if (dark) palette[6] = QColor(0xF2F2F2);
                const auto camera = std::make_shared<ViewCamera>();
                const auto layout = std::make_shared<data::Embedding>(blood.layout);
                const embedding::ViewStyle style = dark ? darkStyle() : lightStyle();

                QWidget window;
                auto* row = new QHBoxLayout(&window);
                row->setContentsMargins(0, 0, 0, 0);
                row->setSpacing(1);
                QPalette ground;
                ground.setColor(QPalette::Window, style.separator);
                window.setPalette(ground);
                for (const bool byType : {false, true}) {
                    auto* panel = new EmbeddingPanel(camera, &window);
                    panel->setViewStyle(style);
                    const QString title =
                        byType ? QStringLiteral("cell_type") : QStringLiteral("batch");
                    panel->setChoices({{title, title}}, title);
                    panel->setColouring(colourByCategory(title, byType ? blood.type : blood.batch,
                                                         palette, missingColor));
                    panel->view().setPositions(layout, Motion::Jump);
                    panel->view().setLabelsShown(byType);
                    if (preview)
                        panel->view().setBadge(
                            QStringLiteral("preview: 2\u2009136 of 10\u2009679 cells"));
                    row->addWidget(panel, 1);
                }
                window.resize(774, 508);
                show(window);
                QTest::qWait(50);
                const QImage image = window.grab().toImage();
                save(image,
                     qPrintable(QStringLiteral("panels-%1%2")
                                    .arg(dark ? QStringLiteral("dark") : QStringLiteral("light"),
                                         preview ? QStringLiteral("-preview") : QString())));
                QVERIFY(count(image, style.canvas) > 50'000);
                if (preview) QVERIFY(count(image, style.cautionSoft) > 3'000);
            }
    }
};

int main(int argc, char** argv) {
    setUpOpenGl();
    QApplication app(argc, argv);
    EmbeddingViewTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "embedding_view_test.moc"
