#include "ui/runs/runs_table.h"

#include "tests/ui/runs/runs.h"
#include "ui/runs/run_delegate.h"
#include "ui/support/palette.h"
#include "ui/support/theme.h"

#include <QApplication>
#include <QHeaderView>
#include <QImage>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace counterpoint;
using namespace counterpoint::runs;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr int pin = 0, number = 1, name = 2, ilisi = 3, clisi = 7, batch = 11, biology = 12,
              total = 13, verdict = 14;

std::vector<int> numbers(const RunsTable& table) {
    std::vector<int> found;
    for (const RunRow& row : table.rows()) found.push_back(row.number);
    return found;
}

std::unique_ptr<RunsTable> makeTable(int width = 800) {
    auto table = std::make_unique<RunsTable>();
    table->setColumns(test::eightColumns());
    table->setRows(test::sevenRuns());
    table->resize(width, 260);
    table->show();
    QCoreApplication::processEvents();
    return table;
}

QString cell(const RunsTable& table, int row, int column, int role = Qt::DisplayRole) {
    return table.model()->index(row, column).data(role).toString();
}

QString tip(const RunsTable& table, int column) {
    return table.model()->headerData(column, Qt::Horizontal, Qt::ToolTipRole).toString();
}

void clickHead(RunsTable& table, int column) {
    QHeaderView* head = table.horizontalHeader();
    QTest::mouseClick(head->viewport(), Qt::LeftButton, {},
                      {head->sectionViewportPosition(column) + 10, head->height() - 8});
}

/// The colour in an oval, left of its figure.
QColor fillOf(RunsTable& table, int row, int column) {
    const QRect cell = table.visualRect(table.model()->index(row, column));
    return table.viewport()->grab().toImage().pixelColor(cell.center().x(), cell.top() + 5);
}

}  // namespace

class RunsTableTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void columnsGivenToANarrowTableAllShowOnceItIsWide() {
        RunsTable table;
        table.resize(200, 200);
        table.show();
        table.setColumns(test::eightColumns());
        table.resize(1200, 200);
        for (int column = 0; column < table.model()->columnCount(); ++column)
            QVERIFY2(!table.isColumnHidden(column), qPrintable(QString::number(column)));
    }

    void initTestCase() { support::applyTheme(*qApp, support::ThemeChoice::Light); }

    void comparedRunsAreTagged() {
        const auto table = makeTable();
        const auto spoken = [&](int row) {
            return cell(*table, row, name, Qt::AccessibleTextRole);
        };
        const QImage before = table->viewport()->grab().toImage();
        table->setCompared(table->rows()[2].id, table->rows()[0].id);
        QVERIFY(spoken(2).endsWith(QStringLiteral("compared as A")));
        QVERIFY(spoken(0).endsWith(QStringLiteral("compared as B")));
        QVERIFY(!spoken(1).contains(QStringLiteral("compared")));
        QVERIFY(table->viewport()->grab().toImage() != before);
        table->setCompared(-1, -1);
        QVERIFY(!spoken(2).contains(QStringLiteral("compared")));
    }

    void theBestTotalComesFirst() {
        // Totals of the example: 5 .7290, 3 .7250, 7 .7270, 6 .7250, 4 .7190, 2 .6610, 1 .5850.
        const auto table = makeTable();
        QCOMPARE(numbers(*table).front(), 5);
        QCOMPARE(numbers(*table)[1], 7);
        QCOMPARE(numbers(*table).back(), 1);
        QCOMPARE(table->horizontalHeader()->sortIndicatorSection(), total);
    }

    void aHeadSortsByItsColumnBestFirstThenWorstFirst() {
        const auto table = makeTable();
        clickHead(*table, ilisi);
        QCOMPARE(numbers(*table).front(), 5);
        QCOMPARE(numbers(*table).back(), 1);
        clickHead(*table, ilisi);
        QCOMPARE(numbers(*table).front(), 1);
        QCOMPARE(numbers(*table).back(), 5);
        clickHead(*table, number);
        QCOMPARE(numbers(*table), (std::vector<int>{1, 2, 3, 4, 5, 6, 7}));
        clickHead(*table, pin);
        QCOMPARE(numbers(*table)[0], 1);
        QCOMPARE(numbers(*table)[1], 7);
        clickHead(*table, verdict);
        QCOMPARE(numbers(*table).back(), 4);
        clickHead(*table, name);
        QCOMPARE(numbers(*table).back(), 1);
    }

    void missingScoresStayLastEitherWay() {
        const auto table = makeTable();
        auto rows = test::sevenRuns();
        rows[4].scores[0].value = none;
        table->setRows(rows);
        for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
            table->sortByColumn(ilisi, order);
            QCOMPARE(numbers(*table).back(), 5);
        }
        QCOMPARE(cell(*table, 6, ilisi), QStringLiteral("–"));
    }

    void newRowsKeepTheSortingAndTheSelection() {
        const auto table = makeTable();
        table->sortByColumn(number, Qt::AscendingOrder);
        table->selectRun(103);
        auto rows = test::sevenRuns();
        rows.erase(rows.begin());
        std::swap(rows.front(), rows.back());
        table->setRows(rows);
        QCOMPARE(numbers(*table), (std::vector<int>{2, 3, 4, 5, 6, 7}));
        QCOMPARE(table->selectedRun(), 103);
        table->sortByColumn(number, Qt::DescendingOrder);
        QCOMPARE(table->selectedRun(), 103);
        rows.clear();
        table->setRows(rows);
        QCOMPARE(table->selectedRun(), -1);
    }

    void keysAskForRestorePinAndRemove() {
        const auto table = makeTable();
        QSignalSpy restored(table.get(), &RunsTable::restoreRequested);
        QSignalSpy pinned(table.get(), &RunsTable::pinToggled);
        QSignalSpy removed(table.get(), &RunsTable::removeRequested);
        table->selectRun(105);
        QTest::keyClick(table.get(), Qt::Key_Down);
        QTest::keyClick(table.get(), Qt::Key_Return);
        QTest::keyClick(table.get(), Qt::Key_Space);
        QTest::keyClick(table.get(), Qt::Key_Up);
        QTest::keyClick(table.get(), Qt::Key_Space);
        QTest::keyClick(table.get(), Qt::Key_Delete);
        QCOMPARE(restored.count(), 1);
        QCOMPARE(restored[0][0].toInt(), 107);
        QCOMPARE(pinned.count(), 2);
        QCOMPARE(pinned[0], (QVariantList{107, false}));
        QCOMPARE(pinned[1], (QVariantList{105, true}));
        QCOMPARE(removed[0][0].toInt(), 105);
        QCOMPARE(table->rows().size(), std::size_t(7));
    }

    void theMousePinsAndRestores() {
        const auto table = makeTable();
        QSignalSpy restored(table.get(), &RunsTable::restoreRequested);
        QSignalSpy pinned(table.get(), &RunsTable::pinToggled);
        const auto at = [&](int row, int column) {
            return table->visualRect(table->model()->index(row, column)).center();
        };
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, at(0, pin));
        QCOMPARE(pinned.count(), 1);
        QCOMPARE(pinned[0], (QVariantList{105, true}));
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, at(2, name));
        QCOMPARE(restored.count(), 0);
        QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, at(1, name));
        QCOMPARE(restored.count(), 1);
        QCOMPARE(restored[0][0].toInt(), 107);
        QCOMPARE(pinned.count(), 1);
    }

    void f2RenamesInPlace() {
        const auto table = makeTable();
        QSignalSpy renamed(table.get(), &RunsTable::renameRequested);
        QSignalSpy restored(table.get(), &RunsTable::restoreRequested);
        const auto type = [&](const QString& text) {
            table->selectRun(107);
            QTest::keyClick(table.get(), Qt::Key_F2);
            auto* editor = table->viewport()->findChild<QLineEdit*>();
            QVERIFY(editor);
            QCOMPARE(editor->text(), QStringLiteral("Harmony"));
            editor->setText(text);
            QTest::keyClick(editor, Qt::Key_Return);
            QCoreApplication::processEvents();
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        };
        type(QStringLiteral("  for the   paper "));
        type(QStringLiteral("   "));
        type(QStringLiteral("Harmony"));
        QCOMPARE(renamed.count(), 1);
        QCOMPARE(renamed[0], (QVariantList{107, QStringLiteral("for the paper")}));
        QCOMPARE(restored.count(), 0);
    }

    void ovalsAreColouredWithinTheirColumn() {
        const auto table = makeTable();
        const int last = 6;
        QCOMPARE(fillOf(*table, 0, ilisi), ovalColor(1.0));
        QCOMPARE(fillOf(*table, last, ilisi), ovalColor(0.0));
        // Where every run has the same score, none stands out.
        QCOMPARE(fillOf(*table, 0, clisi), ovalColor(0.5));
        QVERIFY(tip(*table, ilisi).contains(QStringLiteral("purple is the least (0.04)")));
        QVERIFY(tip(*table, ilisi).contains(QStringLiteral("green the greatest (0.39)")));
        QVERIFY(!tip(*table, clisi).contains(QStringLiteral("Colours")));
        QVERIFY(tip(*table, clisi + 1).startsWith(QStringLiteral("ASW cell type\n")));

        table->setRows({test::sevenRuns().front()});
        QCOMPARE(fillOf(*table, 0, ilisi), ovalColor(0.5));
    }

    void staleScoresHaveNoColourAndSetNone() {
        const auto table = makeTable();
        auto rows = test::sevenRuns();
        rows[0].scores[0].freshness = Freshness::Stale;
        rows[4].scores[1].freshness = Freshness::Preview;
        table->setRows(rows);
        QCOMPARE(fillOf(*table, 6, ilisi), support::Theme::current().panel);
        QVERIFY(tip(*table, ilisi).contains(QStringLiteral("least (0.17)")));
        QVERIFY(cell(*table, 6, ilisi, Qt::ToolTipRole).contains(QStringLiteral("stale")));
        QVERIFY(cell(*table, 0, ilisi + 1, Qt::ToolTipRole).contains(QStringLiteral("preview")));
        QCOMPARE(cell(*table, 6, ilisi, Qt::AccessibleTextRole),
                 QStringLiteral("iLISI 0.04, stale"));
    }

    void figuresCanBeReadOnEveryColour() {
        for (int step = 0; step <= 1000; ++step) {
            for (const QColor& color : {ovalColor(step / 1000.0), barColor(step / 1000.0)})
                QVERIFY(support::contrast(color, support::figureOn(color)) >= 4.5);
        }
        for (const auto* theme : {&support::Theme::day(), &support::Theme::night()}) {
            QVERIFY(support::contrast(theme->text, theme->track) >= 4.5);
            QVERIFY(support::contrast(theme->quiet, theme->panel) >= 4.5);
            for (const QColor& verdictColor : {theme->under, theme->balanced, theme->over}) {
                QVERIFY(support::contrast(verdictColor, theme->panel) >= 4.5);
                QVERIFY(support::contrast(verdictColor, theme->accentSoft) >= 4.5);
                QVERIFY(support::contrast(verdictColor, theme->hover) >= 4.5);
            }
            QVERIFY(support::contrast(theme->second, theme->accentSoft) >= 4.5);
        }
    }

    void theCurrentRunStandsOut() {
        const auto table = makeTable();
        const QColor soft = support::Theme::current().accentSoft;
        const auto background = [&](int row) {
            const QRect rect = table->visualRect(table->model()->index(row, number));
            return table->viewport()->grab().toImage().pixelColor(rect.topLeft() + QPoint(2, 4));
        };
        QCOMPARE(background(1), support::Theme::current().panel);
        table->setCurrentRun(107);
        QCOMPARE(background(1), soft);
        QVERIFY(
            cell(*table, 1, name, Qt::AccessibleTextRole).endsWith(QStringLiteral("shown now")));
        table->setCurrentRun(-1);
        QCOMPARE(background(1), support::Theme::current().panel);
        // The keyboard's row does not look like the current run.
        table->selectRun(107);
        QCOMPARE(background(1), support::Theme::current().panel);
    }

    void barsOfTheFamiliesYieldFirst() {
        const auto table = makeTable(776);
        QVERIFY(!table->isColumnHidden(batch));
        table->resize(680, 260);
        QVERIFY(table->isColumnHidden(batch));
        QVERIFY(table->isColumnHidden(biology));
        QVERIFY(!table->isColumnHidden(total));
        QVERIFY(!table->isColumnHidden(verdict));
        QVERIFY(table->csv().contains(QStringLiteral("Biology")));
        table->resize(776, 260);
        QVERIFY(!table->isColumnHidden(batch));
        // The table fills its width exactly: no sideways scrolling.
        QCOMPARE(table->horizontalHeader()->length(), table->viewport()->width());
    }

    void beforeItScrollsTheScoresMoveTogether() {
        // What the smallest window leaves between docks as wide as they are by default.
        for (const int width : {680, 608, 560}) {
            const auto table = makeTable(width);
            QCOMPARE(table->horizontalHeader()->length(), table->viewport()->width());
            QVERIFY(!table->isColumnHidden(verdict));
        }
        QVERIFY(makeTable(400)->horizontalHeader()->length() > 400);
    }

    void noScoreIsHiddenAtAnyFontSizeOrWidth() {
        for (const double scale : {0.75, 1.0, 1.5, 2.0}) {
            support::applyTheme(*qApp, support::ThemeChoice::Light, scale);
            for (const int width : {300, 776, 2000}) {
                const auto table = makeTable(width);
                for (int column = 0; column < table->model()->columnCount(); ++column)
                    QVERIFY(!table->isColumnHidden(column) || column == batch || column == biology);
                QVERIFY(table->horizontalHeader()->length() >= table->viewport()->width());
            }
        }
        support::applyTheme(*qApp, support::ThemeChoice::Light);
    }

    void csvSaysWhatIsShown() {
        const auto table = makeTable();
        auto rows = test::sevenRuns();
        rows.resize(2);
        rows[0].name = QStringLiteral("with \"quotes\", and a comma");
        rows[0].scores[2].value = none;
        rows[1].scores[0].freshness = Freshness::Stale;
        rows[1].verdict.reset();
        table->setRows(rows);
        const QStringList lines = table->csv().split(u'\n');
        QCOMPARE(lines.size(), 4);
        QCOMPARE(lines[0],
                 QStringLiteral("run,name,settings,pinned,iLISI,kBET,ASW batch,PCR,cLISI,ASW cell "
                                "type,Isolated labels,Own neighbours,Batch,Biology,Total,verdict,"
                                "state"));
        QCOMPARE(lines[1], QStringLiteral("2,Harmony,\"θ 0, λ auto\",no,0.17,0.27,0.86,0.39,1,0.63,"
                                          "0.69,0.96,0.4225,0.82,0.661,,stale"));
        QCOMPARE(lines[2], QStringLiteral("1,\"with \"\"quotes\"\", and a comma\",,yes,0.04,0.06,,"
                                          "0,1,0.62,0.7,1,0.2175,0.83,0.585,Under,exact"));
        QVERIFY(lines[3].isEmpty());
        table->sortByColumn(number, Qt::AscendingOrder);
        QVERIFY(table->csv().split(u'\n')[1].startsWith(QStringLiteral("1,")));
    }

    void itNeedsNoScoreColumns() {
        RunsTable table;
        QSignalSpy restored(&table, &RunsTable::restoreRequested);
        table.setRows(test::sevenRuns());
        table.resize(500, 200);
        table.show();
        QVERIFY(!table.grab().isNull());
        QCOMPARE(table.rows().front().number, 5);
        table.selectRun(105);
        QTest::keyClick(&table, Qt::Key_Enter);
        QCOMPARE(restored.count(), 1);
    }

    void aThemeChangeRepaints() {
        const auto table = makeTable();
        const auto corner = [&] { return table->viewport()->grab().toImage().pixelColor(5, 5); };
        support::applyTheme(*qApp, support::ThemeChoice::Dark);
        QCOMPARE(corner(), support::Theme::night().panel);
        support::applyTheme(*qApp, support::ThemeChoice::Light);
        QCOMPARE(corner(), support::Theme::day().panel);
    }
};

QTEST_MAIN(RunsTableTest)
#include "runs_table_test.moc"
