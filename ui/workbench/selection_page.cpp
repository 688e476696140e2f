#include "ui/workbench/selection_page.h"

#include "core/markers/rank_genes.h"
#include "ui/selection/markers_table.h"
#include "ui/selection/selection_card.h"
#include "ui/support/buttons.h"
#include "ui/support/follow_theme.h"
#include "ui/support/labels.h"
#include "ui/support/numbers.h"
#include "ui/support/theme.h"

#include <QComboBox>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSaveFile>
#include <QScrollArea>
#include <QSettings>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>

namespace counterpoint::workbench {

using support::ButtonKind;
using support::Tone;
using support::Type;

namespace {

constexpr int cardWidth = 264;

/// What `cells` are by a column, in level order.
std::vector<datapanel::Slice> slicesOf(const data::Categories& column,
                                       const std::vector<std::uint32_t>& cells,
                                       const std::vector<QColor>& colors) {
    std::vector<std::size_t> counts(column.levelCount() + 1, 0);  // the last: without a value
    for (const std::uint32_t cell : cells)
        ++counts[column.codes[cell] < 0 ? column.levelCount()
                                        : static_cast<std::size_t>(column.codes[cell])];
    std::vector<datapanel::Slice> slices;
    for (std::size_t level = 0; level < counts.size(); ++level) {
        if (counts[level] == 0) continue;
        const bool known = level < column.levelCount();
        slices.push_back(
            {known ? QString::fromStdString(column.levels[level]) : SelectionPage::tr("missing"),
             known ? colors[level] : support::Theme::current().missing,
             static_cast<double>(counts[level]) / static_cast<double>(cells.size())});
    }
    return slices;
}

}  // namespace

SelectionPage::SelectionPage(Workbench& workbench, ViewArea& views, QWidget* parent)
    : QWidget(parent),
      m_workbench(workbench),
      m_views(views),
      m_card(new selection::SelectionCard(views.cellSelection(), this)),
      m_others(new QComboBox(this)),
      m_find(support::makeButton(tr("Find markers"), ButtonKind::Plain, this)),
      m_export(support::makeButton(tr("CSV…"), ButtonKind::Plain, this)),
      m_sentence(support::makeLabel({}, Type::Help, Tone::Quiet, this)),
      m_progress(new QProgressBar(this)),
      m_table(new selection::MarkersTable(this)) {
    setProperty("surface", QStringLiteral("panel"));
    setAttribute(Qt::WA_StyledBackground);
    // The page asks for no more room than the runs beside it: what does not fit is scrolled to.
    support::followTheme(*this, [this] {
        setMinimumWidth(support::scaled(360));
        m_card->setFixedWidth(support::scaled(cardWidth));
        m_progress->setFixedSize(support::scaled(96), 6);
        m_table->setMinimumWidth(support::scaled(400));
        // On a large screen figures stay near the names they belong to.
        m_table->setMaximumWidth(support::scaled(720));
    });
    m_others->setAccessibleName(tr("Cells to compare with"));
    m_others->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_others->setMinimumContentsLength(8);
    m_export->setToolTip(tr("Save the markers as a table"));
    m_export->setAccessibleName(m_export->toolTip());
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the markers"));
    m_sentence->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);

    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(12, 6, 12, 4);
    bar->setSpacing(8);
    bar->addWidget(m_find);
    bar->addWidget(support::makeLabel(tr("against"), Type::Body, Tone::Second, this));
    bar->addWidget(m_others);
    bar->addStretch(1);
    bar->addWidget(m_export);
    auto* state = new QHBoxLayout;
    state->setContentsMargins(12, 0, 12, 4);
    state->setSpacing(8);
    state->addWidget(m_progress);
    state->addWidget(m_sentence, 1);
    auto* right = new QVBoxLayout;
    right->setSpacing(0);
    right->addLayout(bar);
    right->addLayout(state);
    auto* table = new QHBoxLayout;
    table->addWidget(m_table, 1000);
    table->addStretch(1);
    right->addLayout(table, 1);
    auto* all = new QWidget(this);
    all->setProperty("surface", QStringLiteral("panel"));
    all->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(all);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_card);
    row->addLayout(right, 1);
    auto* scrolled = new QScrollArea(this);
    scrolled->setFrameShape(QFrame::NoFrame);
    scrolled->setFocusPolicy(Qt::NoFocus);
    scrolled->setWidgetResizable(true);
    scrolled->setWidget(all);
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(scrolled);

    connect(m_find, &QPushButton::clicked, this, &SelectionPage::findMarkers);
    connect(m_export, &QPushButton::clicked, this, &SelectionPage::exportTable);
    connect(m_card, &selection::SelectionCard::invertRequested, &views, &ViewArea::invertSelection);
    connect(m_card, &selection::SelectionCard::reembedRequested, &views,
            &ViewArea::reembedSelection);
    connect(&views.subset(), &SubsetView::stateChanged, this,
            [this] { m_card->setReembedding(m_views.subset().isBusy()); });
    connect(&views, &ViewArea::failed, this,
            [this](const QString& sentence) { Q_EMIT failed(sentence, {}); });
    connect(m_table, &selection::MarkersTable::geneChosen, this, [this](std::uint32_t gene) {
        const genes::GeneSearch& search = m_views.colourings().geneSearch();
        if (gene < search.size()) m_views.setColourKey(0, geneKey(search.name(gene)));
    });
    connect(&views.cellSelection(), &selection::CellSelection::changed, this,
            &SelectionPage::showSelection);
    connect(&views.cellSelection(), &selection::CellSelection::setsChanged, this,
            &SelectionPage::fillOthers);
    connect(&workbench, &Workbench::colorsChanged, this, &SelectionPage::showSelection);
    connect(&support::themeNotifier(), &support::ThemeNotifier::changed, this,
            &SelectionPage::showSelection);
    connect(&workbench, &Workbench::opened, this, [this] {
        m_background.stop();
        m_table->setMarkers({}, {});
        m_sentence->clear();
        showState();
    });
    fillOthers();
    showState();
}

