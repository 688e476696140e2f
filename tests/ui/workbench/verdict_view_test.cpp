// What the window says of a verdict in words.

#include "ui/workbench/verdict_view.h"

#include <QTest>

using namespace counterpoint;

class VerdictViewTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// In a comparison "B" is a run; B cells are not to be taken for it.
    void aPopulationCalledBIsNotTakenForRunB() {
        diagnose::Diagnosis found;
        found.verdict = diagnose::Verdict::Under;
        diagnose::Population population;
        population.name = "B";
        found.populations = {population};
        found.sentences = {{diagnose::SentenceKind::Under,
                            "Under-corrected: in B 62 % of the neighbours expected from other "
                            "Batches are missing.",
                            {},
                            "B"}};
        const diagnosis::Claim claim = workbench::claimOfRun(found, QStringLiteral("A"), true);
        QCOMPARE(claim.lead, QStringLiteral("Run A"));
        QCOMPARE(claim.text, QStringLiteral("In “B” 62\u202f% of the neighbours expected from "
                                            "other Batches are missing."));
        QVERIFY(workbench::claimOfRun(found, QStringLiteral("A"), false)
                    .text.startsWith(QStringLiteral("Under-corrected: in “B”")));
        found.populations.front().name = "B cell";
        QVERIFY2(workbench::claimOfRun(found, QStringLiteral("B"), true)
                     .text.startsWith(QStringLiteral("In B ")),
                 "quotes are for names that could be misread");
    }
};

QTEST_GUILESS_MAIN(VerdictViewTest)
#include "verdict_view_test.moc"
