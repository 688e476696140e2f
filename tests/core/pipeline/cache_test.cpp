#include "core/pipeline/cache.h"

#include <QTest>

using namespace counterpoint;

class CacheTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void sameKeySameResult() {
        pipeline::Cache cache;
        const auto value = std::make_shared<const int>(5);
        cache.store<int>(1, value, 4);
        QCOMPARE(cache.find<int>(1), value);
        QVERIFY(cache.find<int>(2) == nullptr);
    }

    void theLeastRecentlyUsedGoesFirstAndWhatIsShownStaysAlive() {
        pipeline::Cache cache(100);
        cache.store<int>(1, std::make_shared<const int>(1), 40);
        cache.store<int>(2, std::make_shared<const int>(2), 40);
        const auto shown = cache.find<int>(1);  // used again: 2 is now the oldest
        cache.store<int>(3, std::make_shared<const int>(3), 40);
        QVERIFY(cache.find<int>(2) == nullptr);
        QVERIFY(cache.find<int>(1) != nullptr);
        cache.store<int>(4, std::make_shared<const int>(4), 90);
        QVERIFY(cache.find<int>(1) == nullptr);
        QCOMPARE(*shown, 1);
        QCOMPARE(cache.bytes(), std::size_t{90});
    }

    void aResultLargerThanTheBudgetIsKeptUntilTheNext() {
        pipeline::Cache cache(10);
        cache.store<int>(1, std::make_shared<const int>(1), 1000);
        QVERIFY(cache.find<int>(1) != nullptr);
        cache.store<int>(2, std::make_shared<const int>(2), 5);
        QVERIFY(cache.find<int>(1) == nullptr);
    }
};

QTEST_APPLESS_MAIN(CacheTest)
#include "cache_test.moc"
