// Several files opened as one dataset.
#include "core/io/open_all.h"

#include "core/base/error.h"
#include "core/io/h5ad_writer.h"
#include "core/simulate/simulate.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>
#include <numeric>

using namespace counterpoint;

class OpenAllTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path file(const std::string& name, const std::string& content) {
        const auto path = std::filesystem::path(m_folder.path().toStdString()) / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << content;
        return path;
    }
    static std::vector<std::string> levelsOf(const data::Dataset& dataset, const char* column) {
        return std::get<data::Categories>(dataset.obs.find(column)->values).levels;
    }
    static bool hasNote(const data::Dataset& dataset, const std::string& part) {
        return std::ranges::any_of(dataset.notes, [&](const std::string& note) {
            return note.find(part) != std::string::npos;
        });
    }

  private Q_SLOTS:
    void filesBecomeBatches() {
        const auto a = file("day1.csv", "cell,ACTB,B,MT-1\nx,1,2,3\ny,0,4,0\n");
        const auto b = file("day2.csv", "cell,C,MT-1,ACTB\nx,5,6,7\nz,0,0,8\n");
        const auto joined = io::openAll({a, b}, {}, base::Job());
        QCOMPARE(joined->var.index, (std::vector<std::string>{"ACTB", "MT-1"}));
        QCOMPARE(joined->obs.index,
                 (std::vector<std::string>{"x-day1", "y-day1", "x-day2", "z-day2"}));
        QCOMPARE(joined->counts.values, (std::vector<float>{1, 3, 7, 6, 8}));
        QCOMPARE(joined->counts.columns, (std::vector<std::uint32_t>{0, 1, 0, 1, 0}));
        QCOMPARE(levelsOf(*joined, "batch"), (std::vector<std::string>{"day1", "day2"}));
        QCOMPARE(data::proposeRoles(joined->obs).batch, std::string("batch"));
        QVERIFY(
            hasNote(*joined, "Only genes that every file has are used: 2 (the files have 3, 3)."));
        QVERIFY(hasNote(*joined, "Cell names occur in several files"));

        const auto all = io::openAll({a, b}, {io::JoinedGenes::All}, base::Job());
        QCOMPARE(all->var.index, (std::vector<std::string>{"ACTB", "B", "MT-1", "C"}));
        QCOMPARE(all->counts.nonZeros(), std::size_t{8});
    }

    void columnsOfAnyFileAreKept() {
        const auto a =
            file("a/t.csv", "cell,batch,kind,ACTB,B,D,E\nx,1st,u,1,2,3,4\ny,1st,v,0,4,0,1\n");
        const auto b = file("b/t.csv", "cell,kind,ACTB,B,D,E\nz,w,1,2,3,4\n");
        const auto joined = io::openAll({a, b}, {}, base::Job());
        QCOMPARE(levelsOf(*joined, "file"), (std::vector<std::string>{"a/t", "b/t"}));
        QCOMPARE(data::proposeRoles(joined->obs).batch, std::string("file"));
        const auto kinds = data::asCategories(*joined->obs.find("kind"));
        QCOMPARE(kinds.levels, (std::vector<std::string>{"u", "v", "w"}));
        QVERIFY(data::asCategories(*joined->obs.find("batch")).hasMissing());
    }

    void folderNamesReplaceNamesThatSayNothing() {
        const std::string matrix =
            "%%MatrixMarket matrix coordinate integer general\n2 1 1\n1 1 1\n";
        std::vector<std::filesystem::path> paths;
        for (const std::string sample : {"s1", "s2"}) {
            const auto at = sample + "/outs/filtered_feature_bc_matrix/";
            file(at + "features.tsv", "i\tA\ni2\tB\n");
            file(at + "barcodes.tsv", "AAAC-1\n");
            paths.push_back(file(at + "matrix.mtx", matrix).parent_path());
        }
        const auto joined = io::openAll(paths, {}, base::Job());
        QCOMPARE(levelsOf(*joined, "batch"), (std::vector<std::string>{"s1", "s2"}));
        QCOMPARE(joined->obs.index, (std::vector<std::string>{"AAAC-1-s1", "AAAC-1-s2"}));
        QCOMPARE(joined->name, std::string("s1 + s2"));
    }

    void whatDoesNotFitIntoMemoryIsJoinedInItsFiles() {
        std::vector<std::filesystem::path> paths;
        for (const std::uint64_t seed : {1U, 2U}) {
            simulate::SimulateOptions options;
            options.cells = 300 + 100 * static_cast<int>(seed);
            options.genes = 250 + 50 * static_cast<int>(seed);
            auto made = simulate::simulate(options, base::Job({}, 1, seed));
            std::ranges::reverse(made.var.index);
            io::H5adContents contents;
            contents.x = &made.counts;
            contents.obs = &made.obs;
            contents.var = &made.var;
            paths.push_back(file("atlas" + std::to_string(seed) + ".h5ad", ""));
            io::writeH5ad(paths.back(), contents, base::Job());
        }
        for (const auto genes : {io::JoinedGenes::Shared, io::JoinedGenes::All}) {
            const auto held = io::openAll(paths, {genes}, base::Job());
            const auto joined = io::openAll(paths, {genes, 0}, base::Job());
            QVERIFY(held->stream == nullptr);
            QVERIFY(joined->stream != nullptr);
            QCOMPARE(joined->obs, held->obs);
            QCOMPARE(joined->var, held->var);
            QCOMPARE(joined->notes, held->notes);
            QVERIFY(joined->counts.values.empty());
            std::vector<std::uint32_t> cells(held->cells());
            std::vector<std::uint32_t> all(held->genes());
            std::iota(cells.begin(), cells.end(), 0U);
            std::iota(all.begin(), all.end(), 0U);
            QVERIFY(data::take(*joined->stream, cells, all, base::Job({}, 3, 0)) == held->counts);
            QVERIFY(
                joined->stream->fingerprint() !=
                io::openAll({paths[1], paths[0]}, {genes, 0}, base::Job())->stream->fingerprint());
        }

        // A table cannot stay in its file, and so has to fit.
        const auto table = file("t.csv", "cell,gene_1,gene_2\nx,1,2\n");
        try {
            io::openAll({paths[0], table}, {io::JoinedGenes::Shared, 0}, base::Job());
            QFAIL("opened without memory");
        } catch (const base::Error& error) {
            QVERIFY(error.kind() == base::ErrorKind::OutOfMemory);
            QVERIFY(std::string(error.what()).find("2 files together need about") !=
                    std::string::npos);
        }
    }

    void filesThatDoNotFitAreRefused() {
        const auto counts = file("c.csv", "cell,ACTB,B\nx,1,2\n");
        const auto logs = file("l.csv", "cell,ACTB,B\nx,1.5,2\n");
        const auto others = file("o.csv", "cell,ENSG00000000003,ENSG00000000005\nx,1,2\n");
        QVERIFY_EXCEPTION_THROWN(io::openAll({counts, logs}, {}, base::Job()), base::Error);
        QVERIFY_EXCEPTION_THROWN(io::openAll({counts, others}, {}, base::Job()), base::Error);
        QCOMPARE(io::openAll({counts}, {}, base::Job())->name, std::string("c"));
    }
};

QTEST_APPLESS_MAIN(OpenAllTest)
#include "open_all_test.moc"
