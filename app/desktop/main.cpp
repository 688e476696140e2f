#include "app/desktop/start_times.h"
#include "app/passive_waiting.h"
#include "core/pipeline/builtins.h"
#include "ui/embedding/opengl_setup.h"
#include "ui/start/recovery_bar.h"
#include "ui/start/start_page.h"
#include "ui/support/icons.h"
#include "ui/support/theme.h"
#include "ui/workbench/main_window.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDebug>
#include <QSettings>

int main(int argc, char** argv) {
    using namespace counterpoint;
    waitPassively(argv);
    StartTimes times;
    times.reached("main");
    embedding::setUpOpenGl();
    QApplication application(argc, argv);
    times.reached("application");
    QApplication::setApplicationName(QStringLiteral("Counterpoint"));
    QApplication::setApplicationVersion(QStringLiteral(COUNTERPOINT_VERSION));
    QApplication::setOrganizationName(QStringLiteral("Counterpoint"));

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral(
        "Tune single-cell batch integration while you watch. Several files become batches."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption theme(QStringLiteral("theme"), QStringLiteral("system, light or dark"),
                                   QStringLiteral("THEME"));
    parser.addOption(theme);
    const QCommandLineOption demo(QStringLiteral("demo"), QStringLiteral("open the demo"));
    parser.addOption(demo);
    const QCommandLineOption recover(QStringLiteral("recover"),
                                     QStringLiteral("go on with what a crash left behind"));
    parser.addOption(recover);
    parser.addPositionalArgument(QStringLiteral("FILE"),
                                 QStringLiteral("datasets, or a session (.counterpoint)"),
                                 QStringLiteral("[FILE…]"));
    parser.process(application);

    const QString chosen = parser.isSet(theme)
                               ? parser.value(theme)
                               : QSettings().value(QStringLiteral("window/theme")).toString();
    support::applyTheme(application, support::themeChoiceFrom(chosen));
    QApplication::setWindowIcon(support::applicationIcon());

    times.reached("theme");

    plugin::Registry registry;
    pipeline::registerBuiltins(registry);
    workbench::MainWindow window(registry);
    times.reached("window");
    times.endWith(window.startPage());
    window.show();
    times.reached("shown");
    if (!window.recovery().isHidden()) qInfo().noquote() << window.recovery().sentence();
    if (parser.isSet(recover))
        window.recover();
    else if (parser.isSet(demo))
        window.workbench().openDemo();
    else
        window.askAndOpen(parser.positionalArguments());
    return QApplication::exec();
}
