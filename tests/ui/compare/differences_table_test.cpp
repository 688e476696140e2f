#include "ui/compare/differences_table.h"

#include "ui/support/theme.h"

#include <QApplication>
#include <QHeaderView>
#include <QTest>

using namespace counterpoint;
using compare::DifferencesTable;

class DifferencesTableTest : public QObject {
    Q_OBJECT

    static constexpr int bars = 5;

    static void fill(DifferencesTable& table) {
        const auto row = [](const char* family, const char* score) {
            return compare::DifferenceRow{.family = QLatin1String(family),
                                          .score = QLatin1String(score),
                                          .help = {},
                                          .first = 0.684,
                                          .second = 0.1,
                                          .change = -0.584,
                                          .conclusion = QStringLiteral("no difference")};
        };
        table.setRows(
            {row("Batch removed", "PCR comparison"), row("Biology kept", "NMI (k-means)")});
        table.show();
    }
    static int needed(const DifferencesTable& table, int column) {
        return table.horizontalHeader()->fontMetrics().horizontalAdvance(
            table.horizontalHeaderItem(column)->text());
    }

  private Q_SLOTS:
    void cleanup() { support::applyTheme(*qApp, support::ThemeChoice::Light, 1.0); }

    /// From the centre of the least window to that of a large screen.
    void noWordOfItsHeadsIsCut_data() {
        QTest::addColumn<double>("scale");
        QTest::newRow("usual texts") << 1.0;
        QTest::newRow("large texts") << 1.5;
    }
    void noWordOfItsHeadsIsCut() {
        QFETCH(double, scale);
        support::applyTheme(*qApp, support::ThemeChoice::Light, scale);
        DifferencesTable table;
        fill(table);
        for (int width = 560; width <= 1600; width += 40) {
            table.resize(width, 300);
            QCoreApplication::processEvents();
            for (int column = 0; column < table.columnCount(); ++column) {
                QVERIFY2(table.columnWidth(column) >= needed(table, column),
                         qPrintable(QStringLiteral("%1 at %2").arg(column).arg(width)));
                for (int row = 0; row < table.rowCount(); ++row)
                    QVERIFY(table.columnWidth(column) >=
                            table.sizeHintForIndex(table.model()->index(row, column)).width());
            }
        }
    }

    void theBarsSayWhoseSideIsWhoseInLittleRoomToo() {
        DifferencesTable table;
        fill(table);
        table.resize(1000, 300);
        QCoreApplication::processEvents();
        QCOMPARE(table.horizontalHeader()->length(), table.viewport()->width());
        const QString whole = table.horizontalHeaderItem(bars)->text();
        QVERIFY(whole.contains(QStringLiteral("A better")));
        table.resize(680, 300);  // of the least window: columns of words give way
        QCoreApplication::processEvents();
        QCOMPARE(table.horizontalHeaderItem(bars)->text(), whole);
        QCOMPARE(table.horizontalHeader()->length(), table.viewport()->width());
        table.resize(480, 300);
        QCoreApplication::processEvents();
        QVERIFY(table.columnWidth(bars) >= 72);
        QCOMPARE(table.horizontalHeaderItem(bars)->text().remove(u' '), QStringLiteral("A|B"));
    }
};

QTEST_MAIN(DifferencesTableTest)
#include "differences_table_test.moc"
