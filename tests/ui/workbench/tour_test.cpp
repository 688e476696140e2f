// The tour: from the start page to the last step on the real window, and back to how it was.

#include "ui/tour/tour.h"

#include "tests/ui/workbench/driver.h"
#include "ui/start/start_page.h"
#include "ui/tuning/parameter_control.h"
#include "ui/tuning/tuning_form.h"

#include <QDockWidget>
#include <QLabel>
#include <QPushButton>
#include <QTabBar>

using namespace counterpoint;
using test::patience;

class TourTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;

    workbench::MainWindow& window() { return *m_driver.window; }
    workbench::Workbench& bench() { return m_driver.bench(); }
    tour::Tour& tour() { return window().tour(); }

    static QRect placeOf(const QWidget& widget) {
        return {widget.mapToGlobal(QPoint()), widget.size()};
    }
    QRect windowRect() { return placeOf(window()); }

    /// What is wrong with the step on screen, in words; empty: nothing.
    QString fault() {
        if (tour().target() == nullptr || !tour().target()->isVisible())
            return QStringLiteral("no target");
        const QRect target = placeOf(*tour().target());
        const QRect card = placeOf(*tour().card());
        if (!windowRect().contains(target)) return QStringLiteral("target outside");
        if (!windowRect().contains(card)) return QStringLiteral("card outside");
        if (card.intersects(target)) return QStringLiteral("the card covers its target");
        if (!placeOf(*tour().frame()).contains(target)) return QStringLiteral("frame elsewhere");
        const QWidget* under = window().childAt(window().mapFromGlobal(card.center()));
        if (under == nullptr || (under != tour().card() && !tour().card()->isAncestorOf(under)))
            return QStringLiteral("the card is covered");
        for (const QPushButton* button : tour().card()->findChildren<QPushButton*>())
            if (button->accessibleName().isEmpty() ||
                !tour().card()->rect().contains(button->geometry()))
                return QStringLiteral("a button without name or room");
        for (const QLabel* label : tour().card()->findChildren<QLabel*>())
            if (label->height() < label->heightForWidth(label->width()))
                return QStringLiteral("cut off: ") + label->text();
        return {};
    }
    /// Docks and tabs as they are.
    QStringList state() {
        QStringList all;
        for (const QDockWidget* dock : window().findChildren<QDockWidget*>())
            all << QStringLiteral("%1 %2 %3×%4")
                       .arg(dock->objectName())
                       .arg(dock->isVisible())
                       .arg(dock->width())
                       .arg(dock->height());
        for (const QTabBar* tabs : window().findChildren<QTabBar*>())
            all << QStringLiteral("%1 %2").arg(tabs->accessibleName()).arg(tabs->currentIndex());
        return all;
    }
    void setTheta(double theta) {
        plugin::Values values = bench().settings().methodValues;
        values["theta"] = theta;
        bench().setMethodValues(values, false);
    }

  private Q_SLOTS:
    void initTestCase() { COUNTERPOINT_OPEN_WINDOW(m_driver); }
    void cleanupTestCase() { m_driver.close(); }

    void theStartPageOffersItAndOpensTheDemo() {
        auto* start = window().startPage().findChild<QPushButton*>(QStringLiteral("startTour"));
        QVERIFY(start != nullptr && start->isVisible());
        start->click();
        QTRY_VERIFY_WITH_TIMEOUT(tour().isRunning(), patience);
        QVERIFY(m_driver.settled());
        QCOMPARE(tour().current(), std::size_t{0});
        QCOMPARE(tour().count(), std::size_t{7});
    }

    void everyStepStandsBesideWhatItShows_data() {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        QTest::newRow("least, light") << QSize(1280, 800) << false;
        QTest::newRow("least, dark") << QSize(1280, 800) << true;
        QTest::newRow("usual, light") << QSize(1440, 900) << false;
    }
    void everyStepStandsBesideWhatItShows() {
        QFETCH(QSize, size);
        QFETCH(bool, dark);
        tour().end();
        support::applyTheme(*qApp, dark ? support::ThemeChoice::Dark : support::ThemeChoice::Light);
        window().resize(size);
        QTest::qWait(200);
        const QStringList before = state();
        window().startTour();
        QStringList titles;
        while (tour().isRunning()) {
            QTRY_COMPARE(fault(), QString());
            titles << tour().card()->title();
            m_driver.screenshot(QStringLiteral("tour-%1-%2-%3")
                                    .arg(size.width())
                                    .arg(dark ? QStringLiteral("dark") : QStringLiteral("light"))
                                    .arg(titles.size()));
            QTest::keyClick(window().focusWidget(), Qt::Key_Return);  // Next has the focus
        }
        QCOMPARE(titles.size(), 7);
        titles.removeDuplicates();
        QCOMPARE(titles.size(), 7);
        QTest::qWait(100);
        QCOMPARE(state().join(u'\n'), before.join(u'\n'));
        QVERIFY(window().findChild<QWidget*>(QStringLiteral("tourFrame")) == nullptr);
        support::applyTheme(*qApp, support::ThemeChoice::Light);
    }

    void movingThetaGoesOn() {
        window().startTour();
        while (tour().current() < 3) tour().next();
        QCOMPARE(tour().card()->title(), QStringLiteral("Move theta to 8"));
        QVERIFY(tour().target() == window().tuningForm().control("theta"));
        setTheta(4.0);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QCOMPARE(tour().current(), std::size_t{3});
        setTheta(8.0);
        QTRY_COMPARE_WITH_TIMEOUT(tour().current(), std::size_t{4}, patience);
        // Once there, it does not go on by itself again.
        tour().back();
        QCOMPARE(tour().current(), std::size_t{3});
        tour().check();
        QCOMPARE(tour().current(), std::size_t{3});
        tour().end();
    }

    void escapeEndsItAndHiddenDocksGoBack() {
        auto* runs = window().findChild<QDockWidget*>(QStringLiteral("runsDock"));
        runs->hide();
        window().showEvidence();
        const QStringList before = state();
        window().startTour();
        while (tour().current() < 5) tour().next();
        QVERIFY(runs->isVisible());
        tour().back();
        QVERIFY(runs->isHidden());
        tour().next();
        QTest::keyClick(window().focusWidget(), Qt::Key_Escape);
        QVERIFY(!tour().isRunning());
        QTest::qWait(100);
        QCOMPARE(state().join(u'\n'), before.join(u'\n'));
        runs->show();
        window().showEvidence(false);
    }

    void tabReachesTheCard() {
        window().startTour();
        window().findChild<QWidget*>(QStringLiteral("method"))->setFocus();
        bool reached = false;
        for (int i = 0; i < 400 && !reached; ++i) {
            QTest::keyClick(window().focusWidget(), Qt::Key_Tab);
            reached = tour().card()->isAncestorOf(window().focusWidget());
        }
        QVERIFY(reached);
        tour().end();
    }

    void whatIsNotThereIsLeftOut() {
        bench().setMethod("none");
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        window().startTour();
        QStringList titles;
        for (; tour().isRunning(); tour().next()) titles << tour().card()->title();
        QVERIFY(!titles.contains(QStringLiteral("Move theta to 8")));
        QCOMPARE(titles.size(), 6);
    }

    void otherDataEndIt() {
        window().startTour();
        QVERIFY(tour().isRunning());
        bench().openDemo();
        QVERIFY(!tour().isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<TourTest>(argc, argv, "tour_test");
}

#include "tour_test.moc"
