#include "core/io/h5ad_writer.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/data/dataset.h"
#include "core/io/open.h"
#include "tests/support/shared_data.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>
#include <fstream>
#include <sys/resource.h>

using namespace counterpoint;

/// HDF5 itself loses memory when it cannot write, which aFullDiskLeavesTheOldFile provokes.
extern "C" __attribute__((visibility("default"))) const char* __lsan_default_suppressions() {
    return "leak:libhdf5";
}

namespace {

namespace fs = std::filesystem;

/// Random counts with about `density` of the entries set; big enough ones span several chunks.
data::CsrMatrix randomCounts(std::size_t rows, std::size_t cols, double density) {
    data::CsrMatrix matrix;
    matrix.rows = rows;
    matrix.cols = cols;
    for (std::size_t row = 0; row < rows; ++row) {
        base::Random random(1, row);
        for (std::size_t col = 0; col < cols; ++col) {
            if (random.uniform() >= density) continue;
            matrix.columns.push_back(static_cast<std::uint32_t>(col));
            matrix.values.push_back(static_cast<float>(1 + random.below(9)));
        }
        matrix.rowPointers.push_back(static_cast<std::int64_t>(matrix.values.size()));
    }
    return matrix;
}

std::vector<std::string> names(const char* stem, std::size_t count) {
    std::vector<std::string> result;
    for (std::size_t i = 0; i < count; ++i) result.push_back(stem + std::to_string(i));
    return result;
}

/// A small data set with a column of every kind.
struct Sample {
    data::CsrMatrix x = randomCounts(4, 3, 0.5);
    data::CsrMatrix layer = randomCounts(4, 3, 0.9);
    data::CsrMatrix graph = randomCounts(4, 4, 0.5);
    data::Table obs{names("cell-", 4), {}};
    data::Table var{names("gène-", 3), {}};
    data::Embedding pca{4, 2};

