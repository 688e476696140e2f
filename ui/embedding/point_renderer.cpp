#include "ui/embedding/point_renderer.h"

// GLEW must come before any other OpenGL header; this file is the only one that sees it.
// clang-format off
#include <vtk_glew.h>
// clang-format on
#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkCullerCollection.h>
#include <vtkFloatArray.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkNew.h>
#include <vtkOpenGLFramebufferObject.h>
#include <vtkOpenGLState.h>
#include <vtkPointData.h>
#include <vtkPointGaussianMapper.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>
#include <vtkShaderProperty.h>
#include <vtkUniforms.h>
#include <vtkUnsignedCharArray.h>
#include <vtkVersion.h>

#include <algorithm>
#include <array>
#include <utility>

namespace counterpoint::embedding {

namespace {

/// A render window that lives in a context of ours.
class BorrowedWindow final : public vtkGenericOpenGLRenderWindow {
  public:
    using Superclass = vtkGenericOpenGLRenderWindow;
    static BorrowedWindow* New() {
        auto* window = new BorrowedWindow;
        window->InitializeObjectBase();
        return window;
    }

    PointRenderer::Context context;

    void MakeCurrent() override {
        if (!IsCurrent()) context.makeCurrent();
    }
    bool IsCurrent() override { return context.isCurrent && context.isCurrent(); }

#if VTK_VERSION_NUMBER < VTK_VERSION_CHECK(9, 4, 0)
    /// GLEW loads every function under EGL (Wayland) too, but reports that it found no GLX display.
    /// VTK would take that for a failure, complain, and start again with every frame.
    void OpenGLInitContext() override {
        if (!Initialized) {
            constexpr GLenum noGlxDisplay = 4;
            glewExperimental = GL_TRUE;
            const GLenum result = glewInit();
            GlewInitValid = result == GLEW_OK || result == noGlxDisplay;
            Initialized = true;
        }
        Superclass::OpenGLInitContext();
    }
#endif

  private:
    // The picture is copied to the widget's framebuffer by render(), never to a window.
    BorrowedWindow() {
        SetFrameBlitModeToNoBlit();
    }
};

/// Turns the square of a GL point into a disc with a rim one pixel soft; in space what is far is
/// paler.
constexpr const char* discShader = R"(//VTK::Color::Impl
  float fromCentre = length(gl_PointCoord - vec2(0.5)) * squareSize;
  float coverage = clamp(0.5 * squareSize - fromCentre, 0.0, 1.0);
  if (paling > 0.0) {
    // A soft rim would hide what is behind it.
    if (coverage < 0.5) discard;
    coverage = 1.0;
    float farness = clamp(2.0 * gl_FragCoord.z - 0.5, 0.0, 1.0);
    ambientColor = mix(ambientColor, canvasColor, paling * farness);
  }
  opacity *= coverage * pointOpacity;
  if (opacity <= 0.0) discard;
)";

constexpr float paleness = 0.4F;  // of the farthest cell in space

}  // namespace

struct PointRenderer::Scene {
    vtkNew<BorrowedWindow> window;
    vtkNew<vtkRenderer> renderer;
    vtkNew<vtkActor> actor;
    vtkNew<vtkPointGaussianMapper> mapper;
    vtkNew<vtkPolyData> cloud;
    vtkNew<vtkFloatArray> coordinates;
    vtkNew<vtkPoints> points;
    vtkNew<vtkUnsignedCharArray> colours;
    double diameter = 0.0;
    double opacity = 0.0;
};

PointRenderer::PointRenderer(Context context) : m_scene(std::make_unique<Scene>()) {
    Scene& scene = *m_scene;
    scene.coordinates->SetNumberOfComponents(3);
    scene.points->SetData(scene.coordinates);
    scene.colours->SetNumberOfComponents(4);
    scene.cloud->SetPoints(scene.points);
    scene.cloud->GetPointData()->SetScalars(scene.colours);

    scene.mapper->SetInputData(scene.cloud);
    scene.mapper->SetScaleFactor(0.0);  // GL points, not splats
    scene.mapper->EmissiveOff();
    scene.mapper->SetColorModeToDirectScalars();

    // "Opaque" keeps VTK from sorting or averaging translucent points: they are blended in our
    // order.
    scene.actor->ForceOpaqueOn();
    scene.actor->SetMapper(scene.mapper);
    scene.actor->GetProperty()->LightingOff();
    scene.actor->GetProperty()->SetAmbient(1.0);
    scene.actor->GetProperty()->SetDiffuse(0.0);
    scene.actor->GetShaderProperty()->AddFragmentShaderReplacement("//VTK::Color::Impl", true,
                                                                   discShader, false);
    setPoint(3.0, 1.0);
    vtkUniforms* uniforms = scene.actor->GetShaderProperty()->GetFragmentCustomUniforms();
    uniforms->SetUniformf("paling", 0.0F);
    const std::array white{1.0F, 1.0F, 1.0F};
    uniforms->SetUniform3f("canvasColor", white.data());

    scene.renderer->AddActor(scene.actor);
    scene.renderer->GetCullers()->RemoveAllItems();
    scene.renderer->GetActiveCamera()->ParallelProjectionOn();
    scene.renderer->SetBackgroundAlpha(1.0);

    scene.window->context = std::move(context);
    scene.window->SetMultiSamples(0);
    scene.window->AddRenderer(scene.renderer);
    scene.window->SetOwnContext(0);
    scene.window->SetForceMaximumHardwareLineWidth(1);
    scene.window->SetReadyForRendering(true);
    scene.window->OpenGLInitContext();
}

