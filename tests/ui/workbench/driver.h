#pragma once

#include "core/pipeline/builtins.h"
#include "ui/embedding/embedding_view.h"
#include "ui/embedding/opengl_setup.h"
#include "ui/session/autosave.h"
#include "ui/support/theme.h"
#include "ui/workbench/main_window.h"

#include <QApplication>
#include <QDir>
#include <QSettings>
#include <QStandardPaths>
#include <QTest>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>

#ifdef __SANITIZE_ADDRESS__
/// Libraries stay loaded, so that the leak detector can tell whose a leak is.
extern "C" __attribute__((visibility("default"))) int dlclose(void* /*library*/) noexcept {
    return 0;
}
#endif

/// What tests of the whole window share: the window itself, waiting for it, and pictures of it.
namespace counterpoint::test {

/// Of the window: the least it must do with, and a large screen.
inline constexpr std::array pictureSizes{QSize(1280, 800), QSize(2560, 1440)};

/// ms; how long it takes is the bench's business. Sanitizers make the demo's verdict take minutes.
#ifdef __SANITIZE_ADDRESS__
inline constexpr int patience = 600000;
#else
inline constexpr int patience = 120000;
#endif

/// The size of texts, for pictures of the window as users with a large system font see it.
inline double textScale() {
    bool given = false;
    const double scale = qEnvironmentVariable("COUNTERPOINT_TEXT_SCALE").toDouble(&given);
    return given ? scale : 1.0;
}

/// Until views have glided to their place and drawn everything.
inline void waitUntilStill(QWidget& widget) {
    QTest::qWait(static_cast<int>(embedding::glideTime) + 100);
    const auto views = widget.findChildren<embedding::EmbeddingView*>();
    [[maybe_unused]] const bool drawn = QTest::qWaitFor(
        [&] {
            return std::ranges::all_of(views, [](const embedding::EmbeddingView* view) {
                return !view->isVisible() || view->isDrawn();
            });
        },
        2000);
}

class WindowDriver {
  public:
    WindowDriver() { pipeline::registerBuiltins(m_registry); }

    void open(QSize size = {1440, 900}) {
        window = std::make_unique<workbench::MainWindow>(m_registry);
        window->resize(size);
        window->show();
    }
    void close() {
        if (window) window->close();
        window.reset();
    }

    workbench::Workbench& bench() { return window->workbench(); }
    bool settled() {
        return !bench().isRunning() && !bench().isOpening() && !bench().isStale() &&
               bench().results().layoutSettled;
    }
    const plugin::Registry& registry() const { return m_registry; }
    /// Before the window is opened.
    void add(std::unique_ptr<plugin::Metric> metric) { m_registry.add(std::move(metric)); }

    /// Saves a picture of the window where COUNTERPOINT_SCREENSHOTS names a folder.
    static void screenshot(QWidget& widget, const QString& name) {
        const QString folder = qEnvironmentVariable("COUNTERPOINT_SCREENSHOTS");
        if (folder.isEmpty()) return;
        waitUntilStill(widget);
        QDir().mkpath(folder);
        widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
    }
    void screenshot(const QString& name) { screenshot(*window, name); }
    /// The same in both themes and at both sizes of the window, `prepared` again for each.
    void screenshots(
        const QString& name, const std::function<void()>& prepared = [] {}) {
        if (qEnvironmentVariableIsEmpty("COUNTERPOINT_SCREENSHOTS")) return;
        for (const bool dark : {false, true}) {
            support::applyTheme(*qApp,
                                dark ? support::ThemeChoice::Dark : support::ThemeChoice::Light,
                                textScale());
            for (const QSize size : pictureSizes) {
                window->resize(size);
                QTest::qWait(200);
                prepared();
                screenshot(QStringLiteral("%1-%2-%3")
                               .arg(name, dark ? QStringLiteral("dark") : QStringLiteral("light"))
                               .arg(size.width()));
            }
        }
        support::applyTheme(*qApp, support::ThemeChoice::Light, textScale());
        window->resize(1440, 900);
    }

    std::unique_ptr<workbench::MainWindow> window;

  private:
    plugin::Registry m_registry;
};

/// Pixels of about that colour.
inline int pixelsOf(const QImage& image, const QColor& color) {
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            if (qAbs(qRed(image.pixel(x, y)) - color.red()) +
                    qAbs(qGreen(image.pixel(x, y)) - color.green()) +
                    qAbs(qBlue(image.pixel(x, y)) - color.blue()) <
                40)
                ++count;
    return count;
}

/// An application of its own settings, in the light theme.
template <class Test>
int runWindowTest(int argc, char** argv, const char* name) {
    embedding::setUpOpenGl();
    QApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    QApplication::setOrganizationName(QStringLiteral("CounterpointTest"));
    QApplication::setApplicationName(QLatin1String(name));
    QSettings().clear();
    support::applyTheme(application, support::ThemeChoice::Light, textScale());
    Test test;
    return QTest::qExec(&test, argc, argv);
}

}  // namespace counterpoint::test

/// Opens the window of `driver`, free of sessions that an interrupted test left behind, or skips
/// the test where nothing can be drawn.
#define COUNTERPOINT_OPEN_WINDOW(driver)                                          \
    if (!::counterpoint::embedding::openGlProblem().isEmpty())                    \
        QSKIP("needs OpenGL 3.2: run under xvfb-run with QT_QPA_PLATFORM=xcb");   \
    QDir(::counterpoint::session::Autosave::defaultFolder()).removeRecursively(); \
    (driver).open();                                                              \
    QVERIFY(QTest::qWaitForWindowExposed((driver).window.get()))
