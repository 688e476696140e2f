#pragma once

#include "ui/embedding/point_renderer.h"
#include "ui/embedding/transition.h"

#include <QOpenGLWidget>
#include <QTimer>

#include <cstddef>
#include <functional>
#include <memory>

namespace counterpoint::embedding {

/// The OpenGL widget inside a view: owns the renderer and sees to it that the renderer lives
/// exactly as long as the context it was made in. Leaves the mouse to its parent. Make one only
/// where `openGlProblem()` is empty: Qt itself crashes when it composes a window with an OpenGL
/// widget and has no OpenGL.
///
/// Where the processor draws, a picture of many points is drawn in several turns of the event loop
/// and shown when it is whole; until then the one before stays. A picture asked for meanwhile waits
/// for that, or takes its place at once where it is to be drawn in one turn.
class GlCanvas final : public QOpenGLWidget {
    Q_OBJECT

  public:
    struct Callbacks {
        /// A new renderer knows nothing yet: everything must be set again.
        std::function<void()> renew;
        /// Set what is to be drawn, and where the frame lies, whose size is filled in. `all`: for a
        /// grab, so nothing may be left out.
        std::function<void(PointRenderer& renderer, PointRenderer::Frame& frame, bool all)> prepare;
        /// Points to draw in one turn where the processor draws.
        std::function<std::size_t()> turn;
        /// Where the processor draws: how long so many points took.
        std::function<void(std::size_t points, Milliseconds took)> drew;
        /// The picture prepared last is on the screen.
        std::function<void()> shown;
    };

    GlCanvas(Callbacks callbacks, QWidget* parent);
    ~GlCanvas() override;

    /// True when the processor draws: known once the widget has been shown.
    bool software() const { return m_software; }
    /// Whether the last picture asked for is on the screen.
    bool isUpToDate() const;
    /// Asks for a new picture. `atOnce`: it is to be drawn in one turn.
    void redraw(bool atOnce);

  protected:
    void initializeGL() override;
    void paintEvent(QPaintEvent* event) override;
    void paintGL() override;

  private:
    void release();
    void begin(bool all);
    void draw(bool toTheEnd);
    void takeTurn();
    void present();
    PointRenderer::Frame sized() const;

    /// A picture that is asked for.
    enum class Wanted { None, InTurns, AtOnce };

    Callbacks m_callbacks;
    std::unique_ptr<PointRenderer> m_renderer;
    PointRenderer::Frame m_frame;  ///< of the picture being drawn
    Wanted m_wanted = Wanted::None;
    bool m_fresh = false;    ///< it is whole and not on the screen yet
    unsigned m_shownIn = 0;  ///< the framebuffer that holds a picture; 0: none
    bool m_inPaintEvent = false;
    QTimer m_turns;
    bool m_software = false;
};

}  // namespace counterpoint::embedding
