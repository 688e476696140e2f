#include "core/diagnose/modes.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

using namespace counterpoint;

class ModesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void evenlySpacedNumbersHaveTheSmallestDip() {
        std::vector<double> numbers(50);
        std::iota(numbers.begin(), numbers.end(), 0.0);
        QVERIFY(std::abs(diagnose::dip(numbers) - 0.5 / 50.0) < 1e-12);
    }

    /// Expected are dipstat(..., allow_zero=False) of the Python package diptest 0.12.0, a port of
    /// the R package of that name.
    void dipsAreThoseOfThePackage_data() {
        QTest::addColumn<QList<double>>("numbers");
        QTest::addColumn<double>("expected");
        const auto row = [](const char* name, int count, auto at, double expected) {
            QList<double> numbers;
            for (int i = 0; i < count; ++i) numbers.push_back(at(i));
            QTest::newRow(name) << numbers << expected;
        };
        row(
            "two", 2, [](int i) { return i; }, 0.25);
        row(
            "three", 3, [](int i) { return i < 2 ? i : 10; }, 0.166666666667);
        row(
            "halves", 6, [](int i) { return i < 3 ? i : 7 + i; }, 0.2);
        row(
            "ties", 6, [](int i) { return i / 3; }, 0.25);
        row(
            "squares", 30, [](int i) { return i * i; }, 0.0166666666667);
        row(
            "gap", 80, [](int i) { return i < 40 ? 0.01 * i : 1.6 + 0.01 * i; }, 0.20125);
        row(
            "cubic roots", 100, [](int i) { return std::cbrt((i + 0.5) / 100.0 - 0.5); },
            0.128716066489);
        row(
            "sine", 200, [](int i) { return std::sin(i); }, 0.0626574217294);
        row(
            "three modes", 150, [](int i) { return std::sin(i) + 6.0 * (i % 3); }, 0.11113123688);
        row(
            "a fifth", 100, [](int i) { return std::sin(i) + (i % 5 == 0 ? 4.0 : 0.0); },
            0.0576379542116);
        row(
            "a tenth", 130, [](int i) { return std::tan(0.7 * std::sin(i)) + (i % 10 == 0); },
            0.0413689041982);
    }
    void dipsAreThoseOfThePackage() {
        QFETCH(QList<double>, numbers);
        QFETCH(double, expected);
        std::ranges::sort(numbers);
        const double dip = diagnose::dip(std::vector<double>(numbers.begin(), numbers.end()));
        QVERIFY2(std::abs(dip - expected) < 1e-9, qPrintable(QString::number(dip, 'g', 12)));
    }

    /// Two of four numbers at 0 and two at 10: cut at 5, whichever half is larger.
    void theMiddleIsBetweenTheMeansOfTheHalvesItMakes() {
        QCOMPARE(diagnose::middle(std::vector<double>{0.0, 0.0, 10.0, 10.0}), 5.0);
        QCOMPARE(diagnose::middle(std::vector<double>{-1.0, 0.0, 1.0, 10.0}), 5.0);
        QCOMPARE(diagnose::middle(std::vector<double>{3.0, 3.0}), 3.0);
    }
};

QTEST_APPLESS_MAIN(ModesTest)
#include "modes_test.moc"
