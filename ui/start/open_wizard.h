#pragma once

#include "core/data/dataset.h"
#include "ui/data/roles_form.h"
#include "ui/start/proposal.h"

#include <QDialog>

#include <optional>

class QCheckBox;
class QPushButton;

namespace counterpoint::start {

class ColumnList;
class ConfoundingBox;
class ValuesChoice;

/// Asks what the columns of a file mean before it is read: proposes batch, cell type and what must
/// not mix, says what the file holds and how much memory that takes, and warns where batch and
/// condition cannot be told apart. Reads nothing itself; `accepted` carries `roles()`.
class OpenWizard : public QDialog {
    Q_OBJECT

  public:
    explicit OpenWizard(Proposal proposal, QWidget* parent = nullptr);

    const Proposal& proposal() const { return m_proposal; }
    /// As chosen now.
    const data::Roles& roles() const { return m_form->roles(); }
    /// Columns that the file does not have are left out, and so is a second part of one column.
    void setRoles(const data::Roles& roles);
    datapanel::RolesForm& form() { return *m_form; }
    bool remembersRoles() const;
    /// What the values are taken for, where that is not what they look like.
    std::optional<data::ValueKind> values() const;
    void setValues(data::ValueKind kind);
    ValuesChoice& valuesChoice() { return *m_values; }
    /// What the red box says; empty while the design is sound.
    QString alarm() const;
    /// Takes the way out that the red box offers, if any.
    void takeWayOut();

    QSize sizeHint() const override;

  private:
    QWidget* makeColumns();
    QWidget* makeFooter();
    datapanel::RolesForm::Note noteOn(datapanel::Role role, const std::string& column) const;
    void rolesChanged();

    Proposal m_proposal;
    datapanel::RolesForm* m_form = nullptr;
    ConfoundingBox* m_alarm = nullptr;
    std::optional<Confounding> m_confounding;
    ColumnList* m_columns = nullptr;
    ValuesChoice* m_values = nullptr;
    QCheckBox* m_remember = nullptr;
    QPushButton* m_open = nullptr;
};

}  // namespace counterpoint::start
