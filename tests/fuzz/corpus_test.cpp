// The functions the fuzzers run, over small valid files, over copies of them damaged at random
// places, and over stored inputs that once broke a reader. Passing means: no crash, no exception
// but base::Error, no disagreeing values.
#include "core/base/random.h"
#include "tests/fuzz/readers.h"
#include "tests/fuzz/seeds.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <fstream>
#include <iterator>

using namespace counterpoint;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes bytesOf(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::filesystem::path> filesIn(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error))
        files.push_back(at->path());
    std::ranges::sort(files);
    return files;
}

bool isText(const std::filesystem::path& path) {
    const auto extension = path.extension();
    return extension == ".csv" || extension == ".tsv" || extension == ".txt" || extension == ".mtx";
}

/// A few bytes changed, a piece cut out, or the end cut off.
Bytes damaged(Bytes bytes, base::Random& random) {
    const auto place = [&] { return random.below(bytes.size()); };
    const std::uint64_t kind = random.below(4);
    if (kind == 0) bytes.resize(place());
    if (kind == 1) {
        const auto from = static_cast<std::ptrdiff_t>(place());
        bytes.erase(bytes.begin() + from,
                    bytes.begin() + std::min<std::ptrdiff_t>(
                                        from + 1 + static_cast<std::ptrdiff_t>(random.below(16)),
                                        std::ssize(bytes)));
    }
    if (kind >= 2)
        for (std::uint64_t i = 0; i <= random.below(8); ++i)
            bytes[place()] = static_cast<std::uint8_t>(random.below(256));
    return bytes;
}

}  // namespace

class CorpusTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void readersSurvive_data() {
        QTest::addColumn<int>("copies");
        QTest::newRow("table") << 1500;
        QTest::newRow("matrix_market") << 1500;
        for (const char* reader : {"h5ad", "tenx", "loom", "h5seurat"})
            QTest::newRow(reader) << 300;
    }
    void readersSurvive() {
        QFETCH(int, copies);
        const char* name = QTest::currentDataTag();
        const auto read = fuzz::readerOf(name);
        QVERIFY(read != nullptr);
        for (const auto& file : filesIn(std::filesystem::path(COUNTERPOINT_CORPUS) / name)) {
            const Bytes bytes = bytesOf(file);
            read(bytes.data(), bytes.size());
        }
        base::Random random(7);
        const QTemporaryDir folder;
        fuzz::writeSeeds(name, folder.path().toStdString());
        for (const auto& seed : filesIn(folder.path().toStdString())) {
            if (isText(seed)) {
                const Bytes bytes = bytesOf(seed);
                read(bytes.data(), bytes.size());
                for (int i = 0; i < copies; ++i) {
                    const Bytes copy = damaged(bytes, random);
                    read(copy.data(), copy.size());
                }
            } else {
                for (int i = 0; i < copies; ++i) {
                    Bytes script(1 + random.below(64));
                    for (auto& byte : script) byte = static_cast<std::uint8_t>(random.below(256));
                    read(script.data(), script.size());
                }
            }
        }
    }
};

QTEST_APPLESS_MAIN(CorpusTest)
#include "corpus_test.moc"
