// The shared data sets. Shapes, batches and cell types are those of the data folder's manifest;
// stored values, sums and embedding sums were computed with anndata 0.8.0 and numpy 1.24.
#include "core/io/open.h"
#include "tests/support/shared_data.h"

#include <QTest>

#include <cmath>
#include <map>
#include <numeric>

using namespace counterpoint;

namespace {

using Counts = std::map<std::string, std::size_t>;

Counts countLevels(const data::Table& obs, const char* column) {
    Counts result;
    const auto* found = obs.find(column);
    if (found == nullptr) return result;
    const auto categories = data::asCategories(*found);
    const auto counts = categories.counts();
    for (std::size_t i = 0; i < counts.size(); ++i) result[categories.levels[i]] = counts[i];
    return result;
}

double sum(const std::vector<float>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

/// Checks what `open` and `inspect` of one file agree on.
void check(const std::filesystem::path& path, std::size_t cells, std::size_t genes,
           std::size_t nonZeros, double total, const Counts& batches, std::size_t cellTypes) {
    const auto dataset = io::open(path, base::Job());
    QCOMPARE(dataset->cells(), cells);
    QCOMPARE(dataset->genes(), genes);
    QCOMPARE(dataset->counts.rows, cells);
    QCOMPARE(dataset->counts.cols, genes);
    QCOMPARE(dataset->counts.nonZeros(), nonZeros);
    QCOMPARE(sum(dataset->counts.values), total);
    QCOMPARE(dataset->valueKind, genes > 0 ? data::ValueKind::Counts : data::ValueKind::None);
    QCOMPARE(countLevels(dataset->obs, "batch"), batches);
    QCOMPARE(countLevels(dataset->obs, "cell_type").size(), cellTypes);

    const auto overview = io::inspect(path, base::Job());
    QCOMPARE(overview.cells, cells);
    QCOMPARE(overview.genes, genes);
    QCOMPARE(overview.nonZeros, nonZeros);
    QCOMPARE(overview.dataset.obs, dataset->obs);
    QCOMPARE(overview.dataset.valueKind, dataset->valueKind);
    QCOMPARE(overview.dataset.notes, dataset->notes);
}

}  // namespace

class RealDataTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void fiveSourcesOfPbmc() {
        COUNTERPOINT_NEED_SHARED(path, "data/pbmc_5source.h5ad");
        check(path, 10679, 7361, 7965366, 24124187.0,
              {{"10x FACS-sorted (Zheng)", 3774},
               {"10x frozen PBMC donor A", 2896},
               {"10x FACS-sorted (MUDAN reference)", 2013},
               {"10x lupus PBMC control (Kang)", 1000},
               {"10x 3' v2 1k PBMC", 996}},
              8);
    }

    void threeChemistries() {
        COUNTERPOINT_NEED_SHARED(path, "data/pbmc_3chem.h5ad");
        check(path, 1200, 1767, 245676, 1495544.0,
              {{"10x 3' v2", 480}, {"10x 5'", 430}, {"10x 3' v1", 290}}, 9);
    }

    void interferon() {
        COUNTERPOINT_NEED_SHARED(path, "data/kang_ifnb.h5ad");
        check(path, 1975, 6998, 643449, 2156428.0, {{"stimulated", 1039}, {"control", 936}}, 7);
    }

    void donorsAndConditions() {
        COUNTERPOINT_NEED_SHARED(path, "data/kang_donor_condition.h5ad");
        check(path, 1556, 1267, 585251, 2338396.0,
              {{"stim101", 500}, {"ctrl101", 454}, {"stim107", 306}, {"ctrl107", 296}}, 5);
    }

    void missingLabelsStayMissing() {
        COUNTERPOINT_NEED_SHARED(path, "data/kang_ifnb_unlabelled.h5ad");
        check(path, 2000, 9015, 1129806, 3081827.0, {{"control", 1000}, {"stimulated", 1000}}, 7);
        const auto dataset = io::open(path, base::Job());
        const auto types = data::asCategories(*dataset->obs.find("cell_type"));
        QCOMPARE(std::ranges::count(types.codes, -1), 1772);
    }

    void aDenseMixture() {
        COUNTERPOINT_NEED_SHARED(path, "data/rnamix_2tech.h5ad");
        check(path, 636, 13906, 4368905, 24067261.0, {{"CEL-seq2", 340}, {"SORT-seq", 296}}, 7);
    }

    void embeddingsWithoutGenes() {
        COUNTERPOINT_NEED_SHARED(path, "data/cell_lines_pca.h5ad");
        check(path, 2370, 0, 0, 0.0, {{"half", 846}, {"jurkat", 824}, {"t293", 700}}, 2);
        const auto pca = io::open(path, base::Job())->obsm.at("X_pca");
        QCOMPARE(pca.rows, std::size_t{2370});
        QCOMPARE(pca.cols, std::size_t{20});
        QVERIFY(std::abs(sum(pca.values) - -0.5166531844690354) < 1e-6);
    }

