#include "ui/metrics/population_table.h"

#include "ui/metrics/ordered_header.h"
#include "ui/support/fonts.h"
#include "ui/support/theme.h"

#include <QApplication>
#include <QHeaderView>
#include <QTest>

#include <memory>

using namespace counterpoint;
using namespace counterpoint::scores;

class PopulationTableTest : public QObject {
    Q_OBJECT

    static std::vector<PopulationRow> threePopulations() {
        return {{.name = QStringLiteral("A population with a long name"),
                 .cells = 12345,
                 .batches = 3,
                 .cilisi = 0.4,
                 .kbet = 0.3,
                 .asw = 0.6,
                 .kept = 0.99,
                 .markers = 0.95,
                 .foldChanges = 0.9,
                 .controls = 0.02,
                 .apartBefore = 0.9,
                 .apartNow = 0.88},
                {.name = QStringLiteral("pDC"),
                 .cells = 34,
                 .batches = 3,
                 .asw = 0.5,
                 .kept = 0.6,
                 .lost = true,
                 .mergedWith = QStringLiteral("B"),
                 .mergedShare = 0.3,
                 .markers = 0.62,
                 .foldChanges = 0.8,
                 .controls = 0.2,
                 .faint = true,
                 .apartBefore = 0.9,
                 .apartNow = 0.55,
                 .mixedAway = true},
                {.name = QStringLiteral("G"), .cells = 439, .batches = 1, .asw = 0.7, .kept = 0.9}};
    }
    static QStringList shownHeads(const PopulationTable& table) {
        QStringList heads;
        for (int column = 0; column < table.columnCount(); ++column)
            if (!table.isColumnHidden(column)) heads << table.horizontalHeaderItem(column)->text();
        return heads;
    }
    static QStringList texts(const PopulationTable& table, int row) {
        QStringList all;
        for (int column = 0; column < table.columnCount(); ++column)
            if (!table.isColumnHidden(column)) all << table.item(row, column)->text();
        return all;
    }

  private Q_SLOTS:
    void init() {
        support::applyTheme(*qApp, support::ThemeChoice::Light);
        m_table = std::make_unique<PopulationTable>();
        m_table->resize(392, 200);
        m_table->setRows(threePopulations());
        m_table->show();
    }

    void everyViewFitsAtBothWidths() {
        for (const int width : {392, 352, 344})
            for (const auto view : {PopulationView::Mixing, PopulationView::Markers,
                                    PopulationView::Condition, PopulationView::Compared}) {
                m_table->resize(width, 200);
                m_table->setView(view);
                QCoreApplication::processEvents();
                QCOMPARE(m_table->horizontalHeader()->length(), m_table->viewport()->width());
                QVERIFY2(m_table->columnWidth(0) >= 70, "names can be read");
            }
    }

    /// At every width that the Diagnosis has, names of a usual length are whole.
    void namesAreNotCutWhereOthersLeaveRoom() {
        std::vector<PopulationRow> rows = threePopulations();
        rows[0].name = QStringLiteral("Megakaryocyte");
        rows[2].name = QStringLiteral("G (batch_3 only)");
        for (PopulationRow& row : rows) row.keptInOther = row.kept;
        m_table->setRows(rows);
        for (const auto view : {PopulationView::Mixing, PopulationView::Compared})
            for (int width = 344; width <= 392; width += 4) {
                m_table->setView(view);
                m_table->resize(width, 200);
                QCoreApplication::processEvents();
                for (int row = 0; row < m_table->rowCount(); ++row) {
                    const int needed =
                        m_table->sizeHintForIndex(m_table->model()->index(row, 0)).width();
                    QVERIFY2(m_table->columnWidth(0) >= needed,
                             qPrintable(QStringLiteral("%1 at %2: %3 of %4")
                                            .arg(m_table->item(row, 0)->text())
                                            .arg(width)
                                            .arg(m_table->columnWidth(0))
                                            .arg(needed)));
                }
            }
    }

    void weakMarkersAreToldByASignAndAWordAndComeFirst() {
        m_table->setView(PopulationView::Markers);
        QCOMPARE(m_table->item(0, 0)->text(), QStringLiteral("pDC"));
        QCOMPARE(texts(*m_table, 0).back(), QStringLiteral("⚠ faint"));
        QCOMPARE(texts(*m_table, 1).back(), QStringLiteral("clear"));
        QCOMPARE(texts(*m_table, 2).back(), QStringLiteral("unknown"));
        QVERIFY(shownHeads(*m_table).contains(QStringLiteral("Controls")));
        QVERIFY(!shownHeads(*m_table).contains(QStringLiteral("kBET")));
    }

    void aConditionMixedAwayIsToldByASignAndAWord() {
        m_table->setView(PopulationView::Condition);
        QCOMPARE(texts(*m_table, 0),
                 (QStringList{QStringLiteral("pDC"), QStringLiteral("34"), QStringLiteral("0.90"),
                              QStringLiteral("0.55"), QStringLiteral("⚠ mixed away")}));
        QCOMPARE(texts(*m_table, 1).back(), QStringLiteral("kept"));
    }

