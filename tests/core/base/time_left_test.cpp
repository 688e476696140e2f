#include "core/base/time_left.h"

#include <QtTest>

using namespace counterpoint::base;

class TimeLeftTest : public QObject {
    Q_OBJECT

  private slots:
    void followsTheShareDone() {
        const TimeLeft::Clock::time_point begin;
        const TimeLeft left(begin);
        const auto after = [&](int seconds) { return begin + std::chrono::seconds(seconds); };
        QVERIFY(!left.seconds(0.5, after(2)));
        QVERIFY(!left.seconds(0.0, after(20)));
        QVERIFY(!left.seconds(1.0, after(20)));
        QCOMPARE(*left.seconds(0.25, after(20)), 60.0);
        QCOMPARE(*left.seconds(0.5, after(90)), 90.0);
    }

    void durationsAreRound() {
        QCOMPARE(durationText(0.2), std::string("1 s"));
        QCOMPARE(durationText(8.4), std::string("8 s"));
        QCOMPARE(durationText(41.0), std::string("40 s"));
        QCOMPARE(durationText(89.0), std::string("90 s"));
        QCOMPARE(durationText(170.0), std::string("3 min"));
        QCOMPARE(durationText(3580.0), std::string("1 h"));
        QCOMPARE(durationText(4790.0), std::string("1 h 20 min"));
    }
};

QTEST_APPLESS_MAIN(TimeLeftTest)
#include "time_left_test.moc"