    void twoEmbeddingsWithoutLabels() {
        COUNTERPOINT_NEED_SHARED(path, "data/pbmc3500_pca.h5ad");
        check(path, 3500, 0, 0, 0.0, {{"donor_B", 2000}, {"donor_C", 1000}, {"donor_A", 500}}, 0);
        const auto dataset = io::open(path, base::Job());
        QCOMPARE(dataset->obsm.at("X_pca").cols, std::size_t{30});
        QCOMPARE(dataset->obsm.at("X_pca_harmony_R").cols, std::size_t{30});
    }

    /// One file of each generation of the format, back to AnnData 0.5.
    void everyGenerationOpens_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("cells");
        QTest::addColumn<int>("genes");
        QTest::addColumn<int>("nonZeros");
        QTest::addColumn<double>("total");
        QTest::addColumn<int>("obsColumns");
        QTest::addColumn<int>("embeddings");
        const auto row = [](const char* name, int cells, int genes, int nonZeros, double total,
                            int obsColumns, int embeddings) {
            QTest::newRow(name) << QString::fromUtf8(name) << cells << genes << nonZeros << total
                                << obsColumns << embeddings;
        };
        row("anndata_v0.5.0", 700, 765, 535433, -243.681057988666, 8, 2);  // compound tables
        row("scvi_TM_droplet_mat", 47, 10, 470, 633.0, 0, 0);              // h5sparse attributes
        // lzf; categories by reference; obsm as array, data frame and sparse
        row("anndata_v0.7.0", 30, 20, 228, 285.0, 5, 3);
        row("anndata_v0.7.8", 30, 20, 239, 302.0, 5, 3);
        row("scvi_brainlarge_test", 70, 720, 15274, 38735.0, 8, 0);
        row("cellxgene_fixture", 3, 4, 12, 12.0, 2, 1);
        row("zellkonverter_krumsiek11", 640, 11, 7018, 2016.5208012731237, 1, 0);
        row("zellkonverter_krumsiek11_augmented_v0-8", 640, 11, 7018, 2016.5208012731237, 7, 0);
        row("zellkonverter_example_anndata", 200, 459, 53667, 610126.0, 1, 2);  // layers/counts
        row("rapids_dummy", 200, 100, 20000, 10050.384479456057, 1, 1);
        row("rapids_test_data", 49, 1999, 22372, 30129.566022634506, 2, 3);
        row("anndata_v0.11.4", 10, 20, 0, 0.0, 0, 0);  // no X
    }
    void everyGenerationOpens() {
        COUNTERPOINT_NEED_SHARED(folder, "data/format");
        QFETCH(QString, name);
        QFETCH(double, total);
        const auto read = io::open(folder / (name.toStdString() + ".h5ad"), base::Job());
        QTEST(static_cast<int>(read->cells()), "cells");
        QTEST(static_cast<int>(read->genes()), "genes");
        QTEST(static_cast<int>(read->counts.nonZeros()), "nonZeros");
        QTEST(static_cast<int>(read->obs.columns.size()), "obsColumns");
        QTEST(static_cast<int>(read->obsm.size()), "embeddings");
        // float64 files are rounded to float32 one value at a time
        QVERIFY(std::abs(sum(read->counts.values) - total) <=
                1e-6 * std::max(1.0, std::abs(total)) + 1e-4);
    }

    void oldCategoriesAreFound() {
        COUNTERPOINT_NEED_SHARED(path, "data/format/anndata_v0.5.0.h5ad");
        const auto old = io::open(path, base::Job());  // names in uns/bulk_labels_categories
        const auto labels = countLevels(old->obs, "bulk_labels");
        QCOMPARE(labels, (Counts{{"Dendritic", 240},
                                 {"CD14+ Monocyte", 129},
                                 {"CD19+ B", 95},
                                 {"CD4+/CD25 T Reg", 68},
                                 {"CD8+ Cytotoxic T", 54},
                                 {"CD8+/CD45RA+ Naive Cytotoxic", 43},
                                 {"CD56+ NK", 31},
                                 {"CD4+/CD45RO+ Memory", 19},
                                 {"CD34+", 13},
                                 {"CD4+/CD45RA+/CD25- Naive T", 8}}));
        QCOMPARE(old->colors.at("bulk_labels").size(), std::size_t{10});
        QCOMPARE(old->obsm.at("X_umap").cols, std::size_t{2});

        const auto v07 = io::open(path.parent_path() / "anndata_v0.7.0.h5ad", base::Job());
        const auto& ordered = std::get<data::Categories>(v07->obs.find("cat_ordered")->values);
        QVERIFY(ordered.ordered);
        QCOMPARE(ordered.levelCount(), std::size_t{22});
    }

    void nullableColumnsAreFound() {
        COUNTERPOINT_NEED_SHARED(path, "data/format/zellkonverter_krumsiek11_augmented_v0-8.h5ad");
        const auto read = io::open(path, base::Job());
        const auto& integers = std::get<std::vector<double>>(read->obs.find("dummy_int2")->values);
        QCOMPARE(std::ranges::count_if(integers, [](double x) { return std::isnan(x); }), 1);
        QVERIFY(std::holds_alternative<std::vector<bool>>(read->obs.find("dummy_bool")->values));
    }
};

QTEST_APPLESS_MAIN(RealDataTest)
#include "real_data_test.moc"
