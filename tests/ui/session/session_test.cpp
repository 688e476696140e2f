// Sessions as text and back, checksums, and autosaves left behind.

#include "ui/session/session.h"

#include "core/pipeline/builtins.h"
#include "ui/session/autosave.h"
#include "ui/session/checksum.h"

#include <QDir>
#include <QFile>
#include <QLockFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace counterpoint;

class SessionTest : public QObject {
    Q_OBJECT

    plugin::Registry m_registry;

    session::Session example() {
        session::Session saved;
        saved.source = {{QStringLiteral("/data/blood.h5ad")},
                        QStringLiteral("parts256:12"),
                        data::ValueKind::LogNormalised};
        saved.settings.roles = {"batch", "cell_type", "condition", {"chemistry"}, {"batch_1"}};
        saved.settings.methodValues = pipeline::completeMethodValues(saved.settings, m_registry);
        saved.settings.methodValues["theta"] = 3.5;
        saved.settings.umap.neighbors = 21;
        saved.settings.seed = 7;
        saved.currentRun = 2;
        saved.colors["cell_type"]["B"] = QColor(QStringLiteral("#123456"));
        saved.sets = {{QStringLiteral("mine"), {0, 3, 4, 5, 9}}, {QStringLiteral("none"), {}}};
        saved.colourKeys = {QStringLiteral("obs:batch"), QStringLiteral("score:ilisi")};
        saved.figure = R"({"height":90.0,"legend":"right"})";
        saved.views = R"({"layout":"four","opacity":0.5})";
        saved.windowLayout = QByteArray("\x01\x00\xff", 3);
        session::SavedRun run;
        run.number = 2;
        run.name = QStringLiteral("the good one");
        run.pinned = true;
        run.settings = saved.settings;
        run.seconds = 1.5;
        run.finishedAt = QDateTime(QDate(2026, 11, 21), QTime(10, 30));
        plugin::Score score;
        score.scaled = 0.34;
        score.low = 0.3;
        score.cells = 100;
        run.scores["ilisi"] = std::make_shared<const plugin::Score>(score);
        diagnose::Diagnosis found;
        found.verdict = diagnose::Verdict::Over;
        found.over = {0.4, 0.3, 0.5};
        found.sentences.push_back(
            {diagnose::SentenceKind::OwnNeighborsLost, "B lost its own.", {1, 2}, "B"});
        run.diagnosis = std::make_shared<const diagnose::Diagnosis>(found);
        saved.runs.push_back(run);
        session::SavedSweep sweep{.settings = saved.settings,
                                  .key = "theta",
                                  .batchColumn = 1,
                                  .points = {{0.0, 0.3, 0.8, {0.4, 0.3, 0.5}, {}},
                                             {2.0, 0.6, std::nan(""), {0.1, 0.0, 0.2}, {}}},
                                  .recommended = {1},
                                  .best = 1,
                                  .sentence = "Recommended theta 2."};
        saved.sweep = sweep;
        return saved;
    }

    static QString problemOf(const std::function<void()>& action) {
        try {
            action();
        } catch (const base::Error& error) {
            return QString::fromUtf8(error.what());
        }
        return {};
    }

  private Q_SLOTS:
    void initTestCase() { pipeline::registerBuiltins(m_registry); }

    void aSessionComesBackAsItWasSaved() {
        const session::Session saved = example();
        const QByteArray text = session::toText(saved, m_registry);
        const session::Session back = session::fromText(text, m_registry);
        QCOMPARE(back.source, saved.source);
        QVERIFY(back.settings == saved.settings);
        QCOMPARE(back.currentRun, 2);
        QVERIFY(back.colors == saved.colors);
        QVERIFY(back.sets == saved.sets);
        QVERIFY2(text.contains("\"0 3-5 9\""), "rows are readable and short");
        QCOMPARE(back.colourKeys, saved.colourKeys);
        QCOMPARE(back.figure, saved.figure);
        QCOMPARE(back.views, saved.views);
        QCOMPARE(back.windowLayout, saved.windowLayout);
        QCOMPARE(back.runs.size(), std::size_t{1});
        const session::SavedRun& run = back.runs.front();
        QCOMPARE(run.name, QStringLiteral("the good one"));
        QVERIFY(run.pinned && run.settings == saved.settings);
        QCOMPARE(run.finishedAt, saved.runs.front().finishedAt);
        QCOMPARE(run.scores.at("ilisi")->scaled, 0.34);
        QVERIFY2(std::isnan(run.scores.at("ilisi")->high), "undefined stays undefined");
        QVERIFY(run.diagnosis->verdict == diagnose::Verdict::Over);
        QCOMPARE(run.diagnosis->over.high, 0.5);
        QCOMPARE(run.diagnosis->sentences.front().text, std::string("B lost its own."));
        QVERIFY(run.baselineDiagnosis == nullptr);
        QVERIFY(back.sweep.has_value());
        QVERIFY(back.sweep->settings == saved.settings);
        QCOMPARE(back.sweep->batchColumn, std::optional<std::size_t>(1));
        QCOMPARE(back.sweep->points[1].batch, 0.6);
        QVERIFY(std::isnan(back.sweep->points[1].biology));
        QCOMPARE(back.sweep->points[0].under.high, 0.5);
        QCOMPARE(back.sweep->recommended, std::vector<std::size_t>{1});
        QCOMPARE(session::toText(back, m_registry), text);
    }

