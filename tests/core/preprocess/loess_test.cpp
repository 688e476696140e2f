#include "core/preprocess/loess.h"

#include "core/base/error.h"

#include <QTest>

#include <cmath>
#include <numeric>

using namespace counterpoint;

namespace {

constexpr double Span = 0.3;

struct Curve {
    std::vector<double> x;
    std::vector<double> y;
};

/// 200 points with many ties in x, out of order.
Curve tied() {
    Curve curve;
    for (int i = 0; i < 200; ++i) {
        const double x = std::floor(std::sqrt(static_cast<double>(i * 37 % 200)) * 8.0) / 8.0;
        curve.x.push_back(x);
        curve.y.push_back(std::sin(x / 2.0) + static_cast<double>(i * 53 % 17) / 17.0);
    }
    return curve;
}

Curve even() {
    Curve curve;
    for (int i = 0; i < 200; ++i) {
        const double x = i / 10.0;
        curve.x.push_back(x);
        curve.y.push_back(std::exp(-x / 5.0) + 0.2 * static_cast<double>(i * 29 % 13) / 13.0);
    }
    return curve;
}

bool near(double found, double expected) {
    return std::abs(found - expected) < 1e-10;
}

}  // namespace

class LoessTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void tiedPointsAreFittedAsByScikitMisc() {
        // scikit-misc 0.5.3: loess(x, y, span=0.3, degree=2), fitted values.
        const Curve curve = tied();
        const auto fitted = preprocess::loess(curve.x, curve.y, Span, {});
        QVERIFY(near(fitted[0], -0.02205468216995176));
        QVERIFY(near(fitted[1], 0.5703445585386244));
        QVERIFY(near(fitted[2], -0.43405933082957243));
        QVERIFY(near(fitted[50], 0.12705483450421823));
        QVERIFY(near(fitted[100], -0.48830513374577345));
        QVERIFY(near(fitted[199], 0.5348673021174287));
        QVERIFY(near(std::accumulate(fitted.begin(), fitted.end(), 0.0), 56.046187316987));
    }

    void evenPointsAreFittedAsByScikitMisc() {
        const Curve curve = even();
        const auto fitted = preprocess::loess(curve.x, curve.y, Span, {});
        QVERIFY(near(fitted[0], 1.07517493658381));
        QVERIFY(near(fitted[1], 1.0577217213792285));
        QVERIFY(near(fitted[60], 0.3934032870328124));
        QVERIFY(near(fitted[100], 0.2276600009712435));
        QVERIFY(near(fitted[199], 0.1244376597248849));
    }

    void aParabolaIsReproduced() {
        Curve curve;
        for (int i = 0; i < 80; ++i) {
            curve.x.push_back(0.1 * i);
            curve.y.push_back(1.0 - 0.3 * i + 0.01 * i * i);
        }
        const auto fitted = preprocess::loess(curve.x, curve.y, Span, {});
        for (std::size_t i = 0; i < fitted.size(); ++i)
            QVERIFY(std::abs(fitted[i] - curve.y[i]) < 1e-9);
    }

    void fewDistinctPointsStayFinite() {
        const std::vector<double> one{2.0};
        QVERIFY(near(preprocess::loess(one, one, Span, {})[0], 2.0));
        const std::vector<double> two{2.0, 3.0};
        for (const double value : preprocess::loess(two, two, 1.0, {}))
            QVERIFY(std::isfinite(value));
        const std::vector<double> alike{4.0, 4.0, 4.0, 4.0};
        const std::vector<double> values{1.0, 2.0, 3.0, 6.0};
        for (const double value : preprocess::loess(alike, values, 1.0, {}))
            QVERIFY(near(value, 3.0));
        const std::vector<double> x{1, 1, 1, 2, 2, 2, 2, 2, 2, 2};
        const std::vector<double> y{3, 3, 3, 5, 5, 5, 5, 5, 5, 5};
        for (const double value : preprocess::loess(x, y, Span, {})) QVERIFY(std::isfinite(value));
    }

    void anyNumberOfThreadsGivesTheSame() {
        const Curve curve = tied();
        QCOMPARE(preprocess::loess(curve.x, curve.y, Span, base::Job({}, 3, 0)),
                 preprocess::loess(curve.x, curve.y, Span, {}));
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(preprocess::loess(
                                     curve.x, curve.y, Span, base::Job(stop.get_token(), 1, 0))),
                                 base::Cancelled);
    }
};

QTEST_APPLESS_MAIN(LoessTest)
#include "loess_test.moc"
