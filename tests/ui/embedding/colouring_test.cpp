#include "ui/embedding/colouring.h"

#include "ui/support/palette.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace counterpoint;
using namespace counterpoint::embedding;

namespace {

const std::vector<QColor> palette{QColor(0x56B4E9), QColor(0x0072B2)};
const QColor grey(0x9A9A9A);

bool isPermutation(std::vector<std::uint32_t> order) {
    std::sort(order.begin(), order.end());
    for (std::size_t i = 0; i < order.size(); ++i)
        if (order[i] != i) return false;
    return true;
}

}  // namespace

class ColouringTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void eachCellGetsTheColourOfItsLevel() {
        const Colouring colouring = colourByCategory(
            QStringLiteral("batch"), {{0, 1, -1, 1}, {"A", "B"}, false}, palette, grey);
        QCOMPARE(colouring.perCell, (std::vector<QRgb>{palette[0].rgba(), palette[1].rgba(),
                                                       grey.rgba(), palette[1].rgba()}));
        QVERIFY(!colouring.range);
    }

    void theLegendCountsCellsAndNamesTheMissing() {
        const Colouring colouring = colourByCategory(
            QStringLiteral("batch"), {{0, 1, -1, 1}, {"A", "B"}, false}, palette, grey);
        QCOMPARE(colouring.legend.size(), std::size_t{3});
        QCOMPARE(colouring.legend[1].name, QStringLiteral("B"));
        QCOMPARE(colouring.legend[1].cells, std::size_t{2});
        QCOMPARE(colouring.legend[2].name, QStringLiteral("missing"));
        QCOMPARE(colouring.legend[2].cells, std::size_t{1});
        QVERIFY(!colouring.legend[2].labelled);
    }

    void levelsInTheColourOfTheMissingCarryNoLabel() {
        const std::vector<QColor> withGrey{palette[0], grey};
        const Colouring colouring = colourByCategory(
            QStringLiteral("type"), {{0, 1}, {"T", "Unassigned"}, false}, withGrey, grey);
        QVERIFY(colouring.legend[0].labelled);
        QVERIFY(!colouring.legend[1].labelled);
    }

    void aShortPaletteRepeatsAndAnEmptyOneIsGrey() {
        const data::Categories three{{0, 1, 2}, {"A", "B", "C"}, false};
        QCOMPARE(colourByCategory({}, three, palette, grey).legend[2].color, palette[0]);
        QCOMPARE(colourByCategory({}, three, {}, grey).legend[2].color, grey);
    }

    void categoriesAreDrawnInAFixedRandomOrder() {
        data::Categories categories{std::vector<std::int32_t>(1000), {"A", "B"}, false};
        for (std::size_t i = 500; i < 1000; ++i) categories.codes[i] = 1;
        const Colouring first = colourByCategory({}, categories, palette, grey);
        const Colouring again = colourByCategory({}, categories, palette, grey);
        QVERIFY(isPermutation(first.order));
        QCOMPARE(first.order, again.order);
        // In file order none of the last 500 drawn would be an A; at random half of them are, with
        // a standard deviation of 8.
        const auto late = std::count_if(first.order.begin() + 500, first.order.end(),
                                        [](std::uint32_t cell) { return cell < 500; });
        QVERIFY(late > 200 && late < 300);
    }

    void zerosAndNanAreDrawnFirstAndHighValuesOnTop() {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const std::vector<float> values{3.0F, 0.0F, nan, 1.0F, 2.0F};
        const Colouring colouring = colourByValue(QStringLiteral("CD3D"), values, grey);
        QVERIFY(isPermutation(colouring.order));
        QCOMPARE(std::vector(colouring.order.begin() + 2, colouring.order.end()),
                 (std::vector<std::uint32_t>{3, 4, 0}));
        QCOMPARE(colouring.perCell[1], grey.rgba());
        QCOMPARE(colouring.perCell[2], grey.rgba());
        QCOMPARE(colouring.perCell[0], support::viridis(1.0).rgba());
        QCOMPARE(colouring.perCell[3], support::viridis(0.0).rgba());
        QVERIFY(colouring.legend.empty());
    }

    void aZeroAmongNegativeValuesIsAValue() {
        const std::vector<float> values{-1.0F, 0.0F, 1.0F};
        const Colouring colouring = colourByValue({}, values, grey);
        QVERIFY(colouring.perCell[1] != grey.rgba());
        QCOMPARE(colouring.range->low, -1.0);
        QCOMPARE(colouring.range->high, 1.0);
    }

    void coloursRunFromPercentile1To99() {
        // 1 … 1001: nearest ranks 0.01 × 1000 = 10 and 990, counted from 0.
        std::vector<float> values(1001);
        std::iota(values.begin(), values.end(), 1.0F);
        const Colouring colouring = colourByValue({}, values, grey);
        QCOMPARE(colouring.range->low, 11.0);
        QCOMPARE(colouring.range->high, 991.0);
        QCOMPARE(colouring.perCell[1000], support::viridis(1.0).rgba());
        QCOMPARE(colouring.perCell[0], support::viridis(0.0).rgba());
    }

    void whereHardlyAnyCellLostZeroIsNotPaintedAsTheLargest() {
        std::vector<float> lost(1000, 0.0F);
        for (std::size_t i = 0; i < lost.size(); i += 3) lost[i] = 3e-8F;  // rounding
        lost[7] = -0.25F;
        const Colouring colouring = colourByValue({}, lost, grey);
        QCOMPARE(colouring.range->low, -0.25);
        QCOMPARE(colouring.range->high, 0.25);
        QCOMPARE(colouring.perCell[7], support::viridis(0.0).rgba());
        QCOMPARE(colouring.perCell[1], support::viridis(128.0 / 255.0).rgba());
        // Shares that are mostly 1 keep to what occurs.
        std::vector<float> kept(1000, 1.0F);
        kept[7] = 0.5F;
        QCOMPARE(colourByValue({}, kept, grey).range->low, 0.5);
        QCOMPARE(colourByValue({}, kept, grey).range->high, 1.0);
    }

    void emptyAndConstantValuesAreFine() {
        QCOMPARE(colourByValue({}, {}, grey).cells(), std::size_t{0});
        const std::vector<float> zeros(4, 0.0F);
        QCOMPARE(colourByValue({}, zeros, grey).perCell, std::vector<QRgb>(4, grey.rgba()));
        const std::vector<float> fives(4, 5.0F);
        QCOMPARE(colourByValue({}, fives, grey).range->high, 5.0);
        QCOMPARE(colourByCategory({}, {}, palette, grey).cells(), std::size_t{0});
    }

    void cellsOutsideASelectionLieBelowInOneColour() {
        data::Categories batch;
        batch.levels = {"a", "b"};
        for (int i = 0; i < 50; ++i) batch.codes.push_back(i % 2);
        const Colouring all = colourByCategory(QStringLiteral("batch"), batch,
                                               std::vector{QColor(Qt::red)}, Qt::gray);
        const std::vector<std::uint32_t> chosen{3, 4, 40};
        const Colouring some = onlyInColour(all, chosen, Qt::lightGray);
        for (std::uint32_t cell = 0; cell < 50; ++cell) {
            const bool in = std::ranges::find(chosen, cell) != chosen.end();
            QCOMPARE(some.perCell[cell], in ? all.perCell[cell] : QColor(Qt::lightGray).rgba());
        }
        std::vector<std::uint32_t> top(some.order.end() - 3, some.order.end());
        std::ranges::sort(top);
        QCOMPARE(top, chosen);
        std::vector<std::uint32_t> order = some.order;
        std::ranges::sort(order);
        for (std::uint32_t cell = 0; cell < 50; ++cell) QCOMPARE(order[cell], cell);
        QCOMPARE(some.legend.size(), all.legend.size());
    }
};

QTEST_APPLESS_MAIN(ColouringTest)
#include "colouring_test.moc"
