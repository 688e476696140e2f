// The window under strain: it answers while many cells are computed, and every control says what it
// is.

#include "tests/ui/workbench/controls.h"
#include "tests/ui/workbench/hand.h"
#include "tests/ui/workbench/watchdog.h"
#include "ui/commands/command.h"
#include "ui/figures/figure_dialog.h"

#include <algorithm>

using namespace counterpoint;
using test::isControl;
using test::isPartOfControl;
using test::namelessControls;
using test::patience;
using test::Watchdog;

class EnduranceTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;

    workbench::MainWindow& window() { return *m_driver.window; }
    workbench::Workbench& bench() { return m_driver.bench(); }

  private Q_SLOTS:
    void initTestCase() { COUNTERPOINT_OPEN_WINDOW(m_driver); }

    void cleanupTestCase() { m_driver.close(); }

    void everyControlHasAName() {
        QCOMPARE(namelessControls(window()).join(u'\n'), QString());
        bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QCOMPARE(namelessControls(window()).join(u'\n'), QString());
        auto* dialog = window().exportFigure();
        QCOMPARE(namelessControls(*dialog).join(u'\n'), QString());
        delete dialog;
    }

    void everyControlCanBeReachedByKeyboard() {
        QStringList unreachable;
        for (const QWidget* widget : window().findChildren<QWidget*>()) {
            if (!widget->isVisible() || !widget->isEnabled()) continue;
            if (!isControl(*widget) || isPartOfControl(*widget)) continue;
            if (widget->focusPolicy() & Qt::TabFocus) continue;
            // Tool buttons stand for actions with a place in the menus.
            const auto* button = qobject_cast<const QAbstractButton*>(widget);
            const auto all = window().allCommands();
            if (button && std::ranges::any_of(all, [&](const commands::Command& command) {
                    return button->text().contains(command.title) ||
                           button->accessibleName().contains(command.title);
                }))
                continue;
            unreachable << QStringLiteral("%1 \"%2\" \"%3\"")
                               .arg(QLatin1String(widget->metaObject()->className()),
                                    widget->objectName(),
                                    button ? button->text() + button->accessibleName() : QString());
        }
        QCOMPARE(unreachable.join(u'\n'), QString());
    }

    void textGrowsWithTheFontOfTheSystemAndIsNotCutOff_data() {
        QTest::addColumn<double>("scale");
        QTest::addColumn<QSize>("size");
        QTest::newRow("least window") << 1.0 << QSize(1280, 800);
        QTest::newRow("large screen") << 1.0 << QSize(2560, 1440);
        // Text grows no further than the least window has room for: see applyTheme.
        QTest::newRow("large text, least window") << 1.5 << QSize(1920, 1200);
        QTest::newRow("large text, large screen") << 1.5 << QSize(2560, 1440);
    }
    void textGrowsWithTheFontOfTheSystemAndIsNotCutOff() {
        QFETCH(double, scale);
        QFETCH(QSize, size);
        support::applyTheme(*qApp, support::ThemeChoice::Light, scale);
        window().resize(size);
        QTest::qWait(300);
        m_driver.screenshot(QStringLiteral("endurance-") + QLatin1String(QTest::currentDataTag()));
        QCOMPARE(QApplication::font().pixelSize(), qRound(12.0 * scale));
        QCOMPARE(test::cutOffTexts(window()).join(u'\n'), QString());
        window().showEvidence();
        QTest::qWait(100);
        QCOMPARE(test::cutOffTexts(window()).join(u'\n'), QString());
        window().showEvidence(false);
    }
    void cleanup() {
        support::applyTheme(*qApp, support::ThemeChoice::Light, 1.0);
        window().resize(1440, 900);
    }

    /// The loop may be busy no longer than 100 ms while 100 000 cells follow a hand on a slider; on
    /// a machine that is busy otherwise or draws in software, no longer than three times what the
    /// same window needs with nothing to compute.
    void theWindowAnswersWhileManyCellsAreComputed() {
        const test::MadeFile many(100000, 120);
        QVERIFY(many.open(m_driver));
        QTRY_VERIFY_WITH_TIMEOUT(
            bench().results().layout != nullptr && bench().results().layout->rows > 50000,
            patience);
        bench().stop();
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isRunning(), patience);
        QTest::qWait(500);

        Watchdog dog;
        dog.start();
        test::drawAnew(m_driver, 24);
        const qint64 idle = dog.stop();
        dog.start();
        test::dragTheta(m_driver, 24);
        const qint64 computing = dog.stop();
        qInfo(
            "longest gap of the event loop: %lld ms while 100 000 cells are computed, %lld ms "
            "while only drawn",
            static_cast<long long>(computing), static_cast<long long>(idle));
        QVERIFY2(computing <= std::max<qint64>(100, 3 * idle),
                 qPrintable(QStringLiteral("%1 ms, %2 ms idle").arg(computing).arg(idle)));
        bench().stop();
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isRunning(), patience);
        bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled() && bench().dataset()->cells() < 10000,
                                 patience);
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<EnduranceTest>(argc, argv, "endurance_test");
}

#include "endurance_test.moc"
