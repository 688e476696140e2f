// Every figure of a session as files, kept where COUNTERPOINT_SCREENSHOTS names a folder.

#include "tests/ui/workbench/controls.h"
#include "tests/ui/workbench/hand.h"
#include "ui/figures/figure_dialog.h"

#include <QComboBox>
#include <QFile>
#include <QTemporaryDir>

using namespace counterpoint;
using test::patience;

class FigureFilesTest : public QObject {
    Q_OBJECT

    test::WindowDriver m_driver;
    QTemporaryDir m_folder;

    workbench::MainWindow& window() { return *m_driver.window; }
    workbench::Workbench& bench() { return m_driver.bench(); }

  private Q_SLOTS:
    void initTestCase() {
        COUNTERPOINT_OPEN_WINDOW(m_driver);
        bench().openDemo();
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
        pipeline::Settings settings = bench().settings();
        settings.methodValues["theta"] = 4.0;
        bench().apply(settings);
        QTRY_VERIFY_WITH_TIMEOUT(m_driver.settled(), patience);
    }

    void cleanupTestCase() { m_driver.close(); }

    /// Every figure as a file, in the widths of journals; in one typeface, its text as text.
    void everyFigure() {
        const QString kept = qEnvironmentVariable("COUNTERPOINT_SCREENSHOTS");
        const QDir folder(kept.isEmpty() ? m_folder.path() : kept);
        figures::FigureDialog* dialog = window().exportFigure();
        QVERIFY(dialog);
        auto* choice = dialog->findChild<QComboBox*>(QStringLiteral("figureChoice"));
        dialog->setFont(QStringLiteral("DejaVu Sans"));
        for (int i = 0; i < choice->count(); ++i)
            for (const int width : figures::columnWidths) {
                dialog->choose(i);
                dialog->setWidthMm(width);
                QCOMPARE(dialog->problem(), QString());
                const QString name = folder.filePath(
                    QStringLiteral("figure-%1-%2.").arg(dialog->settings().figure).arg(width));
                for (const char* format : {"svg", "pdf"})
                    dialog->writeTo(name + QLatin1String(format));
                QFile svg(name + QStringLiteral("svg"));
                QVERIFY(svg.open(QIODevice::ReadOnly));
                const QByteArray page = svg.readAll();
                QVERIFY2(page.contains("<text "), qPrintable(name));
                QCOMPARE(page.count("font-family"), 1);
                QFile pdf(name + QStringLiteral("pdf"));
                QVERIFY(pdf.open(QIODevice::ReadOnly));
                QVERIFY2(pdf.readAll().contains("/BaseFont /DejaVuSans"), qPrintable(name));
            }
        dialog->setFont(figures::usualFamily());
        dialog->setWidthMm(174);
        dialog->choose(0);
        dialog->close();
    }
};

int main(int argc, char** argv) {
    return test::runWindowTest<FigureFilesTest>(argc, argv, "figure_files");
}

#include "figure_files_test.moc"
