// The size of texts changed while the window is open: by the desktop's font or by a setting. Every
// part then is as large as in a window that was opened with that size, and as high as before once
// it is taken back.

#include "tests/ui/workbench/controls.h"
#include "tests/ui/workbench/driver.h"
#include "ui/metrics/population_table.h"
#include "ui/runs/runs_table.h"
#include "ui/support/fonts.h"
#include "ui/workbench/status_line.h"

#include <QMap>
#include <QTabBar>

#include <cstdlib>

using namespace counterpoint;
using test::patience;

class TextSizeTest : public QObject {
    Q_OBJECT

    using Sizes = QMap<QString, QSize>;

    test::WindowDriver m_driver;

    workbench::MainWindow& window() { return *m_driver.window; }

    void open() {
        QSettings().clear();
        m_driver.open({2400, 1400});
        QVERIFY(QTest::qWaitForWindowExposed(m_driver.window.get()));
        m_driver.bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        window().resize(2400, 1400);
        QTest::qWait(300);
    }

    /// Every widget that is seen, by where it is among its parents. Widths of texts that tell of
    /// time and memory change by themselves.
    static void collect(const QWidget& parent, const QString& path, Sizes& into) {
        QMap<QString, int> count;
        for (const QObject* child : parent.children()) {
            const auto* widget = qobject_cast<const QWidget*>(child);
            if (widget == nullptr || !widget->isVisible() || widget->isWindow()) continue;
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
    /// Docks may stay wider than they were: their widths are the user's.
    static Sizes heights(Sizes all) {
        for (QSize& size : all) size.setWidth(0);
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
        QTest::newRow("a setting") << 1.5 << false;
        // No more than leaves room for the least window on the screen of the tests.
        QTest::newRow("the desktop's font") << 1.25 << true;
    }
    void everythingFollowsWhileTheWindowIsOpen() {
        QFETCH(double, scale);
        QFETCH(bool, byDesktop);
        support::applyTheme(*qApp, support::ThemeChoice::Light, scale);
        open();
        // What nothing is known of is not offered, as soon as the run is over.
        for (const QTabBar* tabs : window().findChildren<QTabBar*>())
            if (tabs->count() == 3 && tabs->tabText(0) == QStringLiteral("Mixing"))
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
        open();
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
        QCOMPARE(window().runsTable().rowHeight(0), support::scaled(27));
        QCOMPARE(window().populationTable().rowHeight(0), support::scaled(22));
        // Where docks share what room there is, they are rounded to whole pixels.
        const QString unlike = difference(sizes(), fresh, 2);
        QVERIFY2(unlike.isEmpty(), qPrintable(unlike));

        change(1.0);
        QTRY_COMPARE(support::fontScale(), 1.0);
        QTest::qWait(300);
        QCOMPARE(test::cutOffTexts(window()).join(u'\n'), QString());
        QCOMPARE(window().status().jobText(), shown);
        const QString left = difference(heights(sizes()), heights(before), 1);
        QVERIFY2(left.isEmpty(), qPrintable(left));
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<TextSizeTest>(argc, argv, "text_size_test");
}

#include "text_size_test.moc"
