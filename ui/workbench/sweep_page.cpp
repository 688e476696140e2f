#include "ui/workbench/sweep_page.h"

#include "ui/charts/sweep_chart.h"
#include "ui/support/buttons.h"
#include "ui/support/labels.h"
#include "ui/workbench/sweep_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace counterpoint::workbench {

namespace {

constexpr int valuesTried = 9;
/// Of an item that is for one batch column: its place among them.
constexpr int columnOfItem = Qt::UserRole + 1;

/// Nine values over a parameter's range, evenly on its scale; whole ones once each.
pipeline::SweepAxis axisOf(const plugin::Parameter& parameter) {
    pipeline::SweepAxis axis{parameter.key, {}};
    const bool logarithmic = parameter.scale == plugin::Scale::Logarithmic;
    for (int i = 0; i < valuesTried; ++i) {
        const double t = static_cast<double>(i) / (valuesTried - 1);
        double value = logarithmic
                           ? parameter.minimum * std::pow(parameter.maximum / parameter.minimum, t)
                           : parameter.minimum + t * (parameter.maximum - parameter.minimum);
        value = std::clamp(std::round(value * 1e4) / 1e4, parameter.minimum, parameter.maximum);
        if (parameter.kind == plugin::ParameterKind::Integer) {
            const auto whole = static_cast<std::int64_t>(std::llround(value));
            if (!axis.values.empty() && std::get<std::int64_t>(axis.values.back()) == whole)
                continue;
            axis.values.emplace_back(whole);
        } else {
            axis.values.emplace_back(value);
        }
    }
    return axis;
}

bool canBeSwept(const plugin::Parameter& parameter) {
    return !parameter.advanced && (parameter.kind == plugin::ParameterKind::Real ||
                                   parameter.kind == plugin::ParameterKind::Integer);
}

}  // namespace

SweepPage::SweepPage(Workbench& workbench, QWidget* parent)
    : QWidget(parent), m_workbench(workbench), m_runner(workbench.registry()) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 4, 0, 0);
    column->setSpacing(0);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->setContentsMargins(0, 0, 12, 0);
    m_button = support::makeButton(tr("Try all of"), support::ButtonKind::Plain, this);
    m_button->setObjectName(QStringLiteral("sweep"));
    m_parameter = new QComboBox(this);
    m_parameter->setAccessibleName(tr("Parameter to try"));
    m_parameter->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_sentence = support::makeLabel({}, support::Type::Help, support::Tone::Second, this);
    m_sentence->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(m_button);
    row->addWidget(m_parameter);
    row->addWidget(m_sentence, 1);
    column->addLayout(row);
    m_chart = new charts::SweepChart(this);
    column->addWidget(m_chart, 1);

    connect(m_button, &QPushButton::clicked, this, &SweepPage::toggle);
    connect(&workbench, &Workbench::opened, this, [this] {
        m_runner.stop();
        m_asked.reset();
        forget();
    });
    connect(&workbench, &Workbench::settingsChanged, this, [this] {
        offerParameters();
        updateStale();
    });
    connect(&m_runner, &SweepRunner::started, this, &SweepPage::updateControls);
    connect(&m_runner, &SweepRunner::progressed, this, [this](int done, int all) {
        if (m_asked) m_sentence->setText(tr("%1 of %2 settings tried").arg(done).arg(all));
    });
    connect(&m_runner, &SweepRunner::finished, this,
            [this](const std::shared_ptr<const pipeline::Sweep>& sweep) {
                if (m_asked) show(keptSweep(*std::exchange(m_asked, {}), *sweep));
                updateControls();  // without: of data closed meanwhile
            });
    connect(&m_runner, &SweepRunner::failed, this, [this](const QString& sentence) {
        if (m_asked) {
            m_asked.reset();
            m_sentence->setText(sentence.isEmpty() ? tr("Stopped") : sentence);
            m_sentence->setToolTip(sentence);
        }
        updateControls();
    });
    connect(m_chart, &charts::SweepChart::valueRequested, this, &SweepPage::take);
    offerParameters();
    updateControls();
}

bool SweepPage::canToggle() const {
    return m_runner.isRunning() || (m_workbench.dataset() && m_parameter->count() > 0);
}

