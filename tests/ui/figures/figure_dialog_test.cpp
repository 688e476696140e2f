// The export dialog: what is chosen is drawn, kept and refused in words.

#include "ui/figures/figure_dialog.h"

#include "tests/ui/figures/pages.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace counterpoint;
using figures::FigureDialog;
using figures::FigureSettings;
using figures::Zoom;
using report::LegendPlace;

class FigureDialogTest : public QObject {
    Q_OBJECT

    test::PageMaker m_maker;

    std::vector<figures::FigureChoice> choices() {
        const auto draw = [this](bool scores) {
            return [this, scores](const report::PageOptions& options) {
                return m_maker.draw({m_maker.batches(), m_maker.types()}, options, scores);
            };
        };
        return {{QStringLiteral("maps"),
                 QStringLiteral("Maps"),
                 QStringLiteral("x_maps"),
                 QStringLiteral("A caption"),
                 true,
                 draw(false),
                 {},
                 {}},
                {QStringLiteral("all"),
                 QStringLiteral("Maps and scores"),
                 QStringLiteral("x_all"),
                 QStringLiteral("Another"),
                 true,
                 draw(true),
                 {},
                 {}}};
    }
    std::unique_ptr<FigureDialog> opened(const FigureSettings& settings = {}) {
        auto dialog = std::make_unique<FigureDialog>(choices(), QStringLiteral("{\"seed\": 1}"),
                                                     QStringLiteral("Methods"), settings);
        dialog->show();
        return dialog;
    }
    static QPushButton* button(const FigureDialog& dialog, const QString& text) {
        for (QPushButton* found : dialog.findChildren<QPushButton*>())
            if (found->text() == text) return found;
        return nullptr;
    }
    static QByteArray written(FigureDialog& dialog, const char* name) {
        QTemporaryDir folder;
        const QString path = folder.filePath(QString::fromLatin1(name));
        dialog.writeTo(path);
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

  private Q_SLOTS:
    void theHeightIsThatOfTheContentUntilOneIsSet() {
        const auto dialog = opened();
        auto* height = dialog->findChild<QDoubleSpinBox*>(QStringLiteral("figureHeight"));
        const double automatic = figures::sizeInMm(written(*dialog, "a.svg")).height();
        QVERIFY(automatic > 60.0);
        QCOMPARE(height->value(), std::round(automatic));
        QVERIFY(!dialog->options().heightMm);
        dialog->choose(1);
        const double taller = figures::sizeInMm(written(*dialog, "a.svg")).height();
        QVERIFY(taller > automatic + 20.0);
        QCOMPARE(height->value(), std::round(taller));

        height->setValue(90.0);
        QCOMPARE(figures::sizeInMm(written(*dialog, "a.svg")).height(), 90.0);
        dialog->choose(0);  // the height that was set stays
        QCOMPARE(figures::sizeInMm(written(*dialog, "a.svg")).height(), 90.0);
        dialog->setHeightMm(std::nullopt);
        QCOMPARE(height->value(), std::round(automatic));
    }

    void whatHasNoRoomIsSaidAndNotWritten() {
        const auto dialog = opened();
        dialog->setHeightMm(15.0);
        QVERIFY2(dialog->problem().contains(QStringLiteral("needs")),
                 qPrintable(dialog->problem()));
        QCOMPARE(dialog->findChild<QLabel*>(QStringLiteral("figureProblem"))->text(),
                 dialog->problem());
        QVERIFY(!button(*dialog, QStringLiteral("Export…"))->isEnabled());
        QVERIFY(!button(*dialog, QStringLiteral("Copy as image"))->isEnabled());
        QVERIFY_EXCEPTION_THROWN(written(*dialog, "a.svg"), base::Error);
        dialog->setHeightMm(90.0);
        QCOMPARE(dialog->problem(), QString());
        QVERIFY(button(*dialog, QStringLiteral("Export…"))->isEnabled());
    }

    void zoomShowsThePageWholeOrInItsSize() {
        const auto dialog = opened();
        QVERIFY(QTest::qWaitForWindowExposed(dialog.get()));
        figures::FigurePreview& preview = dialog->preview();
        const auto fitsIn = [&] {
            return preview.scroll().horizontalScrollBar()->maximum() == 0 &&
                   preview.scroll().verticalScrollBar()->maximum() == 0;
        };
        QTRY_VERIFY(fitsIn());
        const QSizeF mm = figures::sizeInMm(written(*dialog, "a.svg"));
        const double perMm = dialog->logicalDpiX() / 25.4;
        preview.setZoom(Zoom::Actual);
        QVERIFY(std::abs(preview.pageSize().width() - mm.width() * perMm) <= 1.0);
        QVERIFY(std::abs(preview.pageSize().height() - mm.height() * perMm) <= 1.0);
        preview.setZoom(Zoom::Double);
        QVERIFY(std::abs(preview.pageSize().width() - 2.0 * mm.width() * perMm) <= 1.0);
        QTRY_VERIFY(preview.scroll().horizontalScrollBar()->maximum() > 0);
        preview.setZoom(Zoom::Fit);
        QTRY_VERIFY(fitsIn());
        // With the dialog, the whole page grows and shrinks.
        const QSize before = preview.pageSize();
        dialog->resize(dialog->width() + 300, dialog->height() + 200);
        QTRY_VERIFY(preview.pageSize().width() > before.width());
        QVERIFY(fitsIn());
    }

    void metadataAreWrittenWhereTheyAreWished() {
        const auto dialog = opened();
        QVERIFY(written(*dialog, "a.svg").contains("<metadata>"));
        QVERIFY(written(*dialog, "a.pdf").contains("provenance.json"));
        QVERIFY(!QImage::fromData(written(*dialog, "a.png"))
                     .text(QStringLiteral("Provenance"))
                     .isEmpty());
        const auto silent = opened([] {
            FigureSettings settings;
            settings.metadata = false;
            return settings;
        }());
        QVERIFY(!silent->settings().metadata);
        QVERIFY(!written(*silent, "a.svg").contains("<metadata>"));
        QVERIFY(!written(*silent, "a.pdf").contains("provenance.json"));
        QVERIFY(QImage::fromData(written(*silent, "a.png"))
                    .text(QStringLiteral("Provenance"))
                    .isEmpty());
    }

    void tiffIsOfferedWhereItCanBeWrittenAndElseSaidToBeMissing() {
        QVERIFY(!figures::formats({"png"}).contains(QStringLiteral("tiff")));
        QVERIFY(figures::formats({"png", "tiff"}).contains(QStringLiteral("tiff")));
        const auto dialog = opened();
        auto* format = dialog->findChild<QWidget*>(QStringLiteral("figureFormat"));
        QVERIFY(format != nullptr);
        QStringList offered;
        for (const QAbstractButton* one : format->findChildren<QAbstractButton*>())
            offered << one->text().toLower();
        QCOMPARE(offered, figures::formats());
        for (const QString& one : offered)
            QVERIFY2(written(*dialog, qPrintable(QStringLiteral("a.") + one)).size() > 1000,
                     qPrintable(one));
        if (offered.contains(QStringLiteral("tiff"))) {
            QVERIFY(format->toolTip().isEmpty());
            QVERIFY(!QImage::fromData(written(*dialog, "a.tiff"), "tiff").isNull());
            return;
        }
        QVERIFY(format->toolTip().startsWith(QStringLiteral("No TIFF")));
        QVERIFY_EXCEPTION_THROWN(written(*dialog, "a.tiff"), base::Error);
    }

    void choicesAreToldAndTakenUpAgain() {
        const auto dialog = opened();
        const QSignalSpy told(dialog.get(), &FigureDialog::settingsChanged);
        dialog->choose(1);
        dialog->setFormat(QStringLiteral("png"));
        dialog->setWidthMm(114);
        dialog->setHeightMm(150.0);
        dialog->setFont(QStringLiteral("Helvetica"));
        dialog->setLegend(LegendPlace::Right);
        QCOMPARE(told.size(), 6);
        const QByteArray saved = figures::toText(dialog->settings());
        const auto again = opened(figures::settingsFrom(saved));
        QCOMPARE(figures::toText(again->settings()), saved);
        QCOMPARE(again->settings().figure, QStringLiteral("all"));
        QCOMPARE(again->options().heightMm.value_or(0.0), 150.0);
        QVERIFY(again->options().legend == LegendPlace::Right);
        QCOMPARE(again->findChild<QComboBox*>(QStringLiteral("figureFont"))->currentText(),
                 QStringLiteral("Helvetica"));
    }

    void damagedChoicesAreTheUsualOnes() {
        const QByteArray usual = figures::toText(FigureSettings());
        for (const char* text :
             {"", "{", "null", "[]", "{}", "\"figure\"",
              R"({"format": "exe", "dpi": 5, "width": 1e9, "height": -3, "fontSize": "big",
                  "legend": "above", "points": 7, "letters": "yes", "metadata": null})"})
            QCOMPARE(figures::toText(figures::settingsFrom(text)), usual);
    }

    void aTypefaceThatIsNotHereIsSaidToBeStoodInFor() {
        const auto dialog = opened();
        const auto says = [&](const QString& text) {
            return std::ranges::any_of(dialog->checks(), [&](const figures::FigureCheck& check) {
                return check.text.contains(text) && !check.good;
            });
        };
        dialog->setFont(QStringLiteral("No Such Typeface"));
        QVERIFY(says(QStringLiteral("stands in for No Such Typeface")));
        dialog->setFormat(QStringLiteral("svg"));
        QVERIFY(says(QStringLiteral("asks for No Such Typeface")));
        if (!figures::standInFor(QStringLiteral("Roboto")).isEmpty()) return;
        dialog->setFont(QStringLiteral("Roboto"));
        QVERIFY(!says(QStringLiteral("Roboto")));
    }
};

QTEST_MAIN(FigureDialogTest)
#include "figure_dialog_test.moc"
