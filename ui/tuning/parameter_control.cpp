#include "ui/tuning/parameter_control.h"

#include "ui/support/labels.h"
#include "ui/tuning/batch_sliders.h"
#include "ui/tuning/choice_control.h"
#include "ui/tuning/parameter_slider.h"

#include <QLabel>

#include <algorithm>

namespace counterpoint::tuning {

using plugin::ParameterKind;

ParameterControl::ParameterControl(const plugin::Parameter& parameter, QWidget* parent)
    : QWidget(parent), m_parameter(parameter) {
    setToolTip(tooltip());
}

QString ParameterControl::helpText() const {
    QString help = QString::fromStdString(m_parameter.help);
    if (!m_parameter.restarts) return help;
    return help.isEmpty() ? tr("Starts anew.") : help + QLatin1Char(' ') + tr("Starts anew.");
}

QString ParameterControl::tooltip() const {
    QStringList lines{QString::fromStdString(m_parameter.help)};
    if (!m_parameter.stronger.empty())
        lines << tr("Larger: %1").arg(QString::fromStdString(m_parameter.stronger));
    const QString standard = QString::fromStdString(plugin::textOf(m_parameter.defaultValue));
    lines << (m_parameter.citation.empty()
                  ? tr("Default %1").arg(standard)
                  : tr("Default %1, from %2")
                        .arg(standard, QString::fromStdString(m_parameter.citation)));
    if (m_parameter.restarts)
        lines << tr(
            "Another value starts the training anew; with parameters that do not say so it "
            "goes on from where it is");
    lines.removeAll(QString());
    return lines.join(u'\n');
}

QLabel* ParameterControl::makeHelp() {
    if (helpText().isEmpty()) return nullptr;
    m_help = support::makeLabel(helpText(), support::Type::Help, support::Tone::Second, this);
    m_help->setWordWrap(true);
    return m_help;
}

void ParameterControl::setHelpShown(bool shown) {
    if (m_help != nullptr) m_help->setVisible(shown);
}

int ParameterControl::helpHeight(int width) const {
    return m_help == nullptr ? 0 : m_help->heightForWidth(width);
}

int ParameterControl::heightWithoutHelp(int width) const {
    const int height = std::max(heightForWidth(width), minimumSizeHint().height());
    return m_help == nullptr || m_help->isHidden() ? height : height - helpHeight(width);
}

ParameterControl* makeControl(const plugin::Parameter& parameter, const QStringList& columns,
                              QWidget* parent) {
    if (parameter.perCovariate && columns.size() > 1)
        return new BatchSliders(parameter, columns, parent);
    switch (parameter.kind) {
        case ParameterKind::Boolean:
            return new SwitchControl(parameter, parent);
        case ParameterKind::Choice:
            return new ChoiceControl(parameter, parent);
        case ParameterKind::Integer:
        case ParameterKind::Real:
            break;
    }
    return new ParameterSlider(parameter, parent);
}

}  // namespace counterpoint::tuning
