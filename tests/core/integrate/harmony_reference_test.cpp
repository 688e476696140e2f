#include "core/integrate/methods.h"
#include "core/metrics/lisi.h"
#include "core/neighbors/neighbors.h"
#include "tests/support/shared_data.h"

#include <QTest>
#include <hdf5.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>

using namespace counterpoint;

namespace {

/// A numeric dataset of an HDF5 file, rows × cols (one column for a vector).
data::Embedding readMatrix(const std::filesystem::path& path, const std::string& name) {
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t set = H5Dopen2(file, name.c_str(), H5P_DEFAULT);
    const hid_t space = H5Dget_space(set);
    hsize_t sizes[2] = {0, 1};
    H5Sget_simple_extent_dims(space, sizes, nullptr);
    data::Embedding result(sizes[0], sizes[1]);
    H5Dread(set, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, result.values.data());
    H5Sclose(space);
    H5Dclose(set);
    H5Fclose(file);
    return result;
}

data::Categories readBatch(const std::filesystem::path& path) {
    data::Categories batch;
    for (const float code : readMatrix(path, "obs/batch/codes").values) {
        batch.codes.push_back(static_cast<std::int32_t>(code));
        while (static_cast<std::int32_t>(batch.levels.size()) <= batch.codes.back())
            batch.levels.push_back(std::to_string(batch.levels.size()));
    }
    return batch;
}

/// ‖a − b‖ / ‖centred input‖, in Frobenius norms: the measure of the shared REFERENCE.md.
double relativeDifference(const data::Embedding& a, const data::Embedding& b,
                          const data::Embedding& input) {
    double difference = 0.0;
    double size = 0.0;
    for (std::size_t j = 0; j < input.cols; ++j) {
        double mean = 0.0;
        for (std::size_t i = 0; i < input.rows; ++i) mean += input(i, j);
        mean /= static_cast<double>(input.rows);
        for (std::size_t i = 0; i < input.rows; ++i) {
            difference += std::pow(static_cast<double>(a(i, j)) - b(i, j), 2);
            size += std::pow(input(i, j) - mean, 2);
        }
    }
    return std::sqrt(difference / size);
}

double readAttribute(const std::filesystem::path& path, const std::string& set,
                     const char* attribute) {
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t held = H5Aopen_by_name(file, set.c_str(), attribute, H5P_DEFAULT, H5P_DEFAULT);
    double value = 0.0;
    H5Aread(held, H5T_NATIVE_DOUBLE, &value);
    H5Aclose(held);
    H5Fclose(file);
    return value;
}

/// Pearson correlation of each column with its counterpart.
struct Correlations {
    double mean = 0.0;
    double lowest = 1.0;
};
Correlations correlations(const data::Embedding& a, const data::Embedding& b) {
    Correlations result;
    const auto n = static_cast<double>(a.rows);
    for (std::size_t j = 0; j < a.cols; ++j) {
        double sa = 0.0;
        double sb = 0.0;
        double saa = 0.0;
        double sbb = 0.0;
        double sab = 0.0;
        for (std::size_t i = 0; i < a.rows; ++i) {
            const double x = a(i, j);
            const double y = b(i, j);
            sa += x;
            sb += y;
            saa += x * x;
            sbb += y * y;
            sab += x * y;
        }
        const double r = (sab - sa * sb / n) / std::sqrt((saa - sa * sa / n) * (sbb - sb * sb / n));
        result.mean += r / static_cast<double>(a.cols);
        result.lowest = std::min(result.lowest, r);
    }
    return result;
}

/// Mean batch LISI at perplexity 30.
double meanLisi(const data::Embedding& embedding, const data::Categories& batch) {
    const base::Job job({}, 2, 0);
    const auto values = metrics::lisi(neighbors::findNeighbors(embedding, {}, job), batch, 30, job);
    double sum = 0.0;
    for (const float value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

/// Mean iLISI of R harmony by dataset, tool and theta 0, 1, 2, 4 (REFERENCE.md, "Effect of theta").
const std::map<std::string, std::map<int, double>> lisiOfR{
    {"pbmc_5source/R_harmony_2.0.4", {{0, 1.742}, {1, 2.347}, {2, 2.359}, {4, 2.371}}},
    {"pbmc_5source/R_harmony_1.2.4", {{0, 2.462}, {2, 2.483}}},
    {"kang_ifnb/R_harmony_2.0.4", {{0, 1.384}, {1, 1.434}, {2, 1.620}, {4, 1.733}}},
    {"kang_ifnb/R_harmony_1.2.4", {{0, 1.553}, {1, 1.647}, {2, 1.804}, {4, 1.804}}},
    {"pbmc_3chem/R_harmony_2.0.4", {{0, 1.646}, {1, 2.067}, {2, 2.068}, {4, 2.070}}},
    {"pbmc_3chem/R_harmony_1.2.4", {{0, 2.097}, {1, 2.098}, {2, 2.099}, {4, 2.100}}},
    {"cell_lines_pca/R_harmony_2.0.4", {{0, 1.374}, {1, 1.708}, {2, 1.714}, {4, 1.718}}},
    {"cell_lines_pca/R_harmony_1.2.4", {{0, 1.593}, {1, 1.734}, {2, 1.738}, {4, 1.741}}},
};

plugin::IntegrationResult integrated(const data::Embedding& pca, const data::Categories& batch,
                                     const plugin::Values& values, std::uint64_t seed,
                                     std::shared_ptr<const plugin::WarmState>* warm = nullptr) {
    const base::Job job({}, 2, seed);
    const plugin::IntegrationInput input{pca, {&batch}, warm != nullptr ? *warm : nullptr};
    const auto run = integrate::makeHarmony()->start(input, values, job);
    while (run->step(job)) {
    }
    if (warm != nullptr) *warm = run->warmState();
    return run->result();
}

}  // namespace

/// Results of R harmony 2.0.4 and 1.2.4 with their default settings (origin: REFERENCE.md of the
/// shared data). Two runs of R with different seeds differ by 0.007 to 0.09; more than 0.10 means a
/// mistake.
class HarmonyReferenceTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void agreesWithR_data() {
        QTest::addColumn<QString>("dataset");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("tool");
        QTest::addColumn<QString>("variant");
        for (const auto& [dataset, key] : {std::pair{"kang_ifnb", "X_pca_ref"},
                                           {"pbmc_3chem", "X_pca_ref"},
                                           {"cell_lines_pca", "X_pca"},
                                           {"pbmc_5source", "X_pca_ref"}})
            for (const auto& [tool, variant] :
                 {std::pair{"R_harmony_2.0.4", "harmony"}, {"R_harmony_1.2.4", "harmony1"}})
                QTest::addRow("%s, %s", dataset, tool) << dataset << key << tool << variant;
    }
    void agreesWithR() {
        QFETCH(QString, dataset);
        QFETCH(QString, key);
        QFETCH(QString, tool);
        QFETCH(QString, variant);
        const std::string name = dataset.toStdString();
        const auto data = tests::sharedFile("data/" + name + ".h5ad");
        const auto reference = tests::sharedFile("reference/" + name + "_harmony.h5");
        if (!data || !reference)
            QSKIP("needs the shared data and reference; set COUNTERPOINT_SHARED to their folder");
        const data::Embedding pca = readMatrix(*data, "obsm/" + key.toStdString());
        const data::Categories batch = readBatch(*data);
        const bool large = name == "pbmc_5source";
        for (const auto& [theta, lisi] : lisiOfR.at(name + "/" + tool.toStdString())) {
            const std::string set = tool.toStdString() + "/theta" + std::to_string(theta);
            const data::Embedding expected = readMatrix(*reference, set);
            QCOMPARE(expected.rows, pca.rows);
            QCOMPARE(expected.cols, pca.cols);
            // R of these versions also stops when the objective rises.
            const plugin::Values values{{"theta", static_cast<double>(theta)},
                                        {"variant", variant.toStdString()},
                                        {"stop_when_worse", true}};
            // The start decides between two outcomes of Harmony 1 on pbmc_5source (0.18 apart; R
            // and harmonypy differ by as much at theta 2) and on kang_ifnb at theta 2 (R's own
            // seeds 1 and 2 end at objectives 813 and 858): the nearer of two seeds counts.
            double nearest = 1.0;
            plugin::IntegrationResult ours;
            for (std::uint64_t seed = 1; seed <= 2 && nearest > 0.05; ++seed) {
                auto result = integrated(pca, batch, values, seed);
                const double difference = relativeDifference(result.embedding, expected, pca);
                if (difference > nearest) continue;
                nearest = difference;
                ours = std::move(result);
            }
            const Correlations alike = correlations(ours.embedding, expected);
            // The large set takes long: measured at theta 2 only, "nan" where it was not.
            const bool measured = !large || theta == 2;
            const double ourLisi = measured ? meanLisi(ours.embedding, batch) : std::nan("");
            const double objective = readAttribute(*reference, set, "objective_last");
            const double worse = ours.objective.back().total / objective - 1.0;
            qInfo(
                "theta %d: difference %.4f, correlation %.4f (lowest %.4f), iLISI %.3f (R %.3f), "
                "objective %+.1f %%, rounds %d (R %.0f)",
                theta, nearest, alike.mean, alike.lowest, ourLisi, lisi, 100.0 * worse, ours.rounds,
                readAttribute(*reference, set, "outer_iterations"));
            QVERIFY2(nearest <= 0.10, qPrintable(QString::number(nearest)));
            QVERIFY2(alike.mean >= 0.99, qPrintable(QString::number(alike.mean)));
            QVERIFY2(alike.lowest >= 0.95, qPrintable(QString::number(alike.lowest)));
            QVERIFY2(!measured || std::abs(ourLisi - lisi) <= 0.06,
                     qPrintable(QString::number(ourLisi)));
            QVERIFY2(std::abs(worse) <= 0.07, qPrintable(QString::number(worse)));
        }
    }

    // How far a slider's answers may be from settled ones.
    void warmAnswersStayNear_data() {
        QTest::addColumn<QString>("dataset");
        QTest::newRow("kang_ifnb") << "kang_ifnb";
        QTest::newRow("pbmc_5source") << "pbmc_5source";
    }
    void warmAnswersStayNear() {
        QFETCH(QString, dataset);
        const auto data = tests::sharedFile("data/" + dataset.toStdString() + ".h5ad");
        if (!data) QSKIP("needs the shared data; set COUNTERPOINT_SHARED to its folder");
        const data::Embedding pca = readMatrix(*data, "obsm/X_pca_ref");
        const data::Categories batch = readBatch(*data);
        std::shared_ptr<const plugin::WarmState> warm;
        for (const double theta : {1.0, 2.0, 4.0}) {
            const plugin::Values values{{"theta", theta}};
            const auto went = integrated(pca, batch, values, 1, &warm);
            const auto cold = integrated(pca, batch, values, 1);
            const Correlations alike = correlations(went.embedding, cold.embedding);
            const double difference = relativeDifference(went.embedding, cold.embedding, pca);
            const double lisi = meanLisi(went.embedding, batch) - meanLisi(cold.embedding, batch);
            qInfo(
                "theta %.0f: difference %.4f, correlation %.4f (lowest %.4f), iLISI %+.3f, "
                "rounds %d (cold %d)",
                theta, difference, alike.mean, alike.lowest, lisi, went.rounds, cold.rounds);
            QVERIFY2(difference <= 0.08, qPrintable(QString::number(difference)));
            QVERIFY2(alike.mean >= 0.995, qPrintable(QString::number(alike.mean)));
            QVERIFY2(std::abs(lisi) <= 0.05, qPrintable(QString::number(lisi)));
        }
    }
};

QTEST_APPLESS_MAIN(HarmonyReferenceTest)
#include "harmony_reference_test.moc"
