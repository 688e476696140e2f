#include "ui/workbench/sweep_page.h"

#include "core/diagnose/over_statistic.h"
#include "core/diagnose/under_statistic.h"
#include "ui/charts/sweep_chart.h"
#include "ui/support/buttons.h"
#include "ui/support/labels.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

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

double numberOf(const plugin::Value& value) {
    if (const auto* real = std::get_if<double>(&value)) return *real;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    return std::nan("");
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
        forget();
    });
    connect(&workbench, &Workbench::settingsChanged, this, [this] {
        offerParameters();
        if (m_sweptKey.empty()) return;
        const double at = numberIn(m_workbench.settings());
        m_chart->setCurrent(std::isnan(at) ? std::nullopt : std::optional(at));
    });
    connect(&m_runner, &SweepRunner::started, this, &SweepPage::updateControls);
    connect(&m_runner, &SweepRunner::progressed, this, [this](int done, int all) {
        if (m_sweptKey.empty()) return;
        m_sentence->setText(tr("%1 of %2 settings tried").arg(done).arg(all));
    });
    connect(&m_runner, &SweepRunner::finished, this,
            [this](const std::shared_ptr<const pipeline::Sweep>& sweep) {
                if (!m_sweptKey.empty()) show(*sweep);  // else of data closed meanwhile
                updateControls();
            });
    connect(&m_runner, &SweepRunner::failed, this, [this](const QString& sentence) {
        if (!m_sweptKey.empty()) {
            m_sentence->setText(sentence.isEmpty() ? tr("Stopped") : sentence);
            m_sentence->setToolTip(sentence);
        }
        updateControls();
    });
    connect(m_chart, &charts::SweepChart::valueRequested, this, [this](double value) {
        pipeline::Settings wanted = m_workbench.settings();
        if (wanted.method != m_sweptSettings.method) return;
        if (m_sweptColumn && wanted.roles.batches() != m_sweptSettings.roles.batches()) return;
        plugin::Value& now = wanted.methodValues[m_sweptKey];
        for (const plugin::Parameter& parameter :
             m_workbench.registry().method(wanted.method).info().parameters)
            if (parameter.key == m_sweptKey)
                now = m_sweptColumn ? plugin::withNumber(now, *m_sweptColumn,
                                                         wanted.roles.batches().size(), value)
                                    : plugin::checkedValue(parameter, value);
        m_workbench.apply(wanted);
    });
    offerParameters();
    updateControls();
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
        m_sweptKey = key;
        m_sweptColumn.reset();
        if (column.isValid()) m_sweptColumn = static_cast<std::size_t>(column.toInt());
        m_sweptSettings = m_workbench.settings();
        m_chart->setParameter(m_parameter->currentText(),
                              parameter.scale == plugin::Scale::Logarithmic);
        pipeline::ChainInput input;
        input.dataset = dataset;
        input.settings = m_sweptSettings;
        // One thread: the hand on the slider comes first. Its own cache needs no key of the data.
        pipeline::SweepAxis axis = axisOf(parameter);
        axis.batchColumn = m_sweptColumn;
        m_runner.start(std::move(input), std::move(axis), 1);
    }
}

double SweepPage::numberIn(const pipeline::Settings& settings) const {
    const auto found = settings.methodValues.find(m_sweptKey);
    if (settings.method != m_sweptSettings.method || found == settings.methodValues.end())
        return std::nan("");
    if (!m_sweptColumn || !std::holds_alternative<std::string>(found->second))
        return numberOf(found->second);
    const std::vector<double> numbers = plugin::numbersIn(found->second);
    return *m_sweptColumn < numbers.size() ? numbers[*m_sweptColumn] : std::nan("");
}

QString SweepPage::sentence() const {
    return m_sentence->toolTip();
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

void SweepPage::show(const pipeline::Sweep& sweep) {
    charts::SweepCurve under{tr("too separate"),
                             charts::SweepTone::Under,
                             {},
                             diagnose::underLimit,
                             tr("limit %1").arg(diagnose::underLimit)};
    charts::SweepCurve over{tr("lost"),
                            charts::SweepTone::Over,
                            {},
                            diagnose::overLimit,
                            tr("limit %1").arg(diagnose::overLimit)};
    for (const pipeline::SweepRun& run : sweep.runs) {
        const double at = numberOf(run.at.front());
        const auto add = [at](charts::SweepCurve& curve, const diagnose::Estimate& of) {
            if (of.defined()) curve.points.push_back({at, of.value, of.low, of.high});
        };
        add(under, run.diagnosis->under);
        add(over, run.diagnosis->over);
    }
    m_hasSweep = true;
    m_chart->setCurves({std::move(under), std::move(over)});
    if (const double now = numberIn(m_workbench.settings()); !std::isnan(now))
        m_chart->setCurrent(now);
    const diagnose::Recommendation& found = *sweep.recommendation;
    m_sentence->setText(tr("nothing to recommend"));
    m_sentence->setToolTip(QString::fromStdString(found.sentence));
    if (found.points.empty()) return;
    const auto valueAt = [&](std::size_t point) { return numberOf(sweep.runs[point].at.front()); };
    const double low = valueAt(found.points.front());
    const double high = valueAt(found.points.back());
    const QString words =
        low == high ? tr("recommended %1").arg(low) : tr("recommended %1 to %2").arg(low).arg(high);
    m_sentence->setText(words);
    m_chart->setRecommended(charts::SweepRange{low, high, words});
}

void SweepPage::forget() {
    m_hasSweep = false;
    m_sweptKey.clear();
    m_chart->setCurves({});
    m_chart->setRecommended(std::nullopt);
    m_chart->setCurrent(std::nullopt);
    m_sentence->clear();
    m_sentence->setToolTip({});
}

void SweepPage::updateControls() {
    const bool running = m_runner.isRunning();
    m_button->setText(running ? tr("Stop") : tr("Try all of"));
    m_button->setEnabled(running || (m_workbench.dataset() && m_parameter->count() > 0));
    m_parameter->setEnabled(!running && m_parameter->count() > 0);
}

}  // namespace counterpoint::workbench
