#include "ui/metrics/score_board.h"

#include "ui/metrics/marks.h"
#include "ui/metrics/score_card.h"
#include "ui/support/labels.h"
#include "ui/support/theme.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace counterpoint::scores {

using plugin::MetricFamily;
using support::makeLabel;
using support::Tone;
using support::Type;

namespace {

constexpr int betweenColumns = 12;
constexpr int betweenCards = 4;

/// "| unintegrated  ⋮ shuffled batches  ⊢⊣ 95 % interval"
class Key : public QWidget {
  public:
    explicit Key(QWidget* parent) : QWidget(parent) {
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    QSize sizeHint() const override {
        return {support::scaled(280), support::lineHeight(Type::Help) + 4};
    }

  protected:
    void paintEvent(QPaintEvent* /*event*/) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setFont(support::fontOf(Type::Help));
        const double y = height() / 2.0;
        double x = 2.0;
        const auto explain = [&](const QString& text) {
            const double textWidth = QFontMetricsF(painter.font()).horizontalAdvance(text);
            painter.setPen(support::Theme::current().quiet);
            painter.drawText(QRectF(x, 0.0, textWidth + 2.0, height()), Qt::AlignVCenter, text);
            x += textWidth + 20.0;
        };
        paintUnintegratedMark(painter, QPointF(x, y));
        x += 8.0;
        explain(ScoreBoard::tr("unintegrated"));
        paintShuffledMark(painter, QPointF(x, y));
        x += 8.0;
        explain(ScoreBoard::tr("shuffled batches"));
        paintInterval(painter, x, x + 14.0, y);
        x += 20.0;
        explain(ScoreBoard::tr("95\u202f% interval"));
    }
};

}  // namespace

ScoreBoard::ScoreBoard(QWidget* parent) : QWidget(parent) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ScoreBoard::setMetrics(const std::vector<plugin::MetricInfo>& metrics) {
    delete m_page;
    m_cards.clear();
    m_page = new QWidget(this);
    auto* grid = new QGridLayout(m_page);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(betweenColumns);
    grid->setVerticalSpacing(betweenCards);
    grid->addWidget(makeLabel(tr("Batch removed"), Type::Title, Tone::Text, m_page), 0, 0);
    grid->addWidget(makeLabel(tr("Biology kept"), Type::Title, Tone::Text, m_page), 0, 1);

    std::array<int, 2> row{1, 1};
    for (const plugin::MetricInfo& info : metrics) {
        auto* card = new ScoreCard(info, m_page);
        const int column = info.family == MetricFamily::BatchRemoved ? 0 : 1;
        grid->addWidget(card, row[static_cast<std::size_t>(column)]++, column);
        grid->setColumnStretch(column, 1);
        m_cards.push_back(card);
        connect(card, &ScoreCard::clicked, this, [this, card] {
            if (card->state().status == CardStatus::Failed) {
                Q_EMIT retryRequested(card->info().id);
            } else {
                Q_EMIT colorRequested(card->info().id);
            }
        });
    }
    grid->addWidget(new Key(m_page), std::max(row[0], row[1]), 0, 1, 2);
    layout()->addWidget(m_page);
    clear();
}

void ScoreBoard::setLabelled(bool labelled) {
    if (m_labelled == labelled) return;
    m_labelled = labelled;
    for (const ScoreCard* card : m_cards)
        if (card->info().needsLabels) setState(card->info().id, {});
}

void ScoreBoard::setState(const std::string& id, const CardState& state) {
    ScoreCard* found = card(id);
    if (!found) return;
    CardState shown = state;
    if (!m_labelled && found->info().needsLabels) shown = {.status = CardStatus::NeedsLabels};
    found->setState(shown);
}

CardState ScoreBoard::state(const std::string& id) const {
    const ScoreCard* found = card(id);
    return found ? found->state() : CardState{};
}

void ScoreBoard::markStale() {
    for (const ScoreCard* card : m_cards) setState(card->info().id, staleOf(card->state()));
}

void ScoreBoard::markFailed(const QString& reason) {
    for (const ScoreCard* card : m_cards)
        setState(card->info().id, failedOf(card->state(), reason));
}

void ScoreBoard::clear() {
    for (const ScoreCard* card : m_cards) setState(card->info().id, {});
}

ScoreCard* ScoreBoard::card(const std::string& id) const {
    const auto found =
        std::ranges::find_if(m_cards, [&](const ScoreCard* card) { return card->info().id == id; });
    return found == m_cards.end() ? nullptr : *found;
}

}  // namespace counterpoint::scores
