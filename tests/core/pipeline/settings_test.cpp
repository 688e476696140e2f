#include "core/pipeline/settings.h"

#include "core/base/error.h"
#include "core/pipeline/builtins.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace counterpoint;

class SettingsTest : public QObject {
    Q_OBJECT

    plugin::Registry m_registry;

    QString refusal(const std::string& name, const std::string& text) const {
        pipeline::Settings settings;
        try {
            pipeline::setValue(settings, m_registry, name, text);
        } catch (const base::Error& error) {
            return QString::fromUtf8(error.what());
        }
        return {};
    }

  private Q_SLOTS:
    void initTestCase() { pipeline::registerBuiltins(m_registry); }

    void namesReachEveryStepAndTheMethod() {
        pipeline::Settings settings;
        pipeline::setValue(settings, m_registry, "theta", "4");
        pipeline::setValue(settings, m_registry, "qc.min_genes", "50");
        pipeline::setValue(settings, m_registry, "hvg.n", "1000");
        pipeline::setValue(settings, m_registry, "pca.dims", "20");
        pipeline::setValue(settings, m_registry, "neighbors.k", "60");
        pipeline::setValue(settings, m_registry, "umap.epochs", "100");
        QCOMPARE(std::get<double>(settings.methodValues.at("theta")), 4.0);
        QCOMPARE(settings.quality.minGenes, std::optional<int>(50));
        QCOMPARE(settings.variableGenes.n, 1000);
        QCOMPARE(settings.pca.dims, 20);
        QCOMPARE(settings.neighbors.k, 60);
        QCOMPARE(settings.umap.epochs, std::optional<int>(100));
    }

    void unknownNamesAndBadValuesAreRefusedInOneSentence() {
        QVERIFY(
            refusal("thetta", "2")
                .startsWith(QStringLiteral("method harmony has no setting \"thetta\"; it has ")));
        QCOMPARE(refusal("cooking.time", "2"),
                 QStringLiteral(
                     "there is no step \"cooking\"; steps are qc, hvg, pca, neighbors and umap"));
        QVERIFY(refusal("pca.dims", "many")
                    .contains(QStringLiteral("dims is \"many\"; it must be a whole number")));
        QVERIFY(refusal("theta", "-1").contains(QStringLiteral("it must be a number from 0 to 8")));
    }

    void recipesRoundTrip() {
        pipeline::Settings settings;
        settings.roles = {"batch", "cell_type"};
        settings.seed = 7;
        settings.links = {{"AAAC-1", "GGTT-2", false}, {"AAAC-1", "CCCC-2", true}};
        pipeline::setValue(settings, m_registry, "theta", "3.5");
        pipeline::setValue(settings, m_registry, "umap.min_dist", "0.3");
        const auto recipe = pipeline::toJson(settings, m_registry);
        const auto back = pipeline::fromJson(nlohmann::json::parse(recipe.dump()), m_registry);
        QVERIFY(pipeline::toJson(back, m_registry) == recipe);
        QCOMPARE(back.roles, settings.roles);
        QCOMPARE(back.links, settings.links);
        QCOMPARE(std::get<double>(back.methodValues.at("theta")), 3.5);
    }

    void rolesOfEveryKindAreInTheRecipe() {
        pipeline::Settings settings;
        settings.roles = {.batch = "lane",
                          .keepApart = "stim",
                          .moreBatches = {"donor", "site"},
                          .reference = {"l1"},
                          .covariates = {"percent_mito"}};
        pipeline::setValue(settings, m_registry, "theta", "2,1,0.5");
        auto recipe = pipeline::toJson(settings, m_registry);
        QCOMPARE(pipeline::fromJson(recipe, m_registry).roles, settings.roles);
        // Before there were covariates, further batches were called so.
        recipe["roles"].erase("more_batches");
        recipe["roles"]["covariates"] = {"donor"};
        const data::Roles old = pipeline::fromJson(recipe, m_registry).roles;
        QCOMPARE(old.moreBatches, std::vector<std::string>{"donor"});
        QVERIFY(old.covariates.empty());
    }

    void aNumberForEachBatchColumnFollowsItsColumn() {
        pipeline::Settings settings;
        settings.roles = {.batch = "lane", .moreBatches = {"donor"}};
        pipeline::setValue(settings, m_registry, "theta", "3,1");
        pipeline::setValue(settings, m_registry, "lambda", "0.5,4");
        const auto with = [&](const data::Roles& roles) {
            return pipeline::withRoles(settings, roles, m_registry).methodValues;
        };
        QCOMPARE(with({.batch = "donor", .moreBatches = {"lane"}}).at("theta"),
                 plugin::Value(std::string("1,3")));
        QCOMPARE(with({.batch = "donor"}).at("theta"), plugin::Value(1.0));
        // A new one has the default; the first number where that is automatic.
        const auto more = with({.batch = "lane", .moreBatches = {"donor", "site"}});
        QCOMPARE(more.at("theta"), plugin::Value(std::string("3,1,2")));
        QCOMPARE(more.at("lambda"), plugin::Value(std::string("0.5,4,0.5")));
        pipeline::setValue(settings, m_registry, "theta", "4");  // one for all stays one for all
        QCOMPARE(with({.batch = "site"}).at("theta"), plugin::Value(4.0));
    }

    void foreignJsonIsNoRecipe() {
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(pipeline::fromJson(nlohmann::json::parse("[1]"), m_registry)),
            base::Error);
        const pipeline::Settings defaults;
        auto recipe = pipeline::toJson(defaults, m_registry);
        recipe["values"]["theta"] = 1000;
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(pipeline::fromJson(recipe, m_registry)),
                                 base::Error);
    }
};

QTEST_APPLESS_MAIN(SettingsTest)
#include "settings_test.moc"
