// The formats that are not .h5ad. Shapes and sums of shared files were computed with
// scanpy 1.11.5's read_10x_h5 and read_10x_mtx, and with h5py 3.16 where scanpy refuses the file.
#include "core/base/error.h"
#include "core/io/h5_output.h"
#include "core/io/open.h"
#include "tests/support/shared_data.h"

#include <QTemporaryDir>
#include <QTest>
#include <zlib.h>

#include <cmath>
#include <fstream>
#include <numeric>

using namespace counterpoint;
using io::h5::Output;
using io::h5::Stored;

namespace {

double sum(const std::vector<float>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

/// A matrix as rows of all its values, for comparing with tables written by hand.
std::vector<std::vector<float>> dense(const data::CsrMatrix& matrix) {
    std::vector<std::vector<float>> rows(matrix.rows, std::vector<float>(matrix.cols, 0.0F));
    for (std::size_t i = 0; i < matrix.rows; ++i)
        for (std::size_t k = 0; k < matrix.rowSize(i); ++k)
            rows[i][matrix.rowColumns(i)[k]] = matrix.rowValues(i)[k];
    return rows;
}

bool hasNote(const data::Dataset& dataset, const std::string& part) {
    return std::ranges::any_of(dataset.notes, [&](const std::string& note) {
        return note.find(part) != std::string::npos;
    });
}

using Rows = std::vector<std::vector<float>>;
using Names = std::vector<std::string>;

}  // namespace

class FormatsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_folders = 0;

    std::filesystem::path newFolder() {
        const std::filesystem::path path =
            m_folder.filePath(QString::number(++m_folders)).toStdString();
        std::filesystem::create_directories(path);
        return path;
    }
    static void write(const std::filesystem::path& path, const std::string& content) {
        if (path.extension() == ".gz") {
            const gzFile file = gzopen(path.c_str(), "wb");
            gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
            gzclose(file);
        } else {
            std::ofstream(path, std::ios::binary) << content;
        }
    }
    std::filesystem::path table(const std::string& content, const std::string& name = "t.csv") {
        const auto path = newFolder() / name;
        write(path, content);
        return path;
    }
    static std::string sentence(const std::filesystem::path& path) {
        try {
            io::open(path, base::Job());
        } catch (const base::Error& error) {
            return std::string(error.what()).substr(path.string().size() + 2);
        }
        return "opened without an error";
    }
    static void compare(const std::string& actual, const std::string& wanted) {
        QVERIFY2(actual.starts_with(wanted), actual.c_str());
    }
    /// A 10x folder of 3 genes and 2 cells: [[1,0,2],[0,3,0]].
    std::filesystem::path tenxFolder(const std::string& matrix, const std::string& ending = "",
                                     const std::string& prefix = "") {
        const auto folder = newFolder();
        write(folder / (prefix + "matrix.mtx" + ending), matrix);
        write(folder / (prefix + "features.tsv" + ending),
              "id1\tA\tGene Expression\nid2\tB\tGene Expression\nid3\tC\tGene Expression\n");
        write(folder / (prefix + "barcodes.tsv" + ending), "c1\nc2\n");
        return folder;
    }
    static constexpr const char* smallMatrix =
        "%%MatrixMarket matrix coordinate integer general\n%\n3 2 3\n1 1 1\n3 1 2\n2 2 3\n";

