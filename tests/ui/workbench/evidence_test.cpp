// The evidence behind the verdict in the real window: links confirmed and vetoed, what must not
// mix, experiments, populations by markers.

#include "core/io/h5ad_writer.h"
#include "core/io/open.h"
#include "core/report/methods_text.h"
#include "tests/support/shared_data.h"
#include "tests/ui/workbench/driver.h"
#include "ui/data/data_panel.h"
#include "ui/diagnosis/experiment_row.h"
#include "ui/diagnosis/verdict_panel.h"
#include "ui/metrics/population_table.h"
#include "ui/runs/runs_table.h"
#include "ui/workbench/evidence_panel.h"
#include "ui/workbench/session_keeper.h"
#include "ui/workbench/view_area.h"

#include <QComboBox>
#include <QPushButton>
#include <QScrollBar>
#include <QTabBar>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

using namespace counterpoint;
using diagnosis::LinkItem;
using test::patience;

class EvidenceTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;
    QTemporaryDir m_folder;

    workbench::MainWindow& window() { return *m_driver.window; }
    workbench::Workbench& bench() { return m_driver.bench(); }
    diagnosis::EvidencePage& page() { return window().evidence().page(); }
    bool settled() { return m_driver.settled(); }

    /// The button of a link that says this word, 1 or −1, when it can be seen.
    QPushButton* linkButton(int link, int word) {
        const QString name = QStringLiteral("link %1 %2").arg(link).arg(word);
        for (QPushButton* button : page().findChildren<QPushButton*>(name))
            if (button->isVisible()) return button;
        return nullptr;
    }
    void open(const QString& path, const data::Roles& roles) {
        bench().openFiles({path}, roles);
        QTRY_VERIFY_WITH_TIMEOUT(!bench().isOpening(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
    }
    /// The page in both themes and at both sizes, scrolled to a share of its length.
    void pictures(const QString& name, double scrolled = 0.0) {
        m_driver.screenshots(name, [&] {
            QScrollBar* bar = page().verticalScrollBar();
            bar->setValue(static_cast<int>(scrolled * bar->maximum()));
        });
    }
    /// Kang's cells of two donors with their monocytes, whose state the stimulus changes, under two
    /// names in the column "split": control and stimulated.
    QString monocytesByState(const std::filesystem::path& kang) {
        const auto dataset = io::open(kang, {});
        const auto batch = data::asCategories(*dataset->obs.find("batch"));
        auto type = data::asCategories(*dataset->obs.find("cell_type"));
        const auto stimulated = static_cast<std::int32_t>(type.levelCount());
        type.levels.emplace_back("stimulated monocytes");
        for (std::size_t i = 0; i < type.size(); ++i) {
            const auto level = [](const data::Categories& of, std::size_t cell) {
                return of.levels[static_cast<std::size_t>(of.codes[cell])];
            };
            if (type.codes[i] >= 0 && level(type, i).starts_with("CD14") &&
                level(batch, i).starts_with("stim"))
                type.codes[i] = stimulated;
        }
        data::Table obs = dataset->obs;
        obs.set({"split", std::move(type)});
        const QString path = m_folder.filePath(QStringLiteral("states.h5ad"));
        io::H5adContents contents;
        contents.x = &dataset->counts;
        contents.obs = &obs;
        contents.var = &dataset->var;
        io::writeH5ad(path.toStdString(), contents, {});
        return path;
    }
    LinkItem::State stateOf(std::size_t link) { return page().evidence().links.at(link).state; }

  private Q_SLOTS:
    void initTestCase() { COUNTERPOINT_OPEN_WINDOW(m_driver); }

    void cleanupTestCase() { m_driver.close(); }

    void theEvidenceTakesThePlaceOfTheScores() {
        bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QVERIFY(!page().isVisible());
        pictures(QStringLiteral("scores"));
        window().showEvidence();
        QVERIFY(page().isVisible());
        QVERIFY2(window().verdict().isVisible(), "the verdict never hides");
        const auto& found = *bench().results().diagnosis;
        QCOMPARE(page().evidence().measures.at(0).value, found.under.value);
        QCOMPARE(page().evidence().measures.at(1).value, found.over.value);
        QVERIFY(page().evidence().claims.size() >= found.sentences.size());
        pictures(QStringLiteral("evidence"));
        pictures(QStringLiteral("evidence-below"), 1.0);
    }

    void aClaimSelectsItsCells() {
        const auto& claims = page().evidence().claims;
        const auto linked =
            std::ranges::find_if(claims, [](const auto& claim) { return !claim.target.isEmpty(); });
        QVERIFY(linked != claims.end());
        Q_EMIT page().requested(linked->target);
        QVERIFY(!window().views().selection().empty());
        window().views().clearSelection();
        Q_EMIT page().requested(QStringLiteral("population:") +
                                QString::fromStdString(bench().results().cells->label->levels[0]));
        QCOMPARE(window().views().selection().size(),
                 bench().results().cells->label->counts().front());
        window().views().clearSelection();
    }

    void aFieldColoursTheView() {
        Q_EMIT page().requested(page().evidence().fields.at(1).target);
        QCOMPARE(window().views().colourKey(0), QStringLiteral("evidence:own_loss"));
        window().views().setColourKey(0, QStringLiteral("obs:batch"));
    }

    void anExperimentRunsInTheBackgroundAndIsKeptWithTheRun() {
        diagnosis::ExperimentRow* row = page().experimentRow(QStringLiteral("null-batch"));
        QVERIFY(row != nullptr && row->button()->isEnabled());
        row->button()->click();
        QVERIFY(window().evidence().isTesting());
        QTRY_VERIFY_WITH_TIMEOUT(!window().evidence().isTesting(), patience);
        const auto* run = bench().history().find(bench().currentRun());
        QVERIFY(run != nullptr);
        QCOMPARE(run->stress.size(), std::size_t{1});
        QVERIFY(run->stress[0].passed.has_value() && !run->stress[0].sentence.empty());
        QCOMPARE(page().experiments().at(0).outcomes.size(), std::size_t{1});

        // Another run has not been tested; the session remembers the first.
        const auto text = session::toText(window().sessions().current(), m_driver.registry());
        const auto back = session::fromText(text, m_driver.registry());
        QCOMPARE(back.runs.front().stress.size(), std::size_t{1});
        QCOMPARE(back.runs.front().stress[0].sentence, run->stress[0].sentence);
        QCOMPARE(back.runs.front().stress[0].passed, run->stress[0].passed);
    }

    void onePopulationIsHeldOutByChoice() {
        diagnosis::ExperimentRow* row = page().experimentRow(QStringLiteral("held-out"));
        QVERIFY(row->choice()->count() > 3);
        row->choice()->setCurrentIndex(2);
        const std::string name = row->choice()->currentText().toStdString();
        row->button()->click();
        QTRY_VERIFY_WITH_TIMEOUT(!window().evidence().isTesting(), patience);
        const auto& stress = bench().history().find(bench().currentRun())->stress;
        QCOMPARE(stress.back().population, name);
        pictures(QStringLiteral("experiments"), 0.8);
    }

    void anExperimentCanBeStopped() {
        diagnosis::ExperimentRow* row = page().experimentRow(QStringLiteral("shuffled"));
        row->button()->click();
        QVERIFY(window().evidence().isTesting());
        QVERIFY2(!page().experimentRow(QStringLiteral("null-batch"))->button()->isEnabled(),
                 "one at a time");
        m_driver.screenshot(QStringLiteral("experiment-running"));
        if (window().evidence().isTesting()) row->button()->click();
        QVERIFY(!window().evidence().isTesting());
        QVERIFY(page().experimentRow(QStringLiteral("null-batch"))->button()->isEnabled());
    }

    void theConditionTestAsksForACondition() {
        diagnosis::ExperimentRow* row = page().experimentRow(QStringLiteral("condition"));
        QVERIFY(!row->button()->isEnabled());
    }

    void markersAndControlsHaveTheirOwnColumns() {
        window().showEvidence(false);
        auto& table = window().populationTable();
        for (QTabBar* tabs : window().findChildren<QTabBar*>())
            if (tabs->tabText(0) == QStringLiteral("Mixing")) tabs->setCurrentIndex(1);
        QCOMPARE(table.view(), scores::PopulationView::Markers);
        int width = 0;
        for (int column = 0; column < table.columnCount(); ++column)
            if (!table.isColumnHidden(column)) width += table.columnWidth(column);
        QVERIFY2(width <= table.viewport()->width(), "nothing is cut");
        const auto& rows = table.rows();
        QVERIFY(std::ranges::any_of(rows, [](const auto& row) { return row.markers > 0.7; }));
        for (int row = 0; row < table.rowCount(); ++row)
            for (const auto& population : rows)
                if (population.faint && table.item(row, 0)->text() == population.name)
                    QVERIFY(table.item(row, 10)->text().startsWith(QStringLiteral("⚠")));
        pictures(QStringLiteral("markers"));
    }

    void allRunsFitTheSmallestWindow() {
        window().resize(1280, 800);
        QTest::qWait(300);
        QCOMPARE(window().runsTable().horizontalScrollBar()->maximum(), 0);
        window().resize(1440, 900);
    }

    void aLinkIsVetoedAndTakenBack() {
        COUNTERPOINT_NEED_SHARED(kang, "data/kang_donor_condition.h5ad");
        open(monocytesByState(kang), {"batch", ""});
        window().showEvidence();
        QVERIFY(!page().evidence().links.empty());
        QVERIFY(stateOf(0) == LinkItem::State::Assumed);
        pictures(QStringLiteral("links"), 0.3);
        const auto before = bench().results();
        const auto steps = bench().settings();

        linkButton(0, -1)->click();
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QCOMPARE(bench().settings().links.size(), std::size_t{1});
        QVERIFY(!bench().settings().links[0].same);
        QVERIFY(bench().results().integration == before.integration);
        QVERIFY(bench().results().diagnosis != before.diagnosis);
        QVERIFY(bench().results().diagnosis->under.value < before.diagnosis->under.value);
        QVERIFY(stateOf(0) == LinkItem::State::Vetoed);
        QVERIFY(linkButton(0, -1)->isChecked());
        QVERIFY(report::asCommand(bench().results(), bench().settings(), m_driver.registry())
                    .find(" --different ") != std::string::npos);
        pictures(QStringLiteral("links-vetoed"), 0.3);

        // The session keeps the word.
        const auto text = session::toText(window().sessions().current(), m_driver.registry());
        QCOMPARE(session::fromText(text, m_driver.registry()).settings.links,
                 bench().settings().links);

        bench().undo();
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QVERIFY(bench().settings() == steps);
        QTRY_VERIFY(stateOf(0) == LinkItem::State::Assumed);
        bench().redo();
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        linkButton(0, -1)->click();  // once more: taken back
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QVERIFY(bench().settings().links.empty());

        linkButton(0, 1)->click();
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QVERIFY(stateOf(0) == LinkItem::State::Confirmed);
        // The other word replaces it.
        linkButton(0, -1)->click();
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QCOMPARE(bench().settings().links.size(), std::size_t{1});
        QVERIFY(stateOf(0) == LinkItem::State::Vetoed);
    }

    void cellTypesVetoALinkUnlessTheUserSaysOtherwise() {
        COUNTERPOINT_NEED_SHARED(kang, "data/kang_donor_condition.h5ad");
        open(monocytesByState(kang), {"batch", ""});
        data::Roles roles = bench().settings().roles;
        roles.label = "split";
        pipeline::Settings wanted = bench().settings();
        wanted.roles = roles;
        wanted.links.clear();
        bench().apply(wanted);
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QVERIFY(stateOf(0) == LinkItem::State::VetoedByLabels);
        linkButton(0, 1)->click();
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QVERIFY(stateOf(0) == LinkItem::State::Confirmed);
    }

    void aConditionIsMeasuredWithinPopulations() {
        COUNTERPOINT_NEED_SHARED(file, "data/kang_donor_condition.h5ad");
        open(QString::fromStdString(file.string()), {"donor", "cell_type"});
        auto& data = window().dataPanel();
        QComboBox* combo = data.form().combo(datapanel::Role::KeepApart);
        combo->setCurrentIndex(combo->findData(QStringLiteral("condition")));
        Q_EMIT combo->activated(combo->currentIndex());
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QCOMPARE(bench().settings().roles.keepApart, std::string("condition"));
        QVERIFY(data.form().refusal().isEmpty());
        QVERIFY2(bench().settings().links.empty(), "what was said of other data is forgotten");
        QVERIFY(!page().evidence().apart.empty());
        QVERIFY(std::ranges::any_of(window().populationTable().rows(),
                                    [](const auto& row) { return row.apartBefore > 0.6; }));
        pictures(QStringLiteral("condition"), 0.5);
        window().showEvidence(false);
        for (QTabBar* tabs : window().findChildren<QTabBar*>())
            if (tabs->tabText(0) == QStringLiteral("Mixing")) tabs->setCurrentIndex(2);
        pictures(QStringLiteral("condition-table"));
    }

    void aConfoundedDesignIsRefusedInWords() {
        COUNTERPOINT_NEED_SHARED(file, "data/kang_donor_condition.h5ad");
        open(QString::fromStdString(file.string()), {"batch", "cell_type", "condition"});
        QTRY_VERIFY_WITH_TIMEOUT(settled(), patience);
        QVERIFY(bench().results().diagnosis->confounded);
        QVERIFY2(window().dataPanel().form().refusal().contains(QStringLiteral("donor as batch")),
                 qPrintable(window().dataPanel().form().refusal()));
        QVERIFY(window().verdict().plainText().contains(QStringLiteral("cannot be separated")));
        window().showEvidence();
        diagnosis::ExperimentRow* row = page().experimentRow(QStringLiteral("condition"));
        QVERIFY(row->button()->isEnabled());
        row->button()->click();
        QTRY_VERIFY_WITH_TIMEOUT(!window().evidence().isTesting(), patience);
        QCOMPARE(page().experiments().back().outcomes.size(), std::size_t{1});
        pictures(QStringLiteral("confounded"));
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<EvidenceTest>(argc, argv, "evidence_test");
}

#include "evidence_test.moc"
