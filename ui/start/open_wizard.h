#pragma once

#include "core/data/dataset.h"
#include "ui/start/proposal.h"

#include <QDialog>

#include <array>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QTableWidget;
class QVBoxLayout;

namespace counterpoint::start {

/// Asks what the columns of a file mean before it is read: proposes batch, cell type and what must
/// not mix, says what the file holds and how much memory that takes, and warns where batch and
/// condition cannot be told apart. Reads nothing itself; `accepted` carries `roles()`.
class OpenWizard : public QDialog {
    Q_OBJECT

  public:
    explicit OpenWizard(Proposal proposal, QWidget* parent = nullptr);

    const Proposal& proposal() const { return m_proposal; }
    /// As chosen now.
    data::Roles roles() const;
    /// Further batches and covariates are carried along; they are chosen in the Data dock.
    void setRoles(const data::Roles& roles);
    bool remembersRoles() const;
    /// What the red box says; empty while the design is sound.
    QString alarm() const;
    /// Takes the way out that the red box offers, if any.
    void takeWayOut();

    QSize sizeHint() const override;

  private:
    QWidget* makeColumns();
    QWidget* makeFile();
    QWidget* makeFooter();
    QWidget* makeTable();
    void rolesChanged();
    void judge();
    std::string chosen(std::size_t role) const;

    Proposal m_proposal;
    std::array<QComboBox*, 3> m_combos{};
    std::array<QLabel*, 3> m_notes{};
    QWidget* m_alarm = nullptr;
    QLabel* m_alarmText = nullptr;
    QLabel* m_tables = nullptr;
    QPushButton* m_wayOut = nullptr;
    std::string m_wayOutColumn;
    QTableWidget* m_columns = nullptr;
    QCheckBox* m_remember = nullptr;
    QPushButton* m_open = nullptr;
};

}  // namespace counterpoint::start
