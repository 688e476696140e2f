#include "core/data/dataset.h"

#include <QTest>

#include <limits>

using namespace counterpoint;

namespace {

data::CsrMatrix matrix(std::size_t rows, std::size_t cols, std::vector<std::int64_t> pointers,
                       std::vector<std::uint32_t> columns, std::vector<float> values) {
    return {rows, cols, std::move(pointers), std::move(columns), std::move(values)};
}

}  // namespace

class DataTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void canonicalRowsAreSortedSummedAndFreeOfZeros() {
        auto m = matrix(3, 4, {0, 3, 3, 6}, {2, 0, 2, 1, 3, 0}, {1, 5, 2, 0, 4, 0});
        data::canonicalise(m);
        QCOMPARE(m, matrix(3, 4, {0, 2, 2, 3}, {0, 2, 3}, {5, 3, 4}));
    }

    void takingRowsAndColumnsKeepsValuesInPlace() {
        const auto m = matrix(3, 4, {0, 2, 3, 5}, {0, 2, 1, 0, 3}, {1, 2, 3, 4, 5});
        const std::vector<std::uint32_t> rows{2, 0};
        const std::vector<std::uint32_t> cols{0, 3};
        QCOMPARE(data::take(m, rows, cols), matrix(2, 2, {0, 2, 3}, {0, 1, 0}, {4, 5, 1}));
    }

    void transposingTwiceGivesTheMatrixBack() {
        const auto m = matrix(3, 4, {0, 2, 3, 5}, {0, 2, 1, 0, 3}, {1, 2, 3, 4, 5});
        const auto t = data::transpose(m);
        QCOMPARE(t, matrix(4, 3, {0, 2, 3, 4, 5}, {0, 2, 1, 0, 2}, {1, 4, 3, 2, 5}));
        QCOMPARE(data::transpose(t), m);
    }

    void columnsOfEveryKindBecomeCategories() {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const auto numbers = data::asCategories({"n", std::vector<double>{10, 2, nan, 2}});
        QCOMPARE(numbers.levels, (std::vector<std::string>{"2", "10"}));
        QCOMPARE(numbers.codes, (std::vector<std::int32_t>{1, 0, -1, 0}));
        const auto flags = data::asCategories({"b", std::vector<bool>{true, false}});
        QCOMPARE(flags.levels, (std::vector<std::string>{"False", "True"}));
        const auto texts = data::asCategories({"s", std::vector<std::string>{"b", "", "a"}});
        QCOMPARE(texts.codes, (std::vector<std::int32_t>{1, -1, 0}));
        QVERIFY(texts.hasMissing());
    }

    void subsettingATableDropsEmptyLevels() {
        data::Table table{{"c1", "c2", "c3"},
                          {{"batch", data::Categories{{0, 1, 2}, {"a", "b", "c"}, false}}}};
        const std::vector<std::uint32_t> rows{2, 0};
        const auto taken = data::takeRows(table, rows);
        QCOMPARE(taken.index, (std::vector<std::string>{"c3", "c1"}));
        const auto& batch = std::get<data::Categories>(taken.columns[0].values);
        QCOMPARE(batch.levels, (std::vector<std::string>{"a", "c"}));
        QCOMPARE(batch.codes, (std::vector<std::int32_t>{1, 0}));
    }

    void valueKindsAreRecognised() {
        QCOMPARE(data::classifyValues(matrix(1, 2, {0, 2}, {0, 1}, {1, 7})),
                 data::ValueKind::Counts);
        QCOMPARE(data::classifyValues(matrix(1, 2, {0, 2}, {0, 1}, {1, 0.5F})),
                 data::ValueKind::LogNormalised);
        QCOMPARE(data::classifyValues(matrix(1, 2, {0, 2}, {0, 1}, {1, -1})),
                 data::ValueKind::Scaled);
        QCOMPARE(data::classifyValues({}), data::ValueKind::None);
    }

    void rolesComeFromNamesAndLevelCounts() {
        data::Table obs;
        obs.index.resize(6);
        obs.set({"n_counts", std::vector<double>{1, 2, 3, 4, 5, 6.5}});
        obs.set({"CellType", std::vector<std::string>{"B", "T", "B", "T", "B", "T"}});
        obs.set({"sample", std::vector<double>{1, 1, 1, 2, 2, 2}});
        QCOMPARE(data::proposeRoles(obs), (data::Roles{"sample", "CellType"}));
        obs.set({"batch",
                 std::vector<std::string>{"x", "x", "x", "x", "x", "x"}});  // one level: no batch
        QCOMPARE(data::proposeRoles(obs).batch, std::string("sample"));
    }

    void fingerprintsSeeEveryPartOfADataset() {
        data::Dataset dataset;
        dataset.obs.index = {"c1", "c2"};
        dataset.var.index = {"g1"};
        dataset.counts = matrix(2, 1, {0, 1, 2}, {0, 0}, {1, 2});
        const auto original = data::fingerprint(dataset);
        auto changed = dataset;
        changed.counts.values[1] = 3;
        QVERIFY(data::fingerprint(changed) != original);
        changed = dataset;
        changed.obs.set({"batch", std::vector<std::string>{"a", "b"}});
        QVERIFY(data::fingerprint(changed) != original);
        changed = dataset;
        changed.path = "elsewhere.h5ad";  // where it lies does not matter
        QCOMPARE(data::fingerprint(changed), original);
    }
};

QTEST_APPLESS_MAIN(DataTest)
#include "data_test.moc"
