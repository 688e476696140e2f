#include "ui/runs/runs_model.h"

#include "ui/support/numbers.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::runs {

namespace {

constexpr int columnsBeforeScores = 3;
constexpr int columnsAfterScores = 4;
/// Less than this shows as no difference at two decimals.
constexpr double leastDifference = 0.005;

QString note(Freshness freshness) {
    switch (freshness) {
        case Freshness::Exact:
            return {};
        case Freshness::Preview:
            return RunsModel::tr("preview");
        case Freshness::Stale:
            break;
    }
    return RunsModel::tr("stale");
}

/// Worse than any verdict that was given.
int rankOf(const std::optional<RunVerdict>& verdict) {
    if (!verdict) return -1;
    switch (verdict->lean) {
        case Lean::Balanced:
            return 3;
        case Lean::Unclear:
            return 2;
        case Lean::Under:
            return 1;
        case Lean::Over:
            break;
    }
    return 0;
}

}  // namespace

void RunsModel::setColumns(const std::vector<RunColumn>& columns) {
    beginResetModel();
    m_columns = columns;
    m_sortColumn = -1;
    measure();
    endResetModel();
}

void RunsModel::setRows(std::vector<RunRow> rows) {
    beginResetModel();
    m_rows = std::move(rows);
    measure();
    sortRows();
    endResetModel();
}

