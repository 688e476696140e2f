#include "ui/workbench/runs_on_page.h"

#include "ui/runs/run_delegate.h"
#include "ui/runs/runs_model.h"
#include "ui/support/numbers.h"
#include "ui/support/palette.h"

#include <cmath>

namespace counterpoint::workbench {

namespace {

using runs::Freshness;
using runs::Part;
using support::Theme;
using Cell = report::PageTable::Cell;
using Look = report::PageTable::Look;

std::uint32_t rgbOf(const QColor& color) {
    return color.rgb() & 0xFFFFFFU;
}

QString groupOf(const runs::RunsModel& model, int column) {
    if (model.part(column) != Part::Score) return {};
    const auto at = static_cast<std::size_t>(column - model.columnOf(Part::Score));
    return model.columns()[at].family == runs::Family::BatchRemoved
               ? runs::RunsModel::tr("Batch removed")
               : runs::RunsModel::tr("Biology kept");
}

Cell figureCell(const runs::RunsModel& model, int row, int column, Look look) {
    const Theme& paper = Theme::day();
    const runs::RunScore score = model.scoreAt(row, column);
    Cell cell;
    cell.text = support::score(score.value).toStdString();
    cell.ink = rgbOf(paper.text);
    cell.fill = rgbOf(look == Look::Bar ? paper.track : paper.panel);
    if (!std::isfinite(score.value)) return cell;
    if (score.freshness == Freshness::Stale) {
        cell.ink = rgbOf(paper.quiet);
        return cell;
    }
    const double position = model.positionAt(row, column);
    const QColor fill = look == Look::Bar ? runs::barColor(position) : runs::ovalColor(position);
    if (score.freshness == Freshness::Preview)
        cell.text.insert(0, QStringLiteral("\u2248").toStdString());
    cell.share = score.value;
    cell.fill = rgbOf(fill);
    cell.ink = rgbOf(support::figureOn(fill));
    return cell;
}

Cell textCell(const runs::RunsModel& model, int row, int column) {
    const runs::RunRow& run = model.rows()[static_cast<std::size_t>(row)];
    Cell cell;
    cell.ink = rgbOf(Theme::day().text);
    if (model.part(column) == Part::Run) {
        const QString tag = model.tagOf(run.id);
        cell.text = (tag.isEmpty() ? run.name : tag + u' ' + run.name).toStdString();
        cell.more = run.settings.toStdString();
        cell.isStrong = run.id == model.currentRun();
    } else {
        cell.text = model.index(row, column).data().toString().toStdString();
    }
    return cell;
}

}  // namespace

report::PageTable runsOnPage(const runs::RunsModel& model) {
    report::PageTable table;
    table.rows.resize(model.rows().size());
    for (int column = 0; column < model.columnCount(); ++column) {
        const Part part = model.part(column);
        if (part == Part::Pin) continue;
        const bool isBar = part == Part::Batch || part == Part::Biology || part == Part::Total;
        const Look look = isBar ? Look::Bar : part == Part::Score ? Look::Oval : Look::Text;
        table.columns.push_back(
            {model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().toStdString(),
             groupOf(model, column).toStdString(), look,
             part == Part::Batch || part == Part::Biology});
        for (int row = 0; row < model.rowCount(); ++row)
            table.rows[static_cast<std::size_t>(row)].push_back(
                look == Look::Text ? textCell(model, row, column)
                                   : figureCell(model, row, column, look));
    }
    return table;
}

}  // namespace counterpoint::workbench
