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
#include <vector>

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

constexpr float paleness = 0.4F;              // of the farthest cell in space
constexpr std::size_t mostFilledAtOnce = 16;  // pieces

}  // namespace

/// Some of the points, next to each other in the order of drawing.
struct PointRenderer::Piece {
    vtkNew<vtkActor> actor;
    vtkNew<vtkPointGaussianMapper> mapper;
    vtkNew<vtkPolyData> cloud;
    vtkNew<vtkFloatArray> coordinates;
    vtkNew<vtkPoints> points;
    vtkNew<vtkUnsignedCharArray> colours;
    bool otherPlaces = false;  ///< than it holds: see Waiting
    bool otherColours = false;

    /// Looks as every other piece does.
    Piece(vtkProperty* look, vtkShaderProperty* shader) {
        coordinates->SetNumberOfComponents(3);
        points->SetData(coordinates);
        colours->SetNumberOfComponents(4);
        cloud->SetPoints(points);
        cloud->GetPointData()->SetScalars(colours);
        mapper->SetInputData(cloud);
        mapper->SetScaleFactor(0.0);  // GL points, not splats
        mapper->EmissiveOff();
        mapper->SetColorModeToDirectScalars();
        // "Opaque" keeps VTK from sorting or averaging translucent points: they are blended in our
        // order.
        actor->ForceOpaqueOn();
        actor->SetMapper(mapper);
        actor->SetProperty(look);
        actor->SetShaderProperty(shader);
        actor->VisibilityOff();
    }

    void fillPlaces(std::span<const float> xyz, std::span<const std::uint32_t> cells) {
        coordinates->SetNumberOfTuples(static_cast<vtkIdType>(cells.size()));
        float* out = coordinates->GetPointer(0);
        for (const std::uint32_t cell : cells)
            out = std::copy_n(xyz.data() + 3 * std::size_t{cell}, 3, out);
        coordinates->Modified();
        points->Modified();
        cloud->Modified();
        otherPlaces = false;
    }
    void fillColours(std::span<const std::uint32_t> argb, std::span<const std::uint32_t> cells) {
        colours->SetNumberOfTuples(static_cast<vtkIdType>(cells.size()));
        unsigned char* out = colours->GetPointer(0);
        for (const std::uint32_t cell : cells) {
            const std::uint32_t color = argb[cell];
            *out++ = static_cast<unsigned char>(color >> 16U);
            *out++ = static_cast<unsigned char>(color >> 8U);
            *out++ = static_cast<unsigned char>(color);
            *out++ = static_cast<unsigned char>(color >> 24U);
        }
        colours->Modified();
        cloud->Modified();
        otherColours = false;
    }
};

/// What was set and is not in the pieces yet.
struct PointRenderer::Waiting {
    std::vector<std::uint32_t> order;
    std::vector<float> xyz;
    std::vector<std::uint32_t> argb;
};

struct PointRenderer::Scene {
    vtkNew<BorrowedWindow> window;
    vtkNew<vtkRenderer> renderer;
    vtkNew<vtkProperty> look;
    vtkNew<vtkShaderProperty> shader;
    std::vector<std::unique_ptr<Piece>> pieces;
    Waiting waiting;
    std::size_t pieceSize = 0;
    std::size_t points = 0;
    std::size_t used = 0;   ///< pieces that hold points
    std::size_t drawn = 0;  ///< of these, in the picture
    bool begun = false;
    bool cleared = false;  ///< the picture has its background
    int width = 1;
    int height = 1;
    double diameter = 0.0;
    double opacity = 0.0;

    vtkUniforms& uniforms() { return *shader->GetFragmentCustomUniforms(); }
    /// As many pieces as so many points need. True where so many are not filled in one turn: each
    /// is then filled when it is drawn.
    bool share(std::span<const std::uint32_t> order) {
        points = order.size();
        used = (points + pieceSize - 1) / pieceSize;
        while (pieces.size() < used) {
            pieces.push_back(std::make_unique<Piece>(look, shader));
            renderer->AddActor(pieces.back()->actor);
        }
        // Points that are not drawn any more need no memory.
        while (pieces.size() > used) {
            renderer->RemoveActor(pieces.back()->actor);
            pieces.pop_back();
        }
        const bool waits = used > mostFilledAtOnce;
        if (waits) waiting.order.assign(order.begin(), order.end());
        return waits;
    }
    std::span<const std::uint32_t> part(std::span<const std::uint32_t> order,
                                        std::size_t piece) const {
        const std::size_t from = piece * pieceSize;
        return order.subspan(from, std::min(pieceSize, points - from));
    }
    std::size_t sizeOf(std::size_t piece) const {
        return std::min(pieceSize, points - piece * pieceSize);
    }
    void fill(std::size_t piece) {
        Piece& filled = *pieces[piece];
        if (filled.otherPlaces) filled.fillPlaces(waiting.xyz, part(waiting.order, piece));
        if (filled.otherColours) filled.fillColours(waiting.argb, part(waiting.order, piece));
    }
};

