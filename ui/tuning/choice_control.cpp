#include "ui/tuning/choice_control.h"

#include "ui/support/labels.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace counterpoint::tuning {

using support::makeLabel;
using support::Tone;
using support::Type;

namespace {

QVBoxLayout* rows(QWidget* widget) {
    auto* layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    return layout;
}

}  // namespace

ChoiceControl::ChoiceControl(const plugin::Parameter& declared, QWidget* parent)
    : ParameterControl(declared, parent), m_combo(new QComboBox(this)) {
    const QString title = QString::fromStdString(declared.title);
    if (declared.automatic) m_combo->addItem(tr("auto"), QString());
    for (const std::string& choice : declared.choices)
        m_combo->addItem(QString::fromStdString(choice), QString::fromStdString(choice));
    m_combo->setAccessibleName(title);
    m_combo->setFocusPolicy(Qt::StrongFocus);

    QVBoxLayout* layout = rows(this);
    auto* row = new QHBoxLayout;
    row->addWidget(makeLabel(title, Type::Label, Tone::Text, this));
    row->addStretch(1);
    row->addWidget(m_combo);
    layout->addLayout(row);
    if (QLabel* help = makeHelp()) layout->addWidget(help);
    ChoiceControl::setValue(declared.defaultValue);

    connect(m_combo, &QComboBox::currentIndexChanged, this, [this] {
        Q_EMIT valueChanging(value());
        Q_EMIT valueSettled(value());
    });
}

plugin::Value ChoiceControl::value() const {
    const QString chosen = m_combo->currentData().toString();
    if (chosen.isEmpty()) return plugin::Automatic{};
    return chosen.toStdString();
}

void ChoiceControl::setValue(const plugin::Value& value) {
    const plugin::Value checked = plugin::checkedValue(parameter(), value);
    const auto* text = std::get_if<std::string>(&checked);
    const QSignalBlocker quiet(m_combo);
    m_combo->setCurrentIndex(m_combo->findData(text ? QString::fromStdString(*text) : QString()));
}

void ChoiceControl::setExact(const std::optional<plugin::Value>& /*value*/) {}

SwitchControl::SwitchControl(const plugin::Parameter& declared, QWidget* parent)
    : ParameterControl(declared, parent),
      m_check(new QCheckBox(QString::fromStdString(declared.title), this)) {
    m_check->setTristate(declared.automatic);
    QVBoxLayout* layout = rows(this);
    layout->addWidget(m_check);
    if (QLabel* help = makeHelp()) layout->addWidget(help);
    SwitchControl::setValue(declared.defaultValue);

    connect(m_check, &QCheckBox::stateChanged, this, [this] {
        Q_EMIT valueChanging(value());
        Q_EMIT valueSettled(value());
    });
}

plugin::Value SwitchControl::value() const {
    if (m_check->checkState() == Qt::PartiallyChecked) return plugin::Automatic{};
    return m_check->isChecked();
}

void SwitchControl::setValue(const plugin::Value& value) {
    const plugin::Value checked = plugin::checkedValue(parameter(), value);
    const auto* flag = std::get_if<bool>(&checked);
    const QSignalBlocker quiet(m_check);
    m_check->setCheckState(!flag ? Qt::PartiallyChecked : *flag ? Qt::Checked : Qt::Unchecked);
}

void SwitchControl::setExact(const std::optional<plugin::Value>& /*value*/) {}

}  // namespace counterpoint::tuning
