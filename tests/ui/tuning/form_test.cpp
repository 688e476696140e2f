#include "core/base/error.h"
#include "tests/ui/tuning/parameters.h"
#include "ui/support/theme.h"
#include "ui/tuning/batch_sliders.h"
#include "ui/tuning/parameter_control.h"
#include "ui/tuning/parameter_slider.h"
#include "ui/tuning/slider_track.h"
#include "ui/tuning/tuning_form.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace counterpoint;
using namespace counterpoint::tuning;

class FormTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { support::applyTheme(*qApp, support::ThemeChoice::Light); }

    void startsAtTheDefaults() {
        TuningForm form;
        form.setParameters(test::harmonyLike());
        for (const plugin::Parameter& parameter : test::harmonyLike())
            QCOMPARE(form.values().at(parameter.key), parameter.defaultValue);
        QCOMPARE(form.values().size(), test::harmonyLike().size());
    }

    void valuesRoundTrip() {
        TuningForm form;
        form.setParameters(test::harmonyLike());
        QSignalSpy changing(&form, &TuningForm::changing);
        QSignalSpy settled(&form, &TuningForm::settled);
        const plugin::Values values{{"theta", 3.5},
                                    {"sigma", 0.05},
                                    {"lambda", 0.32},
                                    {"clusters", std::int64_t{42}},
                                    {"rounds", std::int64_t{7}},
                                    {"variant", std::string("harmony1")},
                                    {"prune", false}};
        form.setValues(values);
        QCOMPARE(form.values(), values);
        form.setValues({{"theta", 1.0}, {"unknown", 5.0}});
        QCOMPARE(form.values().at("theta"), plugin::Value(1.0));
        QCOMPARE(form.values().at("clusters"), plugin::Value(std::int64_t{100}));
        QVERIFY(std::holds_alternative<plugin::Automatic>(form.values().at("lambda")));
        QVERIFY_EXCEPTION_THROWN(form.setValues({{"theta", 99.0}}), base::Error);
        QCOMPARE(changing.count() + settled.count(), 0);
    }

    void everyControlSpeaksThroughTheForm() {
        TuningForm form;
        form.setParameters(test::harmonyLike());
        QSignalSpy changing(&form, &TuningForm::changing);
        QSignalSpy settled(&form, &TuningForm::settled);
        auto* theta = qobject_cast<ParameterSlider*>(form.control("theta"));
        QVERIFY(theta);
        QTest::keyClick(theta->track(), Qt::Key_Right);
        QCOMPARE(changing.count(), 1);
        QTRY_COMPARE(settled.count(), 1);
        QCOMPARE(settled.back().front().value<plugin::Values>().at("theta"), plugin::Value(2.1));
        form.control("variant")->findChild<QComboBox*>()->setCurrentIndex(1);
        QCOMPARE(settled.count(), 2);
        form.control("prune")->findChild<QCheckBox*>()->click();
        QCOMPARE(settled.count(), 3);
        QCOMPARE(changing.count(), 3);
        QCOMPARE(form.values().at("variant"), plugin::Value(std::string("harmony1")));
        QCOMPARE(form.values().at("prune"), plugin::Value(false));
        QVERIFY(!form.control("nothing"));
    }

    void severalBatchColumnsHaveASliderEach() {
        TuningForm form;
        form.setParameters(test::harmonyLike(), {QStringLiteral("lane")});
        form.setValues({{"theta", 3.0}, {"sigma", 0.2}});
        form.setAdvancedShown(true);
        form.setColumns({QStringLiteral("lane"), QStringLiteral("donor")});
        QVERIFY(form.areAdvancedShown());
        QCOMPARE(form.values().at("theta"), plugin::Value(3.0));
        QCOMPARE(form.values().at("sigma"), plugin::Value(0.2));
        auto* theta = qobject_cast<BatchSliders*>(form.control("theta"));
        QVERIFY(theta);
        QCOMPARE(theta->heightInSliders(), 2);
        QCOMPARE(theta->slider(1)->track()->accessibleName(), QStringLiteral("Theta, donor"));
        QSignalSpy changing(&form, &TuningForm::changing);
        QSignalSpy settled(&form, &TuningForm::settled);
        QTest::keyClick(theta->slider(1)->track(), Qt::Key_Left);
        QCOMPARE(changing.count(), 1);
        QTRY_COMPARE(settled.count(), 1);
        QCOMPARE(form.values().at("theta"), plugin::Value(std::string("3,2.9")));
        QTest::keyClick(theta->slider(1)->track(), Qt::Key_Right);
        QCOMPARE(form.values().at("theta"), plugin::Value(3.0));
        form.setValues({{"theta", std::string("1,5")}});
        QCOMPARE(theta->slider(0)->value(), plugin::Value(1.0));
        QCOMPARE(theta->slider(1)->value(), plugin::Value(5.0));
        form.setColumns({QStringLiteral("donor")});
        QVERIFY(qobject_cast<ParameterSlider*>(form.control("theta")));
    }

    void automaticIsForAllBatchColumns() {
        TuningForm form;
        form.setParameters(test::harmonyLike(), {QStringLiteral("lane"), QStringLiteral("donor")});
        auto* lambda = qobject_cast<BatchSliders*>(form.control("lambda"));
        QVERIFY(std::holds_alternative<plugin::Automatic>(lambda->value()));
        lambda->slider(1)->automaticBox()->click();
        QVERIFY(!lambda->slider(0)->automaticBox()->isChecked());
        form.setValues({{"lambda", std::string("0.5,2")}});
        QCOMPARE(form.values().at("lambda"), plugin::Value(std::string("0.5,2")));
        lambda->slider(0)->automaticBox()->click();
        QVERIFY(lambda->slider(1)->automaticBox()->isChecked());
        QVERIFY(std::holds_alternative<plugin::Automatic>(form.values().at("lambda")));
    }

    void parametersThatBeginATrainingAnewSayIt() {
        TuningForm form;
        form.setParameters({{.key = "layers",
                             .title = "Layers",
                             .help = "",
                             .restarts = true,
                             .defaultValue = 0.5},
                            {.key = "rate", .title = "Rate", .help = "", .defaultValue = 0.5}});
        const auto says = [&](const char* key) {
            for (const auto* label : form.control(key)->findChildren<QLabel*>())
                if (label->text().endsWith(QStringLiteral("Starts anew."))) return true;
            return false;
        };
        QVERIFY(says("layers"));
        QVERIFY(!says("rate"));
        QVERIFY(form.control("layers")->toolTip().contains(QStringLiteral("training anew")));
    }

    void resetAllIsOneChange() {
        TuningForm form;
        form.setParameters(test::harmonyLike());
        const plugin::Values defaults = form.values();
        form.setValues({{"theta", 4.0}, {"prune", false}});
        QSignalSpy settled(&form, &TuningForm::settled);
        form.resetAll();
        QCOMPARE(settled.count(), 1);
        QCOMPARE(form.values(), defaults);
    }

    void advancedSettingsWaitButAreNotForgotten() {
        TuningForm form;
        form.setParameters(test::harmonyLike());
        form.show();
        auto* more = form.findChild<QToolButton*>({}, Qt::FindChildrenRecursively);
        for (auto* button : form.findChildren<QToolButton*>())
            if (button->text().contains(QLatin1String("settings"))) more = button;
        QVERIFY(more);
        QCOMPARE(more->text(), QStringLiteral("More settings"));
        QVERIFY(!form.control("rounds")->isVisible());
        form.setValues({{"rounds", std::int64_t{20}}});
        QCOMPARE(more->text(), QStringLiteral("More settings, 1 changed"));
        more->click();
        QVERIFY(form.areAdvancedShown());
        QVERIFY(form.control("rounds")->isVisible());
    }

    void upToFourParametersNeverScroll() {
        const auto heightOf = [](std::size_t count) {
            std::vector<plugin::Parameter> parameters(
                count, {.key = "x", .title = "X", .help = "", .defaultValue = 0.5});
            TuningForm form;
            form.setParameters(parameters);
            form.show();
            return form.minimumSizeHint().height();
        };
        // Margins 8 and 12, rows of 24 + 30, 12 between them.
        QCOMPARE(heightOf(1), 8 + 54 + 12);
        QCOMPARE(heightOf(4), 8 + 4 * 54 + 3 * 12 + 12);
        QCOMPARE(heightOf(9), heightOf(4));
    }

    void helpYieldsToTheParametersWhereItIsTight() {
        std::vector<plugin::Parameter> parameters(
            4, {.key = "x", .title = "X", .help = "What it does.", .defaultValue = 0.5});
        TuningForm form;
        form.setParameters(parameters);
        const auto shown = [&] {
            int count = 0;
            for (const QLabel* label : form.findChildren<QLabel*>())
                count += label->isVisible() && label->text() == QStringLiteral("What it does.");
            return count;
        };
        form.resize(272, 800);
        form.show();
        QCOMPARE(shown(), 4);
        form.resize(272, form.minimumSizeHint().height());
        QCOMPARE(shown(), 1);
        QVERIFY(form.control("x")->toolTip().contains(QStringLiteral("What it does.")));
        form.resize(272, 800);
        QCOMPARE(shown(), 4);
    }

    void aMethodWithoutAdvancedSettingsHasNoMore() {
        TuningForm form;
        form.setParameters({test::harmonyLike().front()});
        form.show();
        for (auto* button : form.findChildren<QToolButton*>()) QVERIFY(!button->isVisible());
        form.setParameters({});
        QVERIFY(form.values().empty());
    }
};

QTEST_MAIN(FormTest)
#include "form_test.moc"
