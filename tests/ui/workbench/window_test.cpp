// Drives the real window under a virtual X server: open, tune by keyboard and mouse, stop, bad
// input, save. Asserts on the model and on the pixels of the views.

#include "core/data/palette.h"
#include "core/io/open.h"
#include "tests/support/shared_data.h"
#include "tests/ui/workbench/driver.h"
#include "ui/data/category_tree.h"
#include "ui/data/data_panel.h"
#include "ui/embedding/embedding_panel.h"
#include "ui/metrics/population_table.h"
#include "ui/metrics/score_board.h"
#include "ui/runs/runs_table.h"
#include "ui/start/open_wizard.h"
#include "ui/support/theme.h"
#include "ui/tuning/parameter_slider.h"
#include "ui/tuning/slider_track.h"
#include "ui/tuning/tuning_form.h"
#include "ui/workbench/message_bar.h"
#include "ui/workbench/status_line.h"
#include "ui/workbench/view_area.h"

#include <QDropEvent>
#include <QFile>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTextStream>
#include <QToolButton>

using namespace counterpoint;
using test::patience;
using test::pixelsOf;

class WindowTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;

    workbench::Workbench& bench() { return m_driver.window->workbench(); }
    tuning::ParameterSlider& theta() {
        return *qobject_cast<tuning::ParameterSlider*>(
            m_driver.window->tuningForm().control("theta"));
    }
    double thetaSetting() {
        const auto values = pipeline::completeMethodValues(bench().settings(), m_driver.registry());
        return std::get<double>(values.at("theta"));
    }
    bool settled() { return m_driver.settled(); }
    QImage grab(std::size_t side) {
        return m_driver.window->views().panel(side).view().grabFramebuffer();
    }

  private Q_SLOTS:
    void initTestCase() { COUNTERPOINT_OPEN_WINDOW(m_driver); }

    void cleanupTestCase() { m_driver.close(); }

    void theDemoOpensAndRuns() {
        bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QCOMPARE(bench().results().cells->batch.levelCount(), std::size_t{3});
        QCOMPARE(bench().results().cells->label->levelCount(), std::size_t{8});
        QVERIFY(m_driver.window->messages().sentence().isEmpty());
        QCOMPARE(m_driver.window->views().colourKey(0), QStringLiteral("obs:batch"));
        QCOMPARE(m_driver.window->views().colourKey(1), QStringLiteral("obs:cell_type"));
        m_driver.screenshot(QStringLiteral("window-demo-light"));
    }

    void everyBatchIsSeenInItsColour() {
        QTest::qWait(500);  // the glide
        const QImage image = grab(0);
        const auto counts = bench().results().cells->batch.counts();
        for (const QColor& color :
             datapanel::columnColors(*bench().dataset(), "batch", support::Theme::current()))
            QVERIFY2(pixelsOf(image, color) > 200, qPrintable(color.name()));
        QVERIFY(pixelsOf(image, support::Theme::current().canvas) >
                image.width() * image.height() / 3);
    }

    void cardsShowExactScoresBesideTheUnintegrated() {
        for (const char* id : {"ilisi", "clisi", "kbet", "asw_batch", "asw_label"}) {
            const auto state = m_driver.window->scoreBoard().state(id);
            QVERIFY2(state.status == scores::CardStatus::Exact, id);
            QCOMPARE(state.value, bench().results().scores.at(id)->scaled);
            QCOMPARE(state.unintegrated, bench().results().baseline.at(id)->scaled);
        }
        const auto ilisi = m_driver.window->scoreBoard().state("ilisi");
        QVERIFY2(ilisi.value > ilisi.unintegrated + 0.3, "the demo mixes at the default theta");
    }

    void thetaByKeyboardRunsTheChainAgain() {
        const auto before = bench().results().integration;
        const QImage picture = grab(0);
        auto* track = theta().track();
        track->setFocus();
        for (int press = 0; press < 20; ++press) QTest::keyClick(track, Qt::Key_Left);
        QVERIFY(thetaSetting() < 0.5);
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QVERIFY(bench().results().integration != before);
        QTest::qWait(500);
        QVERIFY(grab(0) != picture);
        const auto ilisi = m_driver.window->scoreBoard().state("ilisi");
        QVERIFY2(ilisi.value < 0.2, "at theta 0 the batches of the demo stay apart");
        m_driver.screenshot(QStringLiteral("window-demo-theta0"));
    }

    void draggingThetaMovesTheCellsBeforeTheHandLetsGo() {
        auto* track = theta().track();
        const QImage picture = grab(0);
        const auto at = [&](double value) {
            return QPoint(static_cast<int>(track->xOf(value)), track->height() / 3);
        };
        const auto layout = bench().results().layout;
        QTest::mousePress(track, Qt::LeftButton, {}, at(thetaSetting()));
        for (double value = 0.5; value <= 8.0; value += 0.5) {
            QTest::mouseMove(track, at(value));
            QTest::qWait(20);
        }
        // Values visited before (theta 2) are remembered and settle at once: wait for a moving map.
        QTRY_VERIFY_WITH_TIMEOUT(
            bench().results().layout != layout && !bench().results().layoutSettled, patience);
        QVERIFY2(bench().isStale(), "what follows the slider is not settled");
        QTRY_VERIFY_WITH_TIMEOUT(grab(0) != picture, patience);
        m_driver.screenshot(QStringLiteral("window-demo-dragging"));
        QTest::mouseRelease(track, Qt::LeftButton, {}, at(8.0));
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QVERIFY(thetaSetting() > 7.5);
        m_driver.screenshot(QStringLiteral("window-demo-theta8"));
    }

    void stopKeepsWhatIsShown() {
        // A value nobody has asked for yet, so that nothing is remembered and there is work to
        // stop.
        theta().track()->setFocus();
        auto* stop = m_driver.window->findChild<QPushButton*>(QStringLiteral("stop"));
        bool stoppable = false;
        // As soon as it can be pressed: the answer may take no more than a moment.
        const auto pressing = connect(&bench(), &workbench::Workbench::runStarted, this, [&] {
            stoppable = stop->isEnabled();
            stop->click();
        });
        const int step = thetaSetting() > 4.0 ? Qt::Key_Left : Qt::Key_Right;
        for (int press = 0; press < 3; ++press)
            QTest::keyClick(theta().track(), static_cast<Qt::Key>(step));
        // Between the answer to one key and the next nothing runs for a moment either.
        QTRY_VERIFY_WITH_TIMEOUT(
            stoppable && !bench().isRunning() && bench().results().layout != nullptr, patience);
        disconnect(pressing);
        QVERIFY(bench().isStale());
        QTest::qWait(400);  // keys settle a moment after the last one

        theta().resetButton()->click();
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QCOMPARE(thetaSetting(), 2.0);
    }

    void hidingACategoryTakesItsCellsAway() {
        const QColor color =
            datapanel::columnColors(*bench().dataset(), "batch", support::Theme::current()).front();
        QTest::qWait(400);
        const int before = pixelsOf(grab(0), color);
        m_driver.window->views().setHiddenLevels("batch", {"batch_1"});
        QTest::qWait(400);
        QVERIFY(pixelsOf(grab(0), color) < before / 10);
        m_driver.window->views().setHiddenLevels("batch", {});
    }

    void aScoreColoursTheView() {
        Q_EMIT m_driver.window->scoreBoard().colorRequested("ilisi");
        QCOMPARE(m_driver.window->views().colourKey(0), QStringLiteral("score:ilisi"));
        QTest::qWait(300);
        m_driver.screenshot(QStringLiteral("window-demo-ilisi"));
        m_driver.window->views().setColourKey(0, QStringLiteral("obs:batch"));
    }

    void everyRunIsKeptAndComesBack() {
        const auto& runs = bench().history().runs();
        QVERIFY(runs.size() >= 2);
        QCOMPARE(m_driver.window->runsTable().rows().size(),
                 runs.size() + 1);  // and the unintegrated
        const workbench::KeptRun first =
            runs.front().number == bench().currentRun() ? runs.back() : runs.front();
        const double then = std::get<double>(first.settings.methodValues.at("theta"));
        const std::size_t kept = runs.size();
        const double ilisi = first.results.scores.at("ilisi")->scaled;
        Q_EMIT m_driver.window->runsTable().restoreRequested(first.number);
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QCOMPARE(bench().currentRun(), first.number);
        QCOMPARE(bench().history().runs().size(), kept);
        QCOMPARE(std::get<double>(theta().value()), then);
        QCOMPARE(m_driver.window->scoreBoard().state("ilisi").value, ilisi);
        m_driver.screenshot(QStringLiteral("window-demo-runs"));
    }

    void settingsGoBackAndForth() {
        QVERIFY(bench().canUndo());
        const double now = thetaSetting();
        for (QAction* action : m_driver.window->actions())
            if (action->shortcut() == QKeySequence(QKeySequence::Undo)) action->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QVERIFY(thetaSetting() != now);
        QCOMPARE(std::get<double>(theta().value()), thetaSetting());
        QVERIFY(bench().canRedo());
        bench().redo();
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QCOMPARE(thetaSetting(), now);
        QVERIFY(!bench().canRedo());
    }

    void aPopulationChosenInTheTableKeepsItsColourAlone() {
        const auto colors =
            datapanel::columnColors(*bench().dataset(), "cell_type", support::Theme::current());
        QTest::qWait(400);
        const int firstBefore = pixelsOf(grab(1), colors[0]);
        const int secondBefore = pixelsOf(grab(1), colors[1]);
        const std::string name = bench().results().cells->label->levels.front();
        Q_EMIT m_driver.window->populationTable().populationChosen(QString::fromStdString(name));
        QTest::qWait(400);
        QCOMPARE(m_driver.window->views().selection().size(),
                 bench().results().cells->label->counts().front());
        QVERIFY(pixelsOf(grab(1), colors[0]) > firstBefore * 8 / 10);
        QVERIFY(pixelsOf(grab(1), colors[1]) < secondBefore / 10);
        m_driver.screenshot(QStringLiteral("window-demo-population"));
        m_driver.window->findChild<QToolButton*>(QStringLiteral("selection"))->click();
        QTest::qWait(400);
        QVERIFY(pixelsOf(grab(1), colors[1]) > secondBefore * 8 / 10);
    }

    void withoutCellTypesPopulationsAreProvisionalAndTheVerdictStands() {
        const data::Roles roles = bench().settings().roles;
        data::Roles unlabelled = roles;
        unlabelled.label.clear();
        bench().setRoles(unlabelled);
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QVERIFY(!bench().results().cells->label);
        QVERIFY(bench().results().diagnosis->verdict != diagnose::Verdict::CannotTell);
        QVERIFY(m_driver.window->scoreBoard().state("clisi").status ==
                scores::CardStatus::NeedsLabels);
        auto& table = m_driver.window->populationTable();
        QVERIFY(table.rowCount() >= 5);
        m_driver.screenshot(QStringLiteral("window-demo-unlabelled"));
        Q_EMIT table.populationChosen(table.item(0, 0)->text());
        QVERIFY(m_driver.window->views().selection().size() >= 20);
        m_driver.window->views().clearSelection();
        bench().setRoles(roles);
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
    }

    void badFilesSayWhyAndTheWindowLivesOn() {
        const auto dataset = bench().dataset();
        QTemporaryDir folder;
        QFile text(folder.filePath(QStringLiteral("text.h5ad")));
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write("not HDF5");
        text.close();
        for (const QString& path :
             {folder.filePath(QStringLiteral("missing.h5ad")), folder.path(), text.fileName()}) {
            m_driver.window->openFiles({path});
            QTRY_VERIFY_WITH_TIMEOUT(!bench().isOpening(), patience);
            QTRY_VERIFY(!m_driver.window->messages().sentence().isEmpty());
            QVERIFY2(m_driver.window->messages().sentence().contains(QFileInfo(path).fileName()),
                     qPrintable(m_driver.window->messages().sentence()));
            QCOMPARE(bench().dataset(), dataset);
        }
        m_driver.screenshot(QStringLiteral("window-bad-file"));
        bench().run();
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QVERIFY(m_driver.window->messages().sentence().isEmpty());
    }

    void rolesThatCannotWorkSayWhy() {
        bench().setRoles({"cell_type", ""});
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QVERIFY(m_driver.window->scoreBoard().state("clisi").status ==
                scores::CardStatus::NeedsLabels);
        bench().setRoles({"batch", "cell_type"});
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
    }

    void resultsAreSavedFromTheWindow() {
        QTemporaryDir folder;
        QSignalSpy saved(&bench(), &workbench::Workbench::saved);
        bench().saveResults(folder.filePath(QStringLiteral("out")));
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, patience);
        const auto written =
            io::open(folder.filePath(QStringLiteral("out/result.h5ad")).toStdString(), base::Job());
        QVERIFY(written->obsm.contains("X_harmony"));
        QCOMPARE(written->cells(), bench().results().cells->batch.size());
    }

    void theDarkThemeReachesEveryPart() {
        support::applyTheme(*qApp, support::ThemeChoice::Dark);
        QTest::qWait(300);
        const QImage image = grab(1);
        QVERIFY(pixelsOf(image, support::Theme::night().canvas) >
                image.width() * image.height() / 3);
        m_driver.screenshot(QStringLiteral("window-demo-dark"));
        support::applyTheme(*qApp, support::ThemeChoice::Light);
    }

    void severalFilesOpenAsOneDatasetWithABatchEach() {
        QTemporaryDir folder;
        QStringList paths;
        for (const char* name : {"donor1", "donor2"}) {
            QFile file(folder.filePath(QString::fromLatin1(name) + QStringLiteral(".csv")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            QTextStream text(&file);
            text << "cell";
            for (int gene = 0; gene < 60; ++gene) text << ",GENE" << gene;
            for (int cell = 0; cell < 50; ++cell) {
                text << "\n" << name << "_" << cell;
                for (int gene = 0; gene < 60; ++gene)
                    text << "," << (gene % 3 == cell % 3 ? 3 : 0) + (7 * gene + 5 * cell) % 4;
            }
            paths.push_back(file.fileName());
        }
        m_driver.window->openFiles(paths);
        QTRY_VERIFY_WITH_TIMEOUT(settled() && bench().dataset()->cells() == 100, patience);
        QCOMPARE(bench().settings().roles.batch, std::string("batch"));
        QCOMPARE(bench().results().cells->batch.levels,
                 (std::vector<std::string>{"donor1", "donor2"}));
        QVERIFY(m_driver.window->messages().sentence().isEmpty());
    }

    void aDroppedFileOpens() {
        COUNTERPOINT_NEED_SHARED(file, "data/kang_ifnb.h5ad");
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(QString::fromStdString(file.string()))});
        QDropEvent drop(QPointF(700, 400), Qt::CopyAction, &mime, Qt::LeftButton, {});
        // Straight to the window: QApplication lets drops through only during a real drag.
        static_cast<QObject*>(m_driver.window.get())->event(&drop);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.window->wizard() != nullptr, patience);
        m_driver.window->wizard()->accept();
        QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(bench().dataset()->name),
                                  QStringLiteral("kang_ifnb"), patience);
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QCOMPARE(bench().results().cells->batch.levelCount(), std::size_t{2});
        QTest::qWait(500);
        for (const QColor& color :
             datapanel::columnColors(*bench().dataset(), "batch", support::Theme::current()))
            QVERIFY(pixelsOf(grab(0), color) > 200);
        m_driver.screenshot(QStringLiteral("window-kang-light"));
        m_driver.window->resize(1280, 800);
        m_driver.screenshot(QStringLiteral("window-kang-1280x800"));
    }

    void aMethodThatTrainsStartsWhenToldIsWatchedAndGoesOn() {
        const std::size_t kept = bench().history().runs().size();
        bench().setMethod("scvi");
        QVERIFY(m_driver.window->tuningForm().control("kl_weight") != nullptr);
        QVERIFY(m_driver.window->tuningForm().control("theta") == nullptr);
        QTest::qWait(300);
        QVERIFY(!bench().isRunning());
        QVERIFY(!m_driver.window->messages().sentence().isEmpty());

        int epoch = 0;
        const auto seen = connect(&bench(), &workbench::Workbench::resultsChanged, this, [&] {
            const auto& results = bench().results();
            // Harmony takes a few rounds; an epoch of two thousand cells, a fraction of a second.
            if (results.integration && bench().isRunning() &&
                results.integration->embedding.cols == 10)
                epoch = results.integration->rounds;
        });
        bench().run();
        QTRY_VERIFY_WITH_TIMEOUT(epoch > 0, patience);
        m_driver.screenshot(QStringLiteral("window-kang-training"));
        bench().stop();
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isRunning(), patience);
        QVERIFY(bench().canGoOn());
        const int reached = epoch;
        epoch = 0;
        bench().run();
        QTRY_VERIFY_WITH_TIMEOUT(epoch > 0, patience);
        QVERIFY(epoch > reached);
        bench().stop();
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isRunning(), patience);
        QCOMPARE(bench().history().runs().size(), kept);  // half a training is no run to keep
        disconnect(seen);
    }

    void theWindowClosesWhileItWorks() {
        bench().run();
        m_driver.close();
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<WindowTest>(argc, argv, "window_test");
}

#include "window_test.moc"
