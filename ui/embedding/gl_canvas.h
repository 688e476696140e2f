#pragma once

#include "ui/embedding/point_renderer.h"
#include "ui/embedding/transition.h"

#include <QOpenGLWidget>

#include <functional>
#include <memory>

namespace counterpoint::embedding {

/// The OpenGL widget inside a view: owns the renderer and sees to it that the renderer lives
/// exactly as long as the context it was made in. Leaves the mouse to its parent. Make one only
/// where `openGlProblem()` is empty: Qt itself crashes when it composes a window with an OpenGL
/// widget and has no OpenGL.
class GlCanvas final : public QOpenGLWidget {
    Q_OBJECT

  public:
    struct Callbacks {
        /// A new renderer knows nothing yet: everything must be set again.
        std::function<void()> renew;
        /// Draw into `frame`, whose size and framebuffer are filled in.
        std::function<void(PointRenderer& renderer, PointRenderer::Frame frame)> paint;
        /// Where the processor draws: how long that took.
        std::function<void(Milliseconds took)> drew;
    };

    GlCanvas(Callbacks callbacks, QWidget* parent);
    ~GlCanvas() override;

    /// True when the processor draws: known once the widget has been shown.
    bool software() const { return m_software; }

  protected:
    void initializeGL() override;
    void paintGL() override;

  private:
    void release();

    Callbacks m_callbacks;
    std::unique_ptr<PointRenderer> m_renderer;
    bool m_software = false;
};

}  // namespace counterpoint::embedding
