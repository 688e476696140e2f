// What the pointer on a cell, a legend or a list of categories does to the views.

#include "ui/embedding/embedding_panel.h"
#include "ui/support/numbers.h"
#include "ui/workbench/view_area.h"

#include <QColorDialog>
#include <QCursor>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace counterpoint::workbench {

namespace {

/// What an obs column says of a cell.
QString valueAt(const data::Column& column, std::size_t cell) {
    if (const auto* numbers = std::get_if<std::vector<double>>(&column.values))
        return support::number((*numbers)[cell]);
    const data::Categories categories = data::asCategories(column);
    const std::int32_t code = categories.codes[cell];
    return code < 0 ? QStringLiteral("–")
                    : QString::fromStdString(categories.levels[static_cast<std::size_t>(code)]);
}

QString levelAt(const data::Categories& column, std::size_t cell) {
    const std::int32_t code = column.codes[cell];
    return code < 0 ? QStringLiteral("–")
                    : QString::fromStdString(column.levels[static_cast<std::size_t>(code)]);
}

}  // namespace

void ViewArea::highlightCategory(const View& view, int category) {
    if (category < 0) return setHighlighted(std::nullopt);
    std::vector<std::uint32_t> cells;
    const auto& codes = view.colouring.codes;
    const auto missing = static_cast<int>(view.colouring.legend.size()) - 1;
    for (std::size_t cell = 0; cell < codes.size(); ++cell)
        if (codes[cell] == category || (codes[cell] < 0 && category == missing))
            cells.push_back(static_cast<std::uint32_t>(cell));
    setHighlighted(std::move(cells));
}

void ViewArea::highlight(const std::string& column, const std::optional<std::string>& level) {
    const data::Column* found = m_shownCells ? m_shownCells->obs.find(column) : nullptr;
    if (found == nullptr || !level) return setHighlighted(std::nullopt);
    const data::Categories categories = data::asCategories(*found);
    const auto code = std::ranges::find(categories.levels, *level) - categories.levels.begin();
    std::vector<std::uint32_t> cells;
    for (std::size_t cell = 0; cell < categories.size(); ++cell)
        if (categories.codes[cell] == code) cells.push_back(static_cast<std::uint32_t>(cell));
    setHighlighted(std::move(cells));
}

void ViewArea::setHighlighted(std::optional<std::vector<std::uint32_t>> cells) {
    m_nextHighlighted = std::move(cells);
    m_highlightTimer.start();
}

void ViewArea::isolate(const View& view, int category) {
    const auto column = Colourings::columnOf(view.key);
    if (!column || static_cast<std::size_t>(category) >= view.colouring.legend.size()) return;
    Q_EMIT isolateRequested(
        *column, view.colouring.legend[static_cast<std::size_t>(category)].name.toStdString());
}

void ViewArea::recolorCategory(const View& view, int category) {
    const auto column = Colourings::columnOf(view.key);
    if (!column || static_cast<std::size_t>(category) >= view.colouring.legend.size()) return;
    askForColor(*column,
                view.colouring.legend[static_cast<std::size_t>(category)].name.toStdString());
}

void ViewArea::askForColor(const std::string& column, const std::string& level) {
    if (!m_shownCells) return;
    const std::vector<QColor> now = m_colourings.colorsOf(column, {level});
    const QColor chosen = QColorDialog::getColor(
        now.front(), this, tr("Colour of %1").arg(QString::fromStdString(level)),
        QColorDialog::DontUseNativeDialog);
    if (chosen.isValid()) m_workbench.setColor(column, level, chosen);
}

void ViewArea::pointAt(const View& view, qint64 cell) {
    for (const View& other : m_views)
        other.panel->view().setMarkedCell(
            cell < 0 ? std::nullopt : std::optional(static_cast<std::uint32_t>(cell)));
    if (cell < 0 || !m_shownCells)
        QToolTip::hideText();
    else
        QToolTip::showText(QCursor::pos(), describe(view, static_cast<std::size_t>(cell)),
                           view.panel);
}

QString ViewArea::describe(const View& view, std::size_t cell) const {
    const data::Roles& roles = m_workbench.settings().roles;
    QStringList lines{
        QStringLiteral("<b>%1</b>")
            .arg(QString::fromStdString(m_shownCells->obs.index[cell]).toHtmlEscaped())};
    const auto add = [&lines](const QString& name, const QString& value) {
        lines.append(QStringLiteral("%1: %2").arg(name.toHtmlEscaped(), value.toHtmlEscaped()));
    };
    add(QString::fromStdString(roles.batch), levelAt(m_shownCells->batch, cell));
    if (m_shownCells->label)
        add(QString::fromStdString(roles.label), levelAt(*m_shownCells->label, cell));
    const auto column = Colourings::columnOf(view.key);
    if (cell < view.colouring.values.size())
        add(view.colouring.title,
            support::number(std::round(1000.0 * double{view.colouring.values[cell]}) / 1000.0));
    else if (column && *column != roles.batch && *column != roles.label)
        if (const data::Column* found = m_shownCells->obs.find(*column))
            add(QString::fromStdString(*column), valueAt(*found, cell));
    return lines.join(QStringLiteral("<br>"));
}

}  // namespace counterpoint::workbench