    void theViewStaysWhenTheVerdictChanges() {
        m_table->setView(PopulationView::Markers);
        m_table->setRows(threePopulations());
        QVERIFY(m_table->view() == PopulationView::Markers);
        m_table->setView(PopulationView::Mixing);
        QCOMPARE(m_table->item(0, 0)->text(), QStringLiteral("pDC"));  // kept least
        QVERIFY(shownHeads(*m_table).contains(QStringLiteral("Kept")));
    }

    /// In a narrow dock the tooltip of the name says it.
    void batchesAreCountedWhereThereIsRoom() {
        QVERIFY(!shownHeads(*m_table).contains(QStringLiteral("Batches")));
        QVERIFY(m_table->item(0, 0)->toolTip().contains(QStringLiteral("3 batches")));
        m_table->resize(600, 200);
        QCoreApplication::processEvents();
        const auto column = shownHeads(*m_table).indexOf(QStringLiteral("Batches"));
        QVERIFY(column > 0);
        QCOMPARE(texts(*m_table, 0).at(column), QStringLiteral("3"));
        QCOMPARE(texts(*m_table, 1).at(column), QStringLiteral("1"));
    }

    /// With the mark beside its words: both have room.
    void theHeadTellsByWhatRowsAreOrdered() {
        auto& heads = *m_table->findChild<scores::OrderedHeader*>();
        const auto ordered = [&] {
            return heads.orderedBy() < 0 ? QString()
                                         : m_table->horizontalHeaderItem(heads.orderedBy())->text();
        };
        const auto isWide = [&] {
            constexpr int padding = 10;  // of both sides
            return m_table->columnWidth(heads.orderedBy()) >=
                   QFontMetrics(heads.font()).horizontalAdvance(ordered()) + padding +
                       scores::OrderedHeader::markRoom();
        };
        for (const double scale : {1.0, 1.5}) {
            support::applyTheme(*qApp, support::ThemeChoice::Light, scale);
            m_table->setView(PopulationView::Mixing);
            QCOMPARE(ordered(), QStringLiteral("Kept"));
            QVERIFY(isWide());
            m_table->setView(PopulationView::Compared);
            QCOMPARE(ordered(), QStringLiteral("B − A"));
            QVERIFY(isWide());
            m_table->setView(PopulationView::Markers);
            QCOMPARE(ordered(), QString());  // the worse of two
        }
        // Before a verdict is known, too, at every width that the Diagnosis has.
        std::vector<PopulationRow> unjudged = threePopulations();
        for (PopulationRow& row : unjudged) row.kept = PopulationRow::none;
        m_table->setView(PopulationView::Mixing);
        m_table->setRows(unjudged);
        for (const double scale : {1.0, 1.5}) {
            support::applyTheme(*qApp, support::ThemeChoice::Light, scale);
            m_table->resize(support::scaled(352), 200);
            QCoreApplication::processEvents();
            QCOMPARE(ordered(), QStringLiteral("ASW"));
            QVERIFY(isWide());
        }
        m_table->setRows(threePopulations());
        m_table->setView(PopulationView::Markers);
        const QImage without = heads.grab().toImage();
        m_table->setView(PopulationView::Mixing);
        QVERIFY(heads.grab().toImage() != without);
    }

    void theLargestLossComesFirstWhereRunsAreCompared() {
        std::vector<PopulationRow> rows = threePopulations();
        for (PopulationRow& row : rows) row.keptInOther = row.kept;
        rows.back().keptInOther = rows.back().kept + 0.3;
        const QString loser = rows.back().name;
        m_table->setRows(rows);
        m_table->setView(PopulationView::Compared);
        QCOMPARE(m_table->item(0, 0)->text(), loser);
        // Short beside a long name; its tooltip says it in full.
        QVERIFY(shownHeads(*m_table).contains(QStringLiteral("Merging")));
        m_table->resize(600, 200);
        QCoreApplication::processEvents();
        QVERIFY(shownHeads(*m_table).contains(QStringLiteral("Merging in B")));
        QVERIFY(!shownHeads(*m_table).contains(QStringLiteral("Kept")));
    }

    void whereThereIsLittleRoomKbetStays() {
        m_table->resize(352, 200);
        QCoreApplication::processEvents();
        QVERIFY(shownHeads(*m_table).contains(QStringLiteral("kBET")));
        QVERIFY(!shownHeads(*m_table).contains(QStringLiteral("CiLISI")));
    }

    void aChosenRowNamesItsPopulation() {
        m_table->setView(PopulationView::Markers);
        QString chosen;
        connect(m_table.get(), &PopulationTable::populationChosen, this,
                [&](const QString& name) { chosen = name; });
        Q_EMIT m_table->cellActivated(0, 3);
        QCOMPARE(chosen, QStringLiteral("pDC"));
    }

  private:
    std::unique_ptr<PopulationTable> m_table;
};

QTEST_MAIN(PopulationTableTest)
#include "population_table_test.moc"
