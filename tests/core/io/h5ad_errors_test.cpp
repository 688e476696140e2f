// Files that are not what they seem: each gets one sentence with the file, the fault and a remedy.
#include "core/base/error.h"
#include "core/io/open.h"
#include "tests/core/io/draft.h"
#include "tests/support/shared_data.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>
#include <limits>

using namespace counterpoint;
using io::h5::Output;
using io::h5::Stored;
using tests::Draft;

class H5adErrorsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;

    std::filesystem::path newPath(const char* extension = ".h5ad") {
        return m_folder.filePath(QString::number(++m_files) + QLatin1String(extension))
            .toStdString();
    }

    /// The sentence of the error that opening gives, without the file; inspect may be milder.
    static std::string sentence(const std::filesystem::path& path) {
        try {
            io::open(path, base::Job());
        } catch (const base::Error& error) {
            const std::string text = error.what();
            const std::string prefix = path.string() + ": ";
            if (!text.starts_with(prefix) || text.find('\n') != std::string::npos)
                return "badly formed: " + text;
            return text.substr(prefix.size());
        }
        return "opened without an error";
    }
    std::string sentence(const Draft& draft) {
        const auto path = newPath();
        draft.write(path);
        return sentence(path);
    }
    std::filesystem::path textFile(const std::string& content, const char* extension = ".h5ad") {
        const auto path = newPath(extension);
        std::ofstream(path, std::ios::binary) << content;
        return path;
    }

    static void compare(const std::string& actual, const std::string& wanted) {
        QVERIFY2(actual.starts_with(wanted), actual.c_str());
    }

  private Q_SLOTS:
    void whatIsNoHdf5FileIsNamed() {
        compare(sentence(newPath()), "does not exist; ");
        compare(sentence(textFile("")), "is empty; ");
        compare(sentence(textFile("gene,c1,c2\n")),
                "is not an HDF5 file although it is named .h5ad; ");
        compare(sentence(textFile("\x1f\x8b\x08 packed")),
                "has damaged or incomplete gzip compression");
        compare(sentence(textFile("<!DOCTYPE html><html>")), "is a web page");
        compare(sentence(textFile("PK\x03\x04", ".xlsx")), "is a zip archive");
        compare(sentence(textFile("X\n\x01\x02", ".rds")), "is an R object");
        compare(sentence(textFile("\x01\x02\x03", ".bin")),
                "is not an HDF5 file, a text table or a 10x matrix");
        compare(sentence(m_folder.path().toStdString()), "is a folder without a matrix.mtx");
    }

    void aFileCutShortIsSaidToBe() {
        const auto path = newPath();
        Draft draft;
        draft.obsColumns = {"n"};
        draft.writeObs = [](const Output& obs) {
            const std::vector<float> numbers{1, 2, 3};
            obs.array("n", {3}, numbers.data(), Stored::Float);
        };
        draft.write(path);
        for (auto kept = std::filesystem::file_size(path) - 1; kept > 60; kept -= 50) {
            std::filesystem::resize_file(path, kept);
            const auto text = sentence(path);
            QVERIFY2(text.starts_with("is cut short") || text.starts_with("is a damaged HDF5 file"),
                     text.c_str());
        }
    }

    void otherHdf5FilesAreRecognised() {
        const base::Job job;
        const auto make = [&](const std::function<void(const Output&)>& fill) {
            const auto path = newPath(".h5");
            const io::h5::Session session(job);
            fill(Output::createFile(path, job));
            return path;
        };
        const std::vector<float> one{1};
        const auto list = [&](const Output& group, const std::string& name) {
            group.array(name, {1}, one.data(), Stored::Float);
        };
        compare(sentence(make([&](const Output& root) {
                    const auto matrix = root.group("matrix");
                    for (const char* name : {"data", "indices", "indptr", "shape", "barcodes"})
                        list(matrix, name);
                })),
                "matrix names no genes (it has no 'genes')");
        compare(sentence(make([&](const Output& root) {
                    list(root, "matrix");
                    root.group("row_attrs");
                    root.group("col_attrs");
                })),
                "matrix is not a table of numbers (genes × cells)");
        compare(sentence(make([&](const Output& root) { list(root, "barcode_idx"); })),
                "is 10x molecule information");
        compare(sentence(make([&](const Output& root) { root.group("mod"); })), "is a MuData file");
        compare(sentence(make([&](const Output& root) { root.group("results"); })),
                "is an HDF5 file of a kind that is not known here");
    }

    void infiniteValuesAreFound() {
        constexpr float infinite = std::numeric_limits<float>::infinity();
        Draft draft;
        draft.data[1] = infinite;
        compare(sentence(draft), "X holds an infinite value for cell 'c2' (row 2) and gene 'g2'");
        draft.encoding = "csc_matrix";
        draft.data = {1, 3, 2, -infinite};
        draft.indices = {0, 2, 1, 2};
        draft.indptr = {0, 2, 4};
        compare(sentence(draft),
                "X holds an infinite value for cell 'c3' (row 3) and gene 'g2' (column 2)");
        draft.hasX = false;
        draft.writeMore = [](const Output& root) {
            const std::vector<float> values{1, 0, 0, 2, infinite, 4};
            root.array("X", {3, 2}, values.data(), Stored::Float);
        };
        compare(sentence(draft),
                "X holds an infinite value for cell 'c3' (row 3) and gene 'g1' (column 1)");
    }

    /// scanpy opens such files; what it cannot do later is told at once.
    void missingValuesAreZerosAndTold() {
        Draft draft;
        draft.data[3] = std::nanf("");
        const auto path = newPath();
        draft.write(path);
        const auto read = io::open(path, base::Job());
        QCOMPARE(read->counts.values, (std::vector<float>{1, 2, 3}));
        QCOMPARE(read->valueKind, data::ValueKind::Counts);
        QCOMPARE(read->notes.back(), std::string("X holds 1 missing value (NaN), taken as 0."));
    }

    void sparseListsThatDisagreeAreRefused() {
        Draft draft;
        draft.shape = {3, 3};
        compare(sentence(draft), "X is 3 × 3 but there are names for 3 × 2 cells × genes");
        draft = {};
        draft.shape = {6};
        compare(sentence(draft), "X does not state its shape as two sizes");
        draft = {};
        draft.indices[2] = 2;
        compare(sentence(draft), "X/indices holds the index 2 where only 0 to 1 are possible");
        draft.indices[2] = -1;
        compare(sentence(draft), "X/indices holds the index -1");
        draft = {};
        draft.indices.pop_back();
        compare(sentence(draft), "X holds 4 values but 3 indices");
        draft = {};
        draft.indptr = {0, 1, 4};
        compare(sentence(draft), "X/indptr has 3 entries where 4 belong");
        for (const auto& pointers : std::vector<std::vector<std::int64_t>>{
                 {0, 3, 2, 4}, {1, 1, 2, 4}, {0, 1, 2, 5}, {0, 1, 2, 3}}) {
            draft.indptr = pointers;
            compare(sentence(draft), "X/indptr does not rise from 0 to the 4 stored values");
        }
    }

    /// X could be used in its place, but not where only the layer's rows could stay in the file.
    void aBrokenLayerIsNotReplacedWhereMemoryIsShort() {
        Draft layer;
        layer.indptr = {0, 1, 2, 9};
        Draft draft;
        draft.data = {0.5, 1.5, 2.5, 3.5};
        draft.writeMore = [&layer](const Output& root) {
            layer.writeMatrix(root.group("layers"), "counts");
        };
        const auto path = newPath();
        draft.write(path);
        const auto held = io::open(path, base::Job());
        QCOMPARE(held->valueSource, std::string("X"));
        QCOMPARE(held->counts.nonZeros(), std::size_t{4});
        QVERIFY_EXCEPTION_THROWN(io::open(path, base::Job(), {0}), base::Error);
    }

    void tablesThatDisagreeAreRefused() {
        Draft draft;
        draft.obsColumns = {"batch"};
        compare(sentence(draft), "obs has no 'batch', so the file was not written completely");
        draft.writeObs = [](const Output& obs) {
            const std::vector<float> numbers{1, 2};
            obs.array("batch", {2}, numbers.data(), Stored::Float);
        };
        compare(sentence(draft), "obs/batch has 2 values for 3 rows");
        draft.writeObs = [](const Output& obs) {
            const auto batch = obs.group("batch");
            Draft::encode(batch, "categorical", "0.2.0");
            batch.textArray("categories", {"a", "b"});
            const std::vector<std::int32_t> codes{0, 1, 2};
            batch.array("codes", {3}, codes.data(), Stored::Int8);
        };
        compare(sentence(draft), "obs/batch/codes holds the code 2 for only 2 categories");
        draft.writeObs = [](const Output& obs) {
            const std::vector<float> numbers{1, 2, 3, 4, 5, 6};
            obs.array("batch", {3, 2}, numbers.data(), Stored::Float);
        };
        compare(sentence(draft), "obs/batch should be a plain list of values");
        draft = {};
        draft.cells.pop_back();
        compare(sentence(draft), "X is 3 × 2 but there are names for 2 × 2 cells × genes");
    }

    void unknownMatrixEncodingsAreNamed() {
        Draft draft;
        draft.encoding = "coo_matrix";
        compare(sentence(draft), "X has the encoding 'coo_matrix', which is not a matrix");
        draft.hasX = false;
        draft.writeMore = [](const Output& root) { root.textArray("X", {"a", "b"}); };
        compare(sentence(draft), "X has the encoding 'string-array', which is not a matrix");
    }

    void aMatrixWithoutNamesIsRefused() {
        COUNTERPOINT_NEED_SHARED(tenx, "data/format/10x_v1_brain_large.h5");
        compare(sentence(tenx), "mm10 names no genes (it has no 'genes')");
    }
};

QTEST_APPLESS_MAIN(H5adErrorsTest)
#include "h5ad_errors_test.moc"
