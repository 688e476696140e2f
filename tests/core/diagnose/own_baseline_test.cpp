#include "core/diagnose/own_baseline.h"

#include "core/base/random.h"
#include "core/diagnose/diagnosis.h"
#include "core/diagnose/over_statistic.h"
#include "core/neighbors/neighbors.h"

#include <QTest>

#include <algorithm>

using namespace counterpoint;

namespace {

constexpr std::size_t cells = 1500;
constexpr std::size_t dims = 8;

/// Three batches of four populations whose means are 2 from the origin, but 4 in the last and
/// smallest one. Corrected, they are as in the mean of the batches; merged, the first two lie on
/// each other besides.
struct Case {
    data::Categories batch{{}, {"a", "b", "c"}};
    data::Embedding uncorrected{cells, dims};
    data::Embedding corrected{cells, dims};
    data::Embedding merged{cells, dims};

    Case() {
        for (std::size_t i = 0; i < cells; ++i) {
            base::Random random(5, i);
            const std::size_t b = i % 5 == 4 ? 2 : i % 2;
            const std::size_t p = random.below(4);
            batch.codes.push_back(static_cast<std::int32_t>(b));
            for (std::size_t j = 0; j < dims; ++j) {
                const double noise = random.normal();
                const double apart = j == p ? 2.4 : 0.0;
                corrected(i, j) = static_cast<float>(noise + apart);
                merged(i, j) = static_cast<float>(noise + (j == (p == 1 ? 0 : p) ? 2.4 : 0.0));
                uncorrected(i, j) = static_cast<float>(noise + (b == 2 ? 4.0 : 2.0) / 2.4 * apart +
                                                       (j == 5 + b ? 3.0 : 0.0));
            }
        }
    }
};

}  // namespace

class OwnBaselineTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void whatAlignmentBringsIsNoLoss() {
        const Case made;
        const base::Job job({}, 2, 1);
        const diagnose::ProtectionMap map = diagnose::protect({made.uncorrected, made.batch}, job);
        diagnose::ProtectionMap without = map;
        without.ownBaseline.clear();
        const auto worst = [&](const diagnose::ProtectionMap& by,
                               const data::Embedding& embedding) {
            double own = 0.0;
            for (const diagnose::LossStatistic& cluster :
                 diagnose::overStatistic(by, embedding, diagnose::everyCell(cells), nullptr, job)
                     .clusters)
                own = std::max(own, cluster.own);
            return own;
        };
        qInfo("corrected: %.3f, without the baseline %.3f; merged: %.3f",
              worst(map, made.corrected), worst(without, made.corrected), worst(map, made.merged));
        QVERIFY(worst(map, made.corrected) < 0.6 * worst(without, made.corrected));
        QVERIFY(worst(map, made.merged) > diagnose::clusterLimit);
    }

    void isNothingWhereAlignmentChangesNothing() {
        const Case made;
        const base::Job job({}, 2, 1);
        const diagnose::ProtectionMap map = diagnose::protect({made.corrected, made.batch}, job);
        for (const double baseline : map.ownBaseline) QVERIFY(baseline < 0.05);
    }
};

QTEST_APPLESS_MAIN(OwnBaselineTest)
#include "own_baseline_test.moc"
