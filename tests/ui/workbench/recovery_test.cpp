// The real program: starts it, lets it work, kills it without mercy, starts it again. The program
// keeps its settings and autosaves in folders of the test.

#include "core/pipeline/builtins.h"
#include "ui/session/autosave.h"
#include "ui/session/session.h"

#include <QApplication>
#include <QDir>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace counterpoint;

class RecoveryTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_home;
    plugin::Registry m_registry;
    std::optional<session::Session> m_before;  ///< of the program that was killed
    static constexpr int patience = 200000;    // ms

    QString autosaves() {
        return m_home.filePath(QStringLiteral("data/Counterpoint/Counterpoint/autosave"));
    }

    std::unique_ptr<QProcess> start(const QStringList& arguments) {
        auto program = std::make_unique<QProcess>();
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_DATA_HOME"),
                           m_home.filePath(QStringLiteral("data")));
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"),
                           m_home.filePath(QStringLiteral("config")));
        environment.insert(QStringLiteral("HOME"), m_home.path());
        program->setProcessEnvironment(environment);
        program->setProcessChannelMode(QProcess::MergedChannels);
        program->start(QStringLiteral(COUNTERPOINT_PROGRAM), arguments);
        return program;
    }

    /// The session that a living program has autosaved, once it holds a finished run.
    std::optional<session::Session> autosaved() {
        const QStringList files =
            QDir(autosaves())
                .entryList({QStringLiteral("*.counterpoint")}, QDir::Files, QDir::Time);
        if (files.isEmpty()) return std::nullopt;
        try {
            auto saved = session::read(QDir(autosaves()).filePath(files.front()), m_registry);
            if (!saved.runs.empty()) return saved;
        } catch (const base::Error&) {
            qWarning("an autosave could not be read");
        }
        return std::nullopt;
    }

  private Q_SLOTS:
    void initTestCase() { pipeline::registerBuiltins(m_registry); }

    // Three functions, because Qt Test allows each five minutes, and a busy machine takes them.

    void aKilledProgramLeavesItsSession() {
        const auto program = start({QStringLiteral("--demo")});
        QVERIFY2(program->waitForStarted(), qPrintable(program->errorString()));
        QTRY_VERIFY2_WITH_TIMEOUT((m_before = autosaved()).has_value(),
                                  program->readAll().constData(), patience);
        QVERIFY2(session::Autosave::leftBehind(autosaves()).empty(), "it still lives");
        QCOMPARE(::kill(static_cast<pid_t>(program->processId()), SIGKILL), 0);
        QVERIFY(program->waitForFinished(patience));
        QCOMPARE(session::Autosave::leftBehind(autosaves()).size(), std::size_t{1});
    }

    void startedAgainItSaysWhatItFoundAndWaits() {
        const auto program = start({});
        QByteArray said;
        QTRY_VERIFY2_WITH_TIMEOUT(
            (said += program->readAll()).contains("ended unexpectedly while the demo was open"),
            said.constData(), patience);
        program->terminate();
        QVERIFY(program->waitForFinished(patience));
        QVERIFY2(session::Autosave::leftBehind(autosaves()).size() >= 1, "the offer stays open");
    }

    void whatWasDoneBeforeTheKillComesBack() {
        QVERIFY(m_before);
        const auto program = start({QStringLiteral("--recover")});
        std::optional<session::Session> after;
        // Its own autosave takes the place of the one left behind.
        QTRY_VERIFY2_WITH_TIMEOUT(
            session::Autosave::leftBehind(autosaves()).empty() && (after = autosaved()).has_value(),
            program->readAll().constData(), patience);
        QVERIFY(after->settings == m_before->settings);
        QCOMPARE(after->runs.front().finishedAt.isValid(), true);
        QCOMPARE(after->runs.front().scores.at("ilisi")->scaled,
                 m_before->runs.front().scores.at("ilisi")->scaled);
        QCOMPARE(::kill(static_cast<pid_t>(program->processId()), SIGKILL), 0);
        program->waitForFinished(patience);
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    RecoveryTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "recovery_test.moc"