    Sample() {
        obs.set({"batch", data::Categories{{0, 1, -1, 1}, {"läb A", "lab B"}, false}});
        obs.set({"stage", data::Categories{{2, 1, 0, 0}, {"early", "mid", "late"}, true}});
        obs.set({"depth", std::vector<double>{1.5, -2, 0, 1e300}});
        obs.set({"flag", std::vector<bool>{true, false, false, true}});
        obs.set({"text", std::vector<std::string>{"a", "", "ü", "a"}});
        obs.set({"_index", std::vector<double>{1, 2, 3, 4}});  // also the usual name of the index
        for (std::size_t i = 0; i < pca.values.size(); ++i)
            pca.values[i] = static_cast<float>(i) / 3.0F;
    }
    io::H5adContents contents() const {
        io::H5adContents contents;
        contents.x = &x;
        contents.obs = &obs;
        contents.var = &var;
        contents.layers["smooth"] = &layer;
        contents.obsm["X_pca"] = &pca;
        contents.obsp["connectivities"] = &graph;
        contents.obsp["distances"] = &graph;
        contents.colors["batch"] = {"#ff0000", "#00ff00"};
        contents.provenance["version"] = "0.1.0";
        contents.neighborsK = 15;
        contents.neighborsUseRep = "X_pca";
        contents.pcaVariance = {2, 1};
        contents.pcaVarianceRatio = {0.5, 0.25};
        return contents;
    }
};

std::string bytesOf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Lets no file grow past `bytes` while it lives: writing fails as on a full disk.
class FullDisk {
  public:
    explicit FullDisk(rlim_t bytes) {
        getrlimit(RLIMIT_FSIZE, &m_old);
        rlimit limit = m_old;
        limit.rlim_cur = bytes;
        m_handler = std::signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() {
        setrlimit(RLIMIT_FSIZE, &m_old);
        std::signal(SIGXFSZ, m_handler);
    }

  private:
    rlimit m_old{};
    void (*m_handler)(int) = nullptr;
};

}  // namespace

class H5adWriterTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }
    std::size_t filesInFolder() const {
        const fs::directory_iterator folder(m_folder.path().toStdString());
        return static_cast<std::size_t>(std::distance(begin(folder), end(folder)));
    }
    static std::string sentence(const fs::path& file, const io::H5adContents& contents) {
        try {
            io::writeH5ad(file, contents, base::Job());
        } catch (const base::Error& error) {
            const std::string text = error.what();
            const std::string prefix = file.string() + ": ";
            return text.starts_with(prefix) ? text.substr(prefix.size()) : "badly formed: " + text;
        }
        return "written";
    }

  private Q_SLOTS:
    void cleanup() { QCOMPARE(filesInFolder(), std::size_t{0}); }

    void whatIsWrittenIsReadBack() {
        const Sample sample;
        io::writeH5ad(path("a.h5ad"), sample.contents(), base::Job());
        const auto read = io::open(path("a.h5ad"), base::Job());
        QCOMPARE(read->counts, sample.x);
        QCOMPARE(read->obs, sample.obs);
        QCOMPARE(read->var, sample.var);
        QCOMPARE(read->obsm.at("X_pca"), sample.pca);
        QCOMPARE(read->colors.at("batch"), (std::vector<std::string>{"#ff0000", "#00ff00"}));
        QCOMPARE(read->layers, std::vector<std::string>{"smooth"});
        QCOMPARE(read->notes, std::vector<std::string>{});
        QCOMPARE(filesInFolder(), std::size_t{1});
        fs::remove(path("a.h5ad"));
    }

    void largeMatricesAreCompressedAndReadBack() {
        const auto x = randomCounts(3000, 900, 0.9);  // 2.4 million values: several blocks
        const data::Table obs{names("c", 3000), {}};
        const data::Table var{names("g", 900), {}};
        data::Embedding wide(3000, 70);
        for (std::size_t i = 0; i < wide.values.size(); ++i)
            wide.values[i] = std::sin(static_cast<float>(i));
        io::H5adContents contents;
        contents.x = &x;
        contents.obs = &obs;
        contents.var = &var;
        contents.obsm["X_wide"] = &wide;
        io::writeH5ad(path("b.h5ad"), contents, base::Job());
        const auto read = io::open(path("b.h5ad"), base::Job());
        QCOMPARE(read->counts, x);
        QCOMPARE(read->obsm.at("X_wide"), wide);
        QVERIFY(fs::file_size(path("b.h5ad")) < x.nonZeros() * 4);  // 8 bytes a value before
        fs::remove(path("b.h5ad"));
    }

    void cellsWithoutGenesAreWritten() {
        const data::Table obs{names("c", 3), {}};
        const data::Table var;
        io::H5adContents contents;
        contents.obs = &obs;
        contents.var = &var;
        io::writeH5ad(path("c.h5ad"), contents, base::Job());
        const auto read = io::open(path("c.h5ad"), base::Job());
        QCOMPARE(read->obs, obs);
        QCOMPARE(read->genes(), std::size_t{0});
        fs::remove(path("c.h5ad"));
    }

    void equalDataGivesEqualFiles() {
        const Sample sample;
        io::writeH5ad(path("one.h5ad"), sample.contents(), base::Job());
        io::writeH5ad(path("two.h5ad"), sample.contents(), base::Job());
        QVERIFY(bytesOf(path("one.h5ad")) == bytesOf(path("two.h5ad")));
        fs::remove(path("one.h5ad"));
        fs::remove(path("two.h5ad"));
    }

    void slashesInNamesAreReplaced() {
        Sample sample;
        sample.obs.set({"a/b", std::vector<double>{1, 2, 3, 4}});
        auto contents = sample.contents();
        contents.obsm["x/y"] = &sample.pca;
        io::writeH5ad(path("d.h5ad"), contents, base::Job());
        const auto read = io::open(path("d.h5ad"), base::Job());
        QVERIFY(read->obs.find("a_b") != nullptr);
        QVERIFY(read->obsm.contains("x_y"));
        fs::remove(path("d.h5ad"));
    }

    void anOldFileIsReplacedInOneStep() {
        const Sample sample;
        std::ofstream(path("e.h5ad")) << "old";
        fs::permissions(path("e.h5ad"), fs::perms::owner_read | fs::perms::owner_write);
        fs::create_symlink(path("e.h5ad"), path("link.h5ad"));
        io::writeH5ad(path("link.h5ad"), sample.contents(), base::Job());
        QVERIFY(fs::is_symlink(path("link.h5ad")));
        QCOMPARE(io::open(path("e.h5ad"), base::Job())->counts, sample.x);
        QCOMPARE(fs::status(path("e.h5ad")).permissions(),
                 fs::perms::owner_read | fs::perms::owner_write);
        fs::remove(path("link.h5ad"));
        fs::remove(path("e.h5ad"));
    }

    void aFullDiskLeavesTheOldFile() {
        const auto x = randomCounts(2000, 500, 0.5);
        const data::Table obs{names("c", 2000), {}};
        const data::Table var{names("g", 500), {}};
        io::H5adContents contents;
        contents.x = &x;
        contents.obs = &obs;
        contents.var = &var;
        std::ofstream(path("f.h5ad")) << "old";
        for (const rlim_t bytes : {0, 5000, 50000, 200000, 400000}) {
            const FullDisk full(bytes);
            const auto text = sentence(path("f.h5ad"), contents);
            QVERIFY2(text.starts_with("could not be written"), text.c_str());
        }
        QCOMPARE(bytesOf(path("f.h5ad")), std::string("old"));
        QCOMPARE(filesInFolder(), std::size_t{1});
        QCOMPARE(sentence(path("f.h5ad"), contents), std::string("written"));  // and it recovers
        fs::remove(path("f.h5ad"));
    }

    void aStopRequestLeavesTheOldFile() {
        const Sample sample;
        std::ofstream(path("g.h5ad")) << "old";
        std::stop_source source;
        const base::Job job(source.get_token(), 1, 0, [&](double) { source.request_stop(); });
        QVERIFY_THROWS_EXCEPTION(base::Cancelled,
                                 io::writeH5ad(path("g.h5ad"), sample.contents(), job));
        QCOMPARE(bytesOf(path("g.h5ad")), std::string("old"));
        QCOMPARE(filesInFolder(), std::size_t{1});
        fs::remove(path("g.h5ad"));
    }

    void placesThatCannotBeWrittenAreNamed() {
        const Sample sample;
        const auto starts = [&](const fs::path& file, const char* wanted) {
            const auto text = sentence(file, sample.contents());
            QVERIFY2(text.starts_with(wanted), text.c_str());
        };
        starts(path("missing") / "a.h5ad", "cannot be written because its folder does not exist");
        starts(m_folder.path().toStdString(), "is a folder");
        starts("/proc/a.h5ad", "could not be written (");
    }

    void partsThatDoNotFitAreRefused() {
        Sample sample;
        sample.pca = data::Embedding(3, 2);
        QVERIFY(sentence(path("h.h5ad"), sample.contents())
                    .starts_with("was not written because obsm/X_pca does not fit"));
        sample = {};
        sample.graph = randomCounts(4, 3, 0.5);
        QVERIFY(sentence(path("h.h5ad"), sample.contents())
                    .starts_with("was not written because obsp/connectivities does not fit"));
        sample = {};
        sample.var.index.pop_back();
        QVERIFY(sentence(path("h.h5ad"), sample.contents())
                    .starts_with("was not written because X does not fit"));
    }

    void realDataSurvivesARoundTrip() {
        COUNTERPOINT_NEED_SHARED(source, "data/kang_donor_condition.h5ad");
        const auto original = io::open(source, base::Job());
        io::H5adContents contents;
        contents.x = &original->counts;
        contents.obs = &original->obs;
        contents.var = &original->var;
        for (const auto& [key, embedding] : original->obsm) contents.obsm[key] = &embedding;
        contents.colors = original->colors;
        io::writeH5ad(path("i.h5ad"), contents, base::Job());
        QCOMPARE(data::fingerprint(*io::open(path("i.h5ad"), base::Job())),
                 data::fingerprint(*original));
        fs::remove(path("i.h5ad"));
    }
};

QTEST_APPLESS_MAIN(H5adWriterTest)
#include "h5ad_writer_test.moc"
