#include "core/base/error.h"
#include "tests/ui/tuning/parameters.h"
#include "ui/support/theme.h"
#include "ui/tuning/number_box.h"
#include "ui/tuning/parameter_slider.h"
#include "ui/tuning/slider_scale.h"
#include "ui/tuning/slider_track.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

using namespace counterpoint;
using namespace counterpoint::tuning;
using plugin::Value;

namespace {

plugin::Parameter parameter(const std::string& key) {
    for (const plugin::Parameter& one : test::harmonyLike())
        if (one.key == key) return one;
    return {};
}

/// Collects what a slider says, in order: "~" changing, "!" settled.
QStringList& listen(ParameterSlider& slider, QStringList& said) {
    const auto note = [&said](const QString& mark) {
        return [&said, mark](const Value& value) {
            said << mark + QString::fromStdString(plugin::textOf(value));
        };
    };
    QObject::connect(&slider, &ParameterSlider::valueChanging, note(QStringLiteral("~")));
    QObject::connect(&slider, &ParameterSlider::valueSettled, note(QStringLiteral("!")));
    return said;
}

QPoint at(const SliderTrack& track, double value) {
    return {qRound(track.xOf(value)), 11};
}

void turnWheel(QWidget& widget, int eighths) {
    QWheelEvent event(QPointF(20, 9), widget.mapToGlobal(QPointF(20, 9)), {}, QPoint(0, eighths),
                      Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&widget, &event);
}

}  // namespace

class SliderTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { support::applyTheme(*qApp, support::ThemeChoice::Light); }

    void linearScaleMapsBothWays() {
        const SliderScale scale(parameter("theta"));
        QCOMPARE(scale.positionOf(2.0), 0.25);
        QCOMPARE(scale.valueAt(0.25), 2.0);
        QCOMPARE(scale.valueAt(0.251), 2.0);
        QCOMPARE(scale.valueAt(0.03), 0.2);
        QCOMPARE(scale.valueAt(-1.0), 0.0);
        QCOMPARE(scale.valueAt(2.0), 8.0);
        QCOMPARE(scale.stepped(0.2, 1), 0.3);
        QCOMPARE(scale.stepped(7.9, 10), 8.0);
        QCOMPARE(scale.decimals(), 1);
        for (double value = 0.0; value <= 8.0; value = scale.stepped(value, 1)) {
            QCOMPARE(scale.valueAt(scale.positionOf(value)), value);
            if (value == 8.0) break;
        }
    }

    void logarithmicScaleMapsBothWays() {
        const SliderScale sigma(parameter("sigma"));
        QVERIFY(sigma.isLogarithmic());
        // 0.1 is the geometric middle of 0.02 and 0.5.
        QVERIFY(std::abs(sigma.positionOf(0.1) - 0.5) < 1e-12);
        QCOMPARE(sigma.valueAt(0.5), 0.1);
        QCOMPARE(sigma.valueAt(0.0), 0.02);
        QCOMPARE(sigma.valueAt(1.0), 0.5);
        QCOMPARE(sigma.stepped(0.1, 1), 0.11);
        const SliderScale lambda(parameter("lambda"));
        QCOMPARE(lambda.middle(), 1.0);
        QCOMPARE(lambda.valueAt(0.25), 0.32);  // 10^-0.5 = 0.316…, two figures
        for (double position = 0.0; position < 1.0; position += 0.01)
            QVERIFY(sigma.valueAt(position) <= sigma.valueAt(position + 0.01));
        plugin::Parameter fromZero = parameter("sigma");
        fromZero.minimum = 0.0;
        QVERIFY(!SliderScale(fromZero).isLogarithmic());
    }

    void wholeNumbersStayWhole() {
        const SliderScale scale(parameter("clusters"));
        QCOMPARE(scale.decimals(), 0);
        for (double position = 0.0; position <= 1.0; position += 0.013)
            QCOMPARE(scale.valueAt(position), std::round(scale.valueAt(position)));
        ParameterSlider slider(parameter("clusters"));
        QCOMPARE(slider.value(), Value(std::int64_t{100}));
        QCOMPARE(slider.box()->text(), QStringLiteral("100"));
    }

    void keysMoveByStepsAndSettleOnce() {
        ParameterSlider slider(parameter("theta"));
        slider.resize(248, 80);
        QStringList said;
        listen(slider, said);
        QTest::keyClick(slider.track(), Qt::Key_Right);
        QTest::keyClick(slider.track(), Qt::Key_Up);
        QTest::keyClick(slider.track(), Qt::Key_Left);
        QTest::keyClick(slider.track(), Qt::Key_PageUp);
        QCOMPARE(said.join(u' '), QStringLiteral("~2.1 ~2.2 ~2.1 ~3.1"));
        QTRY_COMPARE(said.join(u' '), QStringLiteral("~2.1 ~2.2 ~2.1 ~3.1 !3.1"));
        QTest::keyClick(slider.track(), Qt::Key_Home);
        QCOMPARE(slider.value(), Value(2.0));
        QTest::keyClick(slider.track(), Qt::Key_PageDown);
        QTest::keyClick(slider.track(), Qt::Key_PageDown);
        QTest::keyClick(slider.track(), Qt::Key_PageDown);
        QCOMPARE(slider.value(), Value(0.0));
        QTest::keyClick(slider.track(), Qt::Key_End);
        QCOMPARE(slider.value(), Value(8.0));
    }

    void dragChangesAndReleaseSettles() {
        ParameterSlider slider(parameter("theta"));
        slider.resize(248, 80);
        slider.show();
        QStringList said;
        listen(slider, said);
        SliderTrack& track = *slider.track();
        QTest::mousePress(&track, Qt::LeftButton, {}, at(track, 2.0));
        QVERIFY(said.isEmpty());
        QTest::mouseMove(&track, at(track, 3.0));
        QTest::mouseMove(&track, at(track, 4.0));
        QCOMPARE(said.size(), 2);
        QVERIFY(said.back().startsWith(u'~'));
        QTest::mouseRelease(&track, Qt::LeftButton, {}, at(track, 4.0));
        QCOMPARE(said.size(), 3);
        QVERIFY(std::abs(std::get<double>(slider.value()) - 4.0) < 0.06);
        QCOMPARE(said.back(), u'!' + QString::fromStdString(plugin::textOf(slider.value())));
        QCOMPARE(slider.box()->value(), std::get<double>(slider.value()));
    }

    void aClickWithoutMovementSaysNothing() {
        ParameterSlider slider(parameter("theta"));
        slider.resize(248, 80);
        QStringList said;
        listen(slider, said);
        QTest::mouseClick(slider.track(), Qt::LeftButton, {}, at(*slider.track(), 2.0));
        QVERIFY(said.isEmpty());
    }

    void aClickBesideTheThumbJumpsThere() {
        ParameterSlider slider(parameter("theta"));
        slider.resize(248, 80);
        slider.show();
        QStringList said;
        listen(slider, said);
        QTest::mouseClick(slider.track(), Qt::LeftButton, {}, at(*slider.track(), 6.0));
        QCOMPARE(said.size(), 2);
        QVERIFY(std::abs(std::get<double>(slider.value()) - 6.0) < 0.06);
    }

    void typedNumbersSettleAtOnce() {
        ParameterSlider slider(parameter("theta"));
        slider.show();
        QStringList said;
        listen(slider, said);
        slider.box()->setFocus();
        slider.box()->selectAll();
        QTest::keyClicks(slider.box(), QStringLiteral("3.25"));
        QVERIFY(said.isEmpty());
        QTest::keyClick(slider.box(), Qt::Key_Return);
        QCOMPARE(said.join(u' '), QStringLiteral("~3.25 !3.25"));
        QCOMPARE(slider.box()->text(), QStringLiteral("3.25"));
        QCOMPARE(slider.track()->value(), 3.25);
    }

    void boxArrowsSettleAfterAPause() {
        ParameterSlider slider(parameter("theta"));
        QStringList said;
        listen(slider, said);
        QTest::keyClick(slider.box(), Qt::Key_Up);
        QTest::keyClick(slider.box(), Qt::Key_Up);
        QCOMPARE(said.join(u' '), QStringLiteral("~2.1 ~2.2"));
        QTRY_COMPARE(said.join(u' '), QStringLiteral("~2.1 ~2.2 !2.2"));
        QCOMPARE(slider.box()->text(), QStringLiteral("2.2"));
    }

    void resetShowsOnlyWhenChanged() {
        ParameterSlider slider(parameter("theta"));
        slider.show();
        QVERIFY(slider.resetButton()->isHidden());
        const int width = slider.box()->x();
        slider.setValue(5.0);
        QVERIFY(!slider.resetButton()->isHidden());
        QCOMPARE(slider.box()->x(), width);
        QStringList said;
        listen(slider, said);
        slider.resetButton()->click();
        QCOMPARE(said.join(u' '), QStringLiteral("~2 !2"));
        QVERIFY(slider.resetButton()->isHidden());
    }

    void automaticSwitchesTheSliderOff() {
        ParameterSlider slider(parameter("lambda"));
        QCOMPARE(slider.value(), Value(plugin::Automatic{}));
        QCOMPARE(slider.box()->text(), QStringLiteral("auto"));
        QVERIFY(!slider.track()->isEnabled());
        QVERIFY(!slider.isChanged());
        QStringList said;
        listen(slider, said);
        slider.automaticBox()->click();
        QCOMPARE(said.join(u' '), QStringLiteral("~1 !1"));
        QCOMPARE(slider.box()->text(), QStringLiteral("1.0"));
        QVERIFY(slider.track()->isEnabled());
        QVERIFY(slider.isChanged());
        slider.setValue(0.32);
        slider.automaticBox()->click();
        slider.automaticBox()->click();
        QCOMPARE(slider.value(), Value(0.32));
        QVERIFY(!ParameterSlider(parameter("theta")).automaticBox());
    }

    void wheelIsIgnoredWithoutFocus() {
        QWidget window;
        auto* slider = new ParameterSlider(parameter("theta"), &window);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        slider->resetButton()->setFocus();
        window.setFocus();
        slider->track()->clearFocus();
        turnWheel(*slider->track(), 120);
        QCOMPARE(slider->value(), Value(2.0));
        turnWheel(*slider->box(), 120);
        QCOMPARE(slider->value(), Value(2.0));
        slider->track()->setFocus();
        turnWheel(*slider->track(), 120);
        QCOMPARE(slider->value(), Value(2.1));
        turnWheel(*slider->track(), -60);
        turnWheel(*slider->track(), -60);
        QCOMPARE(slider->value(), Value(2.0));
    }

    void settingAValueIsSilentAndChecked() {
        ParameterSlider slider(parameter("theta"));
        QStringList said;
        listen(slider, said);
        slider.setValue(3.0);
        slider.setValue(std::int64_t{4});
        QCOMPARE(slider.value(), Value(4.0));
        QVERIFY_EXCEPTION_THROWN(slider.setValue(9.0), base::Error);
        QVERIFY(said.isEmpty());
        QCOMPARE(slider.value(), Value(4.0));
    }

    void screenReadersSeeASlider() {
        ParameterSlider slider(parameter("theta"));
        QAccessibleInterface* seen = QAccessible::queryAccessibleInterface(slider.track());
        QVERIFY(seen);
        QCOMPARE(seen->role(), QAccessible::Slider);
        QCOMPARE(seen->text(QAccessible::Name), QStringLiteral("Theta"));
        QVERIFY(seen->valueInterface());
        QCOMPARE(seen->valueInterface()->currentValue().toDouble(), 2.0);
        QCOMPARE(seen->valueInterface()->maximumValue().toDouble(), 8.0);
        QCOMPARE(seen->valueInterface()->minimumStepSize().toDouble(), 0.1);
        seen->valueInterface()->setCurrentValue(3.0);
        QCOMPARE(slider.value(), Value(3.0));
    }

    void rowsHaveTheirHeights() {
        ParameterSlider slider(parameter("theta"));
        slider.resize(248, slider.sizeHint().height());
        slider.show();
        QCOMPARE(slider.box()->size(), QSize(64, 24));
        QCOMPARE(slider.track()->height(), 30);
        QCOMPARE(slider.track()->y(), 24);
    }
};

QTEST_MAIN(SliderTest)
#include "slider_test.moc"
