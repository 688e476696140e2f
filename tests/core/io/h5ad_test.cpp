// Every current encoding, read from files made by hand.
#include "core/base/error.h"
#include "core/io/h5_lzf.h"
#include "core/io/h5_text.h"
#include "core/io/open.h"
#include "tests/core/io/draft.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace counterpoint;
using io::h5::Output;
using io::h5::Stored;
using tests::Draft;

namespace {

using Texts = std::vector<std::string>;
using Floats = std::vector<float>;

data::CsrMatrix draftMatrix() {
    return {3, 2, {0, 1, 2, 4}, {0, 1, 0, 1}, {1, 2, 3, 4}};
}

bool anyContains(const Texts& notes, const std::string& words) {
    return std::ranges::any_of(
        notes, [&](const auto& note) { return note.find(words) != std::string::npos; });
}

}  // namespace

class H5adTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;

    std::filesystem::path newPath() {
        return m_folder.filePath(QString::number(++m_files) + QStringLiteral(".h5ad"))
            .toStdString();
    }
    std::shared_ptr<const data::Dataset> open(const Draft& draft) {
        const auto path = newPath();
        draft.write(path);
        return io::open(path, base::Job());
    }

  private Q_SLOTS:
    void aSparseMatrixByRowsIsReadAsItIs() {
        const auto dataset = open({});
        QCOMPARE(dataset->counts, draftMatrix());
        QCOMPARE(dataset->obs.index, (Texts{"c1", "c2", "c3"}));
        QCOMPARE(dataset->var.index, (Texts{"g1", "g2"}));
        QCOMPARE(dataset->valueKind, data::ValueKind::Counts);
        QCOMPARE(dataset->valueSource, std::string("X"));
        QCOMPARE(dataset->name, std::string("1"));
        QCOMPARE(dataset->notes, Texts{});
    }

    void aSparseMatrixByColumnsIsTurnedRound() {
        Draft draft;
        draft.encoding = "csc_matrix";
        draft.data = {1, 3, 2, 4};
        draft.indices = {0, 2, 1, 2};
        draft.indptr = {0, 2, 4};
        QCOMPARE(open(draft)->counts, draftMatrix());
    }

    void aDenseMatrixLosesItsZeros() {
        Draft draft;
        draft.hasX = false;
        draft.writeMore = [](const Output& root) {
            const std::vector<double> values{1, 0, 0, 2, 3, 4};
            root.array("X", {3, 2}, values.data(), Stored::Double);
            Draft::encode(root, "array", "0.2.0", "X");
        };
        QCOMPARE(open(draft)->counts, draftMatrix());
    }

    void unsortedRowsAreSortedAndRepeatsAdded() {
        Draft draft;
        draft.data = {1, 2, 4, 1, 2};
        draft.indices = {0, 1, 1, 0, 0};
        draft.indptr = {0, 1, 2, 5};
        QCOMPARE(open(draft)->counts, draftMatrix());
    }

    void everyKindOfColumnIsRead() {
        Draft draft;
        draft.obsColumns = {"batch",       "age",       "flag",     "text",
                            "maybeNumber", "maybeFlag", "maybeText"};
        draft.writeObs = [](const Output& obs) {
            const auto batch = obs.group("batch");
            Draft::encode(batch, "categorical", "0.2.0");
            batch.flag("ordered", true);
            batch.textArray("categories", {"á", "b"});
            const std::vector<std::int32_t> codes{1, -1, 0};
            batch.array("codes", {3}, codes.data(), Stored::Int8);
            const std::vector<double> ages{1.5, std::nan(""), 3};
            obs.array("age", {3}, ages.data(), Stored::Double);
            obs.flagArray("flag", {true, false, true});
            obs.textArray("text", {"x", "", "z"});
            const std::vector<std::int64_t> integers{7, 8, 9};
            const auto nullable = [&](const std::string& name, const std::string& kind) {
                auto group = obs.group(name);
                Draft::encode(group, "nullable-" + kind, "0.1.0");
                group.flagArray("mask", {false, true, false});
                return group;
            };
            nullable("maybeNumber", "integer").array("values", {3}, integers.data(), Stored::Int64);
            nullable("maybeFlag", "boolean").flagArray("values", {true, false, false});
            nullable("maybeText", "string-array").textArray("values", {"x", "y", "z"});
        };
        const auto dataset = open(draft);
        const auto& columns = dataset->obs.columns;
        QCOMPARE(columns.size(), std::size_t{7});
        QCOMPARE(std::get<data::Categories>(columns[0].values),
                 (data::Categories{{1, -1, 0}, {"á", "b"}, true}));
        const auto& ages = std::get<std::vector<double>>(columns[1].values);
        QVERIFY(ages[0] == 1.5 && std::isnan(ages[1]) && ages[2] == 3);
        QCOMPARE(std::get<std::vector<bool>>(columns[2].values),
                 (std::vector<bool>{true, false, true}));
        QCOMPARE(std::get<Texts>(columns[3].values), (Texts{"x", "", "z"}));
        const auto& numbers = std::get<std::vector<double>>(columns[4].values);
        QVERIFY(numbers[0] == 7 && std::isnan(numbers[1]) && numbers[2] == 9);
        const auto& flags = std::get<std::vector<double>>(columns[5].values);
        QVERIFY(flags[0] == 1 && std::isnan(flags[1]) && flags[2] == 0);
        QCOMPARE(std::get<Texts>(columns[6].values), (Texts{"x", "", "z"}));
    }

    void countsAreFoundInALayerWhenXIsNotCounts() {
        Draft draft;
        draft.data = {0.5F, 1.5F, 2.5F, 3.5F};
        draft.writeMore = [](const Output& root) {
            Draft().writeMatrix(root.group("layers"), "counts");
        };
        const auto dataset = open(draft);
        QCOMPARE(dataset->counts, draftMatrix());
        QCOMPARE(dataset->valueSource, std::string("layers/counts"));
        QCOMPARE(dataset->valueKind, data::ValueKind::Counts);
        QCOMPARE(dataset->layers, Texts{"counts"});
        QVERIFY(anyContains(dataset->notes, "layers/counts"));
    }

    void countsAreFoundInRawAndCutToTheGenesOfVar() {
        Draft draft;
        draft.data = {0.5F, 1.5F, -2.5F, 3.5F};
        draft.writeMore = [](const Output& root) {
            const auto raw = root.group("raw");
            Draft::encode(raw, "raw", "0.1.0");
            Draft wide;  // columns g2, g0, g1: [[0,9,1],[2,9,0],[4,9,3]]
            wide.shape = {3, 3};
            wide.data = {9, 1, 2, 9, 4, 9, 3};
            wide.indices = {1, 2, 0, 1, 0, 1, 2};
            wide.indptr = {0, 2, 4, 7};
            wide.writeMatrix(raw, "X");
            const auto var = raw.group("var");
            Draft::encode(var, "dataframe", "0.2.0");
            var.text("_index", "_index");
            var.texts("column-order", {});
            var.textArray("_index", {"g2", "g0", "g1"});
        };
        const auto dataset = open(draft);
        QCOMPARE(dataset->counts, draftMatrix());
        QCOMPARE(dataset->valueSource, std::string("raw/X"));
        QVERIFY(anyContains(dataset->notes, "raw/X has 3 genes; the 2 genes of var are used"));
    }

    void aBrokenCountsLayerIsNotedAndXUsed() {
        Draft draft;
        draft.data = {0.5F, 1.5F, 2.5F, 3.5F};
        draft.writeMore = [](const Output& root) {
            Draft broken;
            broken.indices = {0, 1, 0, 7};
            broken.writeMatrix(root.group("layers"), "counts");
        };
        const auto dataset = open(draft);
        QCOMPARE(dataset->counts.values, draft.data);
        QCOMPARE(dataset->valueSource, std::string("X"));
        QCOMPARE(dataset->valueKind, data::ValueKind::LogNormalised);
        QVERIFY(anyContains(dataset->notes, "layers/counts was not used"));
        QVERIFY(anyContains(dataset->notes, "No counts were found"));
    }

    void countsThatOnlyBeginAsIntegersAreNotCounts() {
        Draft draft;
        const std::size_t cells = 40000;
        draft.cells.clear();
        for (std::size_t i = 0; i < cells; ++i) draft.cells.push_back(std::to_string(i));
        draft.shape = {static_cast<std::int64_t>(cells), 2};
        draft.data.assign(2 * cells, 1.0F);
        draft.data.back() = 0.25F;  // far behind what is sampled
        draft.indices.clear();
        draft.indptr = {0};
        for (std::size_t i = 0; i < cells; ++i) {
            draft.indices.insert(draft.indices.end(), {0, 1});
            draft.indptr.push_back(static_cast<std::int64_t>(2 * i + 2));
        }
        const auto dataset = open(draft);
        QCOMPARE(dataset->valueKind, data::ValueKind::LogNormalised);
        QCOMPARE(dataset->counts.values.back(), 0.25F);
    }

    void countsAreFoundInALayerWhenThereIsNoX() {
        Draft draft;
        draft.hasX = false;
        draft.writeMore = [](const Output& root) {
            Draft().writeMatrix(root.group("layers"), "spliced");
        };
        const auto dataset = open(draft);
        QCOMPARE(dataset->counts, draftMatrix());
        QCOMPARE(dataset->valueSource, std::string("layers/spliced"));
        QVERIFY(anyContains(dataset->notes, "There is no X; the counts in layers/spliced"));
    }

    void negativeValuesAreScaledAndNoError() {
        Draft draft;
        draft.data[3] = -1;
        QCOMPARE(open(draft)->valueKind, data::ValueKind::Scaled);
    }

    void embeddingsAndColoursAreRead() {
        Draft draft;
        draft.writeMore = [](const Output& root) {
            const auto obsm = root.group("obsm");
            const Floats values{1, 2, 3, 4, 5, 6};
            obsm.array("X_pca", {3, 2}, values.data(), Stored::Float);
            const Floats holed{1, std::nanf(""), 3};
            obsm.array("X_holed", {3, 1}, holed.data(), Stored::Float);
            obsm.array("X_short", {2, 3}, values.data(), Stored::Float);
            const auto uns = root.group("uns");
            uns.textArray("batch_colors", {"#ff0000", "#00FF00ff"});
            uns.textArray("stage_colors", {"red", "#00ff00"});
        };
        const auto dataset = open(draft);
        QCOMPARE(dataset->obsm.size(), std::size_t{1});
        QCOMPARE(dataset->obsm.at("X_pca").values, (Floats{1, 2, 3, 4, 5, 6}));
        QCOMPARE(dataset->colors.at("batch"), (Texts{"#ff0000", "#00FF00"}));
        QVERIFY(!dataset->colors.contains("stage"));
        QVERIFY(anyContains(dataset->notes, "obsm/X_holed has missing or infinite values"));
        QVERIFY(anyContains(dataset->notes, "obsm/X_short has 2 rows for 3 cells"));
    }

    void repeatedNamesAreMadeUnique() {
        Draft draft;
        draft.cells = {"c", "c-1", "c"};
        draft.genes = {"g", "g"};
        const auto dataset = open(draft);
        QCOMPARE(dataset->obs.index, (Texts{"c", "c-1", "c-2"}));
        QCOMPARE(dataset->var.index, (Texts{"g", "g-1"}));
        QVERIFY(anyContains(dataset->notes, "1 repeated cell name was made unique"));
        QVERIFY(anyContains(dataset->notes, "'g' became 'g-1'"));
    }

    void aFileWithoutXOpensWithoutValues() {
        Draft draft;
        draft.hasX = false;
        const auto dataset = open(draft);
        QCOMPARE(dataset->valueKind, data::ValueKind::None);
        QCOMPARE(dataset->counts, (data::CsrMatrix{3, 2, {0, 0, 0, 0}, {}, {}}));
    }

    void unknownColumnsAreLeftOutWithANote() {
        Draft draft;
        draft.obsColumns = {"shape", "n"};
        draft.writeObs = [](const Output& obs) {
            Draft::encode(obs.group("shape"), "awkward-array", "0.1.0");
            const Floats numbers{1, 2, 3};
            obs.array("n", {3}, numbers.data(), Stored::Float);
        };
        const auto dataset = open(draft);
        QCOMPARE(dataset->obs.columns.size(), std::size_t{1});
        QVERIFY(anyContains(dataset->notes,
                            "obs/shape was left out: its encoding 'awkward-array' is not known"));
    }

    void inspectingReadsEverythingButTheMatrices() {
        Draft draft;
        draft.writeMore = [](const Output& root) {
            const Floats values{1, 2, 3, 4, 5, 6};
            root.group("obsm").array("X_pca", {3, 2}, values.data(), Stored::Float);
        };
        const auto path = newPath();
        draft.write(path);
        const auto overview = io::inspect(path, base::Job());
        QCOMPARE(overview.cells, std::size_t{3});
        QCOMPARE(overview.genes, std::size_t{2});
        QCOMPARE(overview.nonZeros, std::size_t{4});
        QVERIFY(overview.memory >= 4 * 8);
        QCOMPARE(overview.dataset.valueKind, data::ValueKind::Counts);
        QCOMPARE(overview.dataset.obs.index, (Texts{"c1", "c2", "c3"}));
        QCOMPARE(overview.dataset.obsm.at("X_pca").cols, std::size_t{2});
        QVERIFY(overview.dataset.counts.values.empty());
        QVERIFY(overview.dataset.obsm.at("X_pca").values.empty());
    }

    void aStopRequestEndsTheReading() {
        const auto path = newPath();
        Draft().write(path);
        std::stop_source source;
        source.request_stop();
        QVERIFY_THROWS_EXCEPTION(base::Cancelled,
                                 io::open(path, base::Job(source.get_token(), 1, 0)));
    }

    void progressRisesToOne() {
        const auto path = newPath();
        Draft().write(path);
        std::vector<double> seen;
        io::open(path, base::Job({}, 1, 0, [&](double fraction) { seen.push_back(fraction); }));
        QVERIFY(!seen.empty());
        QVERIFY(std::ranges::is_sorted(seen));
        QCOMPARE(seen.back(), 1.0);
    }

    void lzfBlocksAreUnpacked() {
        // By the format: 2 literals "ab", then 9 bytes from distance 2 (length 7 + 0 + 2).
        const std::vector<unsigned char> packed{1, 'a', 'b', 0xE0, 0, 1};
        std::vector<unsigned char> out(16);
        QCOMPARE(io::h5::unpackLzf(packed, out), std::size_t{11});
        QCOMPARE(std::string(out.begin(), out.begin() + 11), std::string("abababababa"));
        out.resize(10);  // does not fit
        QCOMPARE(io::h5::unpackLzf(packed, out), std::size_t{0});
        const std::vector<unsigned char> beforeStart{0, 'a', 0x20, 5};
        QCOMPARE(io::h5::unpackLzf(beforeStart, out), std::size_t{0});
    }

    void textThatIsNotUtf8IsTakenForLatin1() {
        QCOMPARE(io::h5::toUtf8("caf\xE9"), std::string("café"));
        QCOMPARE(io::h5::toUtf8("café"), std::string("café"));
    }
};

QTEST_APPLESS_MAIN(H5adTest)
#include "h5ad_test.moc"
