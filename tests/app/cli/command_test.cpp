// The command that a run leaves to repeat it: a shell takes it as it stands, and it does the same.

#include "core/data/table.h"
#include "core/io/open.h"
#include "tests/app/cli/cli_process.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace counterpoint;
using tests::runCli;

class CommandTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path(const QString& name) const { return m_folder.filePath(name); }

  private Q_SLOTS:
    void theCommandOfARunTakesTheSameCellsAndGenes() {
        QCOMPARE(runCli({QStringLiteral("simulate"), QStringLiteral("--out"),
                         path(QStringLiteral("sim.h5ad")), QStringLiteral("--cells"),
                         QStringLiteral("900"), QStringLiteral("--genes"), QStringLiteral("600")})
                     .exitCode,
                 0);
        const QString fewer = path(QStringLiteral("fewer genes.h5ad"));
        QCOMPARE(runCli({QStringLiteral("simulate"), QStringLiteral("--out"), fewer,
                         QStringLiteral("--cells"), QStringLiteral("500"),
                         QStringLiteral("--genes"), QStringLiteral("400")})
                     .exitCode,
                 0);
        const auto whole = io::open(path(QStringLiteral("sim.h5ad")).toStdString(), {});
        const auto types = data::asCategories(*whole->obs.find("cell_type"));
        const QString subset =
            QStringLiteral("cell_type=") + QString::fromStdString(types.levels[0]);
        const QString first = path(QStringLiteral("told cells"));
        const QString again = path(QStringLiteral("told again"));
        const auto run = runCli({QStringLiteral("run"), path(QStringLiteral("sim.h5ad")), fewer,
                                 QStringLiteral("--genes"), QStringLiteral("all"),
                                 QStringLiteral("--subset"), subset, QStringLiteral("--batch"),
                                 QStringLiteral("file"), QStringLiteral("--set"),
                                 QStringLiteral("umap.epochs=10"), QStringLiteral("--out"), first});
        QVERIFY2(run.exitCode == 0, run.err.constData());

        QFile methods(first + QStringLiteral("/methods.txt"));
        QVERIFY(methods.open(QIODevice::ReadOnly));
        QString command = QString::fromUtf8(methods.readAll());
        command = command.mid(command.indexOf(QStringLiteral("counterpoint-cli run")));
        command.replace(QStringLiteral("counterpoint-cli"), QStringLiteral(COUNTERPOINT_CLI));
        command.replace(QStringLiteral("--out out"), QStringLiteral("--out '%1'").arg(again));
        QCOMPARE(QProcess::execute(QStringLiteral("sh"), {QStringLiteral("-c"), command}), 0);

        const auto told = io::open((first + QStringLiteral("/result.h5ad")).toStdString(), {});
        const auto repeated = io::open((again + QStringLiteral("/result.h5ad")).toStdString(), {});
        QVERIFY(told->cells() < 1400 && told->cells() > 50);
        QVERIFY2(told->genes() > 400, "those that only one file has, too");
        QVERIFY(repeated->obs.index == told->obs.index);
        QVERIFY(repeated->var.index == told->var.index);
        QVERIFY(repeated->obsm.at("X_harmony").values == told->obsm.at("X_harmony").values);
    }
};

QTEST_GUILESS_MAIN(CommandTest)
#include "command_test.moc"
