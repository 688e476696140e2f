#include "core/diagnose/verdict.h"

#include "core/diagnose/borderline.h"
#include "core/diagnose/over_statistic.h"
#include "tests/support/shared_data.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

using namespace counterpoint;
using diagnose::ruleOn;
using diagnose::Verdict;

class VerdictTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Every stored embedding of reference/diagnosis.json: verdict with the severity tier, from its
    /// stored numbers. Probabilities are ours (see below), and so is what L is of: the prototype's
    /// limit is one for clusters, ours for populations.
    void followsThePrototypesRule() {
        COUNTERPOINT_NEED_SHARED(path, "reference/diagnosis.json");
        const auto reference = nlohmann::json::parse(std::ifstream(path));
        int seen = 0;
        for (const auto& set : reference) {
            for (const auto& stored : set["embeddings"]) {
                const double over = stored["L_max"].get<double>() / diagnose::clusterLimit;
                const auto found = ruleOn({stored["U"], stored["coverage"],
                                           over * diagnose::overLimit, stored["flagged"], false});
                QCOMPARE(diagnose::idOf(found.verdict),
                         stored["verdict_with_tier"].get<std::string>());
                QCOMPARE(found.smallCluster, stored["verdict"] != stored["verdict_with_tier"]);
                ++seen;
            }
        }
        QCOMPARE(seen, 27);
    }

    void hasFiveAnswers_data() {
        QTest::addColumn<double>("under");
        QTest::addColumn<double>("coverage");
        QTest::addColumn<double>("over");
        QTest::addColumn<double>("flagged");
        QTest::addColumn<bool>("confounded");
        QTest::addColumn<QString>("verdict");
        QTest::newRow("neither") << 0.15 << 0.5 << 0.14 << 0.0 << false << "balanced";
        QTest::newRow("under") << 0.151 << 0.5 << 0.14 << 0.0 << false << "under";
        QTest::newRow("over") << 0.15 << 0.5 << 0.141 << 0.01 << false << "over";
        QTest::newRow("both") << 0.4 << 0.9 << 0.4 << 0.3 << false << "mixed";
        QTest::newRow("small loss") << 0.1 << 0.9 << 0.4 << 0.009 << false << "balanced";
        QTest::newRow("little matched") << 0.4 << 0.49 << 0.1 << 0.0 << false << "cannot tell";
        QTest::newRow("little matched, lost") << 0.4 << 0.49 << 0.4 << 0.1 << false << "over";
        QTest::newRow("undefined") << double(NAN) << 0.9 << 0.1 << 0.0 << false << "cannot tell";
        QTest::newRow("no cluster") << 0.1 << 0.9 << double(NAN) << 0.0 << false << "balanced";
        QTest::newRow("confounded") << 0.4 << 0.9 << 0.1 << 0.0 << true << "cannot tell";
        QTest::newRow("confounded, lost") << 0.4 << 0.9 << 0.4 << 0.1 << true << "over";
    }
    void hasFiveAnswers() {
        QFETCH(double, under);
        QFETCH(double, coverage);
        QFETCH(double, over);
        QFETCH(double, flagged);
        QFETCH(bool, confounded);
        QFETCH(QString, verdict);
        const auto found = ruleOn({under, coverage, over, flagged, confounded});
        QCOMPARE(QString::fromStdString(diagnose::idOf(found.verdict)), verdict);
    }

    /// Observed on the series that the curves were fitted to (see verdict.cpp), in bins of U and of
    /// L: the share of embeddings with a truth above 0.10.
    void saysProbabilitiesThatCameTrue() {
        const auto under = [](double u) {
            return ruleOn({u, 1.0, 0.0, 0.0, false}).underProbability;
        };
        QVERIFY(std::abs(under(0.09) - 0.05) < 0.05);   // of 250
        QVERIFY(std::abs(under(0.11) - 0.33) < 0.10);   // of 182
        QVERIFY(std::abs(under(0.13) - 0.68) < 0.15);   // of 159
        QVERIFY(std::abs(under(0.15) - 0.78) < 0.10);   // of 125
        QVERIFY(std::abs(under(0.40) - 0.98) < 0.025);  // of 593
        const auto over = [](double l) {
            return ruleOn({0.0, 1.0, l, 0.1, false}).overProbability;
        };
        QVERIFY(std::abs(over(0.079) - 0.16) < 0.10);  // of 49
        QVERIFY(std::abs(over(0.119) - 0.26) < 0.05);  // of 38
        QVERIFY(std::abs(over(0.145) - 0.48) < 0.05);  // of 52
        QVERIFY(std::abs(over(0.174) - 0.74) < 0.05);  // of 43
        QVERIFY(std::abs(over(0.211) - 0.93) < 0.05);  // of 46
        QVERIFY(std::abs(over(0.60) - 0.98) < 0.02);   // of 251
    }

    void borderlineSaysWhereLimitAndProbabilityDisagree() {
        diagnose::Diagnosis diagnosis;
        diagnosis.verdict = diagnose::Verdict::Balanced;
        diagnosis.coverage = 1.0;
        diagnosis.underProbability = 0.3;
        diagnosis.overProbability = 0.02;
        QCOMPARE(borderlineText(diagnosis),
                 std::string("Borderline: balanced, probability 70 %. A slightly weaker setting "
                             "would read under."));
        diagnosis.underProbability = 0.84;
        QCOMPARE(borderlineText(diagnosis),
                 std::string("Borderline: balanced by the limits, but under-corrected with a "
                             "probability of 84 %. A slightly weaker setting would read under."));
        diagnosis.verdict = diagnose::Verdict::Over;
        diagnosis.underProbability = 0.02;
        diagnosis.overProbability = 0.38;
        QCOMPARE(borderlineText(diagnosis),
                 std::string("Borderline: over by the limits, but not over-corrected with a "
                             "probability of 62 %. A slightly weaker setting would read "
                             "balanced."));
    }

    void callsBorderlineWhatIsUncertainOrSpeaksAgainstTheVerdict() {
        QVERIFY(ruleOn({0.13, 1.0, 0.0, 0.0, false}).borderline);
        QVERIFY(ruleOn({0.0, 1.0, 0.17, 0.1, false}).borderline);
        QVERIFY(ruleOn({0.148, 1.0, 0.0, 0.0, false}).borderline);  // probably under, not called so
        QVERIFY(ruleOn({0.0, 1.0, 0.142, 0.1, false}).borderline);  // called over, probably not
        QVERIFY(!ruleOn({0.09, 1.0, 0.10, 0.0, false}).borderline);
        QVERIFY(!ruleOn({0.17, 1.0, 0.21, 0.1, false}).borderline);
        QVERIFY(!ruleOn({0.13, 0.3, 0.0, 0.0, false}).borderline);  // U is not told at all
    }
};

QTEST_APPLESS_MAIN(VerdictTest)
#include "verdict_test.moc"
