#include "ui/diagnosis/verdict_panel.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTest>

using namespace counterpoint::diagnosis;

namespace {

const VerdictText merged{
    {{QStringLiteral("34 cells of <A> & B moved."), QStringLiteral("34 cells of <A> & B"), 7},
     {QStringLiteral("The rest stayed."), {}, -1}},
    QStringLiteral("1 % of cells")};

}  // namespace

class VerdictPanelTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void wordSeverityAndEvidenceAreWritten() {
        VerdictPanel panel;
        panel.resize(368, 120);
        panel.show();
        panel.setVerdict({VerdictWord::Over, {{0.8}}}, merged);
        QCOMPARE(panel.plainText(),
                 QStringLiteral("Over-corrected, 1 % of cells. 34 cells of <A> & B moved. The rest "
                                "stayed."));
        QCOMPARE(panel.gauge()->accessibleName(), QStringLiteral("Verdict: Over-corrected"));
    }
    void aClickedPhraseAsksForItsCells() {
        VerdictPanel panel;
        panel.resize(368, 120);
        panel.show();
        panel.setVerdict({VerdictWord::Over, {{0.8}}}, merged);
        const QSignalSpy asked(&panel, &VerdictPanel::cellsRequested);
        auto* text = panel.findChild<QLabel*>();
        QVERIFY(text->text().contains(QStringLiteral("href=\"7\"")));
        Q_EMIT text->linkActivated(QStringLiteral("7"));
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.front().front().toInt(), 7);
    }
    void nothingMovesWhateverIsSaid() {
        VerdictPanel panel;
        panel.resize(368, 120);
        panel.show();
        const int height = panel.sizeHint().height();
        panel.setVerdict({VerdictWord::Over, {{0.8}}}, merged);
        QCOMPARE(panel.sizeHint().height(), height);
        VerdictText longer = merged;
        for (int i = 0; i < 5; ++i) longer.claims.push_back(merged.claims.front());
        panel.setVerdict({VerdictWord::Mixed, {{0.2}, {0.8}}}, longer);
        QCOMPARE(panel.sizeHint().height(), height);
    }
    void whatDoesNotFitIsCutAndStaysInTheTooltip() {
        VerdictPanel panel;
        panel.resize(368, 120);
        panel.show();
        VerdictText longer = merged;
        for (int i = 0; i < 5; ++i) longer.claims.push_back(merged.claims.front());
        panel.setVerdict({VerdictWord::Over, {{0.8}}}, longer);
        QVERIFY(panel.plainText().endsWith(QStringLiteral("… more")));
        auto* text = panel.findChild<QLabel*>();
        const QSignalSpy more(&panel, &VerdictPanel::moreRequested);
        Q_EMIT text->linkActivated(QStringLiteral("more"));
        QCOMPARE(more.size(), 1);
        QCOMPARE(text->toolTip().count(QStringLiteral("moved.")), 6);
        QVERIFY(text->heightForWidth(text->width()) <= text->height());
    }
    void anOldVerdictSaysSo() {
        VerdictPanel panel;
        panel.markStale();
        QCOMPARE(panel.gauge()->accessibleName(), QStringLiteral("No verdict yet"));
        panel.setVerdict({VerdictWord::Balanced, {{0.5}}}, {});
        panel.markStale();
        QCOMPARE(panel.gauge()->accessibleName(),
                 QStringLiteral("Verdict: Balanced, of older settings"));
    }
};

QTEST_MAIN(VerdictPanelTest)
#include "verdict_panel_test.moc"
