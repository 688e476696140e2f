// The names on the cells, in the real window and in the figures made of it.

#include "tests/ui/workbench/driver.h"
#include "ui/embedding/embedding_panel.h"
#include "ui/embedding/view_overlay.h"
#include "ui/figures/figure_dialog.h"
#include "ui/workbench/view_area.h"

#include <QFile>
#include <QTemporaryDir>
#include <QXmlStreamReader>

using namespace counterpoint;
using test::patience;

class NamesTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;
    QTemporaryDir m_folder;

    workbench::Workbench& bench() { return m_driver.bench(); }
    workbench::ViewArea& views() { return m_driver.window->views(); }
    embedding::EmbeddingView& byType() { return views().panel(1).view(); }
    std::size_t types() { return bench().results().cells->label->levelCount(); }

    void checkNames() {
        const auto& labels = byType().labels();
        QCOMPARE(labels.size() + byType().hiddenLabels(), types());
        for (std::size_t i = 0; i < labels.size(); ++i) {
            const embedding::LabelPlace& place = labels[i].place;
            for (std::size_t j = 0; j < i; ++j)
                QVERIFY2(!place.box.intersects(labels[j].place.box), qPrintable(labels[i].name));
            if (place.leader) QCOMPARE(place.leader->p2(), labels[i].anchor);
        }
    }

    /// Boxes behind names and names, in a figure of one map.
    void readFigure(int choice, report::LegendPlace legend, std::vector<QRectF>& boxes,
                    QStringList& names) {
        figures::FigureDialog* dialog = m_driver.window->exportFigure();
        QVERIFY(dialog);
        dialog->choose(choice);
        dialog->setLegend(legend);
        dialog->setFormat(QStringLiteral("svg"));
        const QString path = m_folder.filePath(QStringLiteral("map.svg"));
        dialog->writeTo(path);
        dialog->close();
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QXmlStreamReader xml(&file);
        while (!xml.atEnd()) {
            if (xml.readNext() != QXmlStreamReader::StartElement) continue;
            const QXmlStreamAttributes of = xml.attributes();
            const auto value = [&](const char* name) {
                return of.value(QLatin1String(name)).toDouble();
            };
            if (xml.name() == QLatin1String("rect") && of.hasAttribute(QLatin1String("rx")))
                boxes.emplace_back(value("x"), value("y"), value("width"), value("height"));
            if (xml.name() == QLatin1String("text") &&
                of.value(QLatin1String("text-anchor")) == QLatin1String("middle"))
                names << xml.readElementText();
        }
        QVERIFY(!xml.hasError());
    }

  private Q_SLOTS:
    void initTestCase() {
        COUNTERPOINT_OPEN_WINDOW(m_driver);
        bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        QTRY_VERIFY(!byType().labels().empty());
    }
    void cleanupTestCase() { m_driver.close(); }

    void namesOnTheDemoAreApartAndEndAtTheirCells_data() {
        QTest::addColumn<QSize>("size");
        QTest::newRow("least") << QSize(1280, 800);
        QTest::newRow("usual") << QSize(1440, 900);
        QTest::newRow("large") << QSize(2560, 1440);
    }
    void namesOnTheDemoAreApartAndEndAtTheirCells() {
        QFETCH(QSize, size);
        m_driver.window->resize(size);
        QTest::qWait(400);
        checkNames();
        QCOMPARE(byType().hiddenLabels(), std::size_t{0});
        // No view names its batches: they lie everywhere.
        QVERIFY(views().panel(0).view().labels().empty());
    }

    void theFigureNamesTheCellsWhereItsLegendIsOnThem() {
        std::vector<QRectF> boxes;
        QStringList names;
        readFigure(3, report::LegendPlace::OnData, boxes, names);  // the right map
        QCOMPARE(names.size(), qsizetype(types()));
        QVERIFY(names.contains(QStringLiteral("H (rare)")));
        QCOMPARE(boxes.size(), types());
        for (std::size_t i = 0; i < boxes.size(); ++i)
            for (std::size_t j = 0; j < i; ++j) QVERIFY(!boxes[i].intersects(boxes[j]));

        // Batches lie everywhere.
        boxes.clear();
        names.clear();
        readFigure(2, report::LegendPlace::OnData, boxes, names);
        QVERIFY(boxes.empty() && names.isEmpty());
        readFigure(3, report::LegendPlace::Below, boxes, names);
        QVERIFY(boxes.empty() && names.isEmpty());
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<NamesTest>(argc, argv, "names_test");
}

#include "names_test.moc"
