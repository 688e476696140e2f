#include "ui/runs/runs_table.h"

#include "ui/runs/run_csv.h"
#include "ui/runs/run_delegate.h"
#include "ui/runs/runs_header.h"
#include "ui/runs/runs_model.h"
#include "ui/support/fonts.h"
#include "ui/support/theme.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <numeric>

namespace counterpoint::runs {

using support::scaled;
using support::Theme;

namespace {

constexpr int pinWidth = 32;
constexpr int numberWidth = 24;
constexpr int scoreWidth = 39;
constexpr int leastScoreWidth = 31;  ///< an oval and a gap
constexpr int barWidth = 62;
constexpr int verdictWidth = 92;
/// The name gets at least this before the Batch and Biology bars go …
constexpr int roomyName = 118;
/// … this before the scores move together …
constexpr int leastName = 96;
/// … and this, once heads would run into each other, before the table scrolls sideways.
constexpr int tightName = 56;
constexpr int betweenHeads = 6;
constexpr int leastRows = 4;

int widthOf(Part part) {
    switch (part) {
        case Part::Pin:
            return pinWidth;
        case Part::Number:
            return scaled(numberWidth);
        case Part::Run:
            return scaled(leastName);
        case Part::Score:
            return scaled(scoreWidth);
        case Part::Batch:
        case Part::Biology:
        case Part::Total:
            return scaled(barWidth);
        case Part::Verdict:
            break;
    }
    return scaled(verdictWidth);
}

}  // namespace

RunsTable::RunsTable(QWidget* parent)
    : QTableView(parent),
      m_model(new RunsModel(this)),
      m_delegate(new RunDelegate(*m_model, this)) {
    setAccessibleName(tr("Runs"));
    setModel(m_model);
    setItemDelegate(m_delegate);
    setHorizontalHeader(new RunsHeader(*m_model, this));
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    setShowGrid(false);
    setFrameShape(NoFrame);
    setEditTriggers(NoEditTriggers);
    setSelectionMode(NoSelection);  // a selected row would look like the current run
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    setWordWrap(false);
    setSortingEnabled(true);
    setColumns({});
    adoptTheme();
    connect(m_model, &RunsModel::renameRequested, this, &RunsTable::renameRequested);
}

void RunsTable::setColumns(const std::vector<RunColumn>& columns) {
    m_model->setColumns(columns);
    sortByColumn(m_model->columnOf(Part::Total), Qt::DescendingOrder);
    layOut();
}

void RunsTable::setRows(std::vector<RunRow> rows) {
    const int selected = selectedRun();
    const int column = std::max(0, currentIndex().column());
    const int scrolled = verticalScrollBar()->value();
    m_model->setRows(std::move(rows));
    layOut();
    if (const int row = m_model->rowOf(selected); row >= 0)
        setCurrentIndex(m_model->index(row, column));
    verticalScrollBar()->setValue(scrolled);
}

void RunsTable::setCurrentRun(int id) {
    m_model->setCurrentRun(id);
}

void RunsTable::setCompared(int first, int second) {
    m_model->setCompared(first, second);
}

const std::vector<RunRow>& RunsTable::rows() const {
    return m_model->rows();
}

int RunsTable::selectedRun() const {
    return currentIndex().isValid() ? m_model->row(currentIndex()).id : -1;
}

void RunsTable::selectRun(int id) {
    const int row = m_model->rowOf(id);
    if (row < 0) return;
    setCurrentIndex(m_model->index(row, m_model->columnOf(Part::Run)));
}

QString RunsTable::csv() const {
    return csvOf(m_model->columns(), m_model->rows());
}

int RunsTable::heightFor(int rows) const {
    return horizontalHeader()->sizeHint().height() + rows * scaled(27);
}

QSize RunsTable::sizeHint() const {
    int width = 0;
    for (int column = 0; column < m_model->columnCount(); ++column)
        width += widthOf(m_model->part(column));
    return {width + scaled(roomyName - leastName), heightFor(7)};
}

QSize RunsTable::minimumSizeHint() const {
    return {scaled(320), heightFor(leastRows)};
}

int RunsTable::sizeHintForRow(int /*row*/) const {
    return scaled(27);
}

void RunsTable::adoptTheme() {
    verticalHeader()->setMinimumSectionSize(scaled(27));
    verticalHeader()->setDefaultSectionSize(scaled(27));
    layOut();
    viewport()->update();
}

/// As wide as they are meant to be, or as fits into `room` in all; never so narrow that heads run
/// into each other.
std::vector<int> RunsTable::scoreWidths(int room) const {
    const QFontMetrics metrics(support::fontOf(support::Type::Help));
    std::vector<int> widths;
    for (const RunColumn& column : m_model->columns())
        widths.push_back(std::max(scaled(leastScoreWidth),
                                  metrics.horizontalAdvance(column.head) + scaled(betweenHeads)));
    const int left = room - std::accumulate(widths.begin(), widths.end(), 0);
    const int more = widths.empty() ? 0 : std::max(0, left / static_cast<int>(widths.size()));
    for (int& width : widths) width = std::max(width, std::min(width + more, scaled(scoreWidth)));
    return widths;
}

void RunsTable::layOut() {
    int others = 0;
    for (int column = 0; column < m_model->columnCount(); ++column)
        if (m_model->part(column) != Part::Run) others += widthOf(m_model->part(column));
    const int available = viewport()->width();
    const bool isNarrow = others + scaled(roomyName) > available;
    if (isNarrow) others -= widthOf(Part::Batch) + widthOf(Part::Biology);
    const int firstScore = m_model->columnOf(Part::Score);
    others -= static_cast<int>(m_model->columns().size()) * scaled(scoreWidth);
    const std::vector<int> scores = scoreWidths(available - others - scaled(leastName));
    others += std::accumulate(scores.begin(), scores.end(), 0);
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const Part what = m_model->part(column);
        // Said of every column: the table may have had others when it was narrow last.
        setColumnHidden(column, isNarrow && (what == Part::Batch || what == Part::Biology));
        setColumnWidth(column, what == Part::Run ? std::max(scaled(tightName), available - others)
                               : what == Part::Score
                                   ? scores[static_cast<std::size_t>(column - firstScore)]
                                   : widthOf(what));
    }
    // Group heads span columns: Qt would repaint those that changed only.
    horizontalHeader()->viewport()->update();
}