    void whatIsNoSessionSaysSo() {
        QVERIFY(problemOf([&] {
                    session::fromText("{}", m_registry);
                }).contains(QStringLiteral("not a Counterpoint session")));
        QVERIFY(problemOf([&] {
                    session::fromText("\x89HDF", m_registry);
                }).contains(QStringLiteral("not a Counterpoint session")));
        QVERIFY(problemOf([&] {
                    session::read(QStringLiteral("/none.counterpoint"), m_registry);
                }).contains(QStringLiteral("none.counterpoint")));
        QByteArray later = session::toText(example(), m_registry);
        later.replace("\"counterpoint session\": 1", "\"counterpoint session\": 99");
        QVERIFY(problemOf([&] {
                    session::fromText(later, m_registry);
                }).contains(QStringLiteral("later Counterpoint")));
    }

    void damagedSessionsNeverCrash() {
        const QByteArray whole = session::toText(example(), m_registry);
        QVERIFY(whole.endsWith("}\n"));  // without its last line end it is still whole
        for (qsizetype length = 0; length + 1 < whole.size(); length += 37)
            QVERIFY(
                !problemOf([&] { session::fromText(whole.left(length), m_registry); }).isEmpty());
    }

    void damagedSelectionsAreRefused() {
        for (const char* rows : {"5 3", "3-", "-3", "8-2", "0-4294967295", "1-2-3", "x"}) {
            QByteArray damaged = session::toText(example(), m_registry);
            damaged.replace("0 3-5 9", rows);
            QVERIFY2(!problemOf([&] { session::fromText(damaged, m_registry); }).isEmpty(), rows);
        }
    }

    void damagedSweepsAreRefused() {
        const QByteArray whole = session::toText(example(), m_registry);
        for (const auto& [was, is] : {std::pair("\"best\": 1", "\"best\": 2"),
                                      std::pair("\"parameter\": \"theta\"", "\"parameter\": \"x\""),
                                      std::pair("\"batch column\": 1", "\"batch column\": 7")}) {
            QByteArray damaged = whole;
            damaged.replace(was, is);
            QVERIFY(damaged != whole);
            QVERIFY2(!problemOf([&] { session::fromText(damaged, m_registry); }).isEmpty(), is);
        }
    }

    void aChecksumTellsFilesApart() {
        QTemporaryDir folder;
        const auto write = [&](const char* name, const QByteArray& content) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            const bool opened = file.open(QIODevice::WriteOnly);
            Q_ASSERT(opened);
            file.write(content);
            return file.fileName();
        };
        const QByteArray content(3 << 20, 'x');  // above 1 MiB: by parts
        QByteArray changed = content;
        changed.back() = 'y';
        const QString first = write("a", content);
        const QString same = write("b", content);
        const QString other = write("c", changed);
        const QString longer = write("d", content + 'x');
        const auto sum = [](const QString& path) { return session::checksumOf({path}, {}); };
        QCOMPARE(sum(first), sum(same));
        QVERIFY(sum(first) != sum(other));
        QVERIFY(sum(first) != sum(longer));
        QVERIFY(sum(folder.filePath(QStringLiteral("none"))).isEmpty());
        QVERIFY(sum(folder.path()) != sum(first));
    }

    void anAutosaveIsLeftOnlyByTheDead() {
        QTemporaryDir folder;
        {
            session::Autosave living(folder.path());
            living.save("first");
            living.save("newest");
            QTRY_VERIFY(QFile::exists(living.path()));
            QVERIFY2(session::Autosave::leftBehind(folder.path()).empty(), "it still lives");
        }
        const auto left = session::Autosave::leftBehind(folder.path());
        QCOMPARE(left.size(), std::size_t{1});
        QFile file(left.front().path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("newest"));
        session::Autosave::remove(left.front());
        QVERIFY(session::Autosave::leftBehind(folder.path()).empty());
    }

    void whoLooksForAutosavesHidesThemFromNobody() {
        QTemporaryDir folder;
        // Of a program that is dead, while another one looks at it at this moment.
        const QString path = folder.filePath(QStringLiteral("999999999-1.counterpoint"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("state");
        file.close();
        QLockFile looking(path + QStringLiteral(".lock"));
        QVERIFY(looking.tryLock(0));
        QCOMPARE(session::Autosave::leftBehind(folder.path()).size(), std::size_t{1});
    }

    void aSessionThatEndsWellLeavesNothing() {
        QTemporaryDir folder;
        session::Autosave living(folder.path());
        living.save("state");
        living.forget();
        QVERIFY(!QFile::exists(living.path()));
    }
};

QTEST_GUILESS_MAIN(SessionTest)
#include "session_test.moc"
