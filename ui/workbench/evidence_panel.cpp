#include "ui/workbench/evidence_panel.h"

#include "ui/support/labels.h"
#include "ui/support/numbers.h"
#include "ui/workbench/evidence_view.h"

#include <QVBoxLayout>

namespace counterpoint::workbench {

EvidencePanel::EvidencePanel(Workbench& workbench, ViewArea& views, QWidget* parent)
    : QWidget(parent),
      m_workbench(workbench),
      m_views(views),
      m_page(new diagnosis::EvidencePage(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(support::makeRule(this));  // what is scrolled passes below the verdict
    column->addWidget(m_page);
    connect(m_page, &diagnosis::EvidencePage::requested, this, &EvidencePanel::follow);
    connect(m_page, &diagnosis::EvidencePage::linkJudged, this, [this](int link, int word) {
        m_workbench.apply(withWordOnLink(m_workbench.settings(), m_workbench.results(),
                                         static_cast<std::size_t>(link), word));
    });
    connect(m_page, &diagnosis::EvidencePage::testRequested, this, &EvidencePanel::test);
    connect(m_page, &diagnosis::EvidencePage::stopRequested, this, &EvidencePanel::stopTest);
    const auto showAll = [this] {
        showEvidence();
        showExperiments();
    };
    connect(&workbench, &Workbench::opened, this, [this, showAll] {
        stopTest();
        m_failed.clear();
        m_lastExact.reset();
        showAll();
    });
    connect(&workbench, &Workbench::resultsChanged, this, &EvidencePanel::showEvidence);
    connect(&workbench, &Workbench::runStarted, this, showAll);
    connect(&workbench, &Workbench::runStopped, this, showAll);
    connect(&workbench, &Workbench::runFinished, this, [this, showAll] {
        if (!m_workbench.isStale()) m_lastExact = m_workbench.results().diagnosis;
        showAll();
    });
    connect(&workbench.history(), &RunHistory::changed, this, &EvidencePanel::showExperiments);
    showAll();
}

void EvidencePanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    showEvidence();
    showExperiments();
}

void EvidencePanel::showEvidence() {
    if (!isVisible()) return;  // a hand on the slider need not pay for what is not seen
    const pipeline::Results& results = m_workbench.results();
    if (!results.diagnosis || !results.cells) return m_page->setEvidence({});
    const bool moves = m_workbench.isStale() && m_lastExact && m_lastExact != results.diagnosis;
    diagnosis::Evidence evidence =
        evidenceOf(results, m_workbench.settings().roles, moves ? m_lastExact.get() : nullptr);
    evidence.stale = m_workbench.isStale() && !m_workbench.isRunning();
    m_page->setEvidence(evidence);
}

void EvidencePanel::showExperiments() {
    Q_EMIT changed();
    if (isVisible()) m_page->setExperiments(experiments());
}

std::vector<diagnosis::Experiment> EvidencePanel::experiments() const {
    const pipeline::Results& results = m_workbench.results();
    if (!results.diagnosis) return {};
    std::vector<diagnosis::Experiment> all = experimentsOf(results, m_workbench.settings().roles);
    const KeptRun* run = m_workbench.history().find(m_workbench.currentRun());
    for (diagnosis::Experiment& one : all) {
        one.running = one.id == m_testing;
        one.progress = m_progress;
        if (one.whyNot.isEmpty() && !isReady())
            one.whyNot = tr("Possible once a run has finished.");
        else if (one.whyNot.isEmpty() && isTesting() && !one.running)
            one.whyNot = tr("Possible once the other experiment has ended.");
        if (one.id == m_failedTest && !m_failed.isEmpty()) one.outcomes.push_back({{}, m_failed});
        if (run == nullptr) continue;
        for (const pipeline::StressOutcome& outcome : run->stress)
            if (one.id == QString::fromStdString(pipeline::idOf(outcome.test)))
                one.outcomes.push_back(
                    {outcome.passed, support::sentence(QString::fromStdString(outcome.sentence))});
    }
    return all;
}

bool EvidencePanel::isReady() const {
    const pipeline::Results& results = m_workbench.results();
    return m_workbench.history().find(m_workbench.currentRun()) != nullptr && results.diagnosis &&
           results.protection && results.integration && results.pca;
}

bool EvidencePanel::canTest(const QString& id) const {
    const auto test = pipeline::stressTestOf(id.toStdString());
    return test && isReady() && !isTesting() &&
           whyNotTest(*test, m_workbench.settings().roles).isEmpty();
}

void EvidencePanel::follow(const QString& target) {
    const QString colour = QStringLiteral("colour:");
    if (target.startsWith(colour)) {
        m_views.setColourKey(0, target.mid(colour.size()));
        return;
    }
    if (auto behind = cellsBehind(m_workbench.results(), target))
        m_views.select(std::move(behind->cells), behind->name);
}

void EvidencePanel::test(const QString& id, int choice) {
    const auto test = pipeline::stressTestOf(id.toStdString());
    const int run = m_workbench.currentRun();
    if (!test || run == 0 || isTesting()) return;
    std::string population;
    for (const diagnosis::Experiment& one : experiments())
        if (one.id == id && choice > 0 && choice < one.choices.size())
            population = one.choices[choice].toStdString();
    m_testing = id;
    m_progress = -1.0;
    m_failed.clear();
    const auto work = [this, test = *test, population, results = m_workbench.results(),
                       settings = m_workbench.settings(),
                       &registry = m_workbench.registry()](const base::Job& job) {
        const auto tell = [this](double done) {
            QMetaObject::invokeMethod(
                this,
                [this, done] {
                    m_progress = done;
                    showExperiments();
                },
                Qt::QueuedConnection);
        };
        return pipeline::stress(test, results, settings, registry,
                                base::Job(job.stopToken(), job.threads(), settings.seed, tell),
                                population);
    };
    const auto done = [this, run](std::vector<pipeline::StressOutcome> outcomes) {
        m_testing.clear();
        m_workbench.history().addStress(run, std::move(outcomes));
        showExperiments();
    };
    m_background.start(m_workbench.threads(), work, done, [this, id](const QString& sentence) {
        m_testing.clear();
        m_failed = sentence;
        m_failedTest = id;
        showExperiments();
    });
    showExperiments();
}

void EvidencePanel::stopTest() {
    if (isTesting()) {
        m_failed = tr("Stopped");
        m_failedTest = m_testing;
    }
    m_background.stop();
    m_testing.clear();
    showExperiments();
}

}  // namespace counterpoint::workbench
