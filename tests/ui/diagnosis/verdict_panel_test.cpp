#include "ui/diagnosis/verdict_panel.h"

#include "ui/support/theme.h"

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
    void aPhraseIsLinkedWhereItIsAWordOfItsOwn() {
        VerdictPanel panel;
        panel.resize(368, 120);
        panel.show();
        panel.setVerdict(
            {VerdictWord::Over, {{0.8}}},
            {{{QStringLiteral("The markers of T fade."), QStringLiteral("T"), 1}}, {}});
        const QString html = panel.findChild<QLabel*>()->text();
        QVERIFY2(html.contains(QStringLiteral("The markers of <a")), qPrintable(html));
        QVERIFY2(html.contains(QStringLiteral(">T</a> fade.")), qPrintable(html));
    }
    void runsJudgedDifferentlyLightTheirBands() {
        VerdictGauge gauge;
        gauge.resize(400, gauge.sizeHint().height());
        GaugeState state;
        state.several = {VerdictWord::Balanced, VerdictWord::Over};
        gauge.setState(state);
        QCOMPARE(gauge.accessibleName(), QStringLiteral("Verdict: Balanced, Over-corrected"));
        const QImage picture = gauge.grab().toImage();
        const auto shows = [&](const QColor& color) {
            for (int y = 0; y < picture.height(); ++y)
                if (picture.pixelColor(picture.width() / 2, y) == color ||
                    picture.pixelColor(5 * picture.width() / 6, y) == color)
                    return true;
            return false;
        };
        const auto& theme = counterpoint::support::Theme::current();
        QVERIFY(shows(theme.balanced) && shows(theme.over) && !shows(theme.overSoft));
    }
    void aSentenceSaysWhoseItIs() {
        VerdictPanel panel;
        panel.resize(368, 120);
        panel.show();
        panel.setVerdict(
            {VerdictWord::Under, {{0.2}}},
            {{{QStringLiteral("In “B” 62 % are missing."), {}, -1, QStringLiteral("Run A")}}, {}});
        QCOMPARE(panel.plainText(),
                 QStringLiteral("Under-corrected. Run A: In “B” 62 % are missing."));
        QVERIFY(panel.findChild<QLabel*>()->text().contains(QStringLiteral("<b>Run A: </b>")));
    }
    void bothRunsHaveTheirSayWhereThereIsLittleRoom() {
        VerdictPanel panel;
        panel.resize(368, 120);
        panel.show();
        const QString said = QString(20, u'x') + QStringLiteral(" and so on, ").repeated(20);
        panel.setVerdict(
            {}, {{{said, {}, -1, QStringLiteral("Run A")}, {said, {}, -1, QStringLiteral("Run B")}},
                 {}});
        const QString text = panel.plainText();
        QVERIFY2(text.startsWith(QStringLiteral("Run A: xx")), qPrintable(text));
        const auto second = text.indexOf(QStringLiteral("Run B: xx"));
        QVERIFY2(second > 0 && std::abs(2 * second - text.size()) < 20, qPrintable(text));
        QVERIFY(text.endsWith(QStringLiteral("… more")));
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
