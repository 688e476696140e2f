#include "core/report/verdict.h"

#include "core/neighbors/neighbors.h"
#include "tests/core/diagnose/made.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace counterpoint;

class VerdictTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void writesVerdictNumbersAndEvidence() {
        const tests::Made made = tests::makeBatches(600, 2, 1);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        const auto graph = neighbors::findNeighbors(made.merged, {.k = 90}, {});
        const auto diagnosis =
            diagnose::judge(map, made.merged, graph, {.labels = &made.population}, {});
        const auto json = report::verdictJson(diagnosis, map);
        QCOMPARE(json["verdict"].get<std::string>(), std::string("over"));
        QCOMPARE(json["U"].get<double>(), diagnosis.under.value);
        QCOMPARE(json["L"].get<double>(), diagnosis.over.value);
        QCOMPARE(json["L_low"].get<double>(), diagnosis.over.low);
        QCOMPARE(json["cells"].get<std::size_t>(), std::size_t{600});
        QCOMPARE(json["limits"]["U"].get<double>(), 0.15);
        QCOMPARE(json["sentences"][0]["kind"].get<std::string>(),
                 std::string("own_neighbours_lost"));
        QCOMPARE(json["sentences"][0]["cells"].get<std::size_t>(),
                 diagnosis.sentences[0].cells.size());
        QCOMPARE(json["populations"].size(), std::size_t{3});
        QCOMPARE(json["populations"][0]["merged_with"].get<std::string>(), std::string("type 1"));
        QVERIFY(json["populations"][2]["merged_with"].is_null());
        QVERIFY(json["clusters"][0]["flagged"].get<bool>());
        // Parsed again it is the same: no number JSON cannot hold.
        QVERIFY(nlohmann::json::parse(json.dump()) == json);
    }

    void writesNullWhereNothingCanBeTold() {
        const tests::Made made = tests::makeBatches(300, 2, 2);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        const auto json = report::verdictJson(
            diagnose::judge(map, made.ideal, neighbors::findNeighbors(made.ideal, {.k = 30}, {}),
                            {}, {}),
            map);
        QVERIFY(json["U_by_label"].is_null());
        QVERIFY(json["populations"][0]["purity_lost"].is_null());
    }

    void saysItInAFewLines() {
        const tests::Made made = tests::makeBatches(600, 2, 3);
        const auto map = diagnose::protect({made.uncorrected, made.batch}, {});
        const auto text =
            report::verdictText(diagnose::judgeSample(map, made.uncorrected, 200, {}, {}));
        QVERIFY(text.starts_with("Under-corrected: U 0."));
        QVERIFY(text.find("sampled cells\n- Under-corrected: in group") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(VerdictTest)
#include "verdict_test.moc"
