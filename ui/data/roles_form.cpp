#include "ui/data/roles_form.h"

#include "core/data/design.h"
#include "ui/data/category.h"
#include "ui/support/eliding_combo.h"
#include "ui/support/eliding_label.h"
#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/labels.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>

#include <algorithm>

namespace counterpoint::datapanel {

namespace {

constexpr int inset = 12;
constexpr std::array<Role, 4> allRoles{Role::Batch, Role::Label, Role::KeepApart, Role::Covariate};

/// The entry that adds a row instead of naming a column.
const QString& addEntry() {
    static const QString text = QStringLiteral("\n");
    return text;
}

QString titleOf(Role role, int place) {
    if (place > 0) return RolesForm::tr("and");
    switch (role) {
        case Role::Batch:
            return RolesForm::tr("Batch");
        case Role::Label:
            return RolesForm::tr("Cell type");
        case Role::KeepApart:
            return RolesForm::tr("Must not mix");
        case Role::Covariate:
            break;
    }
    return RolesForm::tr("Covariate");
}

QString nameOf(Role role, int place) {
    if (place > 0 && role == Role::Batch) return RolesForm::tr("Batch column %1").arg(place + 1);
    if (role == Role::Covariate) return RolesForm::tr("Covariate %1").arg(place + 1);
    return titleOf(role, place);
}

QString helpOf(Role role, int place) {
    switch (role) {
        case Role::Batch:
            return place == 0 ? RolesForm::tr("The column that says which batch a cell comes from.")
                              : RolesForm::tr(
                                    "A further column to correct for; scores, verdict and "
                                    "colours go by the first.");
        case Role::Label:
            return RolesForm::tr(
                "The column that says which cell type a cell is, if there is one.");
        case Role::KeepApart:
            return RolesForm::tr(
                "A condition that is biology, such as treatment or disease: the verdict says "
                "whether it stays apart within populations.");
        case Role::Covariate:
            break;
    }
    return RolesForm::tr(
        "What else differs between cells and is no biology of interest, such as the share of "
        "mitochondrial counts: numbers as they are, or categories.");
}

}  // namespace

RolesForm::RolesForm(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this)) {
    m_grid->setContentsMargins(inset, 8, inset, 8);
    m_grid->setHorizontalSpacing(inset);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnStretch(1, 1);
    m_note = support::makeLabel({}, support::Type::Help, support::Tone::Second, this);
    m_refusal = support::makeLabel({}, support::Type::Help, support::Tone::Error, this);
    m_refusal->setObjectName(QStringLiteral("refusal"));
    for (QLabel* label : {m_note, m_refusal}) label->setWordWrap(true);
    support::followTheme(*this, [this] { m_grid->setColumnMinimumWidth(0, support::scaled(68)); });
    showRows();
}

void RolesForm::setObs(std::shared_ptr<const data::Table> obs, const data::Roles& roles) {
    m_obs = std::move(obs);
    m_roles = m_obs ? roles : data::Roles{};
    m_addsBatch = false;
    showRows();
}

void RolesForm::setNotes(Notes notes) {
    m_notes = std::move(notes);
    m_grid->setColumnStretch(1, m_notes ? 0 : 1);
    m_grid->setColumnStretch(2, m_notes ? 1 : 0);
    support::followTheme(
        *m_grid, [this] { m_grid->setColumnMinimumWidth(1, m_notes ? support::scaled(168) : 0); });
    showRows();
}

void RolesForm::setRoles(const data::Roles& roles) {
    m_roles = roles;
    m_addsBatch = false;
    showRows();
}

void RolesForm::setMethod(const QString& title, bool takesCovariates) {
    m_method = title;
    m_takesCovariates = takesCovariates;
    showRows();
}

QComboBox* RolesForm::combo(Role role, int place) const {
    const auto& rows = m_rows[static_cast<std::size_t>(role)];
    if (place >= static_cast<int>(rows.size())) return nullptr;
    QComboBox* found = rows[static_cast<std::size_t>(place)].combo;
    return found->isHidden() ? nullptr : found;
}

void RolesForm::addBatch() {
    m_addsBatch = true;
    showRows();
    combo(Role::Batch, static_cast<int>(m_roles.batches().size()))->setFocus();
}

QString RolesForm::refusal() const {
    return m_refusal->text();
}

std::vector<std::string> RolesForm::columnsOf(Role role) const {
    switch (role) {
        case Role::Batch:
            return m_roles.batches();
        case Role::Label:
            return {m_roles.label};
        case Role::KeepApart:
            return {m_roles.keepApart};
        case Role::Covariate:
            break;
    }
    return m_roles.covariates;
}

void RolesForm::setColumns(Role role, const std::vector<std::string>& columns) {
    const std::string first = columns.empty() ? std::string() : columns.front();
    switch (role) {
        case Role::Batch:
            m_roles.batch = first;
            m_roles.moreBatches.assign(columns.begin() + (columns.empty() ? 0 : 1), columns.end());
            return;
        case Role::Label:
            m_roles.label = first;
            return;
        case Role::KeepApart:
            m_roles.keepApart = first;
            return;
        case Role::Covariate:
            m_roles.covariates = columns;
    }
}

RolesForm::Row RolesForm::makeRow(Role role, int place) {
    QLabel* title =
        support::makeLabel(titleOf(role, place), support::Type::Body, support::Tone::Second, this);
    auto* box = new support::ElidingCombo(this);
    box->setAccessibleName(nameOf(role, place));
    box->setToolTip(helpOf(role, place));
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(6);
    title->setBuddy(box);
    connect(box, &QComboBox::activated, this, [this, role, place] { choose(role, place); });
    auto* note = new support::ElidingLabel(this);
    support::setTone(*note, support::Tone::Second);
    return {title, box, note};
}

