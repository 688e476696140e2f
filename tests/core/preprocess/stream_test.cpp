// Counts that stay in their file give the numbers that counts in memory give, bit for bit.
#include "core/io/h5ad_writer.h"
#include "core/io/open.h"
#include "core/preprocess/normalise.h"
#include "core/preprocess/pca.h"
#include "core/preprocess/variable_genes.h"
#include "core/simulate/simulate.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <numeric>

using namespace counterpoint;

namespace {

simulate::SimulateOptions small() {
    simulate::SimulateOptions options;
    options.cells = 1500;
    options.genes = 700;
    options.depth = 1500.0;
    return options;
}

std::vector<std::uint32_t> all(std::size_t count) {
    std::vector<std::uint32_t> indices(count);
    std::iota(indices.begin(), indices.end(), 0U);
    return indices;
}

struct Prepared {
    preprocess::Quality quality;
    preprocess::VariableGenes genes;
    data::CsrMatrix values;
    preprocess::Pca pca;
};

/// Thresholds that leave out about a fifth of the cells and of the genes.
preprocess::QualityOptions thresholds(const data::CsrMatrix& counts) {
    const auto fifth = [](std::vector<int> sizes) {
        std::ranges::sort(sizes);
        return sizes[sizes.size() / 5];
    };
    std::vector<int> genes;
    for (std::size_t cell = 0; cell < counts.rows; ++cell)
        genes.push_back(static_cast<int>(counts.rowSize(cell)));
    std::vector<int> cells(counts.cols);
    for (const std::uint32_t gene : counts.columns) ++cells[gene];
    return {fifth(genes), fifth(cells), 100.0};
}

Prepared prepared(const data::Dataset& dataset, const preprocess::QualityOptions& quality,
                  bool perBatch, const base::Job& job) {
    const preprocess::VariableGeneOptions options{200, "seurat_v3", perBatch};
    const data::Categories batch = data::asCategories(*dataset.obs.find("batch"));
    Prepared result;
    if (dataset.stream) {
        const auto survey =
            preprocess::surveyOf(*dataset.stream, dataset.var, &batch, quality, job);
        result.quality = survey.quality;
        result.genes = preprocess::selectVariableGenes(survey, options, job);
        result.values =
            preprocess::logNormalised(*dataset.stream, result.quality, result.genes.selected, job);
    } else {
        result.quality = preprocess::qualityFilter(dataset.counts, dataset.var, quality, job);
        const auto& cells = result.quality.keptCells;
        const auto& genes = result.quality.keptGenes;
        const auto counts = data::take(dataset.counts, cells, genes);
        const auto logs = data::take(preprocess::logNormalise(dataset.counts, job), cells, genes);
        const auto ofKept = data::takeRows(batch, cells);
        result.genes = preprocess::selectVariableGenes(counts, logs, &ofKept, options, job);
        result.values = data::take(logs, all(cells.size()), result.genes.selected);
    }
    result.pca = preprocess::pca(result.values, {20}, job);
    return result;
}

}  // namespace

class StreamTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() {
        m_file = m_folder.filePath(QStringLiteral("atlas.h5ad")).toStdString();
        const auto dataset = simulate::simulateStream(small(), base::Job({}, 2, 3));
        io::H5adContents contents;
        contents.xStream = dataset.stream.get();
        contents.obs = &dataset.obs;
        contents.var = &dataset.var;
        io::writeH5ad(m_file, contents, base::Job({}, 2, 3));
    }

    void aStreamWritesWhatTheMatrixHolds() {
        const auto read = io::open(m_file, {});
        const auto made = simulate::simulate(small(), base::Job({}, 1, 3));
        QVERIFY(read->counts == made.counts);
        QVERIFY(read->obs == made.obs);
        QVERIFY(read->var == made.var);
        QVERIFY(!read->stream);
        QVERIFY(read->valueKind == data::ValueKind::Counts);
    }

    void withoutMemoryCountsStayInTheFile() {
        const auto read = io::open(m_file, {}, {0});
        QVERIFY(read->stream != nullptr);
        QCOMPARE(read->counts.nonZeros(), std::size_t{0});
        const auto held = io::open(m_file, {});
        QVERIFY(data::take(*read->stream, all(held->cells()), all(held->genes()),
                           base::Job({}, 3, 0)) == held->counts);
        QVERIFY(data::fingerprint(*read) == data::fingerprint(*io::open(m_file, {}, {0})));
        const std::vector<std::uint32_t> some{3, 4, 700, 1499};
        QVERIFY(data::takeCells(*read, some).counts == data::takeCells(*held, some).counts);
    }

    void bothWaysGiveTheSameGenesAndComponents_data() {
        QTest::addColumn<bool>("perBatch");
        QTest::newRow("per batch") << true;
        QTest::newRow("all cells") << false;
    }
    void bothWaysGiveTheSameGenesAndComponents() {
        QFETCH(bool, perBatch);
        const auto held = io::open(m_file, {});
        const auto quality = thresholds(held->counts);
        const auto inMemory = prepared(*held, quality, perBatch, base::Job({}, 1, 0));
        for (const int threads : {1, 3}) {
            const auto streamed =
                prepared(*io::open(m_file, {}, {0}), quality, perBatch, base::Job({}, threads, 0));
            QVERIFY(streamed.quality.keptCells == inMemory.quality.keptCells);
            QVERIFY(streamed.quality.keptGenes == inMemory.quality.keptGenes);
            QVERIFY(streamed.quality.countsPerCell == inMemory.quality.countsPerCell);
            QVERIFY(streamed.quality.mitoPercent == inMemory.quality.mitoPercent);
            QVERIFY(streamed.genes.selected == inMemory.genes.selected);
            QVERIFY(streamed.genes.score == inMemory.genes.score);
            QVERIFY(streamed.values == inMemory.values);
            QVERIFY(streamed.pca.scores == inMemory.pca.scores);
        }
        // The thresholds did leave something out.
        QVERIFY(inMemory.quality.keptCells.size() < 1500);
        QVERIFY(inMemory.quality.keptGenes.size() < 700);
    }

    void aStopIsHeard() {
        const auto read = io::open(m_file, {}, {0});
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(prepared(*read, {}, true, base::Job(stop.get_token(), 2, 0))),
            base::Cancelled);
    }

  private:
    QTemporaryDir m_folder;
    std::string m_file;
};

QTEST_APPLESS_MAIN(StreamTest)
#include "stream_test.moc"