  private Q_SLOTS:
    void sharedFilesOpenAsTheyShould_data() {
        QTest::addColumn<int>("cells");
        QTest::addColumn<int>("genes");
        QTest::addColumn<int>("nonZeros");
        QTest::addColumn<double>("total");
        QTest::addColumn<int>("obsColumns");
        QTest::addColumn<int>("varColumns");
        const auto row = [](const char* name, int cells, int genes, int nonZeros, double total,
                            int obsColumns, int varColumns) {
            QTest::newRow(name) << cells << genes << nonZeros << total << obsColumns << varColumns;
        };
        row("10x_probe_raw_probe_bc_matrix.h5", 4987, 1000, 858, 3372.0, 1, 7);
        row("10x_v2_filtered_gene_bc_matrices.h5", 12, 343, 12, 12.0, 0, 2);
        row("10x_v2_multiple_genomes.h5", 12, 686, 24, 25.0, 0, 2);  // 12 + 13 counts, side by side
        row("10x_v3_filtered_feature_bc_matrix.h5", 1107, 507, 23866, 41549.0, 0, 3);
        row("10x_v3_visium_filtered_feature_bc_matrix.h5", 100, 100, 656, 932.0, 0, 3);
        row("liger_ctrl_10x.h5", 300, 266, 26441, 323389.0, 0, 0);
        row("liger_stim_10x.h5", 300, 262, 27175, 333396.0, 0, 0);
        row("linnarsson_L1_DRG_20.loom", 20, 20, 258, 1039.0, 103, 7);
        row("loompy_test.loom", 200, 20, 0, 0.0, 0, 0);
        row("10x_v2_mtx", 12, 343, 12, 12.0, 0, 1);
        row("10x_v3_mtx", 1107, 507, 23866, 41549.0, 0, 2);
        row("10x_v3_mtx/matrix.mtx.gz", 1107, 507, 23866, 41549.0, 0, 2);
        row("10x_int_ids_mtx", 5, 6, 3, 8.0, 0, 2);
        row("cellxgene_nan.h5ad", 100, 100, 7444, -108.55404550361709, 4, 2);
    }
    void sharedFilesOpenAsTheyShould() {
        COUNTERPOINT_NEED_SHARED(folder, "data/format");
        QFETCH(double, total);
        const auto path = folder / QTest::currentDataTag();
        const auto read = io::open(path, base::Job());
        QTEST(static_cast<int>(read->cells()), "cells");
        QTEST(static_cast<int>(read->genes()), "genes");
        QTEST(static_cast<int>(read->counts.nonZeros()), "nonZeros");
        QVERIFY(std::abs(sum(read->counts.values) - total) < 1e-4);
        QTEST(static_cast<int>(read->obs.columns.size()), "obsColumns");
        QTEST(static_cast<int>(read->var.columns.size()), "varColumns");
        const auto overview = io::inspect(path, base::Job());
        QCOMPARE(overview.cells, read->cells());
        QCOMPARE(overview.genes, read->genes());
        QCOMPARE(overview.dataset.obs.index, read->obs.index);
        QCOMPARE(overview.dataset.valueKind, read->valueKind);
        QVERIFY(overview.dataset.counts.values.empty());
    }

    void theSameRunInTwoFormatsIsTheSame() {
        COUNTERPOINT_NEED_SHARED(folder, "data/format");
        const auto h5 = io::open(folder / "10x_v3_filtered_feature_bc_matrix.h5", base::Job());
        const auto mtx = io::open(folder / "10x_v3_mtx", base::Job());
        QCOMPARE(h5->counts, mtx->counts);
        QCOMPARE(h5->obs.index, mtx->obs.index);
        QCOMPARE(h5->var.index, mtx->var.index);
    }

    void otherFeaturesThanGenesAreLeftOut() {
        const auto folder = newFolder();
        const auto path = folder / "cite.h5";
        const base::Job job;
        {
            const io::h5::Session session(job);
            const auto matrix = Output::createFile(path, job).group("matrix");
            matrix.textArray("barcodes", {"AAACCCAA-1", "AAACCCAC-1"});
            const std::vector<std::int32_t> numbers{1, 7, 2, 3};
            const std::vector<std::int32_t> indices{0, 1, 2, 1};
            const std::vector<std::int32_t> indptr{0, 2, 4};
            const std::vector<std::int32_t> shape{3, 2};
            matrix.array("data", {4}, numbers.data(), Stored::Int32);
            matrix.array("indices", {4}, indices.data(), Stored::Int32);
            matrix.array("indptr", {3}, indptr.data(), Stored::Int32);
            matrix.array("shape", {2}, shape.data(), Stored::Int32);
            const auto features = matrix.group("features");
            features.textArray("id", {"ENSG1", "CD3_TotalSeqB", "ENSG2"});
            features.textArray("name", {"A", "CD3", "A"});
            features.textArray("feature_type",
                               {"Gene Expression", "Antibody Capture", "Gene Expression"});
        }
        const auto read = io::open(path, job);
        QCOMPARE(read->var.index, (Names{"A", "A-1"}));
        QCOMPARE(dense(read->counts), (Rows{{1, 0}, {0, 2}}));
        QVERIFY(hasNote(*read,
                        "Only the 2 genes are used; other features were left out (1 Antibody "
                        "Capture)."));
        QVERIFY(hasNote(*read, "1 repeated gene name was made unique"));
    }

