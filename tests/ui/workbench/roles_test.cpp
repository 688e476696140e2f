// Several batch columns and covariates in the real window: chosen in the Data dock, tuned, undone,
// swept, kept in the runs table, the session and what is copied; and what a training does when
// settings change.

#include "core/io/h5ad_writer.h"
#include "core/report/methods_text.h"
#include "core/report/snippets.h"
#include "core/simulate/simulate.h"
#include "tests/ui/workbench/driver.h"
#include "ui/charts/sweep_chart.h"
#include "ui/data/data_panel.h"
#include "ui/runs/runs_table.h"
#include "ui/session/session.h"
#include "ui/start/open_wizard.h"
#include "ui/support/dock_frame.h"
#include "ui/tuning/batch_sliders.h"
#include "ui/tuning/parameter_slider.h"
#include "ui/tuning/slider_track.h"
#include "ui/tuning/tuning_form.h"
#include "ui/workbench/message_bar.h"
#include "ui/workbench/sweep_page.h"
#include "ui/workbench/view_area.h"

#include <QCheckBox>
#include <QComboBox>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

using namespace counterpoint;
using datapanel::Role;
using test::patience;

class RolesTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;
    QTemporaryDir m_folder;

    workbench::MainWindow& window() { return *m_driver.window; }
    workbench::Workbench& bench() { return m_driver.bench(); }
    datapanel::RolesForm& form() { return window().dataPanel().form(); }
    tuning::BatchSliders* sliders(const char* key) {
        return qobject_cast<tuning::BatchSliders*>(window().tuningForm().control(key));
    }
    void choose(Role role, const char* column, int place = 0) {
        QComboBox* combo = form().combo(role, place);
        combo->setCurrentIndex(combo->findData(QString::fromLatin1(column)));
        Q_EMIT combo->activated(combo->currentIndex());
    }
    void waitUntilSettled() { QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience); }
    /// scVI as fast as it goes.
    plugin::Values quick() {
        plugin::Values values = bench().settings().methodValues;
        values["max_epochs"] = std::int64_t{4};
        values["n_hidden"] = std::int64_t{16};
        return values;
    }
    plugin::Value setting(const char* key) { return bench().settings().methodValues.at(key); }

    /// Made cells in three batches and two lanes, with a number and one that is missing somewhere.
    QString file() {
        simulate::SimulateOptions options;
        options.cells = 900;
        options.genes = 400;
        data::Dataset made = simulate::simulate(options, {});
        data::Categories lane{std::vector<std::int32_t>(made.cells()), {"l1", "l2"}, false};
        std::vector<double> depth(made.cells());
        for (std::size_t i = 0; i < made.cells(); ++i) {
            lane.codes[i] = i % 5 < 2 ? 0 : 1;
            depth[i] = static_cast<double>(i % 13) / 13.0;
        }
        std::vector<double> gaps = depth;
        gaps[7] = std::nan("");
        made.obs.set({"lane", lane});
        made.obs.set({"depth", depth});
        made.obs.set({"gaps", gaps});
        const QString path = m_folder.filePath(QStringLiteral("lanes.h5ad"));
        io::H5adContents contents;
        contents.x = &made.counts;
        contents.obs = &made.obs;
        contents.var = &made.var;
        io::writeH5ad(path.toStdString(), contents, {});
        return path;
    }

  private Q_SLOTS:
    void initTestCase() {
        COUNTERPOINT_OPEN_WINDOW(m_driver);
        bench().openFiles({file()}, data::Roles{.batch = "batch", .label = "cell_type"});
        waitUntilSettled();
    }
    void cleanupTestCase() { m_driver.close(); }

    void rolesAreRememberedForTheFile() {
        const QString path = bench().source().paths.front();
        const auto ask = [&] {
            window().askAndOpen({path});
            QTRY_VERIFY_WITH_TIMEOUT(window().wizard() != nullptr, patience);
        };
        ask();
        window().wizard()->accept();
        QTRY_VERIFY_WITH_TIMEOUT(bench().isOpening(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        form().addBatch();
        choose(Role::Batch, "lane", 1);
        waitUntilSettled();
        ask();
        QCOMPARE(window().wizard()->roles().moreBatches, std::vector<std::string>{"lane"});
        data::Roles other = window().wizard()->roles();
        other.label = "lane";
        window().wizard()->setRoles(other);
        QVERIFY2(window().wizard()->roles().moreBatches.empty(), "one column plays one part");
        window().wizard()->reject();
        bench().openFiles({path}, data::Roles{.batch = "batch", .label = "cell_type"});
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isOpening(), patience);
        waitUntilSettled();
    }

    void oneBatchColumnHasOneSlider() {
        QVERIFY(sliders("theta") == nullptr);
        QVERIFY(form().combo(Role::Batch, 1) == nullptr);
        QVERIFY(form().combo(Role::Covariate) == nullptr);
        m_driver.screenshots(QStringLiteral("roles-one"));
    }

    void aFurtherBatchColumnIsCorrectedToo() {
        const auto before = bench().results().integration;
        form().addBatch();
        choose(Role::Batch, "lane", 1);
        waitUntilSettled();
        QVERIFY(bench().results().integration != before);
        QCOMPARE(bench().settings().roles.moreBatches, std::vector<std::string>{"lane"});
        QCOMPARE(sliders("theta")->heightInSliders(), 2);
        QCOMPARE(sliders("lambda")->heightInSliders(), 2);
        // The first is the one that scores and colours speak of.
        QCOMPARE(bench().results().cells->batch.levelCount(), std::size_t{3});
        QCOMPARE(window().views().colourKey(0), QStringLiteral("obs:batch"));
        QCOMPARE(window().runsTable().rows().size(), std::size_t{3});
    }

    void eachColumnIsTunedByItsOwnSliderLive() {
        tuning::SliderTrack* track = sliders("theta")->slider(1)->track();
        const QSignalSpy started(&bench(), &workbench::Workbench::runStarted);
        const auto at = [&](double value) {
            return QPoint(static_cast<int>(track->xOf(value)), track->height() / 3);
        };
        QTest::mousePress(track, Qt::LeftButton, {}, at(2.0));
        for (double value = 2.5; value <= 5.0; value += 0.5) {
            QTest::mouseMove(track, at(value));
            QTest::qWait(20);
        }
        QTRY_VERIFY_WITH_TIMEOUT(started.size() > 0 && started.front().front().toBool(), patience);
        QTest::mouseRelease(track, Qt::LeftButton, {}, at(5.0));
        waitUntilSettled();
        const std::vector<double> theta = plugin::numbersIn(setting("theta"));
        QCOMPARE(theta.size(), std::size_t{2});
        QCOMPARE(theta[0], 2.0);
        QVERIFY(theta[1] > 4.5);
        sliders("lambda")->slider(0)->automaticBox()->click();
        waitUntilSettled();
        QVERIFY(!std::holds_alternative<plugin::Automatic>(setting("lambda")));
        sliders("lambda")->slider(0)->automaticBox()->click();
        waitUntilSettled();
        m_driver.screenshots(QStringLiteral("roles-two"));
    }

    void runsTableAndWhatIsCopiedNameBothColumns() {
        const auto& rows = window().runsTable().rows();
        QVERIFY(std::ranges::any_of(rows, [](const auto& row) {
            return row.settings.contains(QStringLiteral("lane as batch too"));
        }));
        QVERIFY(std::ranges::any_of(
            rows, [](const auto& row) { return row.settings.contains(QStringLiteral("θ 2 | ")); }));
        const auto& results = bench().results();
        const pipeline::Settings& settings = bench().settings();
        const std::string theta = plugin::textOf(setting("theta"));
        for (const auto& [text, part] :
             {std::pair(report::asCommand(results, settings, m_driver.registry()),
                        "--batch batch --batch lane"),
              std::pair(report::asScanpy(results, settings, m_driver.registry()),
                        "[\"batch\", \"lane\"], theta=["),
              std::pair(report::asR(results, settings, m_driver.registry()),
                        "c(\"batch\", \"lane\"), theta = c("),
              std::pair(report::methodsText(results, settings, m_driver.registry()),
                        "correcting for \"lane\" as well")}) {
            QVERIFY2(text.find(part) != std::string::npos, text.c_str());
            QVERIFY2(text.find(theta) != std::string::npos, text.c_str());
        }
    }

    void aSessionKeepsThem() {
        const auto saved = session::fromText(
            session::toText(bench().session(), m_driver.registry()), m_driver.registry());
        QCOMPARE(saved.settings.roles, bench().settings().roles);
        QVERIFY(saved.settings == bench().settings());
    }

    void aSweepGoesOverOneColumnOrAll() {
        auto* choice = window().sweep().findChild<QComboBox*>();
        QVERIFY(choice->findText(QStringLiteral("Theta")) >= 0);
        choice->setCurrentIndex(choice->findText(QStringLiteral("Theta, lane")));
        const QSignalSpy finished(&window().sweep().runner(), &workbench::SweepRunner::finished);
        window().sweep().toggle();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patience);
        const double first = plugin::numbersIn(setting("theta")).front();
        Q_EMIT window().sweep().chart().valueRequested(7.0);
        waitUntilSettled();
        QCOMPARE(plugin::numbersIn(setting("theta")), (std::vector<double>{first, 7.0}));
    }

    void undoGoesBackThroughRoles() {
        choose(Role::Batch, "", 1);  // lane no longer
        waitUntilSettled();
        QVERIFY(sliders("theta") == nullptr);
        QCOMPARE(setting("theta"), plugin::Value(2.0));
        bench().undo();
        waitUntilSettled();
        QCOMPARE(bench().settings().roles.moreBatches, std::vector<std::string>{"lane"});
        QCOMPARE(sliders("theta")->slider(1)->value(), plugin::Value(7.0));
        QCOMPARE(form().combo(Role::Batch, 1)->currentText(), QStringLiteral("lane"));
        bench().redo();
        waitUntilSettled();
        QVERIFY(form().combo(Role::Batch, 1) == nullptr);
    }

    void whateverIsChangedWithoutABatchTheWindowSaysWhatLacks() {
        const data::Roles before = bench().settings().roles;
        const auto isSaid = [&] {
            return window().messages().sentence().contains(QStringLiteral("No column is chosen"));
        };
        bench().setRoles({.label = "cell_type"});
        QVERIFY(isSaid());
        bench().setMethod("combat");
        QVERIFY(isSaid());
        QVERIFY(!bench().isRunning());
        bench().setMethod("harmony");
        bench().setRoles(before);
        waitUntilSettled();
        QVERIFY(!isSaid());
    }

    void covariatesAreChosenForScviAndGreyedForHarmony() {
        bench().setMethod("scvi");
        QVERIFY(form().combo(Role::Covariate)->isEnabled());
        bench().setMethodValues(quick(), false);
        waitUntilSettled();
        const auto without = bench().results().integration;
        choose(Role::Covariate, "depth");
        waitUntilSettled();
        QVERIFY(bench().results().integration->embedding != without->embedding);
        QVERIFY(report::asScanpy(bench().results(), bench().settings(), m_driver.registry())
                    .find("continuous_covariate_keys=[\"depth\"]") != std::string::npos);
        m_driver.screenshots(QStringLiteral("roles-covariate"));
        // What cannot be used is refused in one sentence, and what is shown stays.
        choose(Role::Covariate, "gaps", 1);
        QTRY_VERIFY_WITH_TIMEOUT(!window().messages().sentence().isEmpty(), patience);
        QVERIFY2(window().messages().sentence().contains(
                     QStringLiteral("\"gaps\" has no value in 1 cell")),
                 qPrintable(window().messages().sentence()));
        bench().undo();
        waitUntilSettled();
        const std::size_t kept = bench().history().runs().size();
        bench().setMethod("harmony");
        waitUntilSettled();
        QVERIFY2(bench().history().runs().size() == kept, "the same Harmony as before");
        QVERIFY(!form().combo(Role::Covariate)->isEnabled());
        m_driver.screenshots(QStringLiteral("roles-covariate-greyed"));
        bench().setMethod("scvi");
    }

    void aWordOnALinkDoesNotTrainAgain() {
        bench().setMethodValues(quick(), false);
        waitUntilSettled();
        plugin::Values values = quick();
        values["kl_weight"] = 2.0;  // goes on from where it is
        bench().setMethodValues(values, false);
        waitUntilSettled();
        const auto trained = bench().results().integration;
        QVERIFY(trained->takenOver > 0);
        const std::size_t kept = bench().history().runs().size();
        pipeline::Settings vetoed = bench().settings();
        const auto& names = bench().results().cells->obs.index;
        vetoed.links = {{names.front(), names.back(), false}};
        bench().apply(vetoed);
        waitUntilSettled();
        QCOMPARE(bench().results().integration->rounds, trained->rounds);
        QVERIFY(bench().results().integration->embedding == trained->embedding);
        QCOMPARE(bench().history().runs().size(), kept + 1);
    }

    void theScreenSaysWhetherATrainingGoesOnOrBeginsAnew() {
        support::DockHead* head = nullptr;
        for (auto* one : window().findChildren<support::DockHead*>())
            if (one->title() == QStringLiteral("Tuning")) head = one;
        QVERIFY(head);
        QStringList said;
        const auto seen = connect(&bench(), &workbench::Workbench::resultsChanged, this,
                                  [&] { said << head->subtitle(); });
        // What is stopped before its cells are placed is not kept on the screen: see below.
        const auto says = [&](const char* word) {
            const QStringList epochs = said.filter(QStringLiteral("epoch"));
            return !epochs.isEmpty() && epochs.back().contains(QLatin1String(word)) &&
                   bench().results().layout != nullptr;
        };
        const auto train = [&](const char* key, const plugin::Value& value) {
            said.clear();
            plugin::Values values = bench().settings().methodValues;
            values["max_epochs"] = std::int64_t{2000};
            values[key] = value;
            bench().setMethodValues(values, false);
        };
        train("kl_weight", 3.0);
        QTRY_VERIFY_WITH_TIMEOUT(says("on from"), patience);
        bench().stop();
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isRunning(), patience);
        const int reached = bench().results().integration->rounds;
        train("n_layers", std::int64_t{2});
        QTRY_VERIFY_WITH_TIMEOUT(says("begun anew"), patience);
        bench().stop();
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isRunning(), patience);
        QVERIFY(reached > 4);
        // Stopped on the way, a word on a link judges what is there and is no run to keep.
        const std::size_t kept = bench().history().runs().size();
        const int stopped = bench().results().integration->rounds;
        pipeline::Settings vetoed = bench().settings();
        vetoed.links.front().same = true;
        bench().apply(vetoed);
        waitUntilSettled();
        QVERIFY(bench().results().integration->rounds >= stopped);
        QVERIFY(bench().results().integration->rounds < 2000);
        QCOMPARE(bench().history().runs().size(), kept);
        QVERIFY(bench().canGoOn());
        disconnect(seen);
    }

    void aTrainingStoppedBeforeItsCellsArePlacedLeavesTheLastRunOnScreen() {
        bench().setMethod("harmony");
        waitUntilSettled();
        const auto before = bench().results().integration;
        bench().setMethod("scvi");
        plugin::Values values = bench().settings().methodValues;
        values["max_epochs"] = std::int64_t{2000};
        values["n_hidden"] = std::int64_t{16};
        bench().setMethodValues(values, false);
        // The first news of it: trained so far, not yet placed.
        bool unplaced = false;
        const auto seen = connect(&bench(), &workbench::Workbench::resultsChanged, this, [&] {
            const auto& results = bench().results();
            if (!bench().isRunning() || !results.integration || results.integration == before)
                return;
            unplaced = unplaced || results.layout == nullptr;
            bench().stop();
        });
        QTRY_VERIFY_WITH_TIMEOUT(unplaced && !bench().isRunning(), patience);
        disconnect(seen);
        QVERIFY(bench().results().integration == before || bench().results().layout != nullptr);
        QVERIFY(bench().results().layout != nullptr);
        QVERIFY2(bench().canGoOn(), "what was learned is not lost");
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<RolesTest>(argc, argv, "roles_test");
}

#include "roles_test.moc"
