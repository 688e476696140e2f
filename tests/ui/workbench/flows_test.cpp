// From the start page to a saved session and back: open with the wizard, compare, export, find
// commands, save, reopen, recover.

#include "tests/support/shared_data.h"
#include "tests/ui/workbench/driver.h"
#include "ui/commands/command_search.h"
#include "ui/commands/key_list.h"
#include "ui/compare/changes_list.h"
#include "ui/compare/differences_table.h"
#include "ui/compare/swipe_stage.h"
#include "ui/data/data_panel.h"
#include "ui/diagnosis/verdict_panel.h"
#include "ui/figures/figure_dialog.h"
#include "ui/metrics/population_table.h"
#include "ui/metrics/score_board.h"
#include "ui/start/open_wizard.h"
#include "ui/start/recent_files.h"
#include "ui/start/recovery_bar.h"
#include "ui/start/start_page.h"
#include "ui/workbench/compare_page.h"
#include "ui/workbench/message_bar.h"
#include "ui/workbench/session_keeper.h"
#include "ui/workbench/view_area.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QSvgRenderer>
#include <QTemporaryDir>

#include <algorithm>

using namespace counterpoint;
using test::patience;

class FlowsTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;
    QTemporaryDir m_folder;

    workbench::MainWindow& window() { return *m_driver.window; }
    workbench::Workbench& bench() { return m_driver.bench(); }

    void tune(double theta) {
        plugin::Values values =
            pipeline::completeMethodValues(bench().settings(), m_driver.registry());
        values["theta"] = theta;
        bench().setMethodValues(values, false);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
    }

    QString path(const char* name) { return m_folder.filePath(QString::fromLatin1(name)); }

    static QByteArray contentOf(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

  private Q_SLOTS:
    void initTestCase() { COUNTERPOINT_OPEN_WINDOW(m_driver); }

    void cleanupTestCase() { m_driver.close(); }

    void theWindowStartsWithTheStartPage() {
        QVERIFY(window().showsStartPage());
        QVERIFY(window().recovery().isHidden());
        m_driver.screenshot(QStringLiteral("flow-start-light"));
        support::applyTheme(*qApp, support::ThemeChoice::Dark);
        m_driver.screenshot(QStringLiteral("flow-start-dark"));
        window().resize(1280, 800);
        m_driver.screenshot(QStringLiteral("flow-start-dark-1280x800"));
        window().resize(1440, 900);
        support::applyTheme(*qApp, support::ThemeChoice::Light);
    }

    void theDemoShowsTheWorkbench() {
        window().startPage().findChild<QPushButton*>(QStringLiteral("demo"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QVERIFY(!window().showsStartPage());
        m_driver.screenshot(QStringLiteral("flow-demo"));
    }

    void anyCommandIsFoundByName() {
        window().commandSearch().open(window().allCommands());
        auto& search = window().commandSearch();
        search.field()->setText(QStringLiteral("dark them"));
        QVERIFY(!search.found().empty());
        QCOMPARE(search.found().front().title, QStringLiteral("Dark theme"));
        search.field()->setText(QStringLiteral("sigma"));
        QCOMPARE(search.found().front().group, QStringLiteral("Parameter"));
        m_driver.screenshot(search, QStringLiteral("flow-commands"));
        QTest::keyClick(search.field(), Qt::Key_Return);
        QVERIFY(search.isHidden());
        search.open(window().allCommands());
        search.field()->setText(QStringLiteral("no such thing"));
        QVERIFY(search.found().empty());
        search.hide();
    }

    void aGeneIsFoundAmongTheCommandsAndColoursAView() {
        window().findChild<QPushButton*>(QStringLiteral("search"))->click();
        auto& search = window().commandSearch();
        QVERIFY(search.isVisible());
        search.field()->setText(QStringLiteral("gene_0711"));
        QVERIFY(!search.found().empty());
        QCOMPARE(search.found().front().title, QStringLiteral("gene_0711"));
        QTest::keyClick(search.field(), Qt::Key_Return);
        QVERIFY(window().views().colourKey(1).contains(QStringLiteral("gene_0711")));
        window().views().setColourKey(1, QStringLiteral("obs:cell_type"));
    }

    void everyKeyIsListed() {
        for (QAction* action : window().actions())
            if (action->shortcut() == QKeySequence(Qt::Key_Question)) action->trigger();
        auto* keys = window().findChild<commands::KeyList*>();
        QVERIFY(keys != nullptr && keys->isVisible());
        m_driver.screenshot(*keys, QStringLiteral("flow-keys"));
        keys->close();
    }

    void aRunIsCopiedAsCommandAndSnippets() {
        for (const auto& [title, part] : {std::pair("Copy as command", "counterpoint-cli run"),
                                          std::pair("Copy as scanpy snippet", "import scanpy"),
                                          std::pair("Copy as R snippet", "RunHarmony"),
                                          std::pair("Copy methods paragraph", "References")}) {
            for (QAction* action : window().actions())
                if (action->text() == QLatin1String(title)) action->trigger();
            const QString text = QApplication::clipboard()->text();
            QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
        }
    }

    void twoRunsAreCompared() {
        tune(0.0);
        QCOMPARE(bench().history().runs().size(), std::size_t{2});
        window().compareRuns(1, 2);
        QVERIFY(window().isComparing());
        const auto& rows = window().differences().rows();
        QVERIFY(rows.size() >= 6);
        QCOMPARE(rows.front().first, bench().history().find(1)->results.scores.at("ilisi")->scaled);
        QVERIFY2(rows.front().change < -0.3, "theta 0 mixes less");
        QCOMPARE(rows.front().conclusion, QStringLiteral("A better"));
        QVERIFY(window().verdict().gauge()->state().marks.size() >= 2);
        QCOMPARE(window().changes().changes(),
                 (std::vector<compare::SettingChange>{
                     {QStringLiteral("Theta"), QStringLiteral("2"), QStringLiteral("0")}}));
        QVERIFY2(window().scoreBoard().isHidden(), "the differences are told beside the runs");
        QCOMPARE(window().populationTable().view(), scores::PopulationView::Compared);
        const auto& populations = window().populationTable().rows();
        QVERIFY(std::ranges::all_of(populations, [](const scores::PopulationRow& row) {
            return row.keptInOther >= 0.0 && row.keptInOther <= 1.0;
        }));
        m_driver.screenshot(QStringLiteral("flow-compare-light"));
        window().comparePage().setMode(workbench::CompareMode::Swipe);
        window().comparePage().stage().setShare(0.4);
        m_driver.screenshot(QStringLiteral("flow-compare-swipe"));
        window().comparePage().setMode(workbench::CompareMode::Moves);
        support::applyTheme(*qApp, support::ThemeChoice::Dark);
        m_driver.screenshot(QStringLiteral("flow-compare-moves-dark"));
        support::applyTheme(*qApp, support::ThemeChoice::Light);
        window().comparePage().swap();
        QVERIFY(window().differences().rows().front().change > 0.3);
        window().endCompare();
        QVERIFY(!window().isComparing());
        QCOMPARE(window().populationTable().view(), scores::PopulationView::Mixing);
        QVERIFY(!window().scoreBoard().isHidden());
        QCOMPARE(window().verdict().gauge()->state().marks.front().label, QString());
    }

    void mapsOfOldRunsAreLetGoWhenMemoryEnds() {
        workbench::RunHistory history;
        pipeline::Settings settings;
        for (int i = 0; i < 3; ++i) {
            settings.seed = static_cast<std::uint64_t>(i);
            pipeline::Results results = bench().results();
            results.layout = std::make_shared<const data::Embedding>(*results.layout);
            history.add(QStringLiteral("run"), settings, results, 1.0);
        }
        history.setPinned(1, true);
        const std::size_t one = history.bytes() / 3;
        history.shrink(2 * one + one / 2);
        QVERIFY2(history.find(1)->results.layout != nullptr, "pinned");
        QVERIFY(history.find(2)->results.layout == nullptr);
        QVERIFY(history.find(2)->results.scores.contains("ilisi"));
        history.shrink(0);
        QVERIFY(history.find(1)->results.layout == nullptr);
        QVERIFY2(history.find(3)->results.layout != nullptr, "the newest");
    }

    void figuresAreExportedInEveryFormat() {
        figures::FigureDialog* dialog = window().exportFigure();
        QVERIFY(dialog != nullptr);
        dialog->choose(1);
        m_driver.screenshot(*dialog, QStringLiteral("flow-export-light"));
        const auto says = [dialog](const QString& text) {
            return std::ranges::any_of(dialog->checks(), [&](const figures::FigureCheck& check) {
                return check.text.contains(text);
            });
        };
        QVERIFY(says(QStringLiteral("Smallest text 7.0 pt")));
        QVERIFY(says(QStringLiteral("points as vectors")));
        QVERIFY(!says(QStringLiteral("preview")));
        dialog->setFormat(QStringLiteral("png"));
        QVERIFY(says(QStringLiteral("All of it pixels, 600 dpi")));
        dialog->setFormat(QStringLiteral("pdf"));
        for (const QString& format : figures::formats()) {
            const QString file = path("figure.") + format;
            dialog->writeTo(file);
            QVERIFY(QFile(file).size() > 1000);
        }
        const QByteArray svg = contentOf(path("figure.svg"));
        QVERIFY(QSvgRenderer(svg).isValid());
        QVERIFY2(svg.contains("<text") && svg.contains("iLISI"), "text stays text");
        QVERIFY2(!svg.contains("<image"), "few points are vectors");
        QVERIFY(svg.contains("width=\"174.00mm\""));
        QVERIFY2(svg.contains("<metadata>") && svg.contains("recipe"), "provenance");
        QVERIFY(contentOf(path("figure.pdf")).startsWith("%PDF"));
        QVERIFY2(contentOf(path("figure.pdf")).contains("/Font"), "text stays text");
        const QImage png(path("figure.png"));
        QCOMPARE(png.width(), qRound(174 / 25.4 * 600));
        QVERIFY(png.text(QStringLiteral("Provenance")).contains(QStringLiteral("theta")));
        dialog->setWidthMm(85);
        dialog->writeTo(path("narrow.svg"));
        QVERIFY(contentOf(path("narrow.svg")).contains("width=\"85.00mm\""));
        for (int choice = 2;
             choice < dialog->findChild<QComboBox*>(QStringLiteral("figureChoice"))->count();
             ++choice) {
            dialog->choose(choice);
            dialog->writeTo(path("other.svg"));
            QVERIFY(QSvgRenderer(contentOf(path("other.svg"))).isValid());
        }
        dialog->choose(0);
        dialog->setVision(figures::Vision::Deuteranopia);
        support::applyTheme(*qApp, support::ThemeChoice::Dark);
        m_driver.screenshot(*dialog, QStringLiteral("flow-export-deuteranopia-dark"));
        support::applyTheme(*qApp, support::ThemeChoice::Light);
        dialog->close();
    }

    void namesPinsAndColoursCanBeUndone() {
        bench().renameRun(1, QStringLiteral("the first"));
        bench().pinRun(1, true);
        bench().setColor("cell_type", "B", Qt::red);
        bench().undo();
        QVERIFY(bench().colors().empty());
        bench().undo();
        QVERIFY(!bench().history().find(1)->pinned);
        QCOMPARE(bench().history().find(1)->name, QStringLiteral("the first"));
        bench().undo();
        QCOMPARE(bench().history().find(1)->name, QStringLiteral("Harmony"));
        for (int i = 0; i < 3; ++i) bench().redo();
        QVERIFY(bench().history().find(1)->pinned);
        QCOMPARE(bench().colors().at("cell_type").at("B"), QColor(Qt::red));
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
    }

    void aSessionIsSavedAndComesBack() {
        const QString file = path("work.counterpoint");
        window().views().setColourKey(0, QStringLiteral("score:ilisi"));
        window().views().select({1, 2, 5}, QStringLiteral("some"));
        window().views().cellSelection().keep(QStringLiteral("mine"));
        const auto chooseFigure = [this](report::LegendPlace legend, double height) {
            figures::FigureDialog* dialog = window().exportFigure();
            dialog->setLegend(legend);
            dialog->setHeightMm(height);
            dialog->setFont(QStringLiteral("Roboto"));
            dialog->close();
        };
        chooseFigure(report::LegendPlace::Right, 130.0);
        window().sessions().saveTo(file);
        const auto settings = bench().settings();
        const std::size_t runs = bench().history().runs().size();
        chooseFigure(report::LegendPlace::Below, 140.0);
        tune(4.0);
        window().openFiles({file});
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QVERIFY(bench().settings() == settings);
        QCOMPARE(bench().history().runs().size(), runs);
        QCOMPARE(bench().history().find(1)->name, QStringLiteral("the first"));
        QVERIFY(bench().history().find(1)->pinned);
        QVERIFY(bench().history().find(1)->results.scores.contains("ilisi"));
        QCOMPARE(bench().colors().at("cell_type").at("B"), QColor(Qt::red));
        QCOMPARE(window().views().colourKey(0), QStringLiteral("score:ilisi"));
        const auto levels = bench().results().cells->label->levels;
        const auto b = static_cast<std::size_t>(std::ranges::find(levels, "B") - levels.begin());
        QCOMPARE(window().views().colourings().colorsOf("cell_type", levels).at(b),
                 QColor(Qt::red));
        QCOMPARE(window().dataPanel().colors(datapanel::Role::Label).at(b), QColor(Qt::red));
        const auto& sets = window().views().cellSelection().sets();
        QCOMPARE(sets.size(), std::size_t{1});
        QCOMPARE(sets.front().name, QStringLiteral("mine"));
        QCOMPARE(sets.front().cells, (std::vector<std::uint32_t>{1, 2, 5}));
        figures::FigureDialog* figure = window().exportFigure();
        QVERIFY(figure->options().legend == report::LegendPlace::Right);
        QCOMPARE(figure->options().heightMm.value_or(0.0), 130.0);
        QCOMPARE(figure->options().font, std::string("Roboto"));
        figure->close();
        QCOMPARE(start::RecentFiles::all().front().paths, QStringList{file});
        QVERIFY(window().messages().sentence().isEmpty());
    }

    void badSessionsSayWhy() {
        QFile file(path("bad.counterpoint"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{}");
        file.close();
        window().openFiles({file.fileName()});
        QVERIFY(window().messages().sentence().contains(QStringLiteral("bad.counterpoint")));
        window().messages().clearAll();
    }

    void theWizardOpensAFileAndAMovedOneIsAskedFor() {
        COUNTERPOINT_NEED_SHARED(source, "data/kang_ifnb.h5ad");
        const QString first = path("kang.h5ad");
        QVERIFY(QFile::copy(QString::fromStdString(source.string()), first));
        window().askAndOpen({first});
        QTRY_VERIFY_WITH_TIMEOUT(window().wizard() != nullptr, patience);
        m_driver.screenshot(*window().wizard(), QStringLiteral("flow-wizard"));
        window().wizard()->accept();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled() && bench().dataset()->name == "kang", patience);
        QVERIFY(!bench().source().checksum.isEmpty());
        window().sessions().saveTo(path("kang.counterpoint"));

        // Moved elsewhere, and no longer the same.
        QDir(m_folder.path()).mkdir(QStringLiteral("elsewhere"));
        const QString moved = path("elsewhere/renamed.h5ad");
        QVERIFY(QFile::rename(first, moved));
        QFile changed(moved);
        QVERIFY(changed.open(QIODevice::Append));
        changed.write("more");
        changed.close();
        QString asked;
        window().setLocator([&](const QString& missing) {
            asked = missing;
            return moved;
        });
        window().openFiles({path("kang.counterpoint")});
        QCOMPARE(asked, first);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled() && bench().source().paths.front() == moved,
                                 patience);
        QVERIFY2(window().messages().sentence().contains(QStringLiteral("checksum")),
                 qPrintable(window().messages().sentence()));
        m_driver.screenshot(QStringLiteral("flow-moved"));
        window().setLocator([](const QString&) { return QString(); });
        QVERIFY(QFile::remove(moved));
        window().openFiles({path("kang.counterpoint")});
        QVERIFY(window().messages().sentence().contains(QStringLiteral("not there")));
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<FlowsTest>(argc, argv, "flows_test");
}

#include "flows_test.moc"
