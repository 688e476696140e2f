// What the window says of maps that are drawn on the places of a few cells.

#include "ui/workbench/preview.h"

#include <QTest>

#include <limits>

using namespace counterpoint;

class PreviewTest : public QObject {
    Q_OBJECT

    /// Cell i lies where cell i modulo `places` does.
    static data::Embedding layout(std::size_t cells, std::size_t places) {
        data::Embedding made(cells, 2);
        for (std::size_t cell = 0; cell < cells; ++cell) {
            made(cell, 0) = 0.25F * static_cast<float>(cell % places);
            made(cell, 1) = -1.5F * static_cast<float>((7 * (cell % places)) % 100);
        }
        return made;
    }

  private Q_SLOTS:
    void aSketchSaysOfHowManyCellsItIs() {
        QCOMPARE(workbench::sketchNote(layout(180000, 10000), false),
                 QStringLiteral("preview: 10\u2009000 of 180\u2009000 cells"));
    }

    void cellsWithoutAPlaceAreNotCountedAsPlaces() {
        data::Embedding sketch = layout(60000, 5000);
        for (std::size_t cell = 0; cell < sketch.rows; ++cell)
            if (cell % 5000 >= 4000) sketch(cell, 0) = std::numeric_limits<float>::quiet_NaN();
        QCOMPARE(workbench::sketchNote(sketch, false),
                 QStringLiteral("preview: 4\u2009000 of 60\u2009000 cells"));
    }

    void aMapOfAllCellsSaysNothing() {
        QCOMPARE(workbench::sketchNote(layout(60000, 60000), false), QString());
    }

    void norDoesASettledOneOrOneOfFewCells() {
        QCOMPARE(workbench::sketchNote(layout(60000, 10), true), QString());
        QCOMPARE(workbench::sketchNote(layout(400, 10), false), QString());
    }
};

QTEST_GUILESS_MAIN(PreviewTest)
#include "preview_test.moc"
