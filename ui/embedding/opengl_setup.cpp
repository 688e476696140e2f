#include "ui/embedding/opengl_setup.h"

#include "ui/embedding/vtk_messages.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QLoggingCategory>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QSurfaceFormat>

#include <utility>

namespace counterpoint::embedding {

namespace {

Q_LOGGING_CATEGORY(logVtk, "counterpoint.vtk")

constexpr std::pair leastVersion{3, 2};

QString findProblem() {
    const QString advice = QStringLiteral(
        "Update the graphics driver, or start Counterpoint with LIBGL_ALWAYS_SOFTWARE=1.");
    // These may offer OpenGL, but cannot show a widget drawn with it.
    for (const QString& platform : {QStringLiteral("offscreen"), QStringLiteral("minimal"),
                                    QStringLiteral("vnc"), QStringLiteral("linuxfb")})
        if (QGuiApplication::platformName() == platform)
            return QStringLiteral("Views need OpenGL, which the display platform “%1” lacks.")
                .arg(platform);
    QOpenGLContext context;
    QOffscreenSurface surface;
    surface.create();
    if (!context.create() || !context.makeCurrent(&surface))
        return QStringLiteral("Views need OpenGL, and it could not be started on this display. ") +
               advice;
    const QSurfaceFormat format = context.format();
    context.doneCurrent();
    if (context.isOpenGLES() || format.version() < leastVersion)
        return QStringLiteral("Views need OpenGL %1.%2; this display offers %3.%4. ")
                   .arg(leastVersion.first)
                   .arg(leastVersion.second)
                   .arg(format.majorVersion())
                   .arg(format.minorVersion()) +
               advice;
    return {};
}

}  // namespace

void setUpOpenGl() {
    QSurfaceFormat format;
    format.setRenderableType(QSurfaceFormat::OpenGL);
    format.setVersion(leastVersion.first, leastVersion.second);
    format.setProfile(QSurfaceFormat::CoreProfile);
    format.setSamples(0);
    format.setAlphaBufferSize(0);
    format.setDepthBufferSize(24);
    QSurfaceFormat::setDefaultFormat(format);
    QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    redirectVtkMessages(
        [](const char* message) { qCWarning(logVtk).noquote() << QString::fromUtf8(message); });
}

const QString& openGlProblem() {
    static const QString problem = findProblem();
    return problem;
}

}  // namespace counterpoint::embedding