/// As many rows of each role as it has columns, one more where one can be added at once.
void RolesForm::showRows() {
    int line = 0;
    for (const Role role : allRoles) {
        std::vector<std::string> columns = columnsOf(role);
        const bool asksForMore =
            role == Role::Covariate ? m_takesCovariates : columns.empty() || m_addsBatch;
        if (asksForMore && (role == Role::Batch || role == Role::Covariate)) columns.emplace_back();
        auto& rows = m_rows[static_cast<std::size_t>(role)];
        while (rows.size() < columns.size())
            rows.push_back(makeRow(role, static_cast<int>(rows.size())));
        for (std::size_t place = 0; place < rows.size(); ++place) {
            const bool used = place < columns.size();
            const Row& row = rows[place];
            row.title->setVisible(used);
            row.combo->setVisible(used);
            row.note->setVisible(used && m_notes);
            for (QWidget* part :
                 {static_cast<QWidget*>(row.title), static_cast<QWidget*>(row.combo),
                  static_cast<QWidget*>(row.note)})
                m_grid->removeWidget(part);
            if (!used) continue;
            fill(row, role, columns[place]);
            m_grid->addWidget(row.title, line, 0);
            m_grid->addWidget(row.combo, line, 1);
            if (m_notes) m_grid->addWidget(row.note, line, 2);
            ++line;
        }
    }
    const bool ignored = !m_takesCovariates && !m_roles.covariates.empty();
    m_note->setVisible(ignored);
    m_note->setText(ignored ? tr("%1 takes no covariates: they change nothing.").arg(m_method)
                            : QString());
    fillRefusal();
    for (QLabel* label : {m_note, m_refusal}) {
        m_grid->removeWidget(label);
        m_grid->addWidget(label, line++, 0, 1, m_notes ? 3 : 2);
    }
    // Tab goes from top to bottom.
    QWidget* before = nullptr;
    for (const auto& rows : m_rows)
        for (const Row& row : rows) {
            if (before != nullptr) setTabOrder(before, row.combo);
            before = row.combo;
        }
}

void RolesForm::fill(const Row& row, Role role, const std::string& chosen) {
    QStringList candidates;
    if (m_obs)
        candidates = role == Role::Covariate ? covariateCandidates(*m_obs) : roleCandidates(*m_obs);
    const QSignalBlocker quiet(row.combo);
    row.combo->clear();
    row.combo->addItem(tr("none"), QString());
    for (const QString& name : candidates) row.combo->addItem(name, name);
    const QString name = QString::fromStdString(chosen);
    if (row.combo->findData(name) < 0) row.combo->addItem(name, name);
    if (role == Role::Batch && !m_roles.batch.empty() && !m_addsBatch && candidates.size() > 1) {
        row.combo->insertSeparator(row.combo->count());
        row.combo->addItem(tr("Correct for another column too…"), addEntry());
    }
    row.combo->setCurrentIndex(row.combo->findData(name));
    row.combo->setEnabled(m_obs != nullptr && (role != Role::Covariate || m_takesCovariates));
    if (!m_notes) return;
    const Note note = m_notes(role, chosen);
    row.note->setText(note.text);
    row.note->setToolTip(note.text);
    support::setTone(*row.note, note.isError ? support::Tone::Error : support::Tone::Second);
}

void RolesForm::choose(Role role, int place) {
    const QString entry = combo(role, place)->currentData().toString();
    if (entry == addEntry()) {
        addBatch();
        return;
    }
    const std::string chosen = entry.toStdString();
    const data::Roles before = m_roles;
    std::vector<std::string> columns = columnsOf(role);
    columns.resize(std::max(columns.size(), static_cast<std::size_t>(place) + 1));
    // Chosen before at another place of the same role, the column moves here.
    std::ranges::replace(columns, chosen, std::string());
    columns[static_cast<std::size_t>(place)] = chosen;
    std::erase(columns, std::string());
    // One column cannot play two parts: the other role lets go of it.
    for (const Role other : allRoles) {
        std::vector<std::string> others = columnsOf(other);
        if (other == role || chosen.empty() || std::erase(others, chosen) == 0) continue;
        setColumns(other, others);
    }
    setColumns(role, columns);
    m_addsBatch = false;
    const bool changed = !(m_roles == before);
    showRows();
    if (changed) Q_EMIT rolesChanged(m_roles);
}

void RolesForm::fillRefusal() {
    m_refusal->clear();
    m_refusal->hide();
    const data::Column* condition = m_obs && !m_notes ? m_obs->find(m_roles.keepApart) : nullptr;
    if (condition == nullptr) return;
    for (const std::string& name : m_roles.batches()) {
        const data::Column* batch = m_obs->find(name);
        if (batch == nullptr || !data::isConfounded(data::crossTable(
                                    data::asCategories(*batch), data::asCategories(*condition))))
            continue;
        QString text =
            tr("Each %1 holds one %2 only: no method can remove the one and keep the other.")
                .arg(QString::fromStdString(name), QString::fromStdString(m_roles.keepApart));
        const std::string other = name == m_roles.batch
                                      ? data::unconfoundedBatch(*m_obs, name, m_roles.keepApart)
                                      : std::string();
        if (name != m_roles.batch)
            text += tr(" Correct for %1 alone.").arg(QString::fromStdString(m_roles.batch));
        else if (other.empty())
            text += tr(" The verdict will not say “balanced”.");
        else
            text += tr(" With %1 as batch they could be told apart.")
                        .arg(QString::fromStdString(other));
        m_refusal->setText(text);
        m_refusal->show();
        return;
    }
}

}  // namespace counterpoint::datapanel
