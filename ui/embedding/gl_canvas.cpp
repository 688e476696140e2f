#include "ui/embedding/gl_canvas.h"

#include <QOpenGLContext>
#include <QOpenGLFunctions>

#include <algorithm>
#include <array>
#include <cmath>

namespace counterpoint::embedding {

namespace {

bool drawnByProcessor(const QString& renderer) {
    static const std::array names{QStringLiteral("llvmpipe"), QStringLiteral("softpipe"),
                                  QStringLiteral("swrast"), QStringLiteral("SwiftShader"),
                                  QStringLiteral("Software")};
    return std::any_of(names.begin(), names.end(),
                       [&renderer](const QString& name) { return renderer.contains(name); });
}

}  // namespace

GlCanvas::GlCanvas(Callbacks callbacks, QWidget* parent)
    : QOpenGLWidget(parent), m_callbacks(std::move(callbacks)) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

GlCanvas::~GlCanvas() {
    // Otherwise the context would call release() while the base class is being destroyed.
    if (context() != nullptr) disconnect(context(), nullptr, this, nullptr);
    release();
}

void GlCanvas::release() {
    if (!m_renderer) return;
    makeCurrent();
    m_renderer.reset();
    doneCurrent();
}

void GlCanvas::initializeGL() {
    QOpenGLContext* const ours = context();
    connect(ours, &QOpenGLContext::aboutToBeDestroyed, this, &GlCanvas::release,
            Qt::UniqueConnection);
    const auto* name = ours->functions()->glGetString(GL_RENDERER);
    m_software = drawnByProcessor(QString::fromLatin1(reinterpret_cast<const char*>(name)));

    // Not QOpenGLWidget::makeCurrent(), which would also bind the widget's framebuffer.
    QSurface* const surface = ours->surface();
    m_renderer = std::make_unique<PointRenderer>(
        PointRenderer::Context{[ours, surface] { ours->makeCurrent(surface); },
                               [ours] { return QOpenGLContext::currentContext() == ours; }});
    m_callbacks.renew();
}

void GlCanvas::paintGL() {
    if (!m_renderer) return;
    const double ratio = devicePixelRatioF();
    PointRenderer::Frame frame;
    frame.width = static_cast<int>(std::lround(width() * ratio));
    frame.height = static_cast<int>(std::lround(height() * ratio));
    frame.framebuffer = defaultFramebufferObject();
    const Milliseconds start = now();
    m_callbacks.paint(*m_renderer, frame);
    if (!m_software) return;
    // What the processor draws it draws now or when Qt composes the window: now, to know how long.
    context()->functions()->glFinish();
    m_callbacks.drew(now() - start);
}

}  // namespace counterpoint::embedding
