#include "ui/embedding/opengl_setup.h"

#include "ui/embedding/vtk_messages.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QSurfaceFormat>

namespace counterpoint::embedding {

namespace {
Q_LOGGING_CATEGORY(logVtk, "counterpoint.vtk")
}

void setUpOpenGl() {
    QSurfaceFormat format;
    format.setRenderableType(QSurfaceFormat::OpenGL);
    format.setVersion(3, 2);
    format.setProfile(QSurfaceFormat::CoreProfile);
    format.setSamples(0);
    format.setAlphaBufferSize(0);
    format.setDepthBufferSize(24);
    QSurfaceFormat::setDefaultFormat(format);
    QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    redirectVtkMessages(
        [](const char* message) { qCWarning(logVtk).noquote() << QString::fromUtf8(message); });
}

}  // namespace counterpoint::embedding
