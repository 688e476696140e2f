#pragma once

#include "ui/data/category.h"
#include "ui/data/roles_form.h"

#include <QWidget>

#include <array>
#include <memory>
#include <vector>

namespace counterpoint::datapanel {

class CategoryTree;
struct Section;

/// The Data dock: which columns play which part, the categories of batch and cell type, and the
/// names of the other columns.
/// It only tells what the user asks for; the workbench hides cells and recolours.
class DataPanel : public QWidget {
    Q_OBJECT

  public:
    explicit DataPanel(QWidget* parent = nullptr);

    /// Shows a dataset; nullptr empties the panel.
    void setDataset(std::shared_ptr<const data::Dataset> dataset, const data::Roles& roles);
    void setRoles(const data::Roles& roles);
    const data::Roles& roles() const { return m_form->roles(); }

    /// One colour a level, in place of `columnColors`; empty goes back to those.
    void setColors(Role role, const std::vector<QColor>& colors);
    std::vector<QColor> colors(Role role) const;

    /// Codes of the categories whose cells are hidden; −1 are cells without a value.
    std::vector<int> hidden(Role role) const;
    /// Unchecks exactly these, without a signal.
    void setHiddenCodes(Role role, const std::vector<int>& codes);

    /// Shows one level of a role's column alone; done again, all of them.
    void isolate(const std::string& column, const std::string& level);

    CategoryTree* tree() const { return m_tree; }
    RolesForm& form() const { return *m_form; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  Q_SIGNALS:
    void rolesChanged(const counterpoint::data::Roles& roles);
    void visibilityChanged(counterpoint::datapanel::Role role, const std::vector<int>& hiddenCodes);
    /// One category is now shown alone; `visibilityChanged` came before.
    void isolated(counterpoint::datapanel::Role role, int code);
    /// The user wants another colour for this category.
    void colorRequested(counterpoint::datapanel::Role role, int code);
    /// The pointer is on another category; −1: on none.
    void categoryPointed(counterpoint::datapanel::Role role, int code);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const std::string& columnOf(Role role) const;
    void showColumns();
    std::vector<Section> sections() const;
    void connectTree();
    Role roleOf(int section) const { return m_sectionRoles[static_cast<std::size_t>(section)]; }
    int sectionOf(Role role) const;

    std::shared_ptr<const data::Dataset> m_dataset;
    std::array<std::vector<QColor>, 2> m_colors;  ///< set from outside; empty: the column's own
    std::vector<Role> m_sectionRoles;             ///< which role each checkable section shows
    std::vector<std::string> m_listed;            ///< and which column
    CategoryTree* m_tree;
    RolesForm* m_form;
};

}  // namespace counterpoint::datapanel
