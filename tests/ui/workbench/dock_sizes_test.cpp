// The docks at the sides where the window and its texts change their size: in a window of a size
// they are always as wide, by whichever way it came to be so, unless the user moved them.

#include "tests/ui/workbench/driver.h"
#include "ui/support/fonts.h"
#include "ui/workbench/compare_page.h"

#include <QAction>
#include <QDockWidget>

using namespace counterpoint;
using test::patience;

class DockSizesTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;

    workbench::MainWindow& window() { return *m_driver.window; }
    QDockWidget& dock(const char* name) {
        return *window().findChild<QDockWidget*>(QLatin1String(name));
    }
    void setScale(double scale) { support::applyTheme(*qApp, support::ThemeChoice::Light, scale); }
    /// The widths of the docks at the sides, once everything has come to rest.
    QString widths() {
        QTest::qWait(300);
        return QStringLiteral("%1 %2")
            .arg(dock("dataDock").width())
            .arg(dock("scoresDock").width());
    }
    static QString scaled(int left, int right) {
        return QStringLiteral("%1 %2").arg(support::scaled(left)).arg(support::scaled(right));
    }
    const QString m_narrow = QStringLiteral("248 352");
    const QString m_wide = QStringLiteral("272 392");

  private Q_SLOTS:
    void initTestCase() {
        COUNTERPOINT_OPEN_WINDOW(m_driver);
        m_driver.bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
    }
    void cleanupTestCase() {
        setScale(1.0);
        m_driver.close();
    }
    void init() {
        setScale(1.0);
        window().resize(1440, 900);
        QCOMPARE(widths(), m_wide);
    }

    void theyComeBackAfterTheWindowWasLarge() {
        window().resize(1280, 800);
        QCOMPARE(widths(), m_narrow);
        window().resize(2560, 1440);
        QCOMPARE(widths(), m_wide);
        window().resize(1280, 800);
        QCOMPARE(widths(), m_narrow);
    }

    /// Also those the user moved.
    void whatTheUserMovedComesBack() {
        window().resizeDocks({&dock("dataDock"), &dock("scoresDock")}, {300, 450}, Qt::Horizontal);
        QCOMPARE(widths(), QStringLiteral("300 450"));
        window().resize(1280, 800);
        QCOMPARE(widths(), m_narrow);
        window().resizeDocks({&dock("scoresDock")}, {380}, Qt::Horizontal);
        window().resize(1900, 1000);
        QCOMPARE(widths(), QStringLiteral("300 450"));
        window().resize(1280, 800);
        QCOMPARE(widths(), QStringLiteral("248 380"));
        for (QAction* action : window().findChildren<QAction*>())
            if (action->text() == QStringLiteral("Reset layout")) action->trigger();
        QCOMPARE(widths(), m_narrow);
    }

    /// One change while another has not been laid out yet.
    void theyFollowSeveralChangesAtOnce() {
        window().resize(1280, 800);
        window().resize(2560, 1440);
        window().resize(1280, 800);
        QCOMPARE(widths(), m_narrow);
        setScale(1.5);
        window().resize(window().minimumSize());
        QCOMPARE(widths(), scaled(248, 352));
        setScale(1.0);
        window().resize(1440, 900);
        window().resize(1280, 800);
        QCOMPARE(widths(), m_narrow);
    }

    /// The texts grow in a wide window that becomes a narrow one by it.
    void theyYieldWhereTextsGrow() {
        setScale(1.5);
        window().resize(1920, 1200);
        QCOMPARE(widths(), scaled(248, 352));
    }

    void theyAreTheSameWhereRunsAreCompared() {
        const int number = m_driver.bench().currentRun();
        window().compareRuns(0, number);
        QVERIFY(window().isComparing());
        window().comparePage().setMode(workbench::CompareMode::Swipe);
        setScale(1.5);
        window().resize(window().minimumSize());
        QCOMPARE(widths(), scaled(248, 352));
        setScale(1.0);
        window().resize(1440, 900);
        window().comparePage().setMode(workbench::CompareMode::Moves);
        window().resize(1280, 800);
        QCOMPARE(widths(), m_narrow);
        window().endCompare();
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<DockSizesTest>(argc, argv, "dock_sizes_test");
}

#include "dock_sizes_test.moc"
