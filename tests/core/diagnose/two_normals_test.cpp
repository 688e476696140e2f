#include "core/diagnose/two_normals.h"

#include "core/base/random.h"

#include <QTest>

#include <cmath>
#include <numbers>
#include <vector>

using namespace counterpoint;

namespace {

/// Two normal distributions 4 apart, of standard deviation 1: 30 % are of the second in the first
/// batch, which begins at 0, and 80 % in the other, which begins at 10.
diagnose::PlacedCells twoBatches(std::size_t each) {
    diagnose::PlacedCells cells;
    cells.batches = 2;
    base::Random random(11);
    for (std::uint32_t b = 0; b < 2; ++b)
        for (std::size_t i = 0; i < each; ++i) {
            const bool second = random.uniform() < (b == 0 ? 0.3 : 0.8);
            cells.place.push_back(10.0 * b + (second ? 4.0 : 0.0) + random.normal());
            cells.batch.push_back(b);
        }
    return cells;
}

std::vector<double> beyond(const diagnose::PlacedCells& cells) {
    std::vector<double> guess;
    for (std::size_t i = 0; i < cells.place.size(); ++i)
        guess.push_back(cells.place[i] > 10.0 * cells.batch[i] + 2.5 ? 1.0 : 0.0);
    return guess;
}

}  // namespace

class TwoNormalsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void findsWhatTheBatchesShareAndWhatTheyDoNot() {
        const diagnose::PlacedCells cells = twoBatches(4000);
        const diagnose::TwoNormals two = diagnose::fitTwoNormals(cells, beyond(cells), 40);
        const auto isNear = [](double x, double expected) { return std::abs(x - expected) < 0.06; };
        QVERIFY2(isNear(two.apart, 4.0), qPrintable(QString::number(two.apart)));
        QVERIFY2(isNear(two.variance, 1.0), qPrintable(QString::number(two.variance)));
        QVERIFY(isNear(two.first[0], 0.0) && isNear(two.first[1], 10.0));
        QVERIFY(isNear(two.shareOfSecond[0], 0.3) && isNear(two.shareOfSecond[1], 0.8));
        QVERIFY(two.ofSecond(4.0, 0) > 0.99);
        QVERIFY(two.ofSecond(0.0, 0) < 0.01);
        QVERIFY(two.ofSecond(10.0, 1) < 0.01);
    }

    /// A guess the other way round leads to the same: the lower one is the first.
    void theLowerOneIsTheFirst() {
        const diagnose::PlacedCells cells = twoBatches(500);
        std::vector<double> guess = beyond(cells);
        const diagnose::TwoNormals two = diagnose::fitTwoNormals(cells, guess, 40);
        for (double& share : guess) share = 1.0 - share;
        const diagnose::TwoNormals turned = diagnose::fitTwoNormals(cells, guess, 40);
        QVERIFY(turned.apart > 0.0);
        QVERIFY(std::abs(turned.apart - two.apart) < 1e-6);
        QVERIFY(std::abs(turned.shareOfSecond[0] - two.shareOfSecond[0]) < 1e-6);
    }

    /// By hand: halves of two standard normal distributions at 0 and 2, at the point between them
    /// and far away.
    void densitiesAreThoseOfTheFormula() {
        const diagnose::TwoNormals two{2.0, 1.0, {0.0}, {0.5}};
        const double between = std::exp(-0.5) / std::sqrt(2.0 * std::numbers::pi);
        QVERIFY(std::abs(two.logDensity(1.0, 0) - std::log(between)) < 1e-12);
        QVERIFY(std::abs(two.ofSecond(1.0, 0) - 0.5) < 1e-12);
        QVERIFY(std::isfinite(two.logDensity(1e4, 0)));
    }

    void densitiesOfFlatDistributionsAddUpToOne() {
        for (const double flatness : {0.0, 0.6, 0.85, 0.985}) {
            const diagnose::FlatNormal one{{3.0}, 4.0, flatness};
            double mass = 0.0;
            double variance = 0.0;
            constexpr double step = 0.001;
            for (double x = -17.0; x < 23.0; x += step) {
                const double density = std::exp(one.logDensity(x, 0));
                mass += step * density;
                variance += step * density * (x - 3.0) * (x - 3.0);
            }
            QVERIFY2(std::abs(mass - 1.0) < 1e-3, qPrintable(QString::number(mass)));
            QVERIFY2(std::abs(variance - 4.0) < 1e-2, qPrintable(QString::number(variance)));
        }
    }

    void aFlatCourseIsFlatAndNoiseIsNot() {
        diagnose::PlacedCells flat;
        diagnose::PlacedCells normal;
        flat.batches = normal.batches = 1;
        base::Random random(5);
        for (int i = 0; i < 2000; ++i) {
            flat.place.push_back(6.0 * random.uniform() + 0.1 * random.normal());
            normal.place.push_back(random.normal());
            flat.batch.push_back(0);
            normal.batch.push_back(0);
        }
        QVERIFY(diagnose::fitFlatNormal(flat).flatness > 0.95);
        QVERIFY(diagnose::fitFlatNormal(normal).flatness <= 0.6);
    }
};

QTEST_APPLESS_MAIN(TwoNormalsTest)
#include "two_normals_test.moc"
