#include "core/plugin/fields.h"

#include <QTest>

using namespace counterpoint;

namespace {

struct Options {
    double theta = 2.0;
    std::optional<double> lambda;
    int clusters = 100;
    bool prune = true;
    std::string variant = "harmony";

    static const plugin::Fields<Options>& fields() {
        static const plugin::Fields<Options> all({
            {{.key = "theta", .title = "Theta", .help = "", .maximum = 8.0}, &Options::theta},
            {{.key = "lambda",
              .title = "Lambda",
              .help = "",
              .minimum = 0.1,
              .maximum = 10.0,
              .automatic = true},
             &Options::lambda},
            {{.key = "clusters",
              .title = "Clusters",
              .help = "",
              .kind = plugin::ParameterKind::Integer,
              .minimum = 1,
              .maximum = 200},
             &Options::clusters},
            {{.key = "prune", .title = "Prune", .help = "", .kind = plugin::ParameterKind::Boolean},
             &Options::prune},
            {{.key = "variant",
              .title = "Variant",
              .help = "",
              .kind = plugin::ParameterKind::Choice,
              .choices = {"harmony", "harmony1"}},
             &Options::variant},
        });
        return all;
    }
};

QString sentenceOf(const std::string& key, const std::string& text) {
    for (const auto& parameter : Options::fields().parameters()) {
        if (parameter.key != key) continue;
        try {
            static_cast<void>(plugin::parseValue(parameter, text));
        } catch (const base::Error& error) {
            return QString::fromUtf8(error.what());
        }
    }
    return {};
}

}  // namespace

class ParameterTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void defaultsComeFromTheStruct() {
        const auto& parameters = Options::fields().parameters();
        QCOMPARE(parameters.size(), std::size_t{5});
        QCOMPARE(std::get<double>(parameters[0].defaultValue), 2.0);
        QVERIFY(std::holds_alternative<plugin::Automatic>(parameters[1].defaultValue));
        QCOMPARE(std::get<std::int64_t>(parameters[2].defaultValue), std::int64_t{100});
    }

    void valuesAndOptionsRoundTrip() {
        Options options;
        options.theta = 3.5;
        options.lambda = 1.0;
        options.prune = false;
        const auto values = Options::fields().values(options);
        const Options back = Options::fields().options(values);
        QCOMPARE(back.theta, 3.5);
        QCOMPARE(back.lambda, std::optional<double>(1.0));
        QCOMPARE(back.prune, false);
        QCOMPARE(plugin::textOf(values.at("theta")), std::string("3.5"));
    }

    void badValuesAreRefusedInOneSentence() {
        QCOMPARE(sentenceOf("theta", "99"),
                 QStringLiteral("theta is 99; it must be a number from 0 to 8"));
        QCOMPARE(sentenceOf("theta", "two"),
                 QStringLiteral("theta is \"two\"; it must be a number from 0 to 8"));
        QCOMPARE(sentenceOf("theta", "nan"),
                 QStringLiteral("theta is nan; it must be a number from 0 to 8"));
        QCOMPARE(sentenceOf("clusters", "1.5"),
                 QStringLiteral("clusters is 1.5; it must be a whole number from 1 to 200"));
        QCOMPARE(sentenceOf("variant", "x"),
                 QStringLiteral("variant is x; it must be one of harmony, harmony1"));
        QCOMPARE(sentenceOf("theta", "auto"),
                 QStringLiteral("theta is auto; it must be a number from 0 to 8"));
        QCOMPARE(sentenceOf("lambda", "auto"), QString());
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(Options::fields().options({{"thetta", 1.0}})),
                                 base::Error);
    }

    void oneNumberOfAListChanges() {
        QCOMPARE(plugin::withNumber(2.0, 1, 3, 4.0), plugin::Value(std::string("2,4,2")));
        QCOMPARE(plugin::withNumber(std::string("1,2"), 0, 2, 0.5),
                 plugin::Value(std::string("0.5,2")));
        QCOMPARE(plugin::withNumber(plugin::Automatic{}, 1, 2, 3.0), plugin::Value(3.0));
    }
};

QTEST_APPLESS_MAIN(ParameterTest)
#include "parameter_test.moc"
