#include "ui/selection/selection_card.h"

#include "ui/selection/composition_bar.h"
#include "ui/support/buttons.h"
#include "ui/support/labels.h"
#include "ui/support/numbers.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QShortcut>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace counterpoint::selection {

using support::ButtonKind;
using support::Tone;
using support::Type;

namespace {
constexpr int inset = 12;
constexpr int idRole = Qt::UserRole + 1;
}  // namespace

SelectionCard::SelectionCard(CellSelection& selection, QWidget* parent)
    : QWidget(parent),
      m_selection(selection),
      m_headline(support::makeLabel({}, Type::Title, Tone::Text, this)),
      m_hint(support::makeLabel(tr("Nothing is selected. Press R for a box or L for a lasso and "
                                   "drag around cells, or click a population."),
                                Type::Body, Tone::Quiet, this)),
      m_details(new QWidget(this)),
      m_batches(new CompositionBar(m_details)),
      m_types(new CompositionBar(m_details)),
      m_name(new QLineEdit(m_details)),
      m_keep(support::makeButton(tr("Keep"), ButtonKind::Plain, m_details)),
      m_reembed(support::makeButton(tr("Re-embed"), ButtonKind::Plain, m_details)),
      m_sets(new QListWidget(this)),
      m_setsHead(support::makeLabel(tr("Named selections"), Type::Help, Tone::Second, this)),
      m_delete(support::makeSmallButton(support::Icon::Close, tr("Delete the chosen set"), this)) {
    m_hint->setWordWrap(true);
    m_name->setPlaceholderText(tr("Name it"));
    m_name->setAccessibleName(tr("Name of the selection"));
    m_keep->setToolTip(tr("Keep this selection under its name; views can be coloured by it"));
    connect(m_name, &QLineEdit::returnPressed, this, &SelectionCard::keep);
    connect(m_keep, &QPushButton::clicked, this, &SelectionCard::keep);
    auto* invert = support::makeButton(tr("Invert"), ButtonKind::Plain, m_details);
    invert->setToolTip(tr("Select the other cells instead (I)"));
    connect(invert, &QPushButton::clicked, this, &SelectionCard::invertRequested);
    auto* clear = support::makeButton(tr("Clear"), ButtonKind::Plain, m_details);
    clear->setToolTip(tr("Select nothing (Esc)"));
    connect(clear, &QPushButton::clicked, &m_selection, &CellSelection::clear);

    connect(m_reembed, &QPushButton::clicked, this, &SelectionCard::reembedRequested);
    setReembedding(false);

    auto* details = new QVBoxLayout(m_details);
    details->setContentsMargins(0, 0, 0, 0);
    details->setSpacing(6);
    details->addWidget(m_batches);
    details->addWidget(m_types);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(4);
    buttons->addWidget(m_name, 1);
    buttons->addWidget(m_keep);
    details->addLayout(buttons);
    auto* others = new QHBoxLayout;
    others->setSpacing(4);
    for (QPushButton* button : {m_reembed, invert, clear}) others->addWidget(button, 1);
    details->addLayout(others);

    m_sets->setFrameShape(QFrame::NoFrame);
    m_sets->setAccessibleName(tr("Named selections"));
    m_sets->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_sets->setToolTip(tr("Click to select its cells, F2 to rename, Delete to delete"));
    const auto take = [this] {
        if (const NamedSet* set = m_selection.find(currentSet()))
            m_selection.select(m_selection.cellsOf(*set), set->name);
    };
    connect(m_sets, &QListWidget::itemClicked, this, take);
    connect(m_sets, &QListWidget::itemActivated, this, take);
    connect(m_sets, &QListWidget::itemChanged, this, [this](QListWidgetItem* item) {
        m_selection.rename(item->data(idRole).toInt(), item->text());
    });
    const auto drop = [this] { m_selection.remove(currentSet()); };
    connect(m_delete, &QToolButton::clicked, this, drop);
    auto* key = new QShortcut(QKeySequence::Delete, m_sets);
    key->setContext(Qt::WidgetShortcut);
    connect(key, &QShortcut::activated, this, drop);

    auto* setsHead = new QHBoxLayout;
    setsHead->addWidget(m_setsHead, 1);
    setsHead->addWidget(m_delete);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(inset, 8, inset, 4);
    column->setSpacing(6);
    column->addWidget(m_headline);
    column->addWidget(m_hint);
    column->addWidget(m_details);
    column->addLayout(setsHead);
    column->addWidget(m_sets, 1);
    column->addStretch();

    connect(&m_selection, &CellSelection::setsChanged, this, &SelectionCard::fillSets);
    fillSets();
    setSummary({});
}

void SelectionCard::setSummary(const Summary& summary) {
    const auto cells = static_cast<qint64>(m_selection.cells().size());
    m_headline->setVisible(cells > 0);
    m_details->setVisible(cells > 0);
    m_hint->setVisible(cells == 0);
    if (cells == 0) return;
    const double share = static_cast<double>(cells) / static_cast<double>(summary.total);
    m_headline->setText(
        tr("%1: %2 cells, %3")
            .arg(m_selection.what(), support::count(cells), support::percent(share)));
    m_headline->setToolTip(m_headline->text());
    m_batches->setSlices(summary.batch, summary.batches);
    m_types->setVisible(!summary.type.isEmpty());
    m_types->setSlices(summary.type, summary.types);
}

void SelectionCard::setReembedding(bool busy) {
    m_reembed->setText(busy ? tr("Stop") : tr("Re-embed"));
    m_reembed->setToolTip(busy ? tr("Keep the cells where they are now")
                               : tr("Show only these cells, placed anew by their own neighbours in "
                                    "the integrated space"));
}

void SelectionCard::keep() {
    if (m_selection.cells().empty()) return;
    m_selection.keep(m_name->text());
    m_name->clear();
}

int SelectionCard::currentSet() const {
    const QListWidgetItem* item = m_sets->currentItem();
    return item == nullptr ? 0 : item->data(idRole).toInt();
}

void SelectionCard::fillSets() {
    const QSignalBlocker quiet(m_sets);
    const int current = currentSet();
    m_sets->clear();
    for (const NamedSet& set : m_selection.sets()) {
        auto* item = new QListWidgetItem(set.name, m_sets);
        item->setFlags(item->flags() | Qt::ItemIsEditable);
        item->setData(idRole, set.id);
        item->setToolTip(tr("%1, %2 cells")
                             .arg(set.name, support::count(static_cast<qint64>(set.cells.size()))));
        if (set.id == current) m_sets->setCurrentItem(item);
    }
    const bool any = m_sets->count() > 0;
    for (QWidget* widget : {static_cast<QWidget*>(m_sets), static_cast<QWidget*>(m_setsHead),
                            static_cast<QWidget*>(m_delete)})
        widget->setVisible(any);
}

}  // namespace counterpoint::selection
