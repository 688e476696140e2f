#include "ui/tuning/tuning_form.h"

#include "ui/support/fonts.h"
#include "ui/support/icons.h"
#include "ui/tuning/parameter_control.h"
#include "ui/tuning/parameter_slider.h"

#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace counterpoint::tuning {

namespace {

constexpr int inset = 12;
constexpr int top = 8;
constexpr int between = 12;
constexpr int leastShown = 4;  // parameters that never need scrolling

QVBoxLayout* column(QWidget* widget) {
    auto* layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(between);
    return layout;
}

}  // namespace

TuningForm::TuningForm(QWidget* parent) : QScrollArea(parent) {
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
}

void TuningForm::setParameters(const std::vector<plugin::Parameter>& parameters,
                               const QStringList& columns) {
    m_parameters = parameters;
    m_columns = columns;
    m_controls.clear();
    auto* page = new QWidget;
    QVBoxLayout* all = column(page);
    all->setContentsMargins(inset, top, inset, inset);
    m_advanced = new QWidget(page);
    QVBoxLayout* advanced = column(m_advanced);
    for (const plugin::Parameter& parameter : parameters) {
        ParameterControl* made =
            makeControl(parameter, columns, parameter.advanced ? m_advanced : page);
        (parameter.advanced ? advanced : all)->addWidget(made);
        m_controls.push_back(made);
        connect(made, &ParameterControl::valueChanging, this, [this] {
            updateMore();
            Q_EMIT changing(values());
        });
        connect(made, &ParameterControl::valueSettled, this, [this] { Q_EMIT settled(values()); });
    }
    m_more = new QToolButton(page);
    m_more->setProperty("kind", QStringLiteral("more"));
    m_more->setIconSize({16, 16});
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_more->setFocusPolicy(Qt::StrongFocus);
    connect(m_more, &QToolButton::clicked, this, [this] { setAdvancedShown(!areAdvancedShown()); });
    all->addWidget(m_more, 0, Qt::AlignLeft);
    all->addWidget(m_advanced);
    all->addStretch(1);
    setWidget(page);
    m_more->setVisible(std::ranges::any_of(parameters, &plugin::Parameter::advanced));
    setAdvancedShown(false);
    nameColumn();
    fitHelp();
    updateGeometry();
}

void TuningForm::resizeEvent(QResizeEvent* event) {
    fitHelp();
    QScrollArea::resizeEvent(event);
}

void TuningForm::fitHelp() {
    if (m_more == nullptr) return;
    // As if the scroll bar were there: its coming must not decide.
    const int inner = width() - 2 * inset - style()->pixelMetric(QStyle::PM_ScrollBarExtent);
    int needed = top + inset + m_more->sizeHint().height();
    for (const ParameterControl* control : m_controls)
        if (!control->parameter().advanced)
            needed += control->heightWithoutHelp(inner) + control->helpHeight(inner) + between;
    for (ParameterControl* control : m_controls)
        control->setHelpShown(needed <= height() || control->parameter().advanced ||
                              control == m_controls.front());
}

void TuningForm::setColumns(const QStringList& columns) {
    if (columns == m_columns) return;
    if (std::max(m_columns.size(), columns.size()) < 2) {
        m_columns = columns;
        nameColumn();
        return;
    }
    const plugin::Values before = values();
    const bool shown = areAdvancedShown();
    setParameters(std::vector(m_parameters), columns);
    setValues(before);
    setAdvancedShown(shown);
}

/// The one batch column stands at the first parameter that is for each of them.
void TuningForm::nameColumn() {
    for (ParameterControl* control : m_controls) {
        auto* slider = qobject_cast<ParameterSlider*>(control);
        if (slider == nullptr || !control->parameter().perCovariate) continue;
        slider->setContext(m_columns.isEmpty() ? QString() : m_columns.front());
        return;
    }
}

plugin::Values TuningForm::values() const {
    plugin::Values values;
    for (const ParameterControl* control : m_controls)
        values[control->parameter().key] = control->value();
    return values;
}

void TuningForm::setValues(const plugin::Values& values) {
    for (ParameterControl* control : m_controls) {
        const auto given = values.find(control->parameter().key);
        control->setValue(given == values.end() ? control->parameter().defaultValue
                                                : given->second);
    }
    updateMore();
}

void TuningForm::setExact(const std::optional<plugin::Values>& values) {
    for (ParameterControl* control : m_controls) {
        std::optional<plugin::Value> value;
        if (values && values->contains(control->parameter().key))
            value = values->at(control->parameter().key);
        control->setExact(value);
    }
}

void TuningForm::resetAll() {
    setValues({});
    Q_EMIT changing(values());
    Q_EMIT settled(values());
}

ParameterControl* TuningForm::control(const std::string& key) const {
    const auto found = std::ranges::find_if(
        m_controls, [&](const auto* control) { return control->parameter().key == key; });
    return found == m_controls.end() ? nullptr : *found;
}

bool TuningForm::areAdvancedShown() const {
    return m_advanced && !m_advanced->isHidden();
}

void TuningForm::setAdvancedShown(bool shown) {
    if (!m_advanced) return;
    m_advanced->setVisible(shown);
    m_more->setIcon(support::icon(shown ? support::Icon::ChevronDown : support::Icon::ChevronRight,
                                  &support::Theme::second));
    updateMore();
}

void TuningForm::updateMore() {
    if (!m_more) return;
    // Settings out of sight that are not at their default must not be forgotten.
    const auto changed = std::ranges::count_if(m_controls, [](const auto* control) {
        return control->parameter().advanced && control->isChanged();
    });
    const QString name = areAdvancedShown() ? tr("Fewer settings") : tr("More settings");
    m_more->setText(changed == 0 ? name : tr("%1, %2 changed").arg(name).arg(changed));
}

QSize TuningForm::sizeHint() const {
    return {support::scaled(272), widget() ? widget()->sizeHint().height() : support::scaled(200)};
}

QSize TuningForm::minimumSizeHint() const {
    const int width = support::scaled(248);
    int height = top + inset;
    int shown = 0;
    for (const ParameterControl* control : m_controls) {
        if (control->parameter().advanced || shown + control->heightInSliders() > leastShown)
            continue;
        height += shown > 0 ? between : control->helpHeight(width - 2 * inset);
        height += control->heightWithoutHelp(width - 2 * inset);
        shown += control->heightInSliders();
    }
    return {width, height};
}

}  // namespace counterpoint::tuning
