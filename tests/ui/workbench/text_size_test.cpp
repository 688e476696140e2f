// The size of texts changed while the window is open: by the desktop's font or by a setting. Every
// part then is as large as in a window that was opened with that size, and as high as before once
// it is taken back.

#include "tests/ui/workbench/controls.h"
#include "tests/ui/workbench/driver.h"
#include "ui/commands/key_list.h"
#include "ui/figures/figure_dialog.h"
#include "ui/metrics/population_table.h"
#include "ui/runs/runs_table.h"
#include "ui/start/open_wizard.h"
#include "ui/start/recent_files.h"
#include "ui/support/fonts.h"
#include "ui/workbench/status_line.h"

#include <QAction>
#include <QFile>
#include <QMap>
#include <QTabBar>
#include <QTemporaryDir>

#include <cstdlib>

using namespace counterpoint;
using test::patience;

class TextSizeTest : public QObject {
    Q_OBJECT

    using Sizes = QMap<QString, QSize>;

    test::WindowDriver m_driver;

    workbench::MainWindow& window() { return *m_driver.window; }

    void openWindow() {
        QSettings().clear();
        m_driver.open({2400, 1400});
        QVERIFY(QTest::qWaitForWindowExposed(m_driver.window.get()));
        window().resize(2400, 1400);
    }
    /// The demo, a figure of it about to be exported, and the tour.
    void openDemo() {
        openWindow();
        m_driver.bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QVERIFY(window().exportFigure());
        window().startTour();
        QTest::qWait(300);
    }
    /// The start page, the wizard and the list of keys.
    void openStart() {
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("made.csv")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("cell,GENE1,GENE2\n");
        for (int cell = 0; cell < 60; ++cell)
            file.write(
                QStringLiteral("cell%1,%2,%3\n").arg(cell).arg(cell % 4).arg(cell % 3).toUtf8());
        file.close();
        start::RecentFiles::clear();
        openWindow();
        window().askAndOpen({file.fileName(), file.fileName()});
        QTRY_VERIFY_WITH_TIMEOUT(window().wizard() != nullptr, patience);
        for (QAction* action : window().actions())
            if (action->shortcut() == QKeySequence(Qt::Key_Question)) action->trigger();
        QVERIFY(window().findChild<commands::KeyList*>());
        QTest::qWait(300);
    }
    void open(bool demo) { demo ? openDemo() : openStart(); }

    /// Every widget that is seen, by where it is among its parents. Widths of texts that tell of
    /// time and memory change by themselves.
    static void collect(const QWidget& parent, const QString& path, Sizes& into) {
        QMap<QString, int> count;
        for (const QObject* child : parent.children()) {
            const auto* widget = qobject_cast<const QWidget*>(child);
            if (widget == nullptr || !widget->isVisible() || widget->isWindow()) continue;
            if (widget->objectName() == QStringLiteral("tourFrame")) continue;  // follows later
            QString name = QLatin1String(widget->metaObject()->className());
            name += QLatin1Char('#') + QString::number(count[name]++);
            const QString here = path + QLatin1Char('/') + name;
            const bool varies = path.contains(QStringLiteral("StatusLine"));
            into[here] = varies ? QSize(0, widget->height()) : widget->size();
            collect(*widget, here, into);
        }
    }
    Sizes sizes() {
        Sizes all;
        collect(window(), {}, all);
        for (const QDialog* dialog : window().findChildren<QDialog*>()) {
            const QString name = QLatin1String(dialog->metaObject()->className());
            if (!dialog->isVisible()) continue;
            all[name] = dialog->size();
            collect(*dialog, name, all);
        }
        for (QTableView* table : window().findChildren<QTableView*>()) {
            if (!table->isVisible()) continue;
            const QString name = QLatin1String(table->metaObject()->className());
            for (int column = 0; column < table->model()->columnCount(); ++column)
                all[name + QStringLiteral(" column %1").arg(column)] =
                    QSize(table->columnWidth(column), 0);
            if (table->model()->rowCount() > 0)
                all[name + QStringLiteral(" row")] = QSize(0, table->rowHeight(0));
        }
        return all;
    }
    /// What differs by more than `most` px, a widget a line; empty: nothing.
    static QString difference(const Sizes& is, const Sizes& should, int most) {
        QStringList lines;
        for (const QString& key : (is.keys() + should.keys())) {
            const QSize a = is.value(key);
            const QSize b = should.value(key);
            if (std::abs(a.width() - b.width()) <= most &&
                std::abs(a.height() - b.height()) <= most)
                continue;
            const QString line = QStringLiteral("%1: %2x%3, not %4x%5")
                                     .arg(key)
                                     .arg(a.width())
                                     .arg(a.height())
                                     .arg(b.width())
                                     .arg(b.height());
            if (!lines.contains(line)) lines << line;
        }
        return lines.join(u'\n');
    }