PointRenderer::~PointRenderer() {
    m_scene->window->Finalize();
    m_scene->window->SetReadyForRendering(false);
}

void PointRenderer::setPositions(std::span<const float> xyz, std::span<const std::uint32_t> order) {
    Scene& scene = *m_scene;
    scene.coordinates->SetNumberOfTuples(static_cast<vtkIdType>(order.size()));
    float* out = scene.coordinates->GetPointer(0);
    for (const std::uint32_t cell : order) {
        const float* place = xyz.data() + 3 * std::size_t{cell};
        out = std::copy_n(place, 3, out);
    }
    scene.coordinates->Modified();
    scene.points->Modified();
    scene.cloud->Modified();
}

void PointRenderer::setColours(std::span<const std::uint32_t> argb,
                               std::span<const std::uint32_t> order) {
    Scene& scene = *m_scene;
    scene.colours->SetNumberOfTuples(static_cast<vtkIdType>(order.size()));
    unsigned char* out = scene.colours->GetPointer(0);
    for (const std::uint32_t cell : order) {
        const std::uint32_t color = argb[cell];
        *out++ = static_cast<unsigned char>(color >> 16U);
        *out++ = static_cast<unsigned char>(color >> 8U);
        *out++ = static_cast<unsigned char>(color);
        *out++ = static_cast<unsigned char>(color >> 24U);
    }
    scene.colours->Modified();
    scene.cloud->Modified();
}

void PointRenderer::setPoint(double diameter, double opacity) {
    if (diameter == m_scene->diameter && opacity == m_scene->opacity) return;
    m_scene->diameter = diameter;
    m_scene->opacity = opacity;
    const auto square = static_cast<float>(diameter + 1.0);  // room for the soft rim
    vtkUniforms* uniforms = m_scene->actor->GetShaderProperty()->GetFragmentCustomUniforms();
    uniforms->SetUniformf("squareSize", square);
    uniforms->SetUniformf("pointOpacity", static_cast<float>(opacity));
    m_scene->actor->GetProperty()->SetPointSize(square);
}

void PointRenderer::setBackground(double red, double green, double blue) {
    m_scene->renderer->SetBackground(red, green, blue);
    const std::array canvas{static_cast<float>(red), static_cast<float>(green),
                            static_cast<float>(blue)};
    m_scene->actor->GetShaderProperty()->GetFragmentCustomUniforms()->SetUniform3f("canvasColor",
                                                                                   canvas.data());
}

void PointRenderer::render(const Frame& frame) {
    Scene& scene = *m_scene;
    vtkCamera* camera = scene.renderer->GetActiveCamera();
    const double reach = frame.depth > 0.0 ? frame.depth : 1.0;
    const auto& [x, y, z] = frame.centre;
    const auto& [eyeX, eyeY, eyeZ] = frame.towardsEye;
    camera->SetFocalPoint(x, y, z);
    camera->SetPosition(x + 2.0 * reach * eyeX, y + 2.0 * reach * eyeY, z + 2.0 * reach * eyeZ);
    camera->SetViewUp(frame.up.data());
    camera->SetParallelScale(0.5 * frame.height * frame.unitsPerPixel);
    camera->SetClippingRange(reach, 3.0 * reach);
    scene.actor->GetShaderProperty()->GetFragmentCustomUniforms()->SetUniformf(
        "paling", frame.depth > 0.0 ? paleness : 0.0F);

    vtkOpenGLState* state = scene.window->GetState();
    state->Reset();  // Qt has changed OpenGL's state since the last frame
    state->Push();
    state->vtkglDepthFunc(GL_LEQUAL);
    scene.window->SetSize(frame.width, frame.height);
    scene.window->Render();

    state->vtkglDisable(GL_SCISSOR_TEST);
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, frame.framebuffer);
    const GLenum target = frame.framebuffer == 0 ? GL_BACK : GL_COLOR_ATTACHMENT0;
    glDrawBuffers(1, &target);
    scene.window->BlitDisplayFramebuffer();
    // Some compositors blend a window whose alpha is below one.
    state->vtkglColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_TRUE);
    state->vtkglClearColor(0.0F, 0.0F, 0.0F, 1.0F);
    glClear(GL_COLOR_BUFFER_BIT);
    state->vtkglColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    state->Pop();
}

}  // namespace counterpoint::embedding