    void aLoomFileGivesNamesLayersAndEmbeddings() {
        const auto path = newFolder() / "small.loom";
        const base::Job job;
        {
            const io::h5::Session session(job);
            const auto root = Output::createFile(path, job);
            const std::vector<float> matrix{0.5F, 0, 1.5F, 0, 2.5F, 0};  // 3 genes × 2 cells
            const std::vector<float> counts{1, 0, 2, 0, 3, 4};
            root.array("matrix", {3, 2}, matrix.data(), Stored::Float);
            root.group("layers").array("counts", {3, 2}, counts.data(), Stored::Float);
            const auto rows = root.group("row_attrs");
            rows.textArray("Gene", {"A", "B &lt;x&gt;", "&#956;C"});
            const auto columns = root.group("col_attrs");
            columns.textArray("CellID", {"c1", "c2"});
            columns.textArray("batch", {"x", "y"});
            const std::vector<float> umap{1, 2, 3, 4};
            columns.array("umap", {2, 2}, umap.data(), Stored::Float);
        }
        const auto read = io::open(path, job);
        QCOMPARE(read->var.index, (Names{"A", "B <x>", "μC"}));
        QCOMPARE(read->valueSource, std::string("layers/counts"));
        QCOMPARE(dense(read->counts), (Rows{{1, 2, 3}, {0, 0, 4}}));
        QCOMPARE(read->obsm.at("X_umap").values, (std::vector<float>{1, 2, 3, 4}));
        QCOMPARE(read->obs.columns.size(), std::size_t{1});
    }

    /// Written after SeuratDisk's specification of the format; no file of Seurat's own was at hand.
    void anH5SeuratFileIsTurnedRound() {
        const auto path = newFolder() / "small.h5seurat";
        const base::Job job;
        {
            const io::h5::Session session(job);
            const auto root = Output::createFile(path, job);
            root.text("active.assay", "RNA");
            root.textArray("cell.names", {"c1", "c2"});
            const auto rna = root.group("assays").group("RNA");
            rna.textArray("features", {"A", "B", "C"});
            const auto counts = rna.group("counts");
            counts.integers("dims", {3, 2});
            const std::vector<float> values{1, 2, 3};
            const std::vector<std::int32_t> indices{0, 2, 1};
            const std::vector<std::int32_t> indptr{0, 2, 3};
            counts.array("data", {3}, values.data(), Stored::Double);
            counts.array("indices", {3}, indices.data(), Stored::Int32);
            counts.array("indptr", {3}, indptr.data(), Stored::Int32);
            const auto meta = root.group("meta.data");
            meta.texts("colnames", {"sample", "n"});
            const auto sample = meta.group("sample");
            const std::vector<std::int32_t> codes{2, 1};
            sample.textArray("levels", {"s1", "s2"});
            sample.array("values", {2}, codes.data(), Stored::Int32);
            const std::vector<std::int32_t> numbers{5, std::numeric_limits<std::int32_t>::min()};
            meta.array("n", {2}, numbers.data(), Stored::Int32);
            const std::vector<float> pca{1, 2, 3, 4, 5, 6};  // 3 dimensions × 2 cells
            root.group("reductions")
                .group("pca")
                .array("cell.embeddings", {3, 2}, pca.data(), Stored::Double);
        }
        const auto read = io::open(path, job);
        QCOMPARE(dense(read->counts), (Rows{{1, 0, 2}, {0, 3, 0}}));
        QCOMPARE(read->valueKind, data::ValueKind::Counts);
        const auto& sample = std::get<data::Categories>(read->obs.find("sample")->values);
        QCOMPARE(sample.codes, (std::vector<std::int32_t>{1, 0}));
        QVERIFY(std::isnan(std::get<std::vector<double>>(read->obs.find("n")->values)[1]));
        QCOMPARE(read->obsm.at("X_pca").values, (std::vector<float>{1, 3, 5, 2, 4, 6}));
    }

