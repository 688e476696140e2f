// A sweep in the real window: it runs beside the slider, its chart takes a value, it is stopped.

#include "tests/ui/workbench/hand.h"
#include "ui/charts/sweep_chart.h"
#include "ui/workbench/plot_pages.h"
#include "ui/workbench/sweep_page.h"

#include <QSignalSpy>

using namespace counterpoint;
using test::patience;

class SweepTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;
    /// Few cells: each of the nine values is a run.
    /// Without the population of one batch, which every theta that mixes these few cells loses.
    test::MadeFile m_file{{.cells = 1200, .genes = 400, .batchSpecific = false}};

    workbench::Workbench& bench() { return m_driver.bench(); }
    double theta() {
        const auto values = pipeline::completeMethodValues(bench().settings(), m_driver.registry());
        return std::get<double>(values.at("theta"));
    }

  private Q_SLOTS:
    void initTestCase() {
        COUNTERPOINT_OPEN_WINDOW(m_driver);
        QVERIFY(m_file.open(m_driver));
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
    }
    void cleanupTestCase() { m_driver.close(); }

    void runsBesideTheSlider() {
        auto& page = m_driver.window->sweep();
        m_driver.window->plots().showPage(&page);
        const QSignalSpy progressed(&page.runner(), &workbench::SweepRunner::progressed);
        const QSignalSpy finished(&page.runner(), &workbench::SweepRunner::finished);
        page.toggle();
        QVERIFY(page.runner().isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(finished.size() == 1, patience);
        QCOMPARE(progressed.size(), 9);
        QVERIFY2(page.sentence().startsWith(QStringLiteral("Recommended theta")),
                 qPrintable(page.sentence()));
        m_driver.screenshot(QStringLiteral("window-sweep"));
    }

    void aClickTakesAValueThatCanBeUndone() {
        const double before = theta();
        Q_EMIT m_driver.window->sweep().chart().valueRequested(5.0);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QCOMPARE(theta(), 5.0);
        bench().undo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QCOMPARE(theta(), before);
    }

    void isStopped() {
        auto& page = m_driver.window->sweep();
        page.toggle();
        QVERIFY(page.runner().isRunning());
        page.toggle();
        QTRY_VERIFY_WITH_TIMEOUT(!page.runner().isRunning(), patience);
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<SweepTest>(argc, argv, "sweep_test");
}

#include "sweep_test.moc"
