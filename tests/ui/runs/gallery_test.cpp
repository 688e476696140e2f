#include "tests/support/gallery.h"

#include "tests/ui/runs/runs.h"
#include "ui/runs/runs_table.h"
#include "ui/support/dock_frame.h"

#include <QTest>

using namespace counterpoint;
using namespace counterpoint::runs;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::unique_ptr<QWidget> table(QSize size, std::vector<RunRow> rows, int selected = -1) {
    auto* table = new RunsTable;
    table->setColumns(test::eightColumns());
    table->setRows(std::move(rows));
    table->setCurrentRun(107);
    auto frame = std::make_unique<support::DockFrame>(QStringLiteral("Runs"), table);
    frame->head()->setSubtitle(QStringLiteral("7, best total first"));
    frame->resize(size);
    if (selected < 0) return frame;
    // The keyboard's ring shows in an active window only.
    frame->show();
    frame->activateWindow();
    table->selectRun(selected);
    table->setFocus(Qt::TabFocusReason);
    return frame;
}

/// Everything but a plain exact run.
std::vector<RunRow> oddRuns() {
    std::vector<RunRow> rows = test::sevenRuns();
    rows.resize(5);
    for (RunScore& score : rows[4].scores) score.freshness = Freshness::Preview;
    for (RunScore* score : {&rows[4].batch, &rows[4].biology, &rows[4].total})
        score->freshness = Freshness::Preview;
    for (RunScore& score : rows[2].scores) score.freshness = Freshness::Stale;
    for (RunScore* score : {&rows[2].batch, &rows[2].biology, &rows[2].total})
        score->freshness = Freshness::Stale;
    rows[3].verdict = RunVerdict{Lean::Unclear, QStringLiteral("Cannot tell"), {}};
    rows[1].scores[6].value = none;
    rows[1].verdict.reset();
    rows[0].name = QStringLiteral("A name that somebody thought about for long");
    rows[0].biology.value = none;
    rows[0].total.value = none;
    return rows;
}

}  // namespace

class RunsGallery : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void tablesAreDrawn_data() {
        QTest::addColumn<QSize>("size");
        QTest::newRow("runs-776") << QSize(776, 257);
        QTest::newRow("runs-680") << QSize(680, 180);
        QTest::newRow("runs-480") << QSize(480, 180);
        QTest::newRow("runs-1400") << QSize(1400, 257);
    }
    void tablesAreDrawn() {
        QFETCH(QSize, size);
        QCOMPARE(test::renderInBothThemes(QString::fromUtf8(QTest::currentDataTag()),
                                          [&] { return table(size, test::sevenRuns()); }),
                 2);
    }
    void statesAreDrawn() {
        QCOMPARE(test::renderInBothThemes(QStringLiteral("runs-states"),
                                          [] {
                                              return table({776, 220}, oddRuns(), 102);
                                          }),
                 2);
        QCOMPARE(test::renderInBothThemes(QStringLiteral("runs-empty"),
                                          [] {
                                              return table({776, 180}, {});
                                          }),
                 2);
        QCOMPARE(
            test::renderInBothThemes(QStringLiteral("runs-renaming"),
                                     [] {
                                         auto frame = table({776, 257}, test::sevenRuns(), 106);
                                         auto* runs = frame->findChild<RunsTable*>();
                                         QCoreApplication::processEvents();
                                         QTest::keyClick(runs, Qt::Key_F2);
                                         const QPointF at(200, 70);
                                         QHoverEvent hover(QEvent::HoverMove, at, at, at);
                                         QCoreApplication::sendEvent(runs->viewport(), &hover);
                                         return frame;
                                     }),
            2);
        QCOMPARE(test::renderInBothThemes(QStringLiteral("runs-single"),
                                          [] {
                                              return table({776, 180}, {test::sevenRuns().back()});
                                          }),
                 2);
    }
};

QTEST_MAIN(RunsGallery)
#include "gallery_test.moc"
