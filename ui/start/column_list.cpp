#include "ui/start/column_list.h"

#include "ui/support/follow_theme.h"
#include "ui/support/fonts.h"
#include "ui/support/numbers.h"
#include "ui/support/theme.h"

#include <QHeaderView>

#include <algorithm>

namespace counterpoint::start {

namespace {

enum Column { Name, Kind, Values, Content, Part, ColumnCount };

QString partOf(const std::string& column, const data::Roles& roles) {
    const auto isIn = [&](const std::vector<std::string>& names) {
        return std::ranges::find(names, column) != names.end();
    };
    if (column == roles.batch) return ColumnList::tr("Batch");
    if (column == roles.label) return ColumnList::tr("Cell type");
    if (column == roles.keepApart) return ColumnList::tr("Must not mix");
    if (isIn(roles.moreBatches)) return ColumnList::tr("Batch too");
    return isIn(roles.covariates) ? ColumnList::tr("Covariate") : QString();
}

}  // namespace

ColumnList::ColumnList(const std::vector<ColumnSummary>& columns, QWidget* parent)
    : QTableWidget(static_cast<int>(columns.size()), ColumnCount, parent) {
    setAccessibleName(tr("All columns of the file"));
    setProperty("kind", QStringLiteral("framed"));
    setHorizontalHeaderLabels(
        {tr("Column in obs"), tr("Kind"), tr("Values"), tr("Content"), tr("Role")});
    setEditTriggers(NoEditTriggers);
    setSelectionMode(NoSelection);
    setTabKeyNavigation(false);
    setShowGrid(false);
    setWordWrap(false);
    verticalHeader()->hide();
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setSectionResizeMode(Content, QHeaderView::Stretch);
    horizontalHeaderItem(Values)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (int row = 0; row < rowCount(); ++row) {
        const ColumnSummary& summary = columns[static_cast<std::size_t>(row)];
        const auto put = [&](Column column, const QString& text) {
            auto* item = new QTableWidgetItem(text);
            item->setToolTip(text);
            setItem(row, column, item);
            return item;
        };
        put(Name, summary.name);
        put(Kind, summary.kind);
        put(Values, support::count(static_cast<qint64>(summary.values)))
            ->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        put(Content, summary.content);
        put(Part, {});
    }
    support::followTheme(*this, [this] {
        verticalHeader()->setMinimumSectionSize(support::scaled(22));
        verticalHeader()->setDefaultSectionSize(support::scaled(22));
        setColumnWidth(Name, support::scaled(128));
        setColumnWidth(Kind, support::scaled(72));
        setColumnWidth(Values, support::scaled(52));
        setColumnWidth(Part, support::scaled(96));
    });
}

void ColumnList::setRoles(const data::Roles& roles) {
    for (int row = 0; row < rowCount(); ++row) {
        QTableWidgetItem* part = item(row, Part);
        part->setText(partOf(item(row, Name)->text().toStdString(), roles));
        part->setForeground(support::Theme::current().accent);
        part->setFont(support::fontOf(support::Type::Label));
    }
}

}  // namespace counterpoint::start
