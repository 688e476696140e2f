#include "core/preprocess/normalise.h"

#include "core/base/error.h"

#include <QTest>

#include <cmath>

using namespace counterpoint;

class NormaliseTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void valuesAreLogOfOnePlusTenThousandths() {
        const data::CsrMatrix counts{3, 3, {0, 2, 2, 3}, {0, 2, 1}, {1, 3, 7}};
        const auto result = preprocess::logNormalise(counts, {});
        QCOMPARE(result.rowPointers, counts.rowPointers);  // the empty cell stays empty
        QCOMPARE(result.columns, counts.columns);
        QCOMPARE(result.values[0], static_cast<float>(std::log(2501.0)));
        QCOMPARE(result.values[1], static_cast<float>(std::log(7501.0)));
        QCOMPARE(result.values[2], static_cast<float>(std::log(10001.0)));
    }

    void anyNumberOfThreadsGivesTheSame() {
        data::CsrMatrix counts{5000, 4, {0}, {}, {}};
        for (std::uint32_t i = 0; i < 5000; ++i) {
            counts.columns.insert(counts.columns.end(), {0, i % 3 + 1});
            counts.values.insert(counts.values.end(), {1.0F, static_cast<float>(i % 11 + 1)});
            counts.rowPointers.push_back(static_cast<std::int64_t>(counts.values.size()));
        }
        QCOMPARE(preprocess::logNormalise(counts, base::Job({}, 3, 0)),
                 preprocess::logNormalise(counts, {}));
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(preprocess::logNormalise(counts, base::Job(stop.get_token(), 2, 0))),
            base::Cancelled);
    }
};

QTEST_APPLESS_MAIN(NormaliseTest)
#include "normalise_test.moc"
