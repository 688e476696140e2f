#include "ui/start/open_wizard.h"

#include "ui/start/column_list.h"
#include "ui/start/confounding_box.h"
#include "ui/start/file_summary.h"
#include "ui/start/values_choice.h"
#include "ui/support/buttons.h"
#include "ui/support/fonts.h"
#include "ui/support/labels.h"
#include "ui/support/numbers.h"
#include "ui/support/text_size.h"
#include "ui/support/theme.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace counterpoint::start {

using datapanel::Role;
using datapanel::RolesForm;
using support::ButtonKind;
using support::Tone;
using support::Type;

OpenWizard::OpenWizard(Proposal proposal, QWidget* parent)
    : QDialog(parent), m_proposal(std::move(proposal)) {
    setWindowTitle(tr("Open %1").arg(m_proposal.name));
    setObjectName(QStringLiteral("openWizard"));
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    auto* sides = new QHBoxLayout;
    sides->setSpacing(0);
    sides->addWidget(makeColumns(), 1);
    auto* summary = new FileSummary(m_proposal, this);
    m_values = &summary->values();
    connect(m_values, &ValuesChoice::changed, this, &OpenWizard::rolesChanged);
    sides->addWidget(summary);
    rows->addLayout(sides, 1);
    rows->addWidget(makeFooter());
    setRoles(m_proposal.roles);
    // Rich text holds colours of its own: write it again in the new ones.
    connect(&support::themeNotifier(), &support::ThemeNotifier::changed, this,
            &OpenWizard::rolesChanged);
    support::fitToTexts(*this);
    m_open->setDefault(true);
    m_open->setFocus();
}

QSize OpenWizard::sizeHint() const {
    return {support::scaled(944), support::scaled(672)};
}

QWidget* OpenWizard::makeColumns() {
    auto* side = new QWidget(this);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(8);
    column->addWidget(
        support::makeLabel(tr("What the columns mean"), Type::Title, Tone::Text, side));
    m_form = new RolesForm(side);
    m_form->layout()->setContentsMargins(0, 0, 0, 0);
    m_form->setNotes([this](Role role, const std::string& name) { return noteOn(role, name); });
    m_form->setObs(std::make_shared<const data::Table>(m_proposal.obs), m_proposal.roles);
    // Which method comes next is not known yet: all that one of them takes can be said here.
    m_form->setMethod({}, true);
    connect(m_form, &RolesForm::rolesChanged, this, &OpenWizard::rolesChanged);
    column->addWidget(m_form);
    column->addSpacing(4);
    m_alarm = new ConfoundingBox(side);
    connect(m_alarm, &ConfoundingBox::wayOutTaken, this, &OpenWizard::takeWayOut);
    column->addWidget(m_alarm);
    column->addSpacing(4);
    column->addWidget(support::makeLabel(tr("All columns"), Type::Title, Tone::Text, side));
    m_columns = new ColumnList(m_proposal.columns, side);
    column->addWidget(m_columns, 1);
    return side;
}

QWidget* OpenWizard::makeFooter() {
    auto* footer = new QWidget(this);
    footer->setProperty("surface", QStringLiteral("footer"));
    footer->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins(20, 12, 20, 12);
    row->setSpacing(8);
    m_remember = new QCheckBox(m_proposal.files.empty() ? tr("Remember these roles for this file")
                                                        : tr("Remember these roles"),
                               footer);
    m_remember->setChecked(true);
    row->addWidget(m_remember);
    row->addStretch(1);
    auto* cancel = support::makeButton(tr("Cancel"), ButtonKind::Plain, footer);
    m_open = support::makeButton(tr("Open"), ButtonKind::Primary, footer);
    m_open->setObjectName(QStringLiteral("openNow"));
    for (QPushButton* button : {cancel, m_open}) {
        button->setProperty("place", QStringLiteral("dialog"));
        row->addWidget(button);
    }
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_open, &QPushButton::clicked, this, &QDialog::accept);
    return footer;
}

void OpenWizard::setRoles(const data::Roles& roles) {
    data::Roles fitting = roles;
    std::vector<std::string> playing;
    const auto keep = [&](const std::string& column) {
        if (m_proposal.obs.find(column) == nullptr ||
            std::ranges::find(playing, column) != playing.end())
            return false;
        playing.push_back(column);
        return true;
    };
    for (std::string* column : {&fitting.batch, &fitting.label, &fitting.keepApart})
        if (!keep(*column)) column->clear();
    for (std::vector<std::string>* columns : {&fitting.moreBatches, &fitting.covariates})
        std::erase_if(*columns, [&](const std::string& column) { return !keep(column); });
    m_form->setRoles(fitting);
    rolesChanged();
}

bool OpenWizard::remembersRoles() const {
    return m_remember->isChecked();
}

std::optional<data::ValueKind> OpenWizard::values() const {
    if (m_values->kind() == m_proposal.valueKind) return std::nullopt;
    return m_values->kind();
}

void OpenWizard::setValues(data::ValueKind kind) {
    m_values->setKind(kind);
}

QString OpenWizard::alarm() const {
    return m_alarm->sentence();
}

void OpenWizard::takeWayOut() {
    if (!m_confounding) return;
    data::Roles changed = roles();
    if (m_confounding->isFurther) {
        std::erase(changed.moreBatches, m_confounding->batch);
    } else if (!m_confounding->wayOut.empty()) {
        changed.batch = m_confounding->wayOut;
        for (std::vector<std::string>* columns : {&changed.moreBatches, &changed.covariates})
            std::erase(*columns, changed.batch);
    }
    setRoles(changed);
}

RolesForm::Note OpenWizard::noteOn(Role role, const std::string& column) const {
    const auto found =
        std::ranges::find(m_proposal.columns, QString::fromStdString(column), &ColumnSummary::name);
    if (found == m_proposal.columns.end()) {
        switch (role) {
            case Role::Batch:
                return roles().batch.empty()
                           ? RolesForm::Note{tr("choose one: without batches there is nothing to "
                                                "do"),
                                             true}
                           : RolesForm::Note{tr("a further column to correct for"), false};
            case Role::Label:
                return {tr("populations will be clusters found in each batch")};
            case Role::KeepApart:
                return {tr("a condition that is biology, if there is one")};
            case Role::Covariate:
                return {tr("for methods that take covariates, such as scVI")};
        }
    }
    const data::Column& values = *m_proposal.obs.find(column);
    if (role == Role::Covariate && std::holds_alternative<std::vector<double>>(values.values))
        return {tr("numbers, %1").arg(found->content)};
    const std::vector<std::size_t> counts = data::asCategories(values).counts();
    if (found->values <= 2) return {tr("%1 values: %2").arg(found->values).arg(found->content)};
    return {tr("%1 values, smallest %2 cells")
                .arg(found->values)
                .arg(support::count(static_cast<qint64>(std::ranges::min(counts))))};
}

void OpenWizard::rolesChanged() {
    m_columns->setRoles(roles());
    m_open->setEnabled(!roles().batch.empty() && m_values->isUsable());
    m_confounding = confoundingOf(m_proposal.obs, roles());
    m_alarm->setConfounding(m_confounding);
}

}  // namespace counterpoint::start
