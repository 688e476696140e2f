#include "tests/support/gallery.h"

#include "tests/ui/metrics/metrics.h"
#include "ui/metrics/score_board.h"
#include "ui/metrics/score_card.h"
#include "ui/support/dock_frame.h"

#include <QGridLayout>
#include <QTest>

using namespace counterpoint;
using namespace counterpoint::scores;

namespace {

constexpr double none = CardState::none;

std::unique_ptr<QWidget> board(int dockWidth, bool previewing) {
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(12, 12, 12, 12);
    auto* board = new ScoreBoard;
    layout->addWidget(board);
    layout->addStretch(1);
    board->setMetrics(test::eightMetrics());
    board->setState("ilisi", test::exactCard(0.34, 0.04, 0.57, none, none));
    board->setState("kbet", test::exactCard(0.39, 0.07, 0.97, 0.35, 0.42));
    board->setState("asw_batch", test::exactCard(0.90, 0.77, 0.96, 0.895, 0.91));
    board->setState("pcr", test::exactCard(0.72, 0.0, 1.0, 0.71, 0.735));
    board->setState("clisi", test::exactCard(1.0, 1.0, none, none, none));
    board->setState("asw_label", test::exactCard(0.65, 0.63, none, none, none));
    board->setState("isolated", test::exactCard(0.68, 0.70, none, 0.675, 0.68));
    board->setState("own_neighbours", test::exactCard(0.95, 1.0, none, none, none));
    if (previewing) {
        board->markStale();
        for (const char* id : {"ilisi", "kbet", "pcr", "clisi", "own_neighbours"}) {
            CardState fresh = board->state(id);
            fresh.status = CardStatus::Preview;
            fresh.low = fresh.value - 0.04;
            fresh.high = std::min(1.0, fresh.value + 0.04);
            board->setState(id, fresh);
        }
    }
    auto frame = std::make_unique<support::DockFrame>(QStringLiteral("Diagnosis"), content);
    frame->resize(dockWidth, 290);
    return frame;
}

std::unique_ptr<QWidget> states() {
    auto page = std::make_unique<QWidget>();
    auto* grid = new QGridLayout(page.get());
    grid->setSpacing(12);
    const CardState exact = test::exactCard(0.39, 0.07, 0.97, 0.35, 0.42);
    CardState preview = exact;
    preview.status = CardStatus::Preview;
    const std::vector<CardState> all{exact,
                                     preview,
                                     staleOf(exact),
                                     failedOf(exact, QStringLiteral("Out of memory.")),
                                     {.status = CardStatus::NeedsLabels},
                                     {},
                                     {.status = CardStatus::Undefined}};
    for (int i = 0; i < int(all.size()); ++i)
        for (const int width : {178, 152}) {
            auto* card = new ScoreCard(test::eightMetrics()[1], page.get());
            card->setFixedSize(width, 44);
            card->setState(all[std::size_t(i)]);
            grid->addWidget(card, i, width == 178 ? 0 : 1);
        }
    return page;
}

}  // namespace

class MetricsGallery : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void cardsAreDrawn() { QCOMPARE(test::renderInBothThemes(QStringLiteral("cards"), states), 2); }
    void boardsAreDrawn() {
        for (const int width : {344, 392}) {
            const QString name = QStringLiteral("board-%1").arg(width);
            QCOMPARE(test::renderInBothThemes(name, [&] { return board(width, false); }), 2);
        }
        QCOMPARE(test::renderInBothThemes(QStringLiteral("board-preview"),
                                          [] { return board(392, true); }),
                 2);
    }
};

QTEST_MAIN(MetricsGallery)
#include "gallery_test.moc"
