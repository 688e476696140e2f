#include "core/io/open.h"
#include "tests/app/cli/cli_process.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace counterpoint;
using counterpoint::tests::runCli;

/// Models that a run saved, and what is done with them.
class ModelTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    static QStringList words(const char* text) {
        return QString::fromUtf8(text).split(QLatin1Char(' '));
    }

    void refused(const QStringList& arguments, const QByteArray& because) {
        const auto result = runCli(arguments);
        QCOMPARE(result.exitCode, 2);
        QCOMPARE(result.err.count('\n'), 1);
        QVERIFY2(result.err.contains(because), result.err.constData());
    }

  private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        const auto made = runCli(words("simulate --cells 400 --genes 300 --seed 3 --out") +
                                 QStringList{path("sim.h5ad")});
        QCOMPARE(made.exitCode, 0);
        const auto run = runCli(
            QStringList{QStringLiteral("run"), path("sim.h5ad")} +
            words("--method scvi --set max_epochs=3 --set n_hidden=16 --quiet --save-model") +
            QStringList{path("scvi.model"), QStringLiteral("--out"), path("run")});
        QVERIFY2(run.exitCode == 0, run.err.constData());
    }

    void aSavedModelPlacesTheCellsWhereTheRunHadThem() {
        const QString file = path("run/result.h5ad");
        const auto placed = runCli(
            {QStringLiteral("integrate"), file, QStringLiteral("--load-model"), path("scvi.model"),
             QStringLiteral("--out"), path("placed.h5ad"), QStringLiteral("--json")});
        QVERIFY2(placed.exitCode == 0, placed.err.constData());
        QCOMPARE(placed.json()[QStringLiteral("missing_genes")].toInt(-1), 0);
        const auto before = io::open(file.toStdString(), {});
        const auto after = io::open(path("placed.h5ad").toStdString(), {});
        QCOMPARE(after->obsm.at("X_scvi").values, before->obsm.at("X_scvi").values);
    }

    void whatIsNoModelOrHasNoneIsRefused() {
        QFile other(path("other.model"));
        QVERIFY(other.open(QIODevice::WriteOnly));
        other.write("something else");
        other.close();
        const QStringList call{QStringLiteral("integrate"), path("sim.h5ad"),
                               QStringLiteral("--out"), path("x.h5ad"),
                               QStringLiteral("--load-model")};
        refused(call + QStringList{path("other.model")}, "no scVI model");
        refused(call + QStringList{path("nothing.model")}, "cannot be read");
        refused(call + QStringList{path("scvi.model"), QStringLiteral("--set"),
                                   QStringLiteral("theta=2")},
                "trains nothing");
        refused({QStringLiteral("integrate"), path("sim.h5ad"), QStringLiteral("--out"),
                 path("x.h5ad")},
                "--embedding and --batch");
        QVERIFY(!QFile::exists(path("x.h5ad")));
        // Before the file, which is not there, is opened.
        refused({QStringLiteral("run"), path("nothing.h5ad"), QStringLiteral("--method"),
                 QStringLiteral("harmony"), QStringLiteral("--save-model"), path("no.model"),
                 QStringLiteral("--out"), path("no")},
                "trains no model");
        QVERIFY(!QFile::exists(path("no.model")));
    }
};

QTEST_GUILESS_MAIN(ModelTest)
#include "model_test.moc"
