#include "app/passive_waiting.h"
#include "core/pipeline/builtins.h"
#include "ui/embedding/opengl_setup.h"
#include "ui/support/icons.h"
#include "ui/support/theme.h"
#include "ui/workbench/main_window.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>

int main(int argc, char** argv) {
    using namespace counterpoint;
    waitPassively(argv);
    embedding::setUpOpenGl();
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Counterpoint"));
    QApplication::setApplicationVersion(QStringLiteral(COUNTERPOINT_VERSION));
    QApplication::setOrganizationName(QStringLiteral("Counterpoint"));

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral(
        "Tune single-cell batch integration while you watch. Without a file, opens the demo."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption theme(QStringLiteral("theme"), QStringLiteral("system, light or dark"),
                                   QStringLiteral("THEME"));
    parser.addOption(theme);
    parser.addPositionalArgument(QStringLiteral("FILE"), QStringLiteral("the dataset (.h5ad)"),
                                 QStringLiteral("[FILE]"));
    parser.process(application);

    const QString chosen = parser.isSet(theme)
                               ? parser.value(theme)
                               : QSettings().value(QStringLiteral("window/theme")).toString();
    support::applyTheme(application, support::themeChoiceFrom(chosen));
    QApplication::setWindowIcon(support::applicationIcon());

    plugin::Registry registry;
    pipeline::registerBuiltins(registry);
    workbench::MainWindow window(registry);
    window.show();
    const QStringList files = parser.positionalArguments();
    if (files.isEmpty())
        window.workbench().openDemo();
    else
        window.openFiles(files);
    return QApplication::exec();
}
