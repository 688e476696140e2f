#include "ui/embedding/gl_canvas.h"

#include <QOpenGLContext>
#include <QOpenGLFunctions>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace counterpoint::embedding {

namespace {

// Small enough to stop at, large enough to cost more than the stop.
constexpr std::size_t pieceOfProcessor = 8'192;
constexpr std::size_t pieceOfGraphicsCard = std::size_t{1} << 22U;

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
    setUpdateBehavior(PartialUpdate);  // what is shown stays until the next picture is whole
    m_turns.setSingleShot(true);
    connect(&m_turns, &QTimer::timeout, this, &GlCanvas::takeTurn);
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
                               [ours] { return QOpenGLContext::currentContext() == ours; }},
        m_software ? pieceOfProcessor : pieceOfGraphicsCard);
    m_renderer->warmUp();
    m_shownIn = 0;
    m_wanted = Wanted::AtOnce;
    m_callbacks.renew();
}

PointRenderer::Frame GlCanvas::sized() const {
    const double ratio = devicePixelRatioF();
    PointRenderer::Frame frame;
    frame.width = static_cast<int>(std::lround(width() * ratio));
    frame.height = static_cast<int>(std::lround(height() * ratio));
    return frame;
}

void GlCanvas::redraw(bool atOnce) {
    if (m_wanted != Wanted::AtOnce) m_wanted = atOnce ? Wanted::AtOnce : Wanted::InTurns;
    update();
}

bool GlCanvas::isUpToDate() const {
    return m_renderer && m_wanted == Wanted::None && m_renderer->isWhole() && !m_fresh;
}

void GlCanvas::begin(bool all) {
    m_wanted = Wanted::None;
    m_frame = sized();
    m_callbacks.prepare(*m_renderer, m_frame, all);
    m_renderer->begin(m_frame);
}

void GlCanvas::draw(bool toTheEnd) {
    const Milliseconds start = now();
    const std::size_t points =
        m_renderer->draw(toTheEnd ? std::numeric_limits<std::size_t>::max() : m_callbacks.turn());
    m_fresh = m_renderer->isWhole();
    if (!m_software) return;
    // What the processor draws it draws now or when Qt composes the window: now, to know how long.
    context()->functions()->glFinish();
    m_callbacks.drew(points, now() - start);
}

void GlCanvas::takeTurn() {
    if (!m_renderer || m_renderer->isWhole()) return;
    makeCurrent();
    draw(false);
    doneCurrent();
    if (m_fresh)
        update();
    else
        m_turns.start();
}

void GlCanvas::paintEvent(QPaintEvent* event) {
    m_inPaintEvent = true;
    QOpenGLWidget::paintEvent(event);
    m_inPaintEvent = false;
}

void GlCanvas::paintGL() {
    if (!m_renderer) return;
    const bool grabbed = !m_inPaintEvent;
    const PointRenderer::Frame size = sized();
    const bool resized = size.width != m_frame.width || size.height != m_frame.height;
    const bool shown = m_shownIn == defaultFramebufferObject() && !resized;
    if (m_fresh && shown && !grabbed) present();
    // Nothing but a whole picture may be grabbed, and nothing else fills an empty screen.
    const bool atOnce = !m_software || grabbed || !shown || m_wanted == Wanted::AtOnce;
    if (grabbed || !shown || m_wanted == Wanted::AtOnce ||
        (m_wanted == Wanted::InTurns && m_renderer->isWhole())) {
        begin(grabbed);
        draw(atOnce);
        if (m_fresh) present();
    }
    if (!m_renderer->isWhole()) m_turns.start();
}

void GlCanvas::present() {
    m_renderer->present(defaultFramebufferObject());
    m_shownIn = defaultFramebufferObject();
    m_fresh = false;
    m_callbacks.shown();
}

}  // namespace counterpoint::embedding