    void matrixFoldersOpenHoweverTheyAreNamed() {
        const Rows wanted{{1, 0, 2}, {0, 3, 0}};
        for (const char* ending : {"", ".gz"}) {
            const auto folder = tenxFolder(smallMatrix, ending, "GSM123_sample_");
            const auto read = io::open(folder, base::Job());
            QCOMPARE(dense(read->counts), wanted);
            QCOMPARE(read->var.index, (Names{"A", "B", "C"}));
            QCOMPARE(read->name, folder.filename().string());
        }
        // any order, duplicates, Windows line ends, blank lines, cells in rows
        const auto shuffled = tenxFolder(
            "%%MatrixMarket matrix coordinate real general\r\n3 2 4\r\n2 2 2\r\n\r\n1 1 1.0\r\n2 2 "
            "1e0\r\n3 1 2\r\n");
        QCOMPARE(dense(io::open(shuffled, base::Job())->counts), wanted);
        const auto turned = tenxFolder(
            "%%MatrixMarket matrix coordinate integer general\n2 3 3\n1 1 1\n1 3 2\n2 2 3\n");
        const auto read = io::open(turned, base::Job());
        QCOMPARE(dense(read->counts), wanted);
        QVERIFY(hasNote(*read, "cells × genes"));
    }

    void whatIsWrongWithAMatrixFolderIsSaid() {
        const std::string banner = "%%MatrixMarket matrix coordinate integer general\n";
        compare(sentence(tenxFolder(banner + "3 2 3\n1 1 1\n3 1 2\n")),
                "matrix.mtx states 3 entries but holds 2, so it is cut short");
        compare(sentence(tenxFolder(banner + "3 2 1\n1 1 1\n3 1 2\n")),
                "matrix.mtx holds more than the 1 entries it states");
        compare(sentence(tenxFolder(banner + "3 2 1\n4 1 1\n")),
                "matrix.mtx line 3 points to row 4 and column 1 of a 3 × 2 matrix");
        compare(sentence(tenxFolder(banner + "3 2 1\n1 x 1\n")),
                "matrix.mtx line 3 is not a row, a column and a value");
        compare(sentence(tenxFolder(banner + "5 9 1\n1 1 1\n")),
                "matrix.mtx is 5 × 9 but there are 3 gene names and 2 barcodes beside it");
        compare(sentence(tenxFolder("%%MatrixMarket matrix array real general\n3 2\n")),
                "matrix.mtx is a Matrix Market file of another form");
        const auto folder = tenxFolder(smallMatrix);
        std::filesystem::remove(folder / "features.tsv");
        compare(sentence(folder), "has no list of genes beside matrix.mtx");
        compare(sentence(newFolder()), "is a folder without a matrix.mtx");
    }

