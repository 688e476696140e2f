#pragma once

#include "core/data/table.h"
#include "ui/embedding/region_gesture.h"

#include <QColor>
#include <QObject>
#include <QString>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterpoint::selection {

/// A selection that was given a name.
struct NamedSet {
    int id = 0;
    QString name;
    std::vector<std::uint32_t> cells;  ///< rows of the file, ascending

    bool operator==(const NamedSet&) const = default;
};

/// What a selection is as a value, by rows of the file: whatever run is on screen, undo gives the
/// same cells back.
struct Chosen {
    std::vector<std::uint32_t> rows;  ///< selected, ascending
    QString what;
    std::vector<NamedSet> sets;

    bool operator==(const Chosen&) const = default;
};

/// Which cells are selected, and the sets kept by name. Cells are numbered as in the run on screen;
/// sets remember rows of the file, so that another quality filter does not mix them up.
class CellSelection : public QObject {
    Q_OBJECT

  public:
    using Cells = std::vector<std::uint32_t>;

    explicit CellSelection(QObject* parent = nullptr);

    /// The run on screen has `cells` cells; `kept` are their rows in the file, ascending (empty:
    /// all rows). The selection follows its cells.
    void setKept(std::size_t cells, const Cells& kept);
    /// Another file: nothing is selected and no set is known.
    void reset();

    /// Ascending; empty when nothing is selected.
    const Cells& cells() const { return m_cells; }
    /// What is selected, in words: a population, a claim, "Selection".
    const QString& what() const { return m_what; }
    void select(Cells cells, const QString& what);
    void change(const Cells& cells, embedding::SelectMode mode);
    void clear();
    /// Selects what is not selected, of the cells marked in `visible`.
    void invert(const std::vector<bool>& visible);

    const std::vector<NamedSet>& sets() const { return m_sets; }
    const NamedSet* find(int id) const;
    /// The cells of a set that are in the run on screen.
    Cells cellsOf(const NamedSet& set) const;
    /// Keeps the selection under that name; returns its id. A name in use gets a number added.
    int keep(const QString& name);
    void rename(int id, const QString& name);
    void remove(int id);
    /// Takes sets as a whole, as those of a session.
    void setSets(std::vector<NamedSet> sets);
    Chosen chosen() const { return {inFile(m_cells), m_what, m_sets}; }
    void setChosen(const Chosen& chosen);
    /// The sets as one column of the run's cells, to colour by: a cell in several sets belongs to
    /// the one named last, cells in none are missing.
    data::Categories asColumn() const;

  Q_SIGNALS:
    void changed();
    void setsChanged();

  private:
    QString freeName(const QString& wanted, int except) const;
    Cells inFile(const Cells& cells) const;
    Cells inRun(const Cells& rows) const;

    std::size_t m_count = 0;
    Cells m_kept;
    Cells m_cells;
    QString m_what;
    std::vector<NamedSet> m_sets;
    int m_nextId = 1;
};

}  // namespace counterpoint::selection