void RunsModel::setCurrentRun(int id) {
    if (m_currentRun == id) return;
    m_currentRun = id;
    if (!m_rows.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

void RunsModel::setCompared(int first, int second) {
    if (m_compared == std::array{first, second}) return;
    m_compared = {first, second};
    if (!m_rows.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

QString RunsModel::tagOf(int id) const {
    if (id == m_compared[0]) return QStringLiteral("A");
    return id == m_compared[1] ? QStringLiteral("B") : QString();
}

Part RunsModel::part(int column) const {
    if (column < columnsBeforeScores) return static_cast<Part>(column);
    const int scores = static_cast<int>(m_columns.size());
    if (column < columnsBeforeScores + scores) return Part::Score;
    return static_cast<Part>(static_cast<int>(Part::Batch) + column - columnsBeforeScores - scores);
}

int RunsModel::columnOf(Part part) const {
    const int place = static_cast<int>(part);
    if (part <= Part::Score) return place;
    return place - 1 + static_cast<int>(m_columns.size());
}

const RunRow& RunsModel::row(const QModelIndex& index) const {
    return m_rows.at(static_cast<std::size_t>(index.row()));
}

int RunsModel::rowOf(int id) const {
    const auto found = std::ranges::find(m_rows, id, &RunRow::id);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

RunScore RunsModel::scoreAt(int row, int column) const {
    const RunRow& run = m_rows.at(static_cast<std::size_t>(row));
    switch (part(column)) {
        case Part::Score: {
            const auto at = static_cast<std::size_t>(column - columnsBeforeScores);
            return at < run.scores.size() ? run.scores[at] : RunScore{};
        }
        case Part::Batch:
            return run.batch;
        case Part::Biology:
            return run.biology;
        case Part::Total:
            return run.total;
        case Part::Pin:
        case Part::Number:
        case Part::Run:
        case Part::Verdict:
            break;
    }
    return {};
}

double RunsModel::positionAt(int row, int column) const {
    const Range& range = m_ranges.at(static_cast<std::size_t>(column));
    if (range.high - range.low < leastDifference) return 0.5;
    return (scoreAt(row, column).value - range.low) / (range.high - range.low);
}

void RunsModel::measure() {
    m_ranges.assign(static_cast<std::size_t>(columnCount()), {});
    for (int column = 0; column < columnCount(); ++column) {
        Range& range = m_ranges[static_cast<std::size_t>(column)];
        for (int row = 0; row < rowCount(); ++row) {
            const RunScore score = scoreAt(row, column);
            if (!std::isfinite(score.value) || score.freshness == Freshness::Stale) continue;
            range.low = range.runs ? std::min(range.low, score.value) : score.value;
            range.high = range.runs ? std::max(range.high, score.value) : score.value;
            ++range.runs;
        }
    }
}

int RunsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RunsModel::columnCount(const QModelIndex& parent) const {
    if (parent.isValid()) return 0;
    return columnsBeforeScores + static_cast<int>(m_columns.size()) + columnsAfterScores;
}

QString RunsModel::titleOf(int column) const {
    switch (part(column)) {
        case Part::Pin:
            return tr("Pinned");
        case Part::Number:
            return tr("Number");
        case Part::Run:
            return tr("Run");
        case Part::Score:
            return m_columns[static_cast<std::size_t>(column - columnsBeforeScores)].title;
        case Part::Batch:
            return tr("Batch");
        case Part::Biology:
            return tr("Biology");
        case Part::Total:
            return tr("Total");
        case Part::Verdict:
            break;
    }
    return tr("Verdict");
}

QString RunsModel::cellText(const RunRow& row, int column) const {
    switch (part(column)) {
        case Part::Pin:
            return row.pinned ? tr("pinned") : tr("not pinned");
        case Part::Number:
            return QString::number(row.number);
        case Part::Run:
            return row.settings.isEmpty() ? row.name : row.name + u' ' + row.settings;
        case Part::Verdict:
            return row.verdict ? row.verdict->text : support::score(RunScore{}.value);
        case Part::Score:
        case Part::Batch:
        case Part::Biology:
        case Part::Total:
            break;
    }
    return support::score(scoreAt(rowOf(row.id), column).value);
}

QString RunsModel::cellTip(const RunRow& row, int column) const {
    switch (part(column)) {
        case Part::Pin:
            return row.pinned ? tr("Unpin (Space)") : tr("Pin (Space)");
        case Part::Number:
            return {};
        case Part::Run:
            return cellText(row, column) + u'\n' + tr("Enter or double-click restores this run.");
        case Part::Verdict:
            return row.verdict ? row.verdict->reason : tr("Not judged");
        case Part::Score:
        case Part::Batch:
        case Part::Biology:
        case Part::Total:
            break;
    }
    const RunScore score = scoreAt(rowOf(row.id), column);
    QString text = titleOf(column) + u' ' + support::score(score.value, 3);
    if (!std::isfinite(score.value)) return titleOf(column) + QStringLiteral(": ") + tr("no value");
    if (score.freshness == Freshness::Preview) text += tr(", preview from a sample of cells");
    if (score.freshness == Freshness::Stale) text += tr(", stale: the settings changed since");
    return text;
}

QString RunsModel::headTip(int column) const {
    const Part what = part(column);
    if (what == Part::Pin) return tr("Pinned runs are labelled in the trade-off plot");
    if (what == Part::Number) return tr("In the order they were made");
    if (what == Part::Run) return tr("Method and settings");
    if (what == Part::Verdict) return tr("Under-corrected, balanced or over-corrected");

    QString text;
    if (what == Part::Score) {
        const RunColumn& score = m_columns[static_cast<std::size_t>(column - columnsBeforeScores)];
        text = score.title;
        if (!score.help.isEmpty()) text += u'\n' + score.help;
    } else if (what == Part::Batch) {
        text = tr("Batch removed: mean of its scores");
    } else if (what == Part::Biology) {
        text = tr("Biology kept: mean of its scores");
    } else {
        text = tr("Total: 40\u202f% batch removed, 60\u202f% biology kept");
    }
    const Range& range = m_ranges.at(static_cast<std::size_t>(column));
    if (range.runs < 2 || range.high - range.low < leastDifference) return text;
    const QString ends = what == Part::Score
                             ? tr("Colours compare the runs shown: purple is the least (%1), "
                                  "green the greatest (%2).")
                             : tr("Colours compare the runs shown: light is the least (%1), "
                                  "dark the greatest (%2).");
    return text + u'\n' + ends.arg(support::score(range.low), support::score(range.high));
}

QVariant RunsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const RunRow& run = row(index);
    switch (role) {
        case Qt::DisplayRole:
            return cellText(run, index.column());
        case Qt::EditRole:
            return run.name;
        case Qt::ToolTipRole:
            return cellTip(run, index.column());
        case Qt::AccessibleTextRole: {
            QString text = titleOf(index.column()) + u' ' + cellText(run, index.column());
            const QString state = note(scoreAt(index.row(), index.column()).freshness);
            if (!state.isEmpty()) text += QStringLiteral(", ") + state;
            if (part(index.column()) == Part::Run && run.id == m_currentRun)
                text += tr(", shown now");
            if (const QString tag = tagOf(run.id);
                part(index.column()) == Part::Run && !tag.isEmpty())
                text += tr(", compared as %1").arg(tag);
            return text;
        }
        default:
            return {};
    }
}

QVariant RunsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    const Part what = part(section);
    switch (role) {
        case Qt::DisplayRole:
            if (what == Part::Pin) return QString();
            if (what == Part::Number) return QStringLiteral("#");
            if (what == Part::Score)
                return m_columns[static_cast<std::size_t>(section - columnsBeforeScores)].head;
            return titleOf(section);
        case Qt::AccessibleTextRole:
            return titleOf(section);
        case Qt::ToolTipRole:
            return headTip(section);
        case Qt::InitialSortOrderRole:
            return int(what == Part::Run || what == Part::Number ? Qt::AscendingOrder
                                                                 : Qt::DescendingOrder);
        default:
            return {};
    }
}

Qt::ItemFlags RunsModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid() && part(index.column()) == Part::Run) flags |= Qt::ItemIsEditable;
    return flags;
}

bool RunsModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || !index.isValid()) return false;
    const QString name = value.toString().simplified();
    if (name.isEmpty() || name == row(index).name) return false;
    Q_EMIT renameRequested(row(index).id, name);
    return true;
}

