#include "ui/diagnosis/experiment_row.h"

#include "ui/support/buttons.h"
#include "ui/support/follow_theme.h"
#include "ui/support/labels.h"
#include "ui/support/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace counterpoint::diagnosis {

using support::Theme;
using support::Tone;
using support::Type;

ExperimentRow::ExperimentRow(QWidget* parent)
    : QWidget(parent),
      m_title(support::makeLabel({}, Type::Label, Tone::Text, this)),
      m_help(support::makeLabel({}, Type::Help, Tone::Second, this)),
      m_choice(new QComboBox(this)),
      m_button(support::makeButton(tr("Test"), support::ButtonKind::Small, this)),
      m_progress(new QProgressBar(this)),
      m_outcomes(new QVBoxLayout) {
    m_help->setWordWrap(true);
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMinimumContentsLength(9);
    support::followTheme(*this, [this] {
        m_choice->setMinimumWidth(support::scaled(64));  // where the page is narrow
    });
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(6);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_title);
    head->addStretch(1);
    head->addWidget(m_choice);
    head->addWidget(m_button);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(head);
    column->addWidget(m_help);
    column->addWidget(m_progress);
    m_outcomes->setSpacing(4);
    column->addLayout(m_outcomes);
    connect(&support::themeNotifier(), &support::ThemeNotifier::changed, this,
            &ExperimentRow::showOutcomes);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_experiment.running)
            Q_EMIT stopRequested();
        else
            Q_EMIT testRequested(std::max(0, m_choice->currentIndex()));
    });
}

void ExperimentRow::setExperiment(const Experiment& experiment) {
    const bool sameChoices = experiment.choices == m_experiment.choices;
    const bool sameOutcomes = experiment.outcomes == m_experiment.outcomes;
    m_experiment = experiment;
    m_title->setText(experiment.title);
    m_help->setText(experiment.whyNot.isEmpty() ? experiment.help : experiment.whyNot);
    if (!sameChoices) {
        const QString chosen = m_choice->currentText();
        m_choice->clear();
        m_choice->addItems(experiment.choices);
        m_choice->setCurrentIndex(std::max(0, m_choice->findText(chosen)));
    }
    m_choice->setVisible(!experiment.choices.isEmpty());
    m_choice->setAccessibleName(tr("%1 with").arg(experiment.title));
    m_button->setText(experiment.running ? tr("Stop") : tr("Test"));
    m_button->setAccessibleName(
        (experiment.running ? tr("Stop the test: %1") : tr("Test: %1")).arg(experiment.title));
    m_button->setToolTip(experiment.help);
    m_button->setEnabled(experiment.running || experiment.whyNot.isEmpty());
    m_choice->setEnabled(!experiment.running && experiment.whyNot.isEmpty());
    m_progress->setVisible(experiment.running);
    m_progress->setRange(0, experiment.progress < 0.0 ? 0 : 100);
    m_progress->setValue(static_cast<int>(100.0 * experiment.progress));
    m_progress->setAccessibleName(tr("Progress of the test: %1").arg(experiment.title));
    if (!sameOutcomes) showOutcomes();
}

void ExperimentRow::showOutcomes() {
    while (QLayoutItem* item = m_outcomes->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const Theme& theme = Theme::current();
    for (const Experiment::Outcome& outcome : m_experiment.outcomes) {
        QString word;
        if (outcome.passed)
            word = QStringLiteral("<b style=\"color:%1\">%2</b> ")
                       .arg((*outcome.passed ? theme.balanced : theme.over).name(),
                            *outcome.passed ? tr("✓ Passed.") : tr("✗ Failed."));
        QLabel* line = support::makeLabel(word + support::richText(outcome.sentence), Type::Body,
                                          Tone::Text, this);
        line->setTextFormat(Qt::RichText);
        line->setWordWrap(true);
        m_outcomes->addWidget(line);
        line->show();
    }
}

}  // namespace counterpoint::diagnosis