    void tablesOpenInEitherOrientation_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("name");
        const auto row = [](const char* what, const char* content, const char* name = "t.csv") {
            QTest::newRow(what) << QByteArray(content) << QByteArray(name);
        };
        row("barcodes below", "gene,ACTB,XYZ,MT-CO1\nAAACCCAAGT-1,1,0,2\nAAACCCTTGT-1,0,3,0\n");
        row("genes below", ",AAACCCAAGT-1,AAACCCTTGT-1\nACTB,1,0\nXYZ,0,3\nMT-CO1,2,0\n");
        row("as R writes",
            "\"AAACCCAAGT-1\" \"AAACCCTTGT-1\"\n\"ACTB\" 1 0\n\"XYZ\" 0 3\n"
            "\"MT-CO1\" 2 0\n",
            "t.txt");
        row("tabs and Windows",
            "x\tAAACCCAAGT-1\tAAACCCTTGT-1\r\nACTB\t1\t0\r\nXYZ\t0\t3\r\n"
            "MT-CO1\t2\t0\r\n",
            "t.tsv");
        row("compressed", ";AAACCCAAGT-1;AAACCCTTGT-1\nACTB;1;0\nXYZ;0.0;3.0\nMT-CO1;2e0;0\n",
            "t.csv.gz");
        row("missing and trailing",
            "\xEF\xBB\xBFgene,AAACCCAAGT-1,AAACCCTTGT-1,\nACTB,1,NA,\n"
            "XYZ,,3,\nMT-CO1,2,0,");
    }
    void tablesOpenInEitherOrientation() {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, name);
        const auto read = io::open(table(content.toStdString(), name.toStdString()), base::Job());
        QCOMPARE(dense(read->counts), (Rows{{1, 0, 2}, {0, 3, 0}}));
        QCOMPARE(read->obs.index, (Names{"AAACCCAAGT-1", "AAACCCTTGT-1"}));
        QCOMPARE(read->var.index, (Names{"ACTB", "XYZ", "MT-CO1"}));
        QCOMPARE(read->name, std::string("t"));
        QVERIFY(hasNote(*read, "The table was read as"));
    }

    void aTableOfCellsBesideDecides() {
        const auto path = table("id,a,b,c\nx,1,0,2\ny,0,3,0\n", "mouse_counts.csv");
        write(path.parent_path() / "mouse_metadata.tsv",
              "cell\tbatch\tage\ny\tB2\t3\nx\tB1\t2.5\n");
        const auto read = io::open(path, base::Job());
        QCOMPARE(read->obs.index, (Names{"x", "y"}));
        QCOMPARE(dense(read->counts), (Rows{{1, 0, 2}, {0, 3, 0}}));
        QCOMPARE(std::get<std::vector<std::string>>(read->obs.find("batch")->values),
                 (Names{"B1", "B2"}));
        QCOMPARE(std::get<std::vector<double>>(read->obs.find("age")->values),
                 (std::vector<double>{2.5, 3}));
        QVERIFY(hasNote(*read, "as the names in mouse_metadata.tsv say"));
        compare(sentence(path.parent_path() / "mouse_metadata.tsv"),
                "holds text where expression values belong ('B2' in line 2, column 2)");
    }

    void columnsOfTextDescribe() {
        const auto read = io::open(
            table("cell,cell_type,g1,g2,g3\nc1,B cell,1,0,2\nc2,T cell,0,3,0\nc3,B cell,0,0,1\n"),
            base::Job());
        QCOMPARE(read->cells(), std::size_t{3});
        QCOMPARE(read->genes(), std::size_t{3});
        QVERIFY(read->obs.find("cell_type") != nullptr);
    }

    void whatIsWrongWithATableIsSaid() {
        compare(sentence(table("gene,c1,c2\nA,1,2\nB,1\n")),
                "has 2 columns in line 3 but 3 before");
        compare(sentence(table("gene,c1,c2\nA,1,2\nB,1,x\n")),
                "holds 'x' where a number belongs (line 3, column 'c2')");
        compare(sentence(table("gene,c1,c2\nA,1,inf\n")), "holds an infinite value (line 2");
        compare(sentence(table("cell,type,batch\nA,B cell,x\n")),
                "holds text where expression values belong ('B cell' in line 2, column 2)");
        compare(sentence(table("just some words\n", "t.txt")), "has a first line but no values");
        compare(sentence(table("word\n", "t.txt")), "has one column only");
        compare(sentence(table("a,b,c\n0.5,1,2\n1.5,1,2\n")), "has no names in its first column");
    }

    void aStoppedReaderStops() {
        std::stop_source stop;
        stop.request_stop();
        const base::Job job(stop.get_token(), 1, 0);
        QVERIFY_EXCEPTION_THROWN(io::open(table("g,a\nx,1\n"), job), base::Cancelled);
        QVERIFY_EXCEPTION_THROWN(io::open(tenxFolder(smallMatrix), job), base::Cancelled);
    }
};

QTEST_APPLESS_MAIN(FormatsTest)
#include "formats_test.moc"
