#include "ui/selection/cell_selection.h"

#include <algorithm>
#include <iterator>

namespace counterpoint::selection {

CellSelection::CellSelection(QObject* parent) : QObject(parent) {}

void CellSelection::setKept(std::size_t cells, const Cells& kept) {
    if (cells == m_count && kept == m_kept) return;
    const Cells rows = inFile(m_cells);
    m_count = cells;
    m_kept = kept;
    m_cells = inRun(rows);
    Q_EMIT changed();
    Q_EMIT setsChanged();
}

void CellSelection::reset() {
    m_count = 0;
    m_kept.clear();
    m_cells.clear();
    m_what.clear();
    m_sets.clear();
    Q_EMIT changed();
    Q_EMIT setsChanged();
}

void CellSelection::select(Cells cells, const QString& what) {
    m_cells = std::move(cells);
    m_what = m_cells.empty() ? QString() : what;
    Q_EMIT changed();
}

void CellSelection::change(const Cells& cells, embedding::SelectMode mode) {
    Cells result;
    switch (mode) {
        case embedding::SelectMode::Replace:
            result = cells;
            break;
        case embedding::SelectMode::Add:
            std::set_union(m_cells.begin(), m_cells.end(), cells.begin(), cells.end(),
                           std::back_inserter(result));
            break;
        case embedding::SelectMode::Remove:
            std::set_difference(m_cells.begin(), m_cells.end(), cells.begin(), cells.end(),
                                std::back_inserter(result));
            break;
    }
    select(std::move(result), tr("Selection"));
}

void CellSelection::clear() {
    select({}, {});
}

void CellSelection::invert(const std::vector<bool>& visible) {
    Cells result;
    auto next = m_cells.begin();
    for (std::uint32_t cell = 0; cell < visible.size(); ++cell) {
        const bool chosen = next != m_cells.end() && *next == cell;
        if (chosen) ++next;
        if (!chosen && visible[cell]) result.push_back(cell);
    }
    select(std::move(result), tr("Selection"));
}

const NamedSet* CellSelection::find(int id) const {
    const auto found = std::find_if(m_sets.begin(), m_sets.end(),
                                    [id](const NamedSet& set) { return set.id == id; });
    return found == m_sets.end() ? nullptr : &*found;
}

CellSelection::Cells CellSelection::cellsOf(const NamedSet& set) const {
    return inRun(set.cells);
}

int CellSelection::keep(const QString& name) {
    m_sets.push_back({m_nextId, freeName(name, 0), inFile(m_cells)});
    m_what = m_sets.back().name;
    Q_EMIT setsChanged();
    Q_EMIT changed();
    return m_nextId++;
}

void CellSelection::rename(int id, const QString& name) {
    for (NamedSet& set : m_sets)
        if (set.id == id) set.name = freeName(name, id);
    Q_EMIT setsChanged();
}

void CellSelection::remove(int id) {
    std::erase_if(m_sets, [id](const NamedSet& set) { return set.id == id; });
    Q_EMIT setsChanged();
}

void CellSelection::setSets(std::vector<NamedSet> sets) {
    m_sets = std::move(sets);
    for (const NamedSet& set : m_sets) m_nextId = std::max(m_nextId, set.id + 1);
    Q_EMIT setsChanged();
}

void CellSelection::setChosen(const Chosen& chosen) {
    if (chosen.sets != m_sets) setSets(chosen.sets);
    select(inRun(chosen.rows), chosen.what);
}

data::Categories CellSelection::asColumn() const {
    data::Categories column;
    column.codes.assign(m_count, -1);
    for (const NamedSet& set : m_sets) {
        const auto code = static_cast<std::int32_t>(column.levels.size());
        column.levels.push_back(set.name.toStdString());
        for (const std::uint32_t cell : cellsOf(set)) column.codes[cell] = code;
    }
    return column;
}

QString CellSelection::freeName(const QString& wanted, int except) const {
    const QString base = wanted.trimmed().isEmpty() ? tr("Set") : wanted.trimmed();
    const auto taken = [&](const QString& name) {
        return std::any_of(m_sets.begin(), m_sets.end(), [&](const NamedSet& set) {
            return set.id != except && set.name == name;
        });
    };
    QString name = base;
    for (int number = 2; taken(name); ++number)
        name = QStringLiteral("%1 %2").arg(base).arg(number);
    return name;
}

CellSelection::Cells CellSelection::inFile(const Cells& cells) const {
    if (m_kept.empty()) return cells;
    Cells rows;
    rows.reserve(cells.size());
    for (const std::uint32_t cell : cells)
        if (cell < m_kept.size()) rows.push_back(m_kept[cell]);
    return rows;
}

CellSelection::Cells CellSelection::inRun(const Cells& rows) const {
    Cells cells;
    auto from = m_kept.begin();
    for (const std::uint32_t row : rows) {
        if (m_kept.empty()) {
            if (row < m_count) cells.push_back(row);
            continue;
        }
        from = std::lower_bound(from, m_kept.end(), row);
        if (from != m_kept.end() && *from == row)
            cells.push_back(static_cast<std::uint32_t>(from - m_kept.begin()));
    }
    return cells;
}

}  // namespace counterpoint::selection