QString SelectionPage::sentence() const {
    return m_sentence->text();
}

void SelectionPage::showSelection() {
    const pipeline::Results& results = m_workbench.results();
    const std::vector<std::uint32_t>& cells = m_views.selection();
    selection::SelectionCard::Summary summary;
    if (results.cells && !cells.empty()) {
        const data::Roles& roles = m_workbench.settings().roles;
        const data::Categories& batch = results.cells->batch;
        summary.total = static_cast<qint64>(batch.size());
        summary.batch = QString::fromStdString(roles.batch);
        summary.batches =
            slicesOf(batch, cells, m_views.colourings().colorsOf(roles.batch, batch.levels));
        if (results.cells->label) {
            summary.type = QString::fromStdString(roles.label);
            summary.types =
                slicesOf(*results.cells->label, cells,
                         m_views.colourings().colorsOf(roles.label, results.cells->label->levels));
        }
    }
    m_card->setSummary(summary);
    showState();
}

void SelectionPage::fillOthers() {
    const int chosen = m_others->currentData().toInt();
    m_others->clear();
    m_others->addItem(tr("all other cells"), 0);
    for (const selection::NamedSet& set : m_views.cellSelection().sets())
        m_others->addItem(set.name, set.id);
    m_others->setCurrentIndex(std::max(0, m_others->findData(chosen)));
}

void SelectionPage::showState() {
    const auto& filtered = m_workbench.results().filtered;
    const bool hasGenes = filtered && filtered->logNormalised.cols > 0;
    const bool busy = m_background.isBusy();
    m_find->setText(busy ? tr("Stop") : tr("Find markers"));
    m_find->setEnabled(busy || (hasGenes && !m_views.selection().empty()));
    m_find->setToolTip(hasGenes || !m_workbench.dataset()
                           ? tr("Rank all genes by how well they tell the selected cells from the "
                                "others (Wilcoxon rank-sum test)")
                           : tr("This file holds no expression values"));
    m_progress->setVisible(busy);
    m_export->setEnabled(!m_table->markers().empty());
}

void SelectionPage::findMarkers() {
    if (m_background.isBusy()) {
        m_background.stop();
        m_sentence->setText(tr("Stopped"));
        return showState();
    }
    const auto filtered = m_workbench.results().filtered;
    const std::vector<std::uint32_t> group = m_views.selection();
    if (!filtered || filtered->logNormalised.cols == 0 || group.empty()) return;
    std::vector<std::uint32_t> others;
    const selection::CellSelection& sets = m_views.cellSelection();
    const selection::NamedSet* set = sets.find(m_others->currentData().toInt());
    if (set != nullptr) {
        const std::vector<std::uint32_t> cells = sets.cellsOf(*set);
        std::set_difference(cells.begin(), cells.end(), group.begin(), group.end(),
                            std::back_inserter(others));
        if (others.empty()) {
            m_sentence->setText(tr("%1 holds no cells besides the selected ones").arg(set->name));
            return;
        }
    }
    QStringList titles;
    const genes::GeneSearch& search = m_views.colourings().geneSearch();
    for (std::uint32_t gene = 0; gene < search.size(); ++gene) titles.append(search.title(gene));
    const QString what = tr("%1 (%2 cells) against %3")
                             .arg(sets.what(), support::count(static_cast<qint64>(group.size())),
                                  m_others->currentText());
    QElapsedTimer clock;
    clock.start();
    const auto work = [this, filtered, group, others](const base::Job& job) {
        const auto tell = [this](double done) {
            QMetaObject::invokeMethod(
                this, [this, done] { m_progress->setValue(static_cast<int>(100.0 * done)); },
                Qt::QueuedConnection);
        };
        return markers::rankGenes(filtered->logNormalised, group, others,
                                  base::Job(job.stopToken(), job.threads(), job.seed(), tell));
    };
    const auto done = [this, titles, what, clock](std::vector<markers::Marker> found) {
        const auto genes = static_cast<qint64>(found.size());
        m_table->setMarkers(std::move(found), titles);
        m_sentence->setText(
            tr("%1; %2 genes, %3 s")
                .arg(what, support::count(genes),
                     support::number(static_cast<double>(clock.elapsed() / 100) / 10.0, 1)));
        m_sentence->setToolTip(m_sentence->text());
        showState();
    };
    m_background.start(m_workbench.threads(), work, done, [this](const QString& sentence) {
        m_sentence->setText(sentence);
        showState();
    });
    m_progress->setValue(0);
    m_sentence->setText(what);
    showState();
}

void SelectionPage::exportTable() {
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Save the markers as a table"),
                                     QSettings().value(QStringLiteral("save/folder")).toString() +
                                         QStringLiteral("/markers.csv"),
                                     tr("Table (*.csv)"));
    if (path.isEmpty()) return;
    QSaveFile file(path);
    const QByteArray text = m_table->csv().toUtf8();
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit())
        Q_EMIT saved(path);
    else
        Q_EMIT failed(tr("The table could not be saved to %1").arg(path), file.errorString());
}

}  // namespace counterpoint::workbench
