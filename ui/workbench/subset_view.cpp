#include "ui/workbench/subset_view.h"

#include "core/embed/umap.h"
#include "core/pipeline/subset_map.h"
#include "ui/support/buttons.h"
#include "ui/support/eliding_label.h"
#include "ui/support/labels.h"
#include "ui/support/numbers.h"

#include <QPushButton>

#include <algorithm>
#include <limits>

namespace counterpoint::workbench {

namespace {

/// `map` among `all` cells, of which the others are nowhere.
std::shared_ptr<const data::Embedding> amongAll(const data::Embedding& map,
                                                const std::vector<std::uint32_t>& cells,
                                                std::size_t all) {
    auto layout = std::make_shared<data::Embedding>(all, map.cols);
    std::ranges::fill(layout->values, std::numeric_limits<float>::quiet_NaN());
    for (std::size_t i = 0; i < cells.size(); ++i)
        std::ranges::copy(map.row(i), layout->row(cells[i]).begin());
    return layout;
}

}  // namespace

SubsetView::SubsetView(int threads, QWidget* parent)
    : Bar(34, parent),
      m_threads(threads),
      m_sentence(new support::ElidingLabel(this)),
      m_stop(support::makeButton(tr("Stop"), support::Icon::Stop, support::ButtonKind::Stop, this)),
      m_back(support::makeButton(tr("Back to all cells"), support::ButtonKind::Plain, this)) {
    setObjectName(QStringLiteral("subset"));
    support::setTone(*m_sentence, support::Tone::Caution);
    m_stop->setToolTip(tr("Keep the cells where they are now"));
    m_stop->setAccessibleName(tr("Stop placing the subset"));
    m_back->setObjectName(QStringLiteral("leaveSubset"));
    m_back->setToolTip(tr("Show the map of all cells again"));
    add(m_sentence, 4, 1);
    add(m_stop);
    add(m_back);
    connect(m_stop, &QPushButton::clicked, this, &SubsetView::stop);
    connect(m_back, &QPushButton::clicked, this, &SubsetView::leave);
    showState();
}

void SubsetView::start(const std::shared_ptr<const plugin::IntegrationResult>& integration,
                       std::vector<std::uint32_t> cells,
                       std::shared_ptr<const data::Embedding> shown,
                       const pipeline::Settings& settings) {
    m_cells = std::move(cells);
    m_all = integration->embedding.rows;
    const auto dims = static_cast<std::size_t>(settings.umap.dims);
    if (shown && (shown->rows != m_all || shown->cols != dims)) shown.reset();
    m_mailbox = std::make_shared<Mailbox>();
    const auto mailbox = m_mailbox;
    const auto work = [this, integration, shown, mailbox, all = m_all, of = m_cells,
                       search = settings.neighbors, umap = settings.umap,
                       seed = settings.seed](const base::Job& job) {
        std::optional<data::Embedding> reference;
        if (shown) reference = data::takeRows(*shown, of);
        const auto placed = [&](const data::Embedding& map) {
            return amongAll(reference ? embed::aligned(map, *reference) : map, of, all);
        };
        const auto post = [&](const data::Embedding& map) {
            auto frame = placed(map);
            const std::lock_guard lock(mailbox->mutex);
            // A window that is behind gets the newest only.
            const bool waiting = mailbox->frame != nullptr;
            mailbox->frame = std::move(frame);
            if (waiting) return;
            QMetaObject::invokeMethod(
                this,
                [this, mailbox] {
                    const std::lock_guard taking(mailbox->mutex);
                    if (mailbox == m_mailbox) show(std::move(mailbox->frame));
                    mailbox->frame.reset();
                },
                Qt::QueuedConnection);
        };
        return placed(pipeline::subsetMap(integration->embedding, of, search, umap,
                                          base::Job(job.stopToken(), job.threads(), seed), post));
    };
    m_background.start(
        m_threads, work,
        [this](std::shared_ptr<const data::Embedding> layout) {
            m_mailbox.reset();
            show(std::move(layout));
        },
        [this](const QString& sentence) {
            leave();
            Q_EMIT failed(sentence);
        });
    showState();
}

void SubsetView::show(std::shared_ptr<const data::Embedding> layout) {
    m_layout = std::move(layout);
    showState();
    Q_EMIT changed();
}

void SubsetView::stop() {
    m_background.stop();
    m_mailbox.reset();
    if (!m_layout) m_cells.clear();
    showState();
}

void SubsetView::leave() {
    m_background.stop();
    m_mailbox.reset();
    m_cells.clear();
    const bool shown = m_layout != nullptr;
    m_layout.reset();
    showState();
    if (shown) Q_EMIT changed();
}

void SubsetView::setOwnMap(bool own) {
    m_ownMap = own;
    showState();
}

QString SubsetView::notice() const {
    if (!m_layout) return {};
    return tr("subset: %1 of %2 cells")
        .arg(support::count(static_cast<qint64>(m_cells.size())),
             support::count(static_cast<qint64>(m_all)));
}

void SubsetView::showState() {
    setVisible(!m_cells.empty());
    m_stop->setVisible(isBusy());
    const QString cells = support::count(static_cast<qint64>(m_cells.size()));
    QString sentence = tr("Finding the neighbours of %1 cells…");
    if (m_layout)
        sentence = m_ownMap
                       ? tr("Only %1 cells, placed anew by their own neighbours in the "
                            "integrated space; scores are of all cells.")
                       : tr("Only %1 cells, where they lie among all; scores are of all cells.");
    m_sentence->setText(sentence.arg(cells));
    m_sentence->setToolTip(m_sentence->text());
    Q_EMIT stateChanged();
}

}  // namespace counterpoint::workbench