PointRenderer::PointRenderer(Context context, std::size_t piece)
    : m_scene(std::make_unique<Scene>()) {
    Scene& scene = *m_scene;
    scene.pieceSize = piece;
    scene.look->LightingOff();
    scene.look->SetAmbient(1.0);
    scene.look->SetDiffuse(0.0);
    scene.shader->AddFragmentShaderReplacement("//VTK::Color::Impl", true, discShader, false);
    setPoint(3.0, 1.0);
    scene.uniforms().SetUniformf("paling", 0.0F);
    const std::array white{1.0F, 1.0F, 1.0F};
    scene.uniforms().SetUniform3f("canvasColor", white.data());

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

void PointRenderer::warmUp() {
    const std::array place{0.0F, 0.0F, 0.0F};
    const std::array<std::uint32_t, 1> colour{0xff000000U};
    const std::array<std::uint32_t, 1> order{0};
    setPositions(place, order);
    setColours(colour, order);
    begin({});
    draw(1);
    setPositions({}, {});
    m_scene->begun = false;
}

void PointRenderer::setPositions(std::span<const float> xyz, std::span<const std::uint32_t> order) {
    Scene& scene = *m_scene;
    const bool waits = scene.share(order);
    if (waits) scene.waiting.xyz.assign(xyz.begin(), xyz.end());
    for (std::size_t i = 0; i < scene.used; ++i)
        if (waits)
            scene.pieces[i]->otherPlaces = true;
        else
            scene.pieces[i]->fillPlaces(xyz, scene.part(order, i));
}

void PointRenderer::setColours(std::span<const std::uint32_t> argb,
                               std::span<const std::uint32_t> order) {
    Scene& scene = *m_scene;
    const bool waits = scene.share(order);
    if (waits) scene.waiting.argb.assign(argb.begin(), argb.end());
    for (std::size_t i = 0; i < scene.used; ++i)
        if (waits)
            scene.pieces[i]->otherColours = true;
        else
            scene.pieces[i]->fillColours(argb, scene.part(order, i));
}

void PointRenderer::setPoint(double diameter, double opacity) {
    if (diameter == m_scene->diameter && opacity == m_scene->opacity) return;
    m_scene->diameter = diameter;
    m_scene->opacity = opacity;
    const auto square = static_cast<float>(diameter + 1.0);  // room for the soft rim
    m_scene->uniforms().SetUniformf("squareSize", square);
    m_scene->uniforms().SetUniformf("pointOpacity", static_cast<float>(opacity));
    m_scene->look->SetPointSize(square);
}

void PointRenderer::setBackground(double red, double green, double blue) {
    m_scene->renderer->SetBackground(red, green, blue);
    const std::array canvas{static_cast<float>(red), static_cast<float>(green),
                            static_cast<float>(blue)};
    m_scene->uniforms().SetUniform3f("canvasColor", canvas.data());
}

void PointRenderer::begin(const Frame& frame) {
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
    scene.uniforms().SetUniformf("paling", frame.depth > 0.0 ? paleness : 0.0F);
    scene.width = frame.width;
    scene.height = frame.height;
    scene.begun = true;
    scene.cleared = false;
    scene.drawn = 0;
}

bool PointRenderer::isWhole() const {
    return m_scene->begun && m_scene->cleared && m_scene->drawn == m_scene->used;
}

std::size_t PointRenderer::draw(std::size_t points) {
    Scene& scene = *m_scene;
    const std::size_t pieces = points / scene.pieceSize + (points % scene.pieceSize > 0 ? 1 : 0);
    const std::size_t left = scene.used - scene.drawn;
    const std::size_t end = scene.drawn + std::min(left, std::max<std::size_t>(1, pieces));
    std::size_t drawn = 0;
    for (std::size_t i = 0; i < scene.used; ++i) {
        const bool next = i >= scene.drawn && i < end;
        scene.pieces[i]->actor->SetVisibility(next ? 1 : 0);
        if (!next) continue;
        scene.fill(i);
        drawn += scene.sizeOf(i);
    }
    // Later pieces are drawn over the earlier ones.
    scene.renderer->SetPreserveColorBuffer(scene.cleared ? 1 : 0);
    scene.renderer->SetPreserveDepthBuffer(scene.cleared ? 1 : 0);
    vtkOpenGLState* state = scene.window->GetState();
    state->Reset();  // Qt has changed OpenGL's state meanwhile
    state->Push();
    state->vtkglDepthFunc(GL_LEQUAL);
    scene.window->SetSize(scene.width, scene.height);
    scene.window->Render();
    state->Pop();
    scene.cleared = true;
    scene.drawn = end;
    if (isWhole()) scene.waiting = {};  // every piece has its own
    return drawn;
}

void PointRenderer::present(unsigned framebuffer) {
    Scene& scene = *m_scene;
    vtkOpenGLState* state = scene.window->GetState();
    state->Reset();
    state->Push();
    state->vtkglDisable(GL_SCISSOR_TEST);
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffer);
    const GLenum target = framebuffer == 0 ? GL_BACK : GL_COLOR_ATTACHMENT0;
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