void RunsTable::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    layOut();
}

void RunsTable::changeEvent(QEvent* event) {
    QTableView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange ||
        event->type() == QEvent::FontChange)
        adoptTheme();
}

void RunsTable::paintEvent(QPaintEvent* event) {
    QTableView::paintEvent(event);
    QPainter painter(viewport());
    if (m_model->rowCount() == 0) {
        painter.setFont(support::fontOf(support::Type::Body));
        painter.setPen(Theme::current().quiet);
        painter.drawText(viewport()->rect(), Qt::AlignCenter, tr("Runs appear here"));
        return;
    }
    if (!hasFocus() || !currentIndex().isValid()) return;
    const int row = currentIndex().row();
    const QRectF ring(0, rowViewportPosition(row), viewport()->width(), rowHeight(row));
    painter.setPen(QPen(Theme::current().accent, 2.0));
    painter.drawRect(ring.adjusted(1, 0, -1, -1));
}

void RunsTable::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QTableView::currentChanged(current, previous);
    viewport()->update();  // the ring is around whole rows, Qt would repaint two cells
}

void RunsTable::hover(int row) {
    if (row == m_hoveredRow) return;
    m_hoveredRow = row;
    m_delegate->setHoveredRow(row);
    viewport()->update();
}

bool RunsTable::viewportEvent(QEvent* event) {
    switch (event->type()) {
        case QEvent::HoverMove:
        case QEvent::HoverEnter:
            hover(rowAt(static_cast<QHoverEvent*>(event)->position().toPoint().y()));
            break;
        case QEvent::Leave:
        case QEvent::HoverLeave:
            hover(-1);
            break;
        default:
            break;
    }
    return QTableView::viewportEvent(event);
}

void RunsTable::togglePin(int row) {
    if (row < 0) return;
    const RunRow& run = m_model->rows()[static_cast<std::size_t>(row)];
    Q_EMIT pinToggled(run.id, !run.pinned);
}

void RunsTable::rename(int row) {
    if (row < 0) return;
    const QModelIndex index = m_model->index(row, m_model->columnOf(Part::Run));
    setCurrentIndex(index);
    edit(index);
}

void RunsTable::keyPressEvent(QKeyEvent* event) {
    const int row = currentIndex().isValid() ? currentIndex().row() : -1;
    const bool isPlain = !(event->modifiers() & ~Qt::KeypadModifier);
    if (row < 0 || !isPlain || state() == EditingState) return QTableView::keyPressEvent(event);
    switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            Q_EMIT restoreRequested(selectedRun());
            break;
        case Qt::Key_Space:
            togglePin(row);
            break;
        case Qt::Key_Delete:
            Q_EMIT removeRequested(selectedRun());
            break;
        case Qt::Key_F2:
            rename(row);
            break;
        default:
            QTableView::keyPressEvent(event);
    }
}

void RunsTable::mousePressEvent(QMouseEvent* event) {
    QTableView::mousePressEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index.isValid() &&
        m_model->part(index.column()) == Part::Pin)
        togglePin(index.row());
}

void RunsTable::mouseDoubleClickEvent(QMouseEvent* event) {
    const QModelIndex index = indexAt(event->position().toPoint());
    if (!index.isValid() || event->button() != Qt::LeftButton) return;
    // Two quick clicks on a pin are two clicks.
    if (m_model->part(index.column()) == Part::Pin) return mousePressEvent(event);
    Q_EMIT restoreRequested(m_model->row(index).id);
}

void RunsTable::contextMenuEvent(QContextMenuEvent* event) {
    const bool byKeyboard = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index =
        byKeyboard ? currentIndex() : indexAt(viewport()->mapFromGlobal(event->globalPos()));
    if (!index.isValid()) return;
    const int id = m_model->row(index).id;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Restore\tEnter"), this, [this, id] { Q_EMIT restoreRequested(id); });
    menu->addAction(m_model->row(index).pinned ? tr("Unpin\tSpace") : tr("Pin\tSpace"), this,
                    [this, id] { togglePin(m_model->rowOf(id)); });
    menu->addAction(tr("Compare with the run on screen"), this,
                    [this, id] { Q_EMIT compareRequested(id); });
    menu->addAction(tr("Rename\tF2"), this, [this, id] { rename(m_model->rowOf(id)); });
    menu->addAction(tr("Remove\tDel"), this, [this, id] { Q_EMIT removeRequested(id); });
    menu->addSeparator();
    QMenu* sorting = menu->addMenu(tr("Sort by"));
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const auto head = [&](int role) {
            return m_model->headerData(column, Qt::Horizontal, role);
        };
        const auto order = static_cast<Qt::SortOrder>(head(Qt::InitialSortOrderRole).toInt());
        sorting->addAction(head(Qt::AccessibleTextRole).toString(), this,
                           [this, column, order] { sortByColumn(column, order); });
    }
    const QRect cell = visualRect(index);
    menu->popup(byKeyboard ? viewport()->mapToGlobal(cell.bottomLeft()) : event->globalPos());
}

}  // namespace counterpoint::runs
