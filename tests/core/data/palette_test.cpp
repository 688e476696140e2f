#include "core/data/palette.h"

#include <QTest>

#include <algorithm>

using namespace counterpoint;

class PaletteTest : public QObject {
    Q_OBJECT

    static data::Dataset dataset() {
        data::Dataset made;
        made.obs.index = {"c1", "c2", "c3", "c4"};
        made.obs.set({"type", data::Categories{{0, 2, 2, 1}, {"B", "Unassigned", "T"}, false}});
        return made;
    }

  private Q_SLOTS:
    void listsAreScanpysBeyondEight() {
        QCOMPARE(data::categoryPalette(8).front(), std::string("#56B4E9"));
        QCOMPARE(data::categoryPalette(8).back(), std::string("#F0E442"));
        // First and last of scanpy's vega_20_scanpy, zeileis_28 and godsnot_102.
        QCOMPARE(data::categoryPalette(20).front(), std::string("#1F77B4"));
        QCOMPARE(data::categoryPalette(20).back(), std::string("#8C6D31"));
        QCOMPARE(data::categoryPalette(28).front(), std::string("#023FA5"));
        QCOMPARE(data::categoryPalette(28).back(), std::string("#336600"));
        QCOMPARE(data::categoryPalette(102).front(), std::string("#FFFF00"));
        QCOMPARE(data::categoryPalette(102).back(), std::string("#324E72"));
        for (const std::size_t count : {8U, 20U, 28U, 102U}) {
            auto colors = data::categoryPalette(count);
            std::ranges::sort(colors);
            QVERIFY(std::ranges::adjacent_find(colors) == colors.end());
        }
        QCOMPARE(data::categoryPalette(150).size(), std::size_t{150});
    }

    void theLargestPopulationComesFirstAndMissingIsGrey() {
        QCOMPARE(data::columnColors(dataset(), "type"),
                 (std::vector<std::string>{"#0072B2", data::missingColor(), "#56B4E9"}));
        QVERIFY(data::columnColors(dataset(), "nothing").empty());
    }

    void coloursInTheFileWinWhenTheyAreWhole() {
        auto own = dataset();
        const auto palette = data::columnColors(own, "type");
        own.colors["type"] = {"#112233", "#445566FF", "#778899"};
        QCOMPARE(data::columnColors(own, "type"),
                 (std::vector<std::string>{"#112233", "#445566", "#778899"}));
        own.colors["type"] = {"#112233"};
        QCOMPARE(data::columnColors(own, "type"), palette);
        own.colors["type"] = {"red", "#445566", "#778899"};
        QCOMPARE(data::columnColors(own, "type"), palette);
    }
};

QTEST_APPLESS_MAIN(PaletteTest)
#include "palette_test.moc"
