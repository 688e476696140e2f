// The bars above the views in little room and with large texts: what does not fit yields, in the
// order of look.md, and nothing is cut off or reaches beyond the bar.

#include "tests/ui/workbench/controls.h"
#include "ui/support/fonts.h"
#include "ui/support/text_size.h"
#include "ui/support/theme.h"
#include "ui/workbench/compare_bar.h"
#include "ui/workbench/view_bar.h"
#include "ui/workbench/view_style.h"

#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSlider>
#include <QTest>
#include <QToolButton>

using namespace counterpoint;
using workbench::CompareBar;
using workbench::ViewBar;

class NarrowBarsTest : public QObject {
    Q_OBJECT

    /// What is seen and has less room than it needs, or lies beyond the bar.
    static QString wrong(const QWidget& bar) {
        QStringList all = test::cutOffTexts(bar);
        for (const QObject* child : bar.children()) {
            const auto* part = qobject_cast<const QWidget*>(child);
            if (part == nullptr || part->isHidden() || part->isWindow()) continue;
            if (!bar.rect().contains(part->geometry()))
                all << QStringLiteral("%1 %2 at %3 to %4 of %5")
                           .arg(QLatin1String(part->metaObject()->className()), part->objectName())
                           .arg(part->x())
                           .arg(part->geometry().right())
                           .arg(bar.width());
        }
        return all.join(u'\n');
    }
    static QToolButton& chip(const ViewBar& bar) {
        return *bar.findChild<QToolButton*>(QStringLiteral("selection"));
    }
    static QString words(const QToolButton& button) { return button.text().remove(QChar(0x200E)); }
    /// A window would not become narrower than what its layout needs.
    struct Held {
        QWidget window;
        ViewBar views{&window};
        CompareBar runs{&window};
        Held() {
            views.setViewStyle(workbench::currentViewStyle());
            runs.setRuns({{1, QStringLiteral("1 · θ 2, a name of a run that is long")},
                          {2, QStringLiteral("2 · θ 0")}},
                         {1, 2});
            window.show();
        }
    };

  private Q_SLOTS:
    void cleanup() { support::applyTheme(*qApp, support::ThemeChoice::Light, 1.0); }

    void nothingIsCutInAnyWidth_data() {
        QTest::addColumn<double>("scale");
        QTest::addColumn<int>("least");
        QTest::newRow("usual texts") << 1.0 << 430;
        QTest::newRow("large texts") << 1.5 << 560;
    }
    void nothingIsCutInAnyWidth() {
        QFETCH(double, scale);
        QFETCH(int, least);
        support::applyTheme(*qApp, support::ThemeChoice::Light, scale);
        Held held;
        ViewBar& views = held.views;
        CompareBar& runs = held.runs;
        for (const bool selects : {false, true}) {
            if (selects)
                views.setSelection(QStringLiteral("Plasmacytoid dendritic cells: 312 cells"),
                                   QStringLiteral("312 selected"), QStringLiteral("Clear"));
            for (int width = 1600; width >= least; width -= 17) {
                views.resize(width, views.height());
                runs.resize(width, runs.height());
                QVERIFY2(wrong(views).isEmpty(),
                         qPrintable(QStringLiteral("%1: %2").arg(width).arg(wrong(views))));
                QVERIFY2(wrong(runs).isEmpty(),
                         qPrintable(QStringLiteral("%1: %2").arg(width).arg(wrong(runs))));
            }
        }
    }

    /// Between the docks of the least window.
    void theSelectionSaysWhatItIs() {
        Held held;
        ViewBar& bar = held.views;
        bar.resize(1200, bar.height());
        QVERIFY(chip(bar).isHidden());
        const QString whole = QStringLiteral("Plasmacytoid dendritic cells: 312 cells");
        bar.setSelection(whole, QStringLiteral("312 selected"), QStringLiteral("Clear"));
        QCOMPARE(words(chip(bar)), whole);
        // All of it where there is room, else how many, at last as much of that as fits.
        const QString brief = QStringLiteral("312 selected");
        QStringList said;
        for (int width = 1200; width >= 380; width -= 10) {
            bar.resize(width, bar.height());
            said << words(chip(bar));
            QVERIFY2(said.back() == whole || said.back() == brief ||
                         (said.back().startsWith(u'3') && said.back().endsWith(u'…')) ||
                         width < 430,
                     qPrintable(said.back()));
        }
        QVERIFY(said.contains(brief));
        QVERIFY(said.back() != whole);
        bar.resize(1200, bar.height());
        QCOMPARE(words(chip(bar)), whole);
        bar.setSelection({}, {}, {});
        QVERIFY(chip(bar).isHidden());
    }

    /// What the bar has no room for is in its menu, and only that.
    void theMenuHoldsWhatYielded() {
        Held held;
        ViewBar& bar = held.views;
        auto* more = bar.findChild<QToolButton*>(QStringLiteral("barMenu"));
        const auto listed = [&] {
            Q_EMIT more->menu()->aboutToShow();
            return more->menu()->actions();
        };
        bar.resize(1200, bar.height());
        QVERIFY(more->isHidden());
        QVERIFY(listed().isEmpty());
        bar.resize(380, bar.height());
        QVERIFY(more->isVisible());
        const QList<QAction*> all = listed();
        QVERIFY(all.contains(bar.fitAction()));
        QVERIFY(all.contains(bar.labelsAction()));
        QVERIFY(all.contains(bar.layoutAction(workbench::ViewLayout::Four)));
        QVERIFY(!all.contains(bar.toolAction(embedding::Tool::Lasso)));  // which stays in the bar
        // Size and opacity are there too, and back under their own button where that is seen.
        const auto sliders = [](const QToolButton& button) {
            return button.menu()->findChildren<QSlider*>().size();
        };
        QCOMPARE(sliders(*more), 2);
        const auto* points = bar.findChild<QToolButton*>(QStringLiteral("pointsMenu"));
        QVERIFY(points->isHidden());
        int width = 380;
        while (points->isHidden() && width < 1200) bar.resize(++width, bar.height());
        QVERIFY(points->isVisible() && more->isHidden());
        QCOMPARE(sliders(*points), 2);
    }

    void comparedRunsYieldBeforeTheWaysToCompare() {
        Held held;
        CompareBar& bar = held.runs;
        auto* close = bar.findChild<QPushButton*>(QStringLiteral("closeCompare"));
        auto* list = bar.findChild<QComboBox*>(QStringLiteral("compareBy"));
        bar.resize(700, bar.height());
        QCOMPARE(close->text(), QStringLiteral("Close"));
        QVERIFY(list->isHidden());
        bar.resize(400, bar.height());
        QCOMPARE(close->text(), QString());
        QVERIFY(list->isVisible());
        list->setCurrentIndex(1);
        Q_EMIT list->activated(1);
        QVERIFY(bar.mode() == workbench::CompareMode::Swipe);
        bar.resize(700, bar.height());
        QCOMPARE(close->text(), QStringLiteral("Close"));
        QVERIFY(bar.mode() == workbench::CompareMode::Swipe);
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    support::applyTheme(application, support::ThemeChoice::Light, 1.0);
    NarrowBarsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "narrow_bars_test.moc"
