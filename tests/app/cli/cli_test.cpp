#include "core/io/open.h"
#include "tests/app/cli/cli_process.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace counterpoint;
using tests::runCli;

class CliTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path(const QString& name) const { return m_folder.filePath(name); }

    /// A refused call: exit status 2, nothing on standard output, one line on standard error.
    void refused(const QStringList& arguments, const QByteArray& because) {
        const auto result = runCli(arguments);
        QCOMPARE(result.exitCode, 2);
        QCOMPARE(result.out, QByteArray());
        QVERIFY2(result.err.startsWith("counterpoint-cli: "), result.err.constData());
        QCOMPARE(result.err.count('\n'), 1);
        QVERIFY2(result.err.contains(because), result.err.constData());
    }

    void write(const QString& name, const QByteArray& content) const {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }

  private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        const auto made = runCli(
            {QStringLiteral("simulate"), QStringLiteral("--out"), path(QStringLiteral("sim.h5ad")),
             QStringLiteral("--cells"), QStringLiteral("900"), QStringLiteral("--genes"),
             QStringLiteral("600"), QStringLiteral("--seed"), QStringLiteral("3")});
        QCOMPARE(made.exitCode, 0);
    }

    void covariatesAreForMethodsThatTakeThem() {
        const QStringList run{QStringLiteral("run"),         path(QStringLiteral("sim.h5ad")),
                              QStringLiteral("--covariate"), QStringLiteral("cell_type"),
                              QStringLiteral("--out"),       path(QStringLiteral("told")),
                              QStringLiteral("--quiet"),     QStringLiteral("--method")};
        refused(run + QStringList{QStringLiteral("harmony")}, "Harmony takes no covariates");
        const auto told =
            runCli(run + QStringList{QStringLiteral("scvi"), QStringLiteral("--set"),
                                     QStringLiteral("max_epochs=2"), QStringLiteral("--set"),
                                     QStringLiteral("n_hidden=16")});
        QVERIFY2(told.exitCode == 0, told.err.constData());
        QFile text(path(QStringLiteral("told/methods.txt")));
        QVERIFY(text.open(QIODevice::ReadOnly));
        QVERIFY(text.readAll().contains("with \"cell_type\" as covariate"));
    }

    void theWordOnTwoPopulationsNeedsCellsThatAreThere() {
        refused({QStringLiteral("run"), path(QStringLiteral("sim.h5ad")), QStringLiteral("--same"),
                 QStringLiteral("nobody"), QStringLiteral("noone"), QStringLiteral("--out"),
                 path(QStringLiteral("never"))},
                "there is no cell \"nobody\"");
    }

    void everyScoreExplainsItselfAndNamesItsSource() {
        const auto result = runCli({QStringLiteral("scores"), QStringLiteral("--json")});
        QCOMPARE(result.exitCode, 0);
        const auto scores = QJsonDocument::fromJson(result.out).array();
        QVERIFY(scores.size() > 30);
        for (const auto& score : scores) {
            const auto object = score.toObject();
            const QString id = object[QStringLiteral("id")].toString();
            const QString help = object[QStringLiteral("help")].toString();
            QVERIFY2(help.endsWith(QLatin1Char('.')) && help.size() > 30, qPrintable(id));
            QVERIFY2(!object[QStringLiteral("source")].toString().isEmpty(), qPrintable(id));
        }
        const auto unknown = runCli({QStringLiteral("scores"), QStringLiteral("lisi2")});
        QCOMPARE(unknown.exitCode, 2);
    }

    void sweepsLeaveTablesAndARecommendation() {
        const QString out = path(QStringLiteral("sweep"));
        const auto result = runCli({QStringLiteral("sweep"), path(QStringLiteral("sim.h5ad")),
                                    QStringLiteral("--set"), QStringLiteral("theta=0,2"),
                                    QStringLiteral("--out"), out, QStringLiteral("--quiet")});
        QCOMPARE(result.exitCode, 0);
        for (const auto* name : {"sweep.csv", "sweep.json", "tradeoff.svg"})
            QVERIFY2(QFile::exists(out + QLatin1Char('/') + QString::fromLatin1(name)), name);
        const auto wrong = runCli({QStringLiteral("sweep"), path(QStringLiteral("sim.h5ad")),
                                   QStringLiteral("--set"), QStringLiteral("theta=2"),
                                   QStringLiteral("--out"), out});
        QCOMPARE(wrong.exitCode, 2);
    }

    void stressTestsTellWhatCameOfThem() {
        const QString out = path(QStringLiteral("stress"));
        const auto result = runCli({QStringLiteral("stress"), path(QStringLiteral("sim.h5ad")),
                                    QStringLiteral("--test"), QStringLiteral("null-batch"),
                                    QStringLiteral("--out"), out, QStringLiteral("--quiet")});
        QCOMPARE(result.exitCode, 0);
        QVERIFY(result.out.startsWith("null-batch"));
        QFile file(out + QStringLiteral("/stress.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonArray tests = QJsonDocument::fromJson(file.readAll()).array();
        QCOMPARE(tests.size(), 1);
        QVERIFY(tests[0].toObject()[QStringLiteral("passed")].isBool());
        const auto wrong = runCli({QStringLiteral("stress"), path(QStringLiteral("sim.h5ad")),
                                   QStringLiteral("--test"), QStringLiteral("none")});
        QVERIFY(wrong.exitCode != 0);
    }

    void simulatedFilesAreDescribedByInfo() {
        const auto result = runCli(
            {QStringLiteral("info"), path(QStringLiteral("sim.h5ad")), QStringLiteral("--json")});
        QCOMPARE(result.exitCode, 0);
        const auto info = result.json();
        QCOMPARE(info[QStringLiteral("cells")].toInt(), 900);
        QCOMPARE(info[QStringLiteral("genes")].toInt(), 600);
        QCOMPARE(info[QStringLiteral("values")].toString(), QStringLiteral("counts"));
        const auto roles = info[QStringLiteral("proposed_roles")].toObject();
        QCOMPARE(roles[QStringLiteral("batch")].toString(), QStringLiteral("batch"));
        QCOMPARE(roles[QStringLiteral("label")].toString(), QStringLiteral("cell_type"));
    }

    void aRunLeavesResultsMetricsAndFigures() {
        const QString out = path(QStringLiteral("run"));
        const auto result = runCli(
            {QStringLiteral("run"), path(QStringLiteral("sim.h5ad")), QStringLiteral("--batch"),
             QStringLiteral("batch"), QStringLiteral("--label"), QStringLiteral("cell_type"),
             QStringLiteral("--method"), QStringLiteral("harmony"), QStringLiteral("--set"),
             QStringLiteral("theta=1.5"), QStringLiteral("--set"), QStringLiteral("umap.epochs=50"),
             QStringLiteral("--out"), out, QStringLiteral("--json")});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        const auto scores = result.json()[QStringLiteral("scores")].toObject();
        for (const auto* id : {"ilisi", "clisi", "kbet", "kbet_plain", "asw_label", "asw_batch"}) {
            const auto score = scores[QString::fromLatin1(id)].toObject();
            QVERIFY2(score.contains(QStringLiteral("scaled")), id);
            const double scaled = score[QStringLiteral("scaled")].toDouble(-1.0);
            QVERIFY2(scaled >= 0.0 && scaled <= 1.0, id);
        }
        for (const auto* name :
             {"result.h5ad", "metrics.json", "metrics.csv", "recipe.json", "methods.txt",
              "umap_batch.svg", "umap_label.svg", "summary.svg", "verdict.json"})
            QVERIFY2(QFile::exists(out + QLatin1Char('/') + QString::fromLatin1(name)), name);
        QCOMPARE(QDir(out).entryList(QDir::Files).size(), 9);

        QFile methods(out + QStringLiteral("/methods.txt"));
        QVERIFY(methods.open(QIODevice::ReadOnly));
        const QByteArray text = methods.readAll();
        QVERIFY2(text.contains("theta = 1.5"), text.constData());
        QVERIFY2(text.contains("--set theta=1.5"), text.constData());

        const auto written = io::open((out + QStringLiteral("/result.h5ad")).toStdString(), {});
        for (const auto* key : {"X_pca", "X_harmony", "X_umap"})
            QVERIFY2(written->obsm.contains(key), key);
        QVERIFY(written->obs.find("counterpoint_ilisi") != nullptr);
        QCOMPARE(written->valueKind, data::ValueKind::Counts);
    }

    void valuesAreTakenForWhatTheUserSays() {
        const auto runAs = [&](const QString& values, const QString& out) {
            return runCli({QStringLiteral("run"), path(QStringLiteral("sim.h5ad")),
                           QStringLiteral("--set"), QStringLiteral("umap.epochs=20"),
                           QStringLiteral("--values"), values, QStringLiteral("--out"), path(out)});
        };
        const auto logs = runAs(QStringLiteral("logs"), QStringLiteral("as-logs"));
        QCOMPARE(logs.exitCode, 0);
        QVERIFY(logs.err.contains("taken as logs, as you chose"));
        QFile methods(path(QStringLiteral("as-logs/methods.txt")));
        QVERIFY(methods.open(QIODevice::ReadOnly));
        QVERIFY(!methods.readAll().contains("scaled to 10,000"));
        const auto scaled = runAs(QStringLiteral("scaled"), QStringLiteral("as-scaled"));
        QVERIFY(scaled.exitCode != 0);
        QVERIFY(scaled.err.contains("taken as scaled"));
        QVERIFY(runAs(QStringLiteral("other"), QStringLiteral("as-other")).exitCode != 0);
    }

    void metricsOfAWrittenEmbeddingAreThoseOfTheRun() {
        const QString out = path(QStringLiteral("again"));
        QCOMPARE(runCli({QStringLiteral("run"), path(QStringLiteral("sim.h5ad")),
                         QStringLiteral("--set"), QStringLiteral("umap.epochs=20"),
                         QStringLiteral("--out"), out, QStringLiteral("--quiet")})
                     .exitCode,
                 0);
        QFile file(out + QStringLiteral("/metrics.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto run =
            QJsonDocument::fromJson(file.readAll()).object()[QStringLiteral("scores")].toObject();
        const auto result = runCli(
            {QStringLiteral("metrics"), out + QStringLiteral("/result.h5ad"),
             QStringLiteral("--embedding"), QStringLiteral("X_harmony"), QStringLiteral("--batch"),
             QStringLiteral("batch"), QStringLiteral("--label"), QStringLiteral("cell_type"),
             QStringLiteral("--baseline"), QStringLiteral("X_pca"), QStringLiteral("--json"),
             QStringLiteral("--per-cell"), path(QStringLiteral("cells.h5ad"))});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        const auto again = result.json()[QStringLiteral("scores")].toObject();
        QVERIFY(again.size() >= 10);
        for (const QString& id : again.keys()) QCOMPARE(again[id], run[id]);
        const auto cells = io::open(path(QStringLiteral("cells.h5ad")).toStdString(), {});
        QVERIFY(cells->obs.find("counterpoint_clisi") != nullptr);
    }

    void stepsAloneGiveWhatTheyGiveInTheWholeChain() {
        const QString file = path(QStringLiteral("again/result.h5ad"));
        const auto integrated =
            runCli({QStringLiteral("integrate"), file, QStringLiteral("--embedding"),
                    QStringLiteral("X_pca"), QStringLiteral("--batch"), QStringLiteral("batch"),
                    QStringLiteral("--out"), path(QStringLiteral("integrated.h5ad"))});
        QVERIFY2(integrated.exitCode == 0, integrated.err.constData());
        const auto embedded = runCli(
            {QStringLiteral("embed"), path(QStringLiteral("integrated.h5ad")),
             QStringLiteral("--embedding"), QStringLiteral("X_harmony"), QStringLiteral("--set"),
             QStringLiteral("umap.epochs=10"), QStringLiteral("--out"),
             path(QStringLiteral("embedded.h5ad")), QStringLiteral("--json")});
        QVERIFY2(embedded.exitCode == 0, embedded.err.constData());
        QCOMPARE(embedded.json()[QStringLiteral("cells")].toInt(), 900);

        const auto whole = io::open(file.toStdString(), {});
        const auto steps = io::open(path(QStringLiteral("embedded.h5ad")).toStdString(), {});
        QCOMPARE(steps->obsm.at("X_harmony").values, whole->obsm.at("X_harmony").values);
        QCOMPARE(steps->obsm.at("X_umap").rows, whole->cells());
        QCOMPARE(steps->obs.columns.size(), whole->obs.columns.size());
        QCOMPARE(steps->counts.values, whole->counts.values);

        refused({QStringLiteral("embed"), file, QStringLiteral("--embedding"),
                 QStringLiteral("X_pca"), QStringLiteral("--out"), file},
                "is the input itself");
        refused({QStringLiteral("integrate"), file, QStringLiteral("--embedding"),
                 QStringLiteral("X_pca"), QStringLiteral("--batch"), QStringLiteral("nobody"),
                 QStringLiteral("--out"), path(QStringLiteral("x.h5ad"))},
                "there is no obs column \"nobody\"");
    }

    void metricsComputeWhatIsAskedFor() {
        const QString file = path(QStringLiteral("again/result.h5ad"));
        const QStringList call{QStringLiteral("metrics"),     file,
                               QStringLiteral("--embedding"), QStringLiteral("X_harmony"),
                               QStringLiteral("--batch"),     QStringLiteral("batch"),
                               QStringLiteral("--json")};
        const QStringList label{QStringLiteral("--label"), QStringLiteral("cell_type")};
        const QString only = QStringLiteral("--only");
        const QString scores = QStringLiteral("scores");

        const auto few = runCli(call + QStringList{only, QStringLiteral("ilisi,pcr")}).json();
        QCOMPARE(few[scores].toObject().keys(),
                 (QStringList{QStringLiteral("ilisi"), QStringLiteral("pcr")}));
        const auto ilisi = few[scores][QStringLiteral("ilisi")].toObject();
        for (const auto* key : {"value", "scaled", "low", "high", "exact", "cells", "reference"})
            QVERIFY2(ilisi.contains(QLatin1String(key)), key);
        QVERIFY(ilisi[QStringLiteral("exact")].toBool());
        // Shuffling the batches mixes at least as well as the method did.
        QVERIFY(few[QStringLiteral("shuffled")][QStringLiteral("ilisi")][QStringLiteral("scaled")]
                    .toDouble() >= ilisi[QStringLiteral("scaled")].toDouble() - 0.05);

        const auto usual = runCli(call + label).json();
        const auto all = runCli(call + label + QStringList{only, QStringLiteral("all")}).json();
        const auto requested = QStringLiteral("isolated_labels_f1");
        QVERIFY(!usual[scores].toObject().contains(requested));
        QVERIFY(all[scores].toObject().contains(requested));
        const auto aggregate = usual[QStringLiteral("aggregate")].toObject();
        const double total = aggregate[QStringLiteral("total")].toDouble(-1.0);
        QVERIFY(std::abs(total - 0.6 * aggregate[QStringLiteral("bio")].toDouble() -
                         0.4 * aggregate[QStringLiteral("batch")].toDouble()) < 1e-9);
        // No --baseline, so this one could not count.
        QVERIFY(aggregate[QStringLiteral("missing")].toArray().contains(
            QStringLiteral("pcr_comparison")));
        const auto population = usual[QStringLiteral("populations")][0].toObject();
        for (const auto* key : {"name", "cells", "batches", "cilisi", "kbet"})
            QVERIFY2(population.contains(QLatin1String(key)), key);
        QVERIFY(!population.contains(QStringLiteral("provisional")));
    }

    void metricsWithoutLabelsSaySoAndShowProvisionalPopulations() {
        const auto json =
            runCli({QStringLiteral("metrics"), path(QStringLiteral("again/result.h5ad")),
                    QStringLiteral("--embedding"), QStringLiteral("X_harmony"),
                    QStringLiteral("--batch"), QStringLiteral("batch"),
                    QStringLiteral("--baseline"), QStringLiteral("X_pca"),
                    QStringLiteral("--json")})
                .json();
        const auto clisi = json[QStringLiteral("scores")][QStringLiteral("clisi")].toObject();
        QVERIFY(clisi[QStringLiteral("value")].isNull());
        QVERIFY(!clisi[QStringLiteral("undefined")].toString().isEmpty());
        const auto populations = json[QStringLiteral("populations")].toArray();
        QVERIFY(populations.size() >= 2);
        int cells = 0;
        for (const auto& one : populations) {
            QVERIFY(one[QStringLiteral("provisional")].toBool());
            QCOMPARE(one[QStringLiteral("batches")].toInt(), 1);
            cells += one[QStringLiteral("cells")].toInt();
        }
        QCOMPARE(cells, json[QStringLiteral("cells")].toInt());
    }

    void theSameSettingsGiveTheSameNumbersOnAnyNumberOfThreads() {
        QByteArray first;
        for (const auto* threads : {"1", "2"}) {
            const auto result = runCli({QStringLiteral("run"), path(QStringLiteral("sim.h5ad")),
                                        QStringLiteral("--set"), QStringLiteral("umap.epochs=20"),
                                        QStringLiteral("--threads"), QString::fromLatin1(threads),
                                        QStringLiteral("--out"), path(QStringLiteral("threads")),
                                        QStringLiteral("--json")});
            QCOMPARE(result.exitCode, 0);
            if (first.isEmpty()) first = result.out;
            QCOMPARE(result.out, first);
        }
    }

    void methodsAndVersionSpeakJson() {
        const auto methods = runCli(
            {QStringLiteral("methods"), QStringLiteral("harmony"), QStringLiteral("--json")});
        QCOMPARE(methods.exitCode, 0);
        const auto list = QJsonDocument::fromJson(methods.out).array();
        QCOMPARE(list.size(), 1);
        QVERIFY(methods.out.contains("\"theta\""));
        const auto version = runCli({QStringLiteral("version"), QStringLiteral("--json")});
        QCOMPARE(version.json()[QStringLiteral("version")].toString(), QStringLiteral("0.1.0"));
    }

    void badUsageEndsWithStatusTwo() {
        refused({}, "counterpoint-cli --help");
        refused({QStringLiteral("dance")}, "counterpoint-cli --help");
        const QString sim = path(QStringLiteral("sim.h5ad"));
        const QStringList out{QStringLiteral("--out"), path(QStringLiteral("never"))};
        const QString run = QStringLiteral("run");
        const QString set = QStringLiteral("--set");
        refused(QStringList{run, sim, set, QStringLiteral("theta=99")} + out,
                "theta is 99; it must be a number from 0 to 8");
        refused(QStringList{run, sim, set, QStringLiteral("thetta=1")} + out,
                "has no setting \"thetta\"");
        refused(QStringList{run, sim, set, QStringLiteral("theta")} + out, "write --set key=value");
        refused(QStringList{run, sim, QStringLiteral("--method"), QStringLiteral("magic")} + out,
                "there is no method");
        refused(QStringList{run, sim, QStringLiteral("--batch"), QStringLiteral("donor")} + out,
                "there is no obs column \"donor\"");
        refused(QStringList{run, sim, QStringLiteral("--subset"), QStringLiteral("batch=batch_1"),
                            QStringLiteral("--batch"), QStringLiteral("batch"),
                            QStringLiteral("--quiet")} +
                    out,
                "has one batch only");
        refused(QStringList{run, sim, set, QStringLiteral("qc.min_genes=599")} + out, "min_genes");
        const QString scored = path(QStringLiteral("again/result.h5ad"));
        const auto metrics = [&](const QStringList& more) {
            return QStringList{QStringLiteral("metrics"),     scored,
                               QStringLiteral("--embedding"), QStringLiteral("X_pca"),
                               QStringLiteral("--batch"),     QStringLiteral("batch")} +
                   more;
        };
        refused(metrics({QStringLiteral("--only"), QStringLiteral("ilisi,beauty")}),
                "there is no metric \"beauty\"; known: ilisi");
        refused(metrics({QStringLiteral("--label"), QStringLiteral("mood")}),
                "there is no obs column \"mood\"");
        refused(metrics({QStringLiteral("--baseline"), QStringLiteral("X_none")}),
                "there is no embedding \"X_none\"");
        refused(metrics({QStringLiteral("--per-cell"), scored}), "name a new file");
        QVERIFY(!QFile::exists(path(QStringLiteral("never"))));
    }

    void badFilesEndWithStatusTwoAndOneSentence() {
        const auto info = [](const QString& file) {
            return QStringList{QStringLiteral("info"), file};
        };
        refused(info(path(QStringLiteral("missing.h5ad"))), "missing.h5ad");
        refused(info(m_folder.path()), "folder");
        write(QStringLiteral("text.h5ad"), "cell,gene\n1,2\n");
        refused(info(path(QStringLiteral("text.h5ad"))), "text.h5ad");
        QFile whole(path(QStringLiteral("sim.h5ad")));
        QVERIFY(whole.open(QIODevice::ReadOnly));
        const QByteArray bytes = whole.readAll();
        write(QStringLiteral("cut.h5ad"), bytes.left(bytes.size() / 2));
        refused(info(path(QStringLiteral("cut.h5ad"))), "cut.h5ad");
        write(QStringLiteral("empty.h5ad"), {});
        refused(info(path(QStringLiteral("empty.h5ad"))), "empty.h5ad");
    }
};

QTEST_GUILESS_MAIN(CliTest)
#include "cli_test.moc"