void RunsModel::sort(int column, Qt::SortOrder order) {
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<int> ids;
    for (const QModelIndex& index : before) ids.push_back(row(index).id);
    m_sortColumn = column;
    m_sortOrder = order;
    sortRows();
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i)
        after << index(rowOf(ids[static_cast<std::size_t>(i)]), before[i].column());
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

void RunsModel::sortRows() {
    if (m_sortColumn < 0 || m_sortColumn >= columnCount()) return;
    const bool isAscending = m_sortOrder == Qt::AscendingOrder;
    const auto ordered = [isAscending](auto a, auto b) { return isAscending ? a < b : b < a; };
    const Part what = part(m_sortColumn);
    const auto number = [&](const RunRow& run) {
        switch (what) {
            case Part::Score: {
                const auto at = static_cast<std::size_t>(m_sortColumn - columnsBeforeScores);
                return at < run.scores.size() ? run.scores[at].value : RunScore{}.value;
            }
            case Part::Batch:
                return run.batch.value;
            case Part::Biology:
                return run.biology.value;
            case Part::Total:
                return run.total.value;
            case Part::Number:
                return double(run.number);
            case Part::Pin:
                return run.pinned ? 1.0 : 0.0;
            case Part::Verdict:
                return double(rankOf(run.verdict));
            case Part::Run:
                break;
        }
        return 0.0;
    };
    std::ranges::stable_sort(m_rows, [&](const RunRow& a, const RunRow& b) {
        if (what == Part::Run) {
            const int order =
                (a.name + u' ' + a.settings).localeAwareCompare(b.name + u' ' + b.settings);
            return isAscending ? order < 0 : order > 0;
        }
        const double first = number(a);
        const double second = number(b);
        if (std::isnan(first) || std::isnan(second))
            return !std::isnan(first) && std::isnan(second);
        return ordered(first, second);
    });
}

}  // namespace counterpoint::runs
