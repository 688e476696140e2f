#include "ui/embedding/embedding_panel.h"

#include "tests/ui/embedding/scenes.h"
#include "ui/embedding/legend.h"
#include "ui/embedding/opengl_setup.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>

#include <limits>
#include <set>

using namespace counterpoint;
using namespace counterpoint::embedding;
using namespace counterpoint::tests;

class EmbeddingPanelTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        if (!openGlProblem().isEmpty())
            QSKIP("needs OpenGL 3.2: run under xvfb-run with QT_QPA_PLATFORM=xcb");
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

    void namesThatColumnsWouldCutStandInLines() {
        data::Categories types{
            {}, {"B", "D", "A", "C", "E", "F", "G (batch_3 only)", "H (rare)"}, false};
        for (int type = 0; type < 8; ++type)
            types.codes.insert(types.codes.end(), static_cast<std::size_t>(90 - 10 * type), type);
        Legend legend;
        legend.setViewStyle(lightStyle());
        legend.setColouring(
            colourByCategory(QStringLiteral("type"), types, okabeIto, missingColor));
        legend.resize(226, 66);
        legend.show();
        save(legend.grab().toImage(), "legend-lines");
        // All of each name answers the pointer.
        std::vector<std::set<std::pair<int, int>>> found(8);
        const QSignalSpy pointed(&legend, &Legend::categoryPointed);
        for (int y = 2; y < 66; y += 6)
            for (int x = 0; x < 226; ++x) {
                QMouseEvent move(QEvent::MouseMove, QPointF(x, y),
                                 legend.mapToGlobal(QPointF(x, y)), Qt::NoButton, Qt::NoButton,
                                 Qt::NoModifier);
                QApplication::sendEvent(&legend, &move);
                const int category = pointed.isEmpty() ? -1 : pointed.last().first().toInt();
                if (category >= 0) found[static_cast<std::size_t>(category)].emplace(x, y);
            }
        const QFontMetricsF metrics(lightStyle().sentence);
        for (std::size_t type = 0; type < 8; ++type) {
            std::set<int> across;
            for (const auto& [x, y] : found[type]) across.insert(x);
            QVERIFY2(static_cast<double>(across.size()) >=
                         metrics.horizontalAdvance(QString::fromStdString(types.levels[type])) + 15,
                     types.levels[type].c_str());
        }
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
    EmbeddingPanelTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "embedding_panel_test.moc"
