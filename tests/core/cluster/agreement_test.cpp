#include "core/cluster/agreement.h"

#include "core/base/random.h"

#include <QtTest/QtTest>

#include <cmath>
#include <vector>

using namespace counterpoint;
using cluster::adjustedRandIndex;
using cluster::normalisedMutualInformation;
using Codes = std::vector<std::int32_t>;

class AgreementTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    /// Values of scikit-learn's normalized_mutual_info_score and adjusted_rand_score.
    void equalScikitLearn() {
        const auto near = [](double x, double y) { return std::abs(x - y) < 1e-12; };
        const Codes a{0, 0, 1, 1, 2, 2};
        const Codes b{0, 0, 1, 2, 2, 2};
        QVERIFY(near(normalisedMutualInformation(a, b).value, 0.7396673768007592));
        QVERIFY(near(adjustedRandIndex(a, b).value, 0.4444444444444444));
        const Codes c{0, 0, 0, 1, 1, 1, 2, 2, 2, 2};
        const Codes d{0, 1, 0, 1, 1, 2, 2, 2, 0, 2};
        QVERIFY(near(normalisedMutualInformation(c, d).value, 0.44270128334605));
        QVERIFY(near(adjustedRandIndex(c, d).value, 0.20454545454545456));
        QVERIFY(near(normalisedMutualInformation(Codes{0, 1, 2, 3}, Codes{0, 0, 1, 1}).value,
                     2.0 / 3.0));
        QVERIFY(near(adjustedRandIndex(Codes{0, 1, 2, 3}, Codes{0, 0, 1, 1}).value, 0.0));
    }

    void oneOnlyForTheSamePartition() {
        const Codes a{0, 0, 1, 1, 2, 2};
        const Codes renamed{2, 2, 0, 0, 1, 1};
        QVERIFY(std::abs(normalisedMutualInformation(a, renamed).value - 1.0) < 1e-12);
        QVERIFY(std::abs(adjustedRandIndex(a, renamed).value - 1.0) < 1e-12);
        QVERIFY(normalisedMutualInformation(a, renamed).standardError < 1e-12);
    }

    void trivialPartitions() {
        const Codes one{0, 0, 0};
        const Codes apart{0, 1, 2};
        QCOMPARE(normalisedMutualInformation(one, one).value, 1.0);
        QCOMPARE(adjustedRandIndex(one, one).value, 1.0);
        QCOMPARE(adjustedRandIndex(apart, apart).value, 1.0);
        QCOMPARE(normalisedMutualInformation(one, apart).value, 0.0);
        QCOMPARE(adjustedRandIndex(one, apart).value, 0.0);
        QCOMPARE(normalisedMutualInformation(Codes{}, Codes{}).value, 1.0);
        QCOMPARE(adjustedRandIndex(Codes{0}, Codes{0}).value, 1.0);
    }

    void missingCodesCountNowhere() {
        const Codes a{0, 0, -1, 1, 1, 0};
        const Codes b{0, 1, 1, 1, 1, -1};
        QCOMPARE(adjustedRandIndex(a, b).value,
                 adjustedRandIndex(Codes{0, 0, 1, 1}, Codes{0, 1, 1, 1}).value);
    }

    /// The standard error must be the scatter of the number over draws of cells.
    void standardErrorsAreThoseOfRepeatedDraws() {
        constexpr std::size_t cells = 600;
        constexpr int draws = 400;
        const auto draw = [&](std::uint64_t seed) {
            std::pair<Codes, Codes> codes;
            base::Random random(seed);
            for (std::size_t i = 0; i < cells; ++i) {
                const auto type = static_cast<std::int32_t>(random.below(4));
                codes.first.push_back(type);
                codes.second.push_back(
                    random.uniform() < 0.7 ? type : static_cast<std::int32_t>(random.below(5)));
            }
            return codes;
        };
        for (const auto& measure : {normalisedMutualInformation, adjustedRandIndex}) {
            double sum = 0.0;
            double squares = 0.0;
            double claimed = 0.0;
            for (int i = 0; i < draws; ++i) {
                const auto [a, b] = draw(static_cast<std::uint64_t>(i));
                const auto found = measure(a, b);
                sum += found.value;
                squares += found.value * found.value;
                claimed += found.standardError / draws;
            }
            const double mean = sum / draws;
            const double seen = std::sqrt(squares / draws - mean * mean);
            QVERIFY2(std::abs(claimed / seen - 1.0) < 0.12,
                     qPrintable(QString::number(claimed / seen)));
        }
    }
};

QTEST_APPLESS_MAIN(AgreementTest)
#include "agreement_test.moc"
