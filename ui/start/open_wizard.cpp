#include "ui/start/open_wizard.h"

#include "ui/start/memory_bar.h"
#include "ui/support/buttons.h"
#include "ui/support/fonts.h"
#include "ui/support/icons.h"
#include "ui/support/labels.h"
#include "ui/support/numbers.h"
#include "ui/support/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace counterpoint::start {

using support::ButtonKind;
using support::Tone;
using support::Type;

namespace {

constexpr std::size_t Batch = 0;
constexpr std::size_t Label = 1;
constexpr std::size_t KeepApart = 2;
constexpr std::size_t mostTableRows = 8;

QLabel* wrapped(const QString& text, Type type, Tone tone, QWidget* parent) {
    QLabel* label = support::makeLabel(text, type, tone, parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

QString html(const std::string& text) {
    return QString::fromStdString(text).toHtmlEscaped();
}

/// A cross-table as rich text: names at the left, numbers at the right, zeros quiet.
QString tableHtml(const QString& head, const data::CrossTable& table) {
    const QString quiet = support::Theme::current().second.name();
    QString text = QStringLiteral(
                       "<table cellspacing='0' cellpadding='2'><tr><td style='color:%1'>"
                       "%2&nbsp;&nbsp;</td>")
                       .arg(quiet, head.toHtmlEscaped());
    for (const std::string& level : table.cols)
        text += QStringLiteral("<td align='right' style='color:%1'>&nbsp;&nbsp;%2</td>")
                    .arg(quiet, html(level));
    text += QStringLiteral("</tr>");
    for (std::size_t row = 0; row < std::min(mostTableRows, table.rows.size()); ++row) {
        text += QStringLiteral("<tr><td>%1</td>").arg(html(table.rows[row]));
        for (std::size_t col = 0; col < table.cols.size(); ++col) {
            const auto cells = static_cast<qint64>(table.at(row, col));
            const QString number = support::count(cells);
            text += cells == 0
                        ? QStringLiteral("<td align='right' style='color:%1'>0</td>").arg(quiet)
                        : QStringLiteral("<td align='right'>&nbsp;&nbsp;%1</td>").arg(number);
        }
        text += QStringLiteral("</tr>");
    }
    text += QStringLiteral("</table>");
    if (table.rows.size() > mostTableRows)
        text += QObject::tr("and %1 more").arg(table.rows.size() - mostTableRows);
    return text;
}

QString valuesText(const Proposal& proposal) {
    switch (proposal.valueKind) {
        case data::ValueKind::Counts:
            return QObject::tr("Counts");
        case data::ValueKind::LogNormalised:
            return QObject::tr("Logs");
        case data::ValueKind::Scaled:
            return QObject::tr("Already scaled");
        case data::ValueKind::None:
            break;
    }
    return QObject::tr("No expression values");
}

QString valuesHelp(const Proposal& proposal) {
    switch (proposal.valueKind) {
        case data::ValueKind::Counts:
            return QObject::tr(
                       "Whole numbers, found in %1. They will be divided by the total of "
                       "each cell, then logged.")
                .arg(proposal.valueSource);
        case data::ValueKind::LogNormalised:
            return QObject::tr(
                       "Fractions without negative values, found in %1. They are taken as "
                       "logged already. Methods that need counts are not available.")
                .arg(proposal.valueSource);
        case data::ValueKind::Scaled:
            return QObject::tr("Negative values, found in %1.").arg(proposal.valueSource);
        case data::ValueKind::None:
            break;
    }
    return QObject::tr("The principal components in the file are used.");
}

}  // namespace

OpenWizard::OpenWizard(Proposal proposal, QWidget* parent)
    : QDialog(parent), m_proposal(std::move(proposal)) {
    setWindowTitle(tr("Open %1").arg(m_proposal.name));
    setObjectName(QStringLiteral("openWizard"));
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    auto* sides = new QHBoxLayout;
    sides->setSpacing(0);
    sides->addWidget(makeColumns(), 1);
    sides->addWidget(makeFile());
    rows->addLayout(sides, 1);
    rows->addWidget(makeFooter());
    setRoles(m_proposal.roles);
    // Rich text holds colours of its own: write it again in the new ones.
    connect(&support::themeNotifier(), &support::ThemeNotifier::changed, this,
            &OpenWizard::rolesChanged);
    m_open->setDefault(true);
    m_open->setFocus();
}

QSize OpenWizard::sizeHint() const {
    return {support::scaled(944), support::scaled(672)};
}

QWidget* OpenWizard::makeColumns() {
    auto* side = new QWidget(this);
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(20, 16, 20, 12);
    column->setSpacing(10);
    column->addWidget(
        support::makeLabel(tr("What the columns mean"), Type::Title, Tone::Text, side));

    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(2, 1);
    const std::array<QString, 3> names{tr("Batch"), tr("Cell type"), tr("Must not mix")};
    const std::array<QString, 3> helps{
        tr("The column whose differences are to be removed"),
        tr("The column with the populations that must stay; the scores of biology rest on it"),
        tr("A condition that is biology: the verdict says when it is mixed away")};
    for (std::size_t role = 0; role < m_combos.size(); ++role) {
        auto* combo = new QComboBox(side);
        combo->setMinimumWidth(support::scaled(168));
        combo->setAccessibleName(names[role]);
        combo->setToolTip(helps[role]);
        combo->addItem(tr("none"), QString());
        for (const ColumnSummary& summary : m_proposal.columns)
            if (summary.candidate) combo->addItem(summary.name, summary.name);
        auto* label = support::makeLabel(names[role], Type::Body, Tone::Second, side);
        label->setBuddy(combo);
        m_combos[role] = combo;
        m_notes[role] = support::makeLabel({}, Type::Body, Tone::Second, side);
        const int row = static_cast<int>(role);
        grid->addWidget(label, row, 0);
        grid->addWidget(combo, row, 1);
        grid->addWidget(m_notes[role], row, 2);
        connect(combo, &QComboBox::currentIndexChanged, this, &OpenWizard::rolesChanged);
    }
    column->addLayout(grid);

    m_alarm = new QWidget(side);
    m_alarm->setProperty("surface", QStringLiteral("alarm"));
    m_alarm->setAttribute(Qt::WA_StyledBackground);
    m_alarm->setObjectName(QStringLiteral("confounded"));
    auto* box = new QGridLayout(m_alarm);
    box->setContentsMargins(12, 10, 12, 10);
    box->setHorizontalSpacing(12);
    box->setVerticalSpacing(8);
    auto* mark = new QLabel(m_alarm);
    mark->setPixmap(support::icon(support::Icon::Error, &support::Theme::error).pixmap(16, 16));
    m_alarmText = support::makeLabel({}, Type::Body, Tone::Text, m_alarm);
    m_alarmText->setWordWrap(true);
    m_tables = support::makeLabel({}, Type::Body, Tone::Text, m_alarm);
    m_wayOut = support::makeButton({}, ButtonKind::Plain, m_alarm);
    connect(m_wayOut, &QPushButton::clicked, this, &OpenWizard::takeWayOut);
    box->addWidget(mark, 0, 0, Qt::AlignTop);
    box->addWidget(m_alarmText, 0, 1, 1, 2);
    box->addWidget(m_tables, 1, 1);
    box->addWidget(m_wayOut, 1, 2, Qt::AlignTop | Qt::AlignRight);
    box->setColumnStretch(1, 1);
    column->addWidget(m_alarm);

    column->addSpacing(4);
    column->addWidget(support::makeLabel(tr("All columns"), Type::Title, Tone::Text, side));
    column->addWidget(makeTable(), 1);
    return side;
}

QWidget* OpenWizard::makeTable() {
    m_columns = new QTableWidget(static_cast<int>(m_proposal.columns.size()), 5, this);
    m_columns->setAccessibleName(tr("All columns of the file"));
    m_columns->setHorizontalHeaderLabels(
        {tr("Column in obs"), tr("Kind"), tr("Values"), tr("Content"), tr("Role")});
    m_columns->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_columns->setSelectionMode(QAbstractItemView::NoSelection);
    m_columns->setShowGrid(false);
    m_columns->verticalHeader()->hide();
    m_columns->verticalHeader()->setDefaultSectionSize(support::scaled(22));
    m_columns->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_columns->horizontalHeader()->setSectionResizeMode(3, QHeaderView::Stretch);
    m_columns->horizontalHeaderItem(2)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (int row = 0; row < m_columns->rowCount(); ++row) {
        const ColumnSummary& summary = m_proposal.columns[static_cast<std::size_t>(row)];
        const auto put = [&](int at, const QString& text) {
            auto* item = new QTableWidgetItem(text);
            item->setToolTip(text);
            m_columns->setItem(row, at, item);
            return item;
        };
        put(0, summary.name);
        put(1, summary.kind);
        put(2, support::count(static_cast<qint64>(summary.values)))
            ->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        put(3, summary.content);
        put(4, {});
    }
    m_columns->setColumnWidth(0, support::scaled(120));
    m_columns->setColumnWidth(1, support::scaled(72));
    m_columns->setColumnWidth(2, support::scaled(56));
    m_columns->setColumnWidth(4, support::scaled(96));
    return m_columns;
}

QWidget* OpenWizard::makeFile() {
    auto* side = new QWidget(this);
    side->setProperty("surface", QStringLiteral("header"));
    side->setAttribute(Qt::WA_StyledBackground);
    side->setFixedWidth(support::scaled(272));
    auto* column = new QVBoxLayout(side);
    column->setContentsMargins(20, 16, 20, 12);
    column->setSpacing(4);
    const auto add = [&](const QString& text, Type type, Tone tone) {
        column->addWidget(wrapped(text, type, tone, side));
    };
    const auto head = [&](const QString& text) {
        if (column->count() > 0) column->addSpacing(14);
        add(text, Type::Title, Tone::Text);
    };

    head(tr("File"));
    add(m_proposal.name, Type::Label, Tone::Text);
    add(tr("%1 cells × %2 genes")
            .arg(support::count(static_cast<qint64>(m_proposal.cells)),
                 support::count(static_cast<qint64>(m_proposal.genes))),
        Type::Body, Tone::Second);
    QString size =
        QLocale(QLocale::English).formattedDataSize(m_proposal.bytes, 1, QLocale::DataSizeSIFormat);
    const double places =
        static_cast<double>(m_proposal.cells) * static_cast<double>(m_proposal.genes);
    if (m_proposal.files.empty() && places > 0.0 && m_proposal.nonZeros > 0)
        size += tr(", %1 of values not zero")
                    .arg(support::percent(static_cast<double>(m_proposal.nonZeros) / places));
    add(size, Type::Body, Tone::Second);
    for (std::size_t i = 0; i < std::min<std::size_t>(6, m_proposal.files.size()); ++i)
        add(tr("%1: %2 cells")
                .arg(m_proposal.files[i].first,
                     support::count(static_cast<qint64>(m_proposal.files[i].second))),
            Type::Help, Tone::Second);
    if (m_proposal.files.size() > 1)
        add(tr("Each file becomes a batch. Genes that every file has are kept."), Type::Help,
            Tone::Second);

    head(tr("Values"));
    add(valuesText(m_proposal), Type::Label, Tone::Text);
    add(valuesHelp(m_proposal), Type::Help, Tone::Second);

    if (!m_proposal.embeddings.isEmpty() || !m_proposal.layers.isEmpty()) {
        head(tr("Already in the file"));
        for (const QString& embedding : m_proposal.embeddings)
            add(embedding, Type::Body, Tone::Text);
        if (!m_proposal.layers.isEmpty())
            add(tr("layers: %1").arg(m_proposal.layers.join(QStringLiteral(", "))), Type::Body,
                Tone::Text);
        if (m_proposal.valueKind != data::ValueKind::None)
            add(tr("Left as they are: PCs are computed anew from the values."), Type::Help,
                Tone::Second);
    }

    head(tr("Memory"));
    auto* memory = new MemoryBar(m_proposal.memory, side);
    column->addWidget(memory);
    add(memory->sentence(), Type::Body, memory->fits() ? Tone::Text : Tone::Error);

    for (const QString& warning : m_proposal.warnings) {
        auto* box = new QWidget(side);
        box->setProperty("surface", QStringLiteral("caution"));
        box->setAttribute(Qt::WA_StyledBackground);
        auto* inner = new QVBoxLayout(box);
        inner->setContentsMargins(10, 8, 10, 8);
        inner->addWidget(wrapped(warning, Type::Help, Tone::Text, box));
        column->addSpacing(8);
        column->addWidget(box);
    }
    column->addStretch(1);
    return side;
}

QWidget* OpenWizard::makeFooter() {
    auto* footer = new QWidget(this);
    footer->setProperty("surface", QStringLiteral("footer"));
    footer->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins(20, 10, 20, 10);
    row->setSpacing(8);
    m_remember = new QCheckBox(m_proposal.files.empty() ? tr("Remember these roles for this file")
                                                        : tr("Remember these roles"),
                               footer);
    m_remember->setChecked(true);
    row->addWidget(m_remember);
    row->addStretch(1);
    auto* cancel = support::makeButton(tr("Cancel"), ButtonKind::Plain, footer);
    m_open = support::makeButton(tr("Open"), ButtonKind::Primary, footer);
    m_open->setObjectName(QStringLiteral("openNow"));
    for (QPushButton* button : {cancel, m_open}) {
        button->setMinimumHeight(support::scaled(32));
        row->addWidget(button);
    }
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_open, &QPushButton::clicked, this, &QDialog::accept);
    return footer;
}

std::string OpenWizard::chosen(std::size_t role) const {
    return m_combos[role]->currentData().toString().toStdString();
}

data::Roles OpenWizard::roles() const {
    data::Roles roles = m_proposal.roles;
    roles.batch = chosen(Batch);
    roles.label = chosen(Label);
    roles.keepApart = chosen(KeepApart);
    // Those remembered for the file, unless they play another part now.
    for (std::vector<std::string>* columns : {&roles.moreBatches, &roles.covariates})
        std::erase_if(*columns, [&](const std::string& column) {
            return column == roles.batch || column == roles.label || column == roles.keepApart;
        });
    return roles;
}

void OpenWizard::setRoles(const data::Roles& roles) {
    m_proposal.roles.moreBatches = roles.moreBatches;
    m_proposal.roles.covariates = roles.covariates;
    m_proposal.roles.reference = roles.reference;
    const std::array<const std::string*, 3> names{&roles.batch, &roles.label, &roles.keepApart};
    for (std::size_t role = 0; role < m_combos.size(); ++role) {
        const QSignalBlocker quiet(m_combos[role]);
        m_combos[role]->setCurrentIndex(
            std::max(0, m_combos[role]->findData(QString::fromStdString(*names[role]))));
    }
    rolesChanged();
}

bool OpenWizard::remembersRoles() const {
    return m_remember->isChecked();
}

QString OpenWizard::alarm() const {
    return m_alarm->isHidden() ? QString() : m_alarmText->text();
}

void OpenWizard::takeWayOut() {
    if (m_wayOutColumn.empty()) return;
    data::Roles changed = roles();
    changed.batch = m_wayOutColumn;
    setRoles(changed);
}

void OpenWizard::rolesChanged() {
    for (std::size_t role = 0; role < m_combos.size(); ++role) {
        const std::string name = chosen(role);
        const auto found = std::ranges::find(m_proposal.columns, QString::fromStdString(name),
                                             &ColumnSummary::name);
        QString note;
        if (found == m_proposal.columns.end()) {
            if (role == Batch) note = tr("choose one: without batches there is nothing to do");
            if (role == Label) note = tr("populations will be clusters found in each batch");
        } else {
            const auto counts = data::asCategories(*m_proposal.obs.find(name)).counts();
            note = tr("%1 values, smallest %2 cells")
                       .arg(found->values)
                       .arg(support::count(static_cast<qint64>(std::ranges::min(counts))));
            if (found->values <= 2)
                note = tr("%1 values: %2").arg(found->values).arg(found->content);
        }
        m_notes[role]->setText(note);
        support::setTone(*m_notes[role],
                         role == Batch && name.empty() ? Tone::Error : Tone::Second);
    }
    const std::array<QString, 3> titles{tr("Batch"), tr("Cell type"), tr("Must not mix")};
    for (int row = 0; row < m_columns->rowCount(); ++row) {
        QStringList played;
        for (std::size_t role = 0; role < m_combos.size(); ++role)
            if (m_columns->item(row, 0)->text().toStdString() == chosen(role))
                played << titles[role];
        QTableWidgetItem* item = m_columns->item(row, 4);
        item->setText(played.join(QStringLiteral(", ")));
        item->setForeground(support::Theme::current().accent);
        item->setFont(support::fontOf(Type::Label));
    }
    m_open->setEnabled(!chosen(Batch).empty() && chosen(Batch) != chosen(Label));
    judge();
}

void OpenWizard::judge() {
    const auto found = confoundingOf(m_proposal.obs, roles());
    m_alarm->setVisible(found.has_value());
    m_wayOutColumn.clear();
    if (!found) return;
    const QString batch = html(found->batch);
    const QString condition = html(found->condition);
    const QString error = support::Theme::current().error.name();
    QString text =
        tr("<b style='color:%1'>%2 and %3 cannot be told apart.</b> Each %2 holds one %3 only, so "
           "removing the difference between batches also removes the effect of %3.")
            .arg(error, batch, condition);
    QString tables = tableHtml(QString::fromStdString(found->batch), found->table);
    m_wayOutColumn = found->wayOut;
    m_wayOut->setVisible(!found->wayOut.empty());
    if (!found->wayOut.empty()) {
        const QString other = QString::fromStdString(found->wayOut);
        m_wayOut->setText(tr("Use %1 as batch").arg(other));
        tables = QStringLiteral(
                     "<table cellspacing='0' cellpadding='0'><tr><td>%1</td>"
                     "<td width='24'></td><td>%2%3</td></tr></table>")
                     .arg(tables, tableHtml(other, found->wayOutTable),
                          tr("Each %1 has several conditions.").arg(other.toHtmlEscaped()));
    } else {
        text +=
            tr(" No column here separates the two: compare within one condition, or read the "
               "result with that in mind.");
    }
    m_alarmText->setText(text);
    m_tables->setText(tables);
    m_alarm->setAccessibleName(tr("Warning: batch and condition cannot be told apart"));
}

}  // namespace counterpoint::start