  private Q_SLOTS:
    void initTestCase() {
        if (!embedding::openGlProblem().isEmpty())
            QSKIP("needs OpenGL 3.2: run under xvfb-run with QT_QPA_PLATFORM=xcb");
        QDir(session::Autosave::defaultFolder()).removeRecursively();
    }
    void cleanup() { m_driver.close(); }
    void cleanupTestCase() { support::applyTheme(*qApp, support::ThemeChoice::Light, 1.0); }

    void everythingFollowsWhileTheWindowIsOpen_data() {
        QTest::addColumn<double>("scale");
        QTest::addColumn<bool>("byDesktop");
        QTest::addColumn<bool>("demo");
        QTest::newRow("a setting") << 1.5 << false << true;
        // No more than leaves room for the least window on the screen of the tests.
        QTest::newRow("the desktop's font, before anything is open") << 1.25 << true << false;
    }
    void everythingFollowsWhileTheWindowIsOpen() {
        QFETCH(double, scale);
        QFETCH(bool, byDesktop);
        QFETCH(bool, demo);
        support::applyTheme(*qApp, support::ThemeChoice::Light, scale);
        open(demo);
        // What nothing is known of is not offered, as soon as the run is over.
        for (const QTabBar* tabs : window().findChildren<QTabBar*>())
            if (demo && tabs->count() == 3 && tabs->tabText(0) == QStringLiteral("Mixing"))
                QVERIFY(tabs->isTabVisible(1) && !tabs->isTabVisible(2));
        const Sizes fresh = sizes();
        m_driver.close();

        const auto change = [&](double to) {
            if (!byDesktop) return support::applyTheme(*qApp, support::ThemeChoice::Light, to);
            QFont font = QApplication::font();
            font.setPixelSize(to > 1.0 ? 22 : 14);
            QApplication::setFont(font);
        };
        if (byDesktop)
            support::applyTheme(*qApp, support::ThemeChoice::Light);
        else
            change(1.0);
        QCOMPARE(support::fontScale(), 1.0);
        open(demo);
        const Sizes before = sizes();
        QVERIFY(before.size() > 100);
        const QString shown = window().status().jobText();

        change(scale);
        QTRY_COMPARE(support::fontScale(), scale);
        QTest::qWait(300);
        QCOMPARE(QApplication::font().pixelSize(), support::scaled(12));
        QCOMPARE(test::cutOffTexts(window()).join(u'\n'), QString());
        m_driver.screenshot(QStringLiteral("text-size-") + QLatin1String(QTest::currentDataTag()));
        QCOMPARE(window().status().height(), support::scaled(26));
        if (demo) {
            QCOMPARE(window().runsTable().rowHeight(0), support::scaled(27));
            QCOMPARE(window().populationTable().rowHeight(0), support::scaled(22));
        }
        // Where docks share what room there is, they are rounded to whole pixels.
        const QString unlike = difference(sizes(), fresh, 2);
        QVERIFY2(unlike.isEmpty(), qPrintable(unlike));

        change(1.0);
        QTRY_COMPARE(support::fontScale(), 1.0);
        QTest::qWait(300);
        QCOMPARE(test::cutOffTexts(window()).join(u'\n'), QString());
        QCOMPARE(window().status().jobText(), shown);
        const QString left = difference(sizes(), before, 2);
        QVERIFY2(left.isEmpty(), qPrintable(left));
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<TextSizeTest>(argc, argv, "text_size_test");
}

#include "text_size_test.moc"
