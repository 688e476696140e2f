// The window under strain: it answers while many cells are computed, survives a long row of random
// actions, and every control says what it is.

#include "tests/ui/workbench/controls.h"
#include "tests/ui/workbench/hand.h"
#include "tests/ui/workbench/watchdog.h"
#include "ui/commands/command.h"
#include "ui/figures/figure_dialog.h"
#include "ui/tuning/tuning_form.h"
#include "ui/workbench/compare_page.h"
#include "ui/workbench/view_area.h"

#include <QRandomGenerator>
#include <QSlider>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

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

    void textGrowsWithTheFontOfTheSystem() {
        support::applyTheme(*qApp, support::ThemeChoice::Light, 1.5);
        QTest::qWait(200);
        m_driver.screenshot(QStringLiteral("endurance-text-150"));
        QVERIFY(QApplication::font().pixelSize() >= 18);
        support::applyTheme(*qApp, support::ThemeChoice::Light, 1.0);
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

    /// Any row of these must leave a window that still works. COUNTERPOINT_SOAK_ACTIONS and
    /// COUNTERPOINT_SOAK_SEED make it longer or another one.
    void randomActionsDoNoHarm() {
        bool isNumber = false;
        int actions = qEnvironmentVariableIntValue("COUNTERPOINT_SOAK_ACTIONS", &isNumber);
        if (!isNumber) actions = 500;
        QRandomGenerator random(
            static_cast<quint32>(qEnvironmentVariableIntValue("COUNTERPOINT_SOAK_SEED")));
        const auto pick = [&](int count) { return static_cast<int>(random.bounded(count)); };
        const auto among = [&](std::size_t count) {
            return static_cast<std::size_t>(pick(static_cast<int>(count)));
        };
        const auto methods = [&] { return m_driver.registry().methods().size(); };
        const std::vector<std::function<void()>> all{
            [&] {  // a hand on a slider
                plugin::Values values =
                    pipeline::completeMethodValues(bench().settings(), m_driver.registry());
                if (!values.contains("theta")) return;
                values["theta"] = pick(17) / 2.0;
                bench().setMethodValues(values, pick(3) > 0);
            },
            [&] { bench().undo(); },
            [&] { bench().redo(); },
            [&] { bench().stop(); },
            [&] { bench().run(); },
            [&] {
                if (pick(4) == 0)
                    bench().setMethod(m_driver.registry().methods()[among(methods())]->info().id);
            },
            [&] {
                const auto& runs = bench().history().runs();
                if (runs.empty()) return;
                const int number = runs[among(runs.size())].number;
                switch (pick(4)) {
                    case 0:
                        bench().pinRun(number, pick(2) == 0);
                        break;
                    case 1:
                        bench().renameRun(number, QStringLiteral("run %1").arg(pick(100)));
                        break;
                    case 2:
                        bench().apply(pipeline::Settings(bench().history().find(number)->settings));
                        break;
                    default:
                        if (runs.size() > 3) bench().history().remove(number);
                }
            },
            [&] {
                const std::array layouts{"umap", "pca:1,2", "corrected:2,3", "pca:1,2,3"};
                if (pick(3) == 0)
                    window().views().setPlacing(
                        QString::fromLatin1(layouts[among(layouts.size())]));
            },
            [&] {
                if (pick(4) == 0) window().views().setDimensions(2 + pick(2));
            },
            [&] {
                window().views().reembedSelection();
                if (pick(2) == 0) window().views().subset().leave();
            },
            [&] {
                if (window().isComparing())
                    window().endCompare();
                else
                    window().compareWith();
            },
            [&] {
                if (window().isComparing())
                    window().comparePage().setMode(static_cast<workbench::CompareMode>(pick(3)));
            },
            [&] {
                const QStringList keys{QStringLiteral("obs:batch"), QStringLiteral("obs:cell_type"),
                                       QStringLiteral("score:ilisi"), QStringLiteral("obs:none")};
                window().views().setColourKey(static_cast<std::size_t>(pick(2)), keys[pick(4)]);
            },
            [&] {
                window().views().select({0, 1, 2, 3}, QStringLiteral("some"));
            },
            [&] { window().views().clearSelection(); },
            [&] { window().views().fit(); },
            [&] {
                data::Roles roles = bench().settings().roles;
                roles.label = roles.label.empty() ? "cell_type" : "";
                if (pick(4) == 0) bench().setRoles(roles);
            },
            [&] { bench().setColor("cell_type", "B", QColor::fromHsv(pick(360), 200, 200)); },
            [&] {
                const bool dark = pick(2) == 0;
                if (pick(4) == 0)
                    support::applyTheme(
                        *qApp, dark ? support::ThemeChoice::Dark : support::ThemeChoice::Light);
            },
            [&] {
                if (pick(4) == 0) window().resize(1280 + pick(200), 800 + pick(120));
            },
            [&] {
                if (pick(8) == 0) delete window().exportFigure();
            },
        };
        for (int i = 0; i < actions; ++i) {
            all[among(all.size())]();
            QTest::qWait(pick(10) == 0 ? 60 : 2);
        }
        support::applyTheme(*qApp, support::ThemeChoice::Light);
        window().endCompare();

        // Nothing stale is left: one more run settles and shows what belongs to its settings.
        bench().run();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        const workbench::KeptRun* kept = bench().history().find(bench().currentRun());
        QVERIFY(kept != nullptr && kept->settings == bench().settings());
        QCOMPARE(bench().results().layout->rows, bench().results().cells->batch.size());
        for (const auto& [id, score] : bench().results().scores)
            QVERIFY2(
                kept->results.scores.at(id)->scaled == score->scaled || std::isnan(score->scaled),
                id.c_str());
        m_driver.screenshot(QStringLiteral("endurance-after-soak"));
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<EnduranceTest>(argc, argv, "endurance_test");
}

#include "endurance_test.moc"
