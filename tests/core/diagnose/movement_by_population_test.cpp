#include "core/diagnose/movement_by_population.h"

#include "core/base/error.h"

#include <QTest>

#include <cmath>

using namespace counterpoint;
using diagnose::Diagnosis;
using diagnose::SentenceKind;

namespace {

/// 40 cells of A, 30 of B, 10 of C, and one that belongs to none.
Diagnosis threePopulations() {
    Diagnosis diagnosis;
    for (const auto& [name, cells] : {std::pair("A", 40), std::pair("B", 30), std::pair("C", 10)}) {
        const auto row = static_cast<std::int32_t>(diagnosis.populations.size());
        diagnosis.populations.push_back({.name = name});
        diagnosis.populationOf.insert(diagnosis.populationOf.end(), cells, row);
    }
    diagnosis.populationOf.push_back(-1);
    diagnosis.sentences.push_back({SentenceKind::Balanced, "Balanced.", {}, {}});
    return diagnosis;
}

/// Half of A's cells have 0.2 and half 0.4 new neighbours, B's 0.6, all others 1.
std::vector<float> newNeighbors(const Diagnosis& diagnosis) {
    std::vector<float> shares(diagnosis.populationOf.size(), 1.0F);
    for (std::size_t i = 0; i < 70; ++i) shares[i] = i < 20 ? 0.2F : i < 40 ? 0.4F : 0.6F;
    return shares;
}

}  // namespace

class MovementByPopulationTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void populationsThatMovedMostComeFirstAndVeryFewCellsSayNothing() {
        const Diagnosis diagnosis = threePopulations();
        std::vector<float> way(diagnosis.populationOf.size());
        for (std::size_t i = 0; i < way.size(); ++i) way[i] = static_cast<float>(i);
        const auto moved = diagnose::movementByPopulation(diagnosis, newNeighbors(diagnosis), way);
        QCOMPARE(moved.size(), std::size_t{2});
        QCOMPARE(moved[0].population, 1);
        QCOMPARE(moved[0].cells, std::size_t{30});
        QVERIFY(std::abs(moved[0].newNeighbors - 0.6) < 1e-6);
        QCOMPARE(moved[0].distance, 55.0);  // the upper median of 40 … 69
        QVERIFY(std::abs(moved[1].newNeighbors - 0.3) < 1e-6);
        QVERIFY(std::isnan(
            diagnose::movementByPopulation(diagnosis, newNeighbors(diagnosis), {})[0].distance));
    }

    void theVerdictSaysWhatMovedMostAndPointsAtTheCells() {
        const Diagnosis before = threePopulations();
        const Diagnosis told = diagnose::withMovement(before, newNeighbors(before), {});
        QCOMPARE(told.sentences.size(), std::size_t{2});
        const diagnose::Sentence& sentence = told.sentences.back();
        QVERIFY(sentence.kind == SentenceKind::Moved);
        // (20 × 0.2 + 20 × 0.4 + 30 × 0.6 + 11) / 81 = 0.506
        QCOMPARE(sentence.text, std::string("The correction moved B most: 60 % of their nearest "
                                            "neighbours are new, against 51 % over all cells."));
        QCOMPARE(sentence.phrase, std::string("B"));
        QCOMPARE(sentence.cells.size(), std::size_t{30});
        QCOMPARE(sentence.cells.front(), 40U);
        QVERIFY(std::abs(told.populations[0].newNeighbors - 0.3) < 1e-6);
        QVERIFY(std::isnan(told.populations[2].newNeighbors));
    }

    void whereNothingMovedNothingIsSaid() {
        const Diagnosis before = threePopulations();
        const std::vector<float> none(before.populationOf.size(), 0.0F);
        const Diagnosis told = diagnose::withMovement(before, none, none);
        QCOMPARE(told.sentences.size(), before.sentences.size());
        QCOMPARE(told.populations[1].newNeighbors, 0.0);
    }

    void otherCellsAreRefused() {
        const Diagnosis diagnosis = threePopulations();
        const std::vector<float> few(3);
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(diagnose::movementByPopulation(diagnosis, few, {})), base::Error);
    }
};

QTEST_APPLESS_MAIN(MovementByPopulationTest)
#include "movement_by_population_test.moc"
