#include "ui/selection/cell_selection.h"

#include "ui/selection/markers_table.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

using namespace counterpoint;
using embedding::SelectMode;
using selection::CellSelection;
using Cells = CellSelection::Cells;

class CellSelectionTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void regionsReplaceAddAndRemove() {
        CellSelection selection;
        selection.setKept(10, {});
        QSignalSpy changed(&selection, &CellSelection::changed);
        selection.change({2, 3, 4}, SelectMode::Replace);
        selection.change({4, 5}, SelectMode::Add);
        QCOMPARE(selection.cells(), (Cells{2, 3, 4, 5}));
        selection.change({3}, SelectMode::Remove);
        QCOMPARE(selection.cells(), (Cells{2, 4, 5}));
        QCOMPARE(changed.size(), 3);
        selection.clear();
        QVERIFY(selection.cells().empty());
        QVERIFY(selection.what().isEmpty());
    }

    void invertingLeavesHiddenCellsOut() {
        CellSelection selection;
        selection.setKept(5, {});
        selection.change({1}, SelectMode::Replace);
        selection.invert({true, true, false, true, true});
        QCOMPARE(selection.cells(), (Cells{0, 3, 4}));
    }

    void setsFollowTheirCellsThroughAnotherFilter() {
        CellSelection selection;
        selection.setKept(4, {0, 2, 4, 6});
        selection.change({1, 3}, SelectMode::Replace);  // rows 2 and 6
        const int id = selection.keep(QStringLiteral("Odd ones"));
        selection.setKept(3, {1, 2, 3});
        QCOMPARE(selection.cells(), (Cells{1}));
        QCOMPARE(selection.cellsOf(*selection.find(id)), (Cells{1}));
        selection.setKept(7, {});
        QCOMPARE(selection.cellsOf(*selection.find(id)), (Cells{2, 6}));
    }

    void namesAreUniqueAndSetsAreAColumn() {
        CellSelection selection;
        selection.setKept(4, {});
        selection.change({0, 1}, SelectMode::Replace);
        const int first = selection.keep(QStringLiteral("A"));
        selection.change({1, 2}, SelectMode::Replace);
        const int second = selection.keep(QStringLiteral("A"));
        QCOMPARE(selection.find(second)->name, QStringLiteral("A 2"));
        const data::Categories column = selection.asColumn();
        QCOMPARE(column.codes, (std::vector<std::int32_t>{0, 1, 1, -1}));
        QCOMPARE(column.levels, (std::vector<std::string>{"A", "A 2"}));
        selection.rename(second, QStringLiteral("B"));
        selection.remove(first);
        QCOMPARE(selection.sets().size(), std::size_t{1});
        QCOMPARE(selection.sets().front().name, QStringLiteral("B"));
    }

    void theTableWritesCsvInTheOrderOfTheRanking() {
        selection::MarkersTable table;
        markers::Marker best;
        best.gene = 1;
        best.auc = 0.75;
        markers::Marker next;
        next.gene = 0;
        table.setMarkers({best, next}, {QStringLiteral("A,1"), QStringLiteral("B")});
        const QStringList lines = table.csv().split(u'\n');
        QCOMPARE(lines[0], QStringLiteral("gene,auc,log2_fold_change,share_selected,share_others,z,"
                                          "p_adjusted,p"));
        QVERIFY(lines[1].startsWith(QStringLiteral("B,0.75,")));
        QVERIFY(lines[2].startsWith(QStringLiteral("\"A,1\",0.5,")));
        QCOMPARE(table.model()->index(0, 0).data().toString(), QStringLiteral("B"));
    }
};

QTEST_MAIN(CellSelectionTest)

#include "cell_selection_test.moc"