void SweepPage::toggle() {
    if (m_runner.isRunning()) {
        m_runner.stop();
        return;
    }
    const auto dataset = m_workbench.dataset();
    if (!dataset || m_workbench.settings().roles.batch.empty()) return;
    const std::string key = m_parameter->currentData().toString().toStdString();
    const QVariant column = m_parameter->currentData(columnOfItem);
    for (const plugin::Parameter& parameter :
         m_workbench.registry().method(m_workbench.settings().method).info().parameters) {
        if (parameter.key != key) continue;
        forget();
        m_asked = {.settings = m_workbench.settings(), .key = key};
        if (column.isValid()) m_asked->batchColumn = static_cast<std::size_t>(column.toInt());
        pipeline::ChainInput input;
        input.dataset = dataset;
        input.settings = m_asked->settings;
        // One thread: the hand on the slider comes first. Its own cache needs no key of the data.
        pipeline::SweepAxis axis = axisOf(parameter);
        axis.batchColumn = m_asked->batchColumn;
        m_runner.start(std::move(input), std::move(axis), 1);
    }
}

void SweepPage::take(double value) {
    if (m_sweep && m_changes.isEmpty())
        m_workbench.apply(
            withNumber(*m_sweep, m_workbench.settings(), value, m_workbench.registry()));
}

void SweepPage::offerParameters() {
    const std::string& method = m_workbench.settings().method;
    const std::vector<std::string> columns = m_workbench.settings().roles.batches();
    if (method != m_method || columns != m_columns) {
        m_method = method;
        m_columns = columns;
        m_parameter->clear();
        for (const auto& parameter : m_workbench.registry().method(method).info().parameters) {
            if (!canBeSwept(parameter)) continue;
            const QString title = QString::fromStdString(parameter.title);
            const QString key = QString::fromStdString(parameter.key);
            m_parameter->addItem(title, key);
            if (!parameter.perCovariate || columns.size() < 2) continue;
            for (std::size_t i = 0; i < columns.size(); ++i) {
                m_parameter->addItem(tr("%1, %2").arg(title, QString::fromStdString(columns[i])),
                                     key);
                m_parameter->setItemData(m_parameter->count() - 1, static_cast<int>(i),
                                         columnOfItem);
            }
        }
    }
    updateControls();
}

void SweepPage::restore(session::SavedSweep sweep) {
    m_runner.stop();
    m_asked.reset();
    show(std::move(sweep));
}

void SweepPage::show(session::SavedSweep sweep) {
    m_sweep = std::move(sweep);
    const plugin::Registry& registry = m_workbench.registry();
    m_chart->setParameter(titleOf(*m_sweep, registry),
                          parameterOf(*m_sweep, registry).scale == plugin::Scale::Logarithmic);
    m_chart->setCurves(curvesOf(*m_sweep));
    m_chart->setRecommended(rangeOf(*m_sweep));
    updateStale();
}

/// Whether the sweep tells of what is set now, and where the parameter stands.
void SweepPage::updateStale() {
    if (!m_sweep) return;
    const plugin::Registry& registry = m_workbench.registry();
    m_changes = changesSince(*m_sweep, m_workbench.settings(), registry);
    const double at = numberIn(*m_sweep, m_workbench.settings(), registry);
    m_chart->setCurrent(std::isnan(at) ? std::nullopt : std::optional(at));
    QString tip = QString::fromStdString(m_sweep->sentence);
    if (m_changes.isEmpty()) {
        m_chart->setStale({});
        const auto range = rangeOf(*m_sweep);
        if (!m_asked) m_sentence->setText(range ? range->text : tr("nothing to recommend"));
    } else {
        m_chart->setStale(tr("sweep of other settings"));
        tip += u'\n' + tr("Of other settings: %1.").arg(m_changes.join(QStringLiteral("; ")));
        if (!m_asked)
            m_sentence->setText(
                tr("of other settings: %1").arg(m_changes.join(QStringLiteral("; "))));
    }
    m_sentence->setToolTip(tip);
    Q_EMIT changed();
}

void SweepPage::forget() {
    m_sweep.reset();
    m_changes.clear();
    m_chart->setCurves({});
    m_chart->setRecommended(std::nullopt);
    m_chart->setCurrent(std::nullopt);
    m_chart->setStale({});
    m_sentence->clear();
    m_sentence->setToolTip({});
    Q_EMIT changed();
}

void SweepPage::updateControls() {
    const bool running = m_runner.isRunning();
    m_button->setText(running ? tr("Stop") : tr("Try all of"));
    m_button->setEnabled(canToggle());
    m_parameter->setEnabled(!running && m_parameter->count() > 0);
}

}  // namespace counterpoint::workbench
