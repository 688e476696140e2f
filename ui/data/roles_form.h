#pragma once

#include "core/data/dataset.h"

#include <QWidget>

#include <array>
#include <functional>
#include <memory>
#include <vector>

class QComboBox;
class QGridLayout;
class QLabel;

namespace counterpoint::datapanel {

/// The part a column plays in the integration. Categories are listed of the first two only.
enum class Role { Batch, Label, KeepApart, Covariate };

/// Which column plays which part, a combo box each. The list of batches ends with an entry that
/// adds another batch column; the first is the one that scores and colours speak of. Covariates are
/// offered where the method takes them. Says when batch and what must not mix are one and the same.
class RolesForm : public QWidget {
    Q_OBJECT

  public:
    explicit RolesForm(QWidget* parent = nullptr);

    /// What stands beside a box: about the column chosen, or why one should be.
    struct Note {
        QString text;
        bool isError = false;
    };
    using Notes = std::function<Note(Role role, const std::string& column)>;

    /// The columns to choose from; null empties the form.
    void setObs(std::shared_ptr<const data::Table> obs, const data::Roles& roles);
    /// Writes a note beside each box. Who gives notes also says what cannot work.
    void setNotes(Notes notes);
    void setRoles(const data::Roles& roles);
    const data::Roles& roles() const { return m_roles; }
    /// The method's title, and whether it takes covariates; those chosen for another method stay,
    /// greyed.
    void setMethod(const QString& title, bool takesCovariates);

    /// `place`: which of several batches or covariates. Null where there is none.
    QComboBox* combo(Role role, int place = 0) const;
    /// Shows an empty row for one more batch column.
    void addBatch();
    /// What cannot work with these roles; empty where all is well.
    QString refusal() const;

  Q_SIGNALS:
    void rolesChanged(const counterpoint::data::Roles& roles);

  private:
    struct Row {
        QLabel* title;
        QComboBox* combo;
        QLabel* note;
    };

    Row makeRow(Role role, int place);
    void showRows();
    void fill(const Row& row, Role role, const std::string& chosen);
    void fillRefusal();
    void choose(Role role, int place);
    std::vector<std::string> columnsOf(Role role) const;
    void setColumns(Role role, const std::vector<std::string>& columns);

    std::shared_ptr<const data::Table> m_obs;
    Notes m_notes;
    data::Roles m_roles;
    QString m_method;
    bool m_takesCovariates = false;
    bool m_addsBatch = false;                ///< a row waits for one more batch column
    std::array<std::vector<Row>, 4> m_rows;  ///< by role; those not in use are hidden
    QGridLayout* m_grid;
    QLabel* m_note;  ///< why covariates do nothing
    QLabel* m_refusal;
};

}  // namespace counterpoint::datapanel
