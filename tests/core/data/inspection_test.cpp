// What is noticed about a dataset before anything runs.
#include "core/data/inspection.h"

#include <QTest>

#include <cmath>

using namespace counterpoint;
using data::Categories;

namespace {

/// A column that repeats `pattern`, each entry `times` times.
data::Column column(const std::string& name, const std::vector<std::string>& pattern,
                    std::size_t times) {
    std::vector<std::string> values;
    for (const auto& entry : pattern) values.insert(values.end(), times, entry);
    return {name, data::asCategories({name, std::move(values)})};
}

data::Dataset withObs(std::size_t cells, std::vector<data::Column> columns) {
    data::Dataset dataset;
    for (std::size_t i = 0; i < cells; ++i) dataset.obs.index.push_back(std::to_string(i));
    for (auto& each : columns) dataset.obs.set(std::move(each));
    return dataset;
}

bool has(const data::Inspection& inspection, const char* id) {
    return std::ranges::any_of(inspection.findings,
                               [&](const data::Finding& f) { return f.id == id; });
}

}  // namespace

class InspectionTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// [[30, 10], [10, 30]]: chi² = 80 · (30 · 30 − 10 · 10)² / 40⁴ = 20, V = √(20 / 80) = 0.5.
    void cramersVIsThatOfTheTextbook() {
        Categories a{{}, {"x", "y"}, false};
        Categories b = a;
        const auto add = [&](std::int32_t i, std::int32_t j, int times) {
            a.codes.insert(a.codes.end(), times, i);
            b.codes.insert(b.codes.end(), times, j);
        };
        add(0, 0, 30);
        add(0, 1, 10);
        add(1, 0, 10);
        add(1, 1, 30);
        QVERIFY(std::abs(data::cramersV(a, b) - 0.5) < 1e-12);
        QVERIFY(std::abs(data::cramersV(a, a) - 1.0) < 1e-12);
        add(-1, 0, 50);  // missing: not counted
        QVERIFY(std::abs(data::cramersV(a, b) - 0.5) < 1e-12);
        QCOMPARE(data::cramersV(a, Categories{std::vector<std::int32_t>(130, 0), {"one"}, false}),
                 0.0);
    }

    void aConditionThatIsTheBatchIsToldOf() {
        const auto same = data::inspect(
            withObs(200, {column("batch", {"1", "2"}, 100), column("condition", {"a", "b"}, 100)}),
            {});
        QCOMPARE(same.condition, std::string("condition"));
        QCOMPARE(same.associations.size(), std::size_t{1});
        QVERIFY(same.associations.front().same);
        QCOMPARE(same.findings.front().id, std::string("confounded"));

        const auto nested =
            data::inspect(withObs(200, {column("batch", {"1", "2", "3", "4"}, 50),
                                        column("treatment", {"a", "a", "b", "b"}, 50)}),
                          {});
        QVERIFY(nested.associations.front().nested && !nested.associations.front().same);
        QVERIFY(has(nested, "confounded"));

        const auto crossed =
            data::inspect(withObs(200, {column("batch", {"1", "2", "1", "2"}, 50),
                                        column("condition", {"a", "a", "b", "b"}, 50)}),
                          {});
        QVERIFY(crossed.associations.front().cramersV < 1e-6);
        QVERIFY(!has(crossed, "confounded") && !has(crossed, "tiny_batches"));
    }

    void tinyBatchesAndMissingValuesAreCounted() {
        auto dataset = withObs(
            110, {column("sample", {"a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "b"}, 10),
                  column("cell_type", {"T", "", "B", "T", "B", "T", "B", "T", "B", "T", "B"}, 10)});
        const auto found = data::inspect(dataset, {});
        QCOMPARE(found.roles, (data::Roles{"sample", "cell_type"}));
        QCOMPARE(found.tinyBatches, (std::vector<data::Count>{{"b", 10}}));
        QCOMPARE(found.missing, (std::vector<data::Count>{{"cell_type", 10}}));
        QVERIFY(has(found, "tiny_batches") && has(found, "missing_labels"));
        QVERIFY(has(data::inspect(withObs(9, {}), {}), "no_batch"));
    }

    void emptyCellsAndGenesAreCounted() {
        auto dataset = withObs(3, {});
        dataset.var.index = {"MT-CO1", "B", "C"};
        dataset.counts = {3, 3, {0, 1, 1, 2}, {0, 0}, {1, 2}};
        dataset.valueKind = data::ValueKind::Counts;
        const auto found = data::inspect(dataset, {});
        QCOMPARE(found.emptyCells, std::size_t{1});
        QCOMPARE(found.emptyGenes, std::size_t{2});
        QCOMPARE(found.mitochondrialGenes, std::size_t{1});
        dataset.valueKind = data::ValueKind::Scaled;
        QVERIFY(has(data::inspect(dataset, {}), "scaled"));
    }

    void genesAreKnownByEitherName() {
        QVERIFY(data::isEnsemblId("ENSG00000198888") && data::isEnsemblId("ENSMUSG00000064341.1"));
        QVERIFY(!data::isEnsemblId("ENSA") && !data::isEnsemblId("ENST00000361390"));
        using Names = std::vector<std::string>;
        QCOMPARE(data::namingOf(Names{"ACTB", "CD3D"}), data::GeneNaming::Symbols);
        QCOMPARE(data::namingOf(Names{"ENSG00000198888", "ENSG00000075624"}),
                 data::GeneNaming::Ensembl);
        QCOMPARE(data::namingOf(Names{"ENSG00000198888", "ACTB"}), data::GeneNaming::Mixed);
        data::Table var{{"ENSG00000198888", "ENSG00000075624"}, {}};  // MT-ND1, ACTB
        QCOMPARE(data::mitochondrialGenes(var).flags, (std::vector<bool>{true, false}));
        var.index = {"ND1", "Actb"};
        var.set({"gene_ids", Names{"ENSMUSG00000064341.1", "ENSMUSG00000029580"}});
        QCOMPARE(data::mitochondrialGenes(var).source, std::string("gene_ids"));
    }
};

QTEST_APPLESS_MAIN(InspectionTest)
#include "inspection_test.moc"
