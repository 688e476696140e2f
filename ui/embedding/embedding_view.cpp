#include "ui/embedding/embedding_view.h"

#include "ui/embedding/gl_canvas.h"
#include "ui/embedding/numbers.h"
#include "ui/embedding/opengl_setup.h"
#include "ui/embedding/view_overlay.h"

#include <algorithm>
#include <cmath>

namespace counterpoint::embedding {

namespace {

constexpr int frameInterval = 16;
constexpr int settleTime = 180;
constexpr std::size_t thinAbove = 200'000;
constexpr std::size_t thinTo = 100'000;
constexpr std::size_t mostLabels = 200;

}  // namespace

EmbeddingView::EmbeddingView(std::shared_ptr<ViewCamera> camera, QWidget* parent)
    : QWidget(parent),
      m_camera(camera ? std::move(camera) : std::make_shared<ViewCamera>()),
      m_overlay(new ViewOverlay(m_camera, this)) {
    if (problem().isEmpty())
        m_canvas = new GlCanvas({[this] { forgetDrawn(); },
                                 [this](PointRenderer& renderer, PointRenderer::Frame frame) {
                                     paint(renderer, frame);
                                 }},
                                this);
    m_overlay->raise();
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(QStringLiteral("Embedding"));
    connect(m_camera.get(), &ViewCamera::changed, this, &EmbeddingView::cameraMoved);
    m_ticks.setInterval(frameInterval);
    m_ticks.setTimerType(Qt::PreciseTimer);
    connect(&m_ticks, &QTimer::timeout, this, &EmbeddingView::tick);
    m_settle.setInterval(settleTime);
    m_settle.setSingleShot(true);
    connect(&m_settle, &QTimer::timeout, this, [this] {
        m_orderStale = true;
        updateBadges();
        redraw();
    });
    updateMessage();
}

EmbeddingView::~EmbeddingView() {
    // The canvas calls back; it must go while there is somebody to answer.
    delete m_canvas;
}

void EmbeddingView::setViewStyle(const ViewStyle& style) {
    m_style = style;
    m_coloursStale = true;
    m_overlay->setViewStyle(style);
    redraw();
}

void EmbeddingView::setCamera(std::shared_ptr<ViewCamera> camera) {
    if (!camera || camera == m_camera) return;
    disconnect(m_camera.get(), nullptr, this, nullptr);
    m_camera->forget(this);
    m_camera = std::move(camera);
    m_overlay->setCamera(m_camera);
    connect(m_camera.get(), &ViewCamera::changed, this, &EmbeddingView::cameraMoved);
    m_camera->setContent(this, m_bounds, size());
    if (!m_camera->movedByUser()) m_camera->fit(Motion::Jump);
    redraw();
}

void EmbeddingView::setPositions(const std::shared_ptr<const data::Embedding>& layout,
                                 Motion motion) {
    const std::size_t before = m_layout.cells();
    const Transition transition =
        m_layout.setTarget(layout, isVisible() ? motion : Motion::Jump, now());
    if (m_layout.cells() != before) m_orderStale = true;
    m_positionsStale = true;
    m_finder.forget();
    setMarkedCell(std::nullopt);

    measureTarget();
    m_camera->setContent(this, m_bounds, size());
    if (!m_camera->movedByUser()) m_camera->fit(transition);
    if (m_layout.moving()) m_ticks.start();
    if (before > 0) keepThinned();
    updateLabels(transition);
    updateMessage();
    redraw();
}

void EmbeddingView::measureTarget() {
    m_placedCells = 0;
    m_bounds.reset();
    const std::span<const float> xy = m_layout.target();
    for (std::size_t cell = 0; cell < m_layout.cells(); ++cell) {
        const double x = double{xy[2 * cell]};
        const double y = double{xy[2 * cell + 1]};
        if (!std::isfinite(x) || !std::isfinite(y)) continue;
        ++m_placedCells;
        if (!m_bounds) m_bounds.emplace(x, y, 0.0, 0.0);
        m_bounds->setCoords(std::min(m_bounds->left(), x), std::min(m_bounds->top(), y),
                            std::max(m_bounds->right(), x), std::max(m_bounds->bottom(), y));
    }
}

void EmbeddingView::setColouring(Colouring colouring) {
    // The same order needs no new positions, which is what makes hiding, clipping and recolouring
    // of many cells quick.
    if (colouring.order != m_colouring.order) m_orderStale = true;
    m_colouring = std::move(colouring);
    m_coloursStale = true;
    updateLabels({});
    redraw();
}

void EmbeddingView::setPointSize(std::optional<double> diameter) {
    m_pointSize = diameter;
    redraw();
}

void EmbeddingView::setOpacity(std::optional<double> opacity) {
    m_opacity = opacity;
    redraw();
}

/// 3.2 px for 10 000 cells in a view of 380 × 400, slowly smaller with cells and larger with room.
double EmbeddingView::pointSize() const {
    if (m_pointSize) return *m_pointSize;
    const double cells = std::max(1.0, static_cast<double>(m_placedCells));
    const double room = std::max(1.0, static_cast<double>(width()) * height());
    const double size =
        3.2 * std::pow(10'000.0 / cells, 0.2) * std::pow(room / (380.0 * 400.0), 0.15);
    return std::clamp(size, 1.0, 6.0);
}

/// 80 % up to 20 000 cells, 60 % at 1 000 000, so that density still shows.
double EmbeddingView::opacity() const {
    if (m_opacity) return *m_opacity;
    const double cells = std::max(1.0, static_cast<double>(m_placedCells));
    return std::clamp(0.8 - 0.118 * std::log10(cells / 20'000.0), 0.5, 0.8);
}

void EmbeddingView::setLabelsShown(bool shown) {
    m_overlay->setLabelsShown(shown);
}

void EmbeddingView::setAxisNames(const QString& across, const QString& up) {
    m_overlay->setAxisNames(across, up);
}

void EmbeddingView::setBadge(const QString& text) {
    m_badge = text;
    updateBadges();
}

void EmbeddingView::setEmptyText(const QString& headline, const QString& sentence) {
    m_emptyHeadline = headline;
    m_emptySentence = sentence;
    updateMessage();
}

void EmbeddingView::setMarkedCell(std::optional<std::uint32_t> cell) {
    std::optional<QPointF> at;
    if (cell && *cell < m_layout.cells()) at = placeOf(*cell);
    m_overlay->setMark(at, pointSize());
}

QPointF EmbeddingView::placeOf(std::uint32_t cell) const {
    const std::span<const float> xy = m_layout.target();
    return {double{xy[2 * std::size_t{cell}]}, double{xy[2 * std::size_t{cell} + 1]}};
}

void EmbeddingView::fit(Motion motion) {
    m_camera->fit(isVisible() ? motion : Motion::Jump);
}

QSize EmbeddingView::sizeHint() const {
    return {400, 400};
}
QSize EmbeddingView::minimumSizeHint() const {
    return {160, 120};
}

void EmbeddingView::tick() {
    if (!m_layout.advance(now())) m_ticks.stop();
    m_positionsStale = true;
    keepThinned();
    m_overlay->update();
    redraw();
}

void EmbeddingView::cameraMoved() {
    keepThinned();
    redraw();
}

bool EmbeddingView::thinned() const {
    return m_settle.isActive();
}

void EmbeddingView::keepThinned() {
    if (m_canvas == nullptr || !m_canvas->software() || m_layout.cells() <= thinAbove) return;
    if (!thinned()) m_orderStale = true;
    m_settle.start();
    updateBadges();
}

/// The colouring's order, or every k-th of it: the order is random among equals, so that is a fair
/// sample which keeps high values on top.
void EmbeddingView::chooseOrder() {
    const std::size_t cells = m_layout.cells();
    const std::size_t drawn = thinned() ? std::min(cells, thinTo) : cells;
    const bool coloured = m_colouring.order.size() == cells;
    m_order.resize(drawn);
    for (std::size_t i = 0; i < drawn; ++i) {
        const std::size_t rank = i * cells / drawn;
        m_order[i] = coloured ? m_colouring.order[rank] : static_cast<std::uint32_t>(rank);
    }
}

void EmbeddingView::updateLabels(Transition motion) {
    const bool labelled = !m_colouring.codes.empty() &&
                          m_colouring.codes.size() == m_layout.cells() &&
                          m_colouring.legend.size() <= mostLabels;
    m_overlay->setLabels(
        m_colouring.legend,
        labelled ? LabelField(m_layout.target(), m_colouring.codes, m_colouring.legend.size())
                 : LabelField(),
        motion);
}

void EmbeddingView::updateBadges() {
    QStringList badges;
    if (!m_badge.isEmpty()) badges.append(m_badge);
    if (thinned())
        badges.append(QStringLiteral("while moving: %1 of %2 cells")
                          .arg(grouped(thinTo), grouped(m_layout.cells())));
    m_overlay->setBadges(badges);
}

void EmbeddingView::updateMessage() {
    setAccessibleDescription(QStringLiteral("%1 cells").arg(grouped(m_placedCells)));
    if (!problem().isEmpty())
        m_overlay->setMessage(QStringLiteral("No picture"), problem());
    else if (m_placedCells == 0)
        m_overlay->setMessage(m_emptyHeadline, m_emptySentence);
    else
        m_overlay->setMessage({}, {});
}

void EmbeddingView::forgetDrawn() {
    m_orderStale = true;
}

void EmbeddingView::redraw() {
    if (m_canvas != nullptr) m_canvas->update();
}

const QString& EmbeddingView::problem() const {
    return openGlProblem();
}

QImage EmbeddingView::grabFramebuffer() {
    return m_canvas != nullptr ? m_canvas->grabFramebuffer() : QImage();
}

void EmbeddingView::paint(PointRenderer& renderer, PointRenderer::Frame frame) {
    if (m_orderStale) {
        chooseOrder();
        m_positionsStale = true;
        m_coloursStale = true;
        m_orderStale = false;
    }
    if (m_positionsStale) renderer.setPositions(m_layout.positions(), m_order);
    if (m_coloursStale) {
        if (m_colouring.cells() == m_layout.cells()) {
            renderer.setColours(m_colouring.perCell, m_order);
        } else {
            const std::vector<QRgb> dimmed(m_layout.cells(), m_style.dimmed.rgba());
            renderer.setColours(dimmed, m_order);
        }
    }
    m_positionsStale = false;
    m_coloursStale = false;

    const double ratio = devicePixelRatioF();
    renderer.setPoint(pointSize() * ratio, opacity());
    renderer.setBackground(m_style.canvas.redF(), m_style.canvas.greenF(), m_style.canvas.blueF());
    frame.centreX = m_camera->centre().x();
    frame.centreY = m_camera->centre().y();
    frame.unitsPerPixel = m_camera->unitsPerPixel() / ratio;
    renderer.render(frame);
}

void EmbeddingView::resizeEvent(QResizeEvent*) {
    if (m_canvas != nullptr) m_canvas->setGeometry(rect());
    m_overlay->setGeometry(rect());
    m_camera->setContent(this, m_bounds, size());
    if (!m_camera->movedByUser()) m_camera->fit(Motion::Jump);
}

}  // namespace counterpoint::embedding
