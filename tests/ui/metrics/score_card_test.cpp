#include "ui/metrics/score_card.h"

#include "tests/ui/metrics/metrics.h"
#include "ui/metrics/score_board.h"
#include "ui/support/theme.h"

#include <QApplication>
#include <QImage>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace counterpoint;
using namespace counterpoint::scores;

namespace {

const plugin::MetricInfo kbet = test::eightMetrics()[1];

plugin::Score score(double scaled) {
    plugin::Score score;
    score.value = 2.0 * scaled;
    score.scaled = scaled;
    score.low = scaled - 0.02;
    score.high = scaled + 0.02;
    score.cells = 10679;
    return score;
}

/// Pixels of a card at 178 × 44 that have exactly this colour.
int pixels(ScoreCard& card, const QColor& color) {
    card.resize(178, 44);
    const QImage image = card.grab().toImage();
    int found = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) found += image.pixelColor(x, y) == color;
    return found;
}

}  // namespace

class ScoreCardTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { support::applyTheme(*qApp, support::ThemeChoice::Light); }

    void aFreshScoreBecomesAState() {
        const plugin::Score before = score(0.07);
        const plugin::Score shuffled = score(0.97);
        const CardState state = cardStateOf(score(0.39), &before, &shuffled);
        QCOMPARE(state.status, CardStatus::Exact);
        QCOMPARE(state.value, 0.39);
        QCOMPARE(state.raw, 0.78);
        QCOMPARE(state.unintegrated, 0.07);
        QCOMPARE(state.shuffled, 0.97);
        QVERIFY(state.scoredAt.isValid());

        plugin::Score sampled = score(0.39);
        sampled.exact = false;
        QCOMPARE(cardStateOf(sampled).status, CardStatus::Preview);
        QVERIFY(std::isnan(cardStateOf(sampled).unintegrated));

        plugin::Score nothing;
        nothing.undefined = "every cell type has fewer than ten cells.";
        QCOMPARE(cardStateOf(nothing).status, CardStatus::Undefined);
        QVERIFY(cardStateOf(nothing).reason.contains(QLatin1String("ten cells")));
    }

    void onlyAValueCanBeStale() {
        QCOMPARE(staleOf(cardStateOf(score(0.4))).status, CardStatus::Stale);
        QCOMPARE(staleOf(cardStateOf(score(0.4))).value, 0.4);
        QCOMPARE(staleOf(staleOf(cardStateOf(score(0.4)))).status, CardStatus::Stale);
        QCOMPARE(staleOf({}).status, CardStatus::Empty);
        QCOMPARE(staleOf({.status = CardStatus::NeedsLabels}).status, CardStatus::NeedsLabels);
        QCOMPARE(staleOf(failedOf({}, QStringLiteral("x"))).status, CardStatus::Empty);
    }

    void spokenTextSaysWhatIsShown() {
        const plugin::Score before = score(0.07);
        CardState state = cardStateOf(score(0.39), &before);
        QCOMPARE(spokenText(kbet, state), QStringLiteral("kBET 0.39, +0.32 from unintegrated"));
        state.status = CardStatus::Preview;
        QVERIFY(spokenText(kbet, state).endsWith(QLatin1String("preview")));
        QVERIFY(spokenText(kbet, staleOf(state)).endsWith(QLatin1String("stale")));
        QCOMPARE(spokenText(kbet, {}), QStringLiteral("kBET: Not scored yet."));
        QVERIFY(spokenText(kbet, {.status = CardStatus::NeedsLabels})
                    .contains(QLatin1String("cell types")));
    }

    void tooltipGivesMeaningValueSourceAndAge() {
        const plugin::Score before = score(0.07);
        CardState state = cardStateOf(score(0.39), &before);
        const QDateTime now = QDateTime::currentDateTime();
        state.scoredAt = now.addSecs(-125);
        const QString text = tooltipText(kbet, state, now);
        for (const char* part :
             {"like one experiment", "Score 0.390", "0.370 to 0.410", "raw value 0.780",
              "Unintegrated 0.070", "2 min ago", "Source: a paper", "Click to colour"})
            QVERIFY2(text.contains(QLatin1String(part)), part);
        QVERIFY(text.contains(QStringLiteral("10\u2009679 cells, exact")));
        const QString failed = tooltipText(kbet, failedOf(state, QStringLiteral("No room.")), now);
        QVERIFY(failed.contains(QLatin1String("No room. Click to try again.")));
        QVERIFY(!failed.contains(QLatin1String("0.390")));
        const QString stale = tooltipText(kbet, staleOf(state), now);
        QVERIFY(!stale.contains(QLatin1String("interval")));
        QVERIFY(stale.contains(QLatin1String("settings changed")));
    }

    void theBarIsAsLongAsTheValue() {
        const auto& theme = support::Theme::day();
        ScoreCard card(kbet);
        CardState state;
        state.status = CardStatus::Exact;
        state.value = 0.5;
        card.setState(state);
        // 162 px bar, 6 high: half of it is 81 × 6, less antialiased corners.
        QVERIFY(std::abs(pixels(card, theme.accent) - 81 * 6) <= 8);
        state.value = 1.0;
        card.setState(state);
        QVERIFY(std::abs(pixels(card, theme.accent) - 162 * 6) <= 8);
        card.setState(staleOf(state));
        QCOMPARE(pixels(card, theme.accent), 0);
        QVERIFY(pixels(card, theme.control) > 50);
        card.setState(failedOf(state, QStringLiteral("x")));
        QVERIFY(pixels(card, theme.error) > 100);
    }

    void everyStateKeepsTheSize() {
        ScoreCard card(kbet);
        for (int status = 0; status <= static_cast<int>(CardStatus::Undefined); ++status) {
            card.setState({.status = static_cast<CardStatus>(status), .value = 0.3});
            QCOMPARE(card.sizeHint(), QSize(178, 44));
            QCOMPARE(card.minimumSizeHint(), QSize(152, 44));
        }
    }

    void aPerCellCardCanBeClicked() {
        ScoreCard card(kbet);
        card.resize(178, 44);
        QSignalSpy clicked(&card, &ScoreCard::clicked);
        QTest::mouseClick(&card, Qt::LeftButton);
        QTest::keyClick(&card, Qt::Key_Return);
        QTest::keyClick(&card, Qt::Key_Space);
        QCOMPARE(clicked.count(), 3);
        ScoreCard global(test::eightMetrics()[3]);
        QSignalSpy nothing(&global, &ScoreCard::clicked);
        QTest::mouseClick(&global, Qt::LeftButton);
        QCOMPARE(nothing.count(), 0);
        global.setState(failedOf({}, QStringLiteral("x")));
        QTest::mouseClick(&global, Qt::LeftButton);
        QCOMPARE(nothing.count(), 1);
    }

    void boardKeepsTwoColumns() {
        ScoreBoard board;
        board.setMetrics(test::eightMetrics());
        for (const int width : {320, 368, 500}) {
            board.resize(width, board.sizeHint().height());
            board.show();
            QCoreApplication::processEvents();
            QCOMPARE(board.card("ilisi")->x(), 0);
            QCOMPARE(board.card("clisi")->y(), board.card("ilisi")->y());
            QCOMPARE(board.card("kbet")->y() - board.card("ilisi")->y(), 48);
            QCOMPARE(board.card("clisi")->x() - board.card("ilisi")->width(), 12);
            QVERIFY(std::abs(board.card("clisi")->width() - board.card("ilisi")->width()) <= 1);
        }
        QVERIFY(board.minimumSizeHint().width() <= 344 - 2 * 12);
        QVERIFY(!board.card("nothing"));
    }

    void boardTellsStaleMissingLabelsAndClicks() {
        ScoreBoard board;
        board.setMetrics(test::eightMetrics());
        board.setState("kbet", cardStateOf(score(0.39)));
        board.setState("clisi", cardStateOf(score(0.99)));
        board.setState("unheard_of", cardStateOf(score(0.1)));
        board.markStale();
        QCOMPARE(board.state("kbet").status, CardStatus::Stale);
        QCOMPARE(board.state("pcr").status, CardStatus::Empty);
        board.setLabelled(false);
        QCOMPARE(board.state("clisi").status, CardStatus::NeedsLabels);
        QCOMPARE(board.state("kbet").status, CardStatus::Stale);
        board.setState("clisi", cardStateOf(score(0.99)));
        QCOMPARE(board.state("clisi").status, CardStatus::NeedsLabels);
        board.setLabelled(true);
        QCOMPARE(board.state("clisi").status, CardStatus::Empty);

        QSignalSpy colors(&board, &ScoreBoard::colorRequested);
        QSignalSpy retries(&board, &ScoreBoard::retryRequested);
        QTest::mouseClick(board.card("kbet"), Qt::LeftButton);
        board.setState("pcr", failedOf({}, QStringLiteral("x")));
        QTest::mouseClick(board.card("pcr"), Qt::LeftButton);
        QCOMPARE(colors.count(), 1);
        QCOMPARE(colors[0][0].value<std::string>(), std::string("kbet"));
        QCOMPARE(retries.count(), 1);
    }
};

QTEST_MAIN(ScoreCardTest)
#include "score_card_test.moc"
