// Pictures of what look.md calls states, each held while it is looked at: see pictures.h.

#include "tests/ui/workbench/gate.h"
#include "tests/ui/workbench/hand.h"
#include "tests/ui/workbench/pictures.h"
#include "ui/embedding/embedding_panel.h"
#include "ui/metrics/population_table.h"
#include "ui/metrics/score_board.h"
#include "ui/start/open_wizard.h"
#include "ui/workbench/status_line.h"

#include <QPushButton>
#include <QSignalSpy>

using namespace counterpoint;
using scores::CardStatus;
using test::patience;

class StatePicturesTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;
    std::shared_ptr<test::Gate::State> m_gate = std::make_shared<test::Gate::State>();

    workbench::MainWindow& window() { return *m_driver.window; }
    workbench::Workbench& bench() { return m_driver.bench(); }
    void take(const char* name) {
        test::takeAll(m_driver, window(), QStringLiteral("state-") + QLatin1String(name));
    }
    void takeLarge(const char* name) {
        test::takeLargeToo(m_driver, window(), QStringLiteral("state-") + QLatin1String(name));
    }
    CardStatus status(const char* id) { return window().scoreBoard().state(id).status; }
    void setTheta(double theta, bool live) {
        plugin::Values values = bench().settings().methodValues;
        values["theta"] = theta;
        bench().setMethodValues(values, live);
    }

  private Q_SLOTS:
    void initTestCase() {
        m_driver.add(std::make_unique<test::Gate>(m_gate));
        COUNTERPOINT_OPEN_WINDOW(m_driver);
    }
    void cleanupTestCase() {
        m_gate->closed = false;
        m_driver.close();
    }

    /// A condition that lies with its batches.
    void confounded() {
        const test::MadeFile file(300, 150, {}, [](data::Dataset& made) {
            auto condition = data::asCategories(*made.obs.find("batch"));
            for (std::int32_t& code : condition.codes) code = code == 0 ? 0 : 1;
            condition.levels = {"control", "treated"};
            made.obs.set({"condition", condition});
        });
        window().askAndOpen({file.path()});
        QTRY_VERIFY_WITH_TIMEOUT(window().wizard() != nullptr, patience);
        QVERIFY(!window().wizard()->alarm().isEmpty());
        test::takeLargeToo(m_driver, *window().wizard(),
                           QStringLiteral("dialog-wizard-confounded"));
        window().wizard()->reject();
    }

    void running() {
        const test::MadeFile file(1500, 200);
        QVERIFY(file.open(m_driver));
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        test::Gate::close(*m_gate);
        setTheta(6.0, false);
        QTRY_VERIFY_WITH_TIMEOUT(bench().results().scores.contains("gate") == false &&
                                     status("ilisi") == CardStatus::Exact && bench().isRunning(),
                                 patience);
        QVERIFY(window().findChild<QPushButton*>(QStringLiteral("stop"))->isEnabled());
        take("running");
    }

    /// Back to the last good state, and the status says so.
    void stopped() {
        const QSignalSpy stopped(&bench(), &workbench::Workbench::runStopped);
        bench().stop();
        QTRY_COMPARE_WITH_TIMEOUT(stopped.size(), 1, patience);
        QVERIFY(!bench().isRunning());
        QVERIFY(bench().isStale());
        QCOMPARE(window().status().jobText(), QStringLiteral("Stopped"));
        QVERIFY(status("ilisi") == CardStatus::Stale);
        take("stopped");
        m_gate->closed = false;
        bench().undo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
    }

    /// What was asked for and stopped before it began is stopped too: nobody waits for ever.
    void stoppedBeforeItBegan() {
        const QSignalSpy stopped(&bench(), &workbench::Workbench::runStopped);
        setTheta(5.0, false);
        bench().stop();
        QTRY_VERIFY_WITH_TIMEOUT(stopped.size() >= 1, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isRunning(), patience);
        QVERIFY(bench().isStale());
        QVERIFY(status("ilisi") == CardStatus::Stale);
        QCOMPARE(window().status().jobText(), QStringLiteral("Stopped"));
        bench().stop();  // again is nothing
        bench().undo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
    }

    /// A method that trains waits for a word; what is shown is of the one before.
    void stale() {
        bench().setMethod("scvi");
        QVERIFY(status("ilisi") == CardStatus::Stale);
        take("stale");
        bench().undo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
    }

    void failed() {
        const pipeline::Settings before = bench().settings();
        pipeline::Settings settings = before;
        settings.quality.minGenes = 100000;
        bench().apply(settings);
        QTRY_VERIFY_WITH_TIMEOUT(!bench().failure().isEmpty(), patience);
        QVERIFY2(bench().failure().at(0).isUpper(), qPrintable(bench().failure()));
        QVERIFY(status("ilisi") == CardStatus::Failed);
        takeLarge("failed");
        bench().apply(before);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
    }

    void noLabels() {
        data::Roles roles = bench().settings().roles;
        roles.label.clear();
        bench().setRoles(roles);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QVERIFY(status("clisi") == CardStatus::NeedsLabels);
        // Clusters stand for cell types, in the colours of the table.
        QCOMPARE(window().views().colourKey(1), workbench::clusterKey());
        const auto clusters = window().views().colouringOf(workbench::clusterKey());
        const auto& populations = window().populationTable().rows();
        QVERIFY(clusters && populations.size() > 1);
        QCOMPARE(clusters->cells(), bench().results().cells->batch.size());
        for (std::size_t i = 0; i < populations.size(); ++i) {
            QCOMPARE(clusters->legend.at(i).name, populations[i].name);
            QCOMPARE(clusters->legend[i].color, populations[i].color);
        }
        takeLarge("no-labels");
    }

    /// Of so many cells a hand on a slider is answered from a sample.
    void preview() {
        const test::MadeFile file(21000, 100);
        QVERIFY(file.open(m_driver));
        // The components place the cells: a map of them takes longer than is worth a picture.
        window().views().setPlacing(QStringLiteral("corrected:1,2"));
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        const QSignalSpy finished(&bench(), &workbench::Workbench::runFinished);
        setTheta(5.0, true);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patience);
        QVERIFY(!bench().results().diagnosis->exact);
        QVERIFY(status("ilisi") == CardStatus::Preview);
        QVERIFY2(window().status().jobText().contains(QStringLiteral("preview")),
                 qPrintable(window().status().jobText()));
        take("preview");
    }

    /// The first map of many cells is one of a few of them, and says so while scores are computed.
    void sketched() {
        const test::MadeFile file(51000, 60);
        test::Gate::close(*m_gate);
        QVERIFY(file.open(m_driver));
        const auto badges = [this] { return window().views().panel(0).view().badges(); };
        QTRY_VERIFY_WITH_TIMEOUT(bench().results().layout != nullptr && !badges().isEmpty() &&
                                     status("ilisi") == CardStatus::Exact,
                                 patience);
        QVERIFY2(badges().contains(QStringLiteral("preview: 10\u2009000 of 51\u2009000 cells")),
                 qPrintable(badges().join(u'\n')));
        take("sketched");
        bench().stop();
        m_gate->closed = false;
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isRunning(), patience);
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<StatePicturesTest>(argc, argv, "state_pictures");
}

#include "state_pictures_test.moc"
