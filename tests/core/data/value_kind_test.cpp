#include "core/data/value_kind.h"

#include "core/base/error.h"

#include <QTest>

using namespace counterpoint;
using data::ValueKind;

class ValueKindTest : public QObject {
    Q_OBJECT

    /// Two cells of two genes.
    static std::shared_ptr<const data::Dataset> made(std::vector<float> values) {
        data::Dataset dataset;
        dataset.name = "small";
        dataset.counts = {2, 2, {0, 2, 4}, {0, 1, 0, 1}, std::move(values)};
        dataset.valueKind = data::classifyValues(dataset.counts);
        dataset.obs.index = {"a", "b"};
        dataset.var.index = {"g", "h"};
        return std::make_shared<const data::Dataset>(std::move(dataset));
    }
    static QString problem(const std::shared_ptr<const data::Dataset>& dataset, ValueKind kind) {
        try {
            data::takenAs(dataset, kind, {});
        } catch (const base::Error& error) {
            return QString::fromUtf8(error.what());
        }
        return {};
    }

  private Q_SLOTS:
    void kindsHaveNames() {
        for (const ValueKind kind :
             {ValueKind::Counts, ValueKind::LogNormalised, ValueKind::Scaled})
            QVERIFY(data::valueKindOf(data::idOf(kind)) == kind);
        QVERIFY(!data::valueKindOf("") && !data::valueKindOf("none"));
    }

    void valuesAreTakenForWhatTheUserSays() {
        const auto fractions = made({0.5F, 1.0F, 2.25F, 3.0F});
        QCOMPARE(data::takenAs(fractions, {}, {}), fractions);
        QCOMPARE(data::takenAs(fractions, ValueKind::LogNormalised, {}), fractions);
        const auto counts = data::takenAs(fractions, ValueKind::Counts, {});
        QCOMPARE(counts->valueKind, ValueKind::Counts);
        QCOMPARE(counts->counts.values, fractions->counts.values);
        QVERIFY(QString::fromStdString(counts->notes.back()).contains(QStringLiteral("as counts")));
        QVERIFY2(data::fingerprint(*counts) != data::fingerprint(*fractions),
                 "what was computed of the one is not the other's");
        const auto whole = made({1.0F, 2.0F, 3.0F, 4.0F});
        QCOMPARE(data::takenAs(whole, ValueKind::LogNormalised, {})->valueKind,
                 ValueKind::LogNormalised);
    }

    void whatCannotBeIsRefusedInOneSentence() {
        const auto scaled = made({-0.5F, 1.0F, 2.25F, 3.0F});
        QCOMPARE(scaled->valueKind, ValueKind::Scaled);
        for (const ValueKind kind : {ValueKind::Counts, ValueKind::LogNormalised})
            QVERIFY(problem(scaled, kind)
                        .startsWith(
                            QStringLiteral("small has negative values in X, so they are neither")));
        data::Dataset bare;
        bare.name = "bare";
        QVERIFY(problem(std::make_shared<const data::Dataset>(bare), ValueKind::Counts)
                    .contains(QStringLiteral("holds no expression values")));
    }
};

QTEST_APPLESS_MAIN(ValueKindTest)
#include "value_kind_test.moc"
