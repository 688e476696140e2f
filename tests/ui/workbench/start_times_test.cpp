// The program says when it can be used where it is asked to, and ends; see ./dev bench --start.

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <chrono>

class StartTimesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theProgramTellsWhatItReachedAndEnds() {
        const QTemporaryDir home;
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), home.path());
        environment.insert(QStringLiteral("XDG_DATA_HOME"), home.path());
        const auto now = std::chrono::steady_clock::now().time_since_epoch();
        environment.insert(
            QStringLiteral("COUNTERPOINT_STARTED_AT"),
            QString::number(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count()));
        program.setProcessEnvironment(environment);
        program.start(QStringLiteral(COUNTERPOINT_PROGRAM), QStringList());
        QVERIFY(program.waitForFinished(120000));
        QCOMPARE(program.exitCode(), 0);
        QStringList reached;
        double before = 0.0;
        const QString output = QString::fromUtf8(program.readAllStandardOutput());
        for (const QString& line : output.split(u'\n', Qt::SkipEmptyParts)) {
            const QStringList words = line.split(u' ');
            QCOMPARE(words.size(), 2);
            reached << words[0];
            QVERIFY2(words[1].toDouble() >= before, qPrintable(line));
            before = words[1].toDouble();
        }
        QCOMPARE(reached.join(u' '),
                 QStringLiteral("main application theme window shown painted idle"));
    }
};

QTEST_GUILESS_MAIN(StartTimesTest)
#include "start_times_test.moc"
